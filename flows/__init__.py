"""The flows, the sources, the campaigns and the command line: orchestration, and no rule about data."""

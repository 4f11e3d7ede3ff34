"""The stages of the runs: what the flows are lists of."""

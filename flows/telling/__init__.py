"""What a run says, and to whom: the terminal, the orchestrator's page, the people who asked to be told."""

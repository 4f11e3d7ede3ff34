"""What a run stands on: the orchestrator's server, the runner of its parts, its turn in the data folder."""

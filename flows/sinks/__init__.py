"""The ways out that are no files: what a run writes where other people work."""

"""What a data folder remembers: snapshots, releases, decisions, printed versions, and how whole they are."""

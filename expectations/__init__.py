"""What must be true of each table, and the one place that runs Great Expectations."""

"""The report in every body, and the pages beside it."""

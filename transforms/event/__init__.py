"""Who comes, where everyone sits, and the rows of every document of the day."""

"""The documents of the day, in three formats from the same rows."""

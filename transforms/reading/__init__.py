"""A sheet's rows under their questions, every cell read by its parser, and whose disposition is clear at once."""

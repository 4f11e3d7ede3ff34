"""One kind of cell, one file: value in, value out. No parser raises on any text."""

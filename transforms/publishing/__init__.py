"""The tables of a release, its numbers, and what anyone may read of them."""

"""Tables as files and databases, and what describes them."""

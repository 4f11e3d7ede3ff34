"""Which responses are of one body, under which identity, and who of them came before."""

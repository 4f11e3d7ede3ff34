"""Ratios against a floor or a peer, one command each."""

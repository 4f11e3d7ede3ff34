"""What differs: between two snapshots, between two releases, and from what is usual."""

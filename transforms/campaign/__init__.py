"""What a council configures, as checked types: read from its folder, asked by everyone."""

"""What every renderer uses: cells, looks, fonts, and the formats that a library does not write for us."""

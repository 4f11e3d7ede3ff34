"""Writers: the only room that opens files for writing. Nothing here decides anything about data."""

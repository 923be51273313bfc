"""THE TELEGRAM DOOR: the only importer of `telegram`."""

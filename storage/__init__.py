"""WHAT WE REMEMBER: the only importer of SQLite."""

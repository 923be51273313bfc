"""WHAT WE REMEMBER: the only importer of SQLite.

sqlite-utils imports numpy where it finds it, and matplotlib brings it along: 17 MB and half of a start's time that only
the worker which draws pictures needs. So it does not find it.
"""

import sys

if "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]
    import sqlite_utils as sqlite_utils

    del sys.modules["numpy"]

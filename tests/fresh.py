"""A new database as the bot makes it, made once: the steps of its tables take longer than most tests do."""

import tempfile
from functools import cache
from pathlib import Path

from storage import opening


def lay_out(path: Path) -> Path:
    """Put a new database there, where there is none."""
    if not path.exists():
        path.write_bytes(_new())
    return path


@cache
def _new() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "new.sqlite3"
        opening.connect(made).close()
        return made.read_bytes()

"""Ballast: a file beside the database that is thrown away when the disk is full.

SQLite in WAL mode needs space even to delete, so without it a full disk could not free itself.
"""

import logging
import os
import shutil
from pathlib import Path

log = logging.getLogger(__name__)

SIZE = 16 * 1024 * 1024
LOW = 8 * SIZE  # or a tenth of a smaller disk: time to prune, long before it is full
AMPLE = 20 * SIZE  # on a smaller disk the ballast would be the trouble it is there to end


def file_of(database: Path) -> Path:
    return database.with_name(database.name + ".ballast")


def lay(database: Path) -> bool:
    """Make the file if there is room to spare; whether it is there now."""
    path = file_of(database)
    if path.exists():
        return True
    try:
        if shutil.disk_usage(database.parent).free < AMPLE:
            return False
        with path.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, SIZE)
    except OSError as error:
        log.info("no ballast beside the database: %s", error.strerror)
        return False
    return True


def is_short(database: Path) -> bool:
    """Whether the database may not grow much more."""
    usage = shutil.disk_usage(database.parent)
    return is_low(usage.free, usage.total)


def is_low(free: int, total: int) -> bool:
    """In bytes."""
    return free < min(LOW, total // 10)


def drop_if_full(database: Path) -> None:
    """Something could not be written: if that is for want of space, give back what the ballast takes."""
    path = file_of(database)
    try:
        if shutil.disk_usage(database.parent).free > SIZE or not path.exists():
            return
        path.unlink()
    except OSError as error:
        log.warning("the ballast beside the database cannot be removed: %s", error.strerror)
    else:
        log.warning("the disk is full: the ballast beside the database is thrown away, free some space")

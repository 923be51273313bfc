"""A full disk frees itself as far as it can: old events go before their time, long before it is full, and at last the
ballast."""

import logging
from datetime import timedelta
from pathlib import Path

from handlers.house import House
from handlers.watch.pruning import prune
from storage import ballast

log = logging.getLogger(__name__)

SHORT = timedelta(days=1)


async def watch(house: House, *, database: Path) -> None:
    """Lay the ballast again when there is room; while there is little, keep only the last day's events."""
    ballast.lay(database)
    if ballast.is_short(database):
        log.warning("the disk is nearly full: of what was told, only the last day is kept; free some space")
        await prune(house, keep=SHORT)

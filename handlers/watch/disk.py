"""A full disk frees itself as far as it can: the ballast goes first, then old events go before their time."""

from datetime import timedelta
from pathlib import Path

from handlers.ask import House
from handlers.watch.pruning import prune
from storage import ballast

SHORT = timedelta(days=1)


async def watch(house: House, *, database: Path) -> None:
    """Lay the ballast again when there is room; while there is none, keep only the last day's events."""
    if not ballast.lay(database) and ballast.is_short(database):
        await prune(house, keep=SHORT)

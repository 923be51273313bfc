"""Repeats a piece of work until the house closes; one failure never ends it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from storage.errors import NotStored

log = logging.getLogger(__name__)


async def every(pause: timedelta, work: Callable[[], Awaitable[object]]) -> None:
    """Do *work*, rest for *pause*, and so on until cancelled."""
    while True:
        try:
            await work()
        except NotStored as error:
            log.warning("put off: %s", error)
        except Exception:
            log.exception("%s failed; it is tried again in %s", getattr(work, "__name__", work), pause)
        await asyncio.sleep(pause.total_seconds())

"""Pieces of work that go on beside each other; none begins while another of its name goes on."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from storage.errors import NotStored

log = logging.getLogger(__name__)

LATE = 5.0  # seconds


@dataclass
class Errands:
    """One for whoever begins them."""

    _busy: "dict[Hashable, asyncio.Task[None]]" = field(default_factory=dict)

    def begin(self, name: Hashable, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if name not in self._busy:
            task = asyncio.create_task(work())
            self._busy[name] = task
            task.add_done_callback(partial(self._ended, name))

    def _ended(self, name: Hashable, done: "asyncio.Task[None]") -> None:
        del self._busy[name]
        if done.cancelled():
            return
        match done.exception():
            case None:
                pass
            case NotStored() as error:
                log.warning("%s is put off: %s", name, error)
            case error:
                log.error("%s failed", name, exc_info=error)

    async def through(self) -> None:
        """Return when all that was begun has ended."""
        while self._busy:
            await asyncio.wait(list(self._busy.values()))

    async def close(self, *, within: float = LATE) -> None:
        """Let what is under way arrive, for so many seconds; what takes longer is stopped."""
        if self._busy:
            _done, late = await asyncio.wait(list(self._busy.values()), timeout=within)
            for task in late:
                task.cancel()

"""The queue of updates and the long poll that empties it: https://core.telegram.org/bots/api#getting-updates."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import conflict

# The server forgets what the bot does not fetch: messages after a day, taps after 150 seconds.
MESSAGE_LIFETIME = 24 * 3600
QUERY_LIFETIME = 150
MAX_TIMEOUT = 50
MAX_BATCH = 100
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Update:
    """One thing the bot has not confirmed yet."""

    id: int
    kind: str
    body: dict[str, Any]
    expires_at: float

    def to_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.body}


class Updates:
    """Updates in order; the newest poller wins, the older one is told so (409)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._ids = itertools.count(700_000_001)
        self._pending: list[Update] = []
        self._poll: asyncio.Future[None] | None = None
        self.allowed: list[str] = []
        self.arrived = asyncio.Event()

    def push(self, kind: str, body: dict[str, Any]) -> None:
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return
        lifetime = QUERY_LIFETIME if kind == "callback_query" else MESSAGE_LIFETIME
        self._pending.append(Update(next(self._ids), kind, body, self._clock() + lifetime))
        self.wake()

    @property
    def pending(self) -> list[Update]:
        """What waits for the bot and has not expired."""
        now = self._clock()
        self._pending = [update for update in self._pending if update.expires_at > now]
        return self._pending

    async def poll(self, offset: int, limit: int, seconds: int) -> list[dict[str, Any]]:
        """What getUpdates returns, after at most *seconds*. ApiError (409) when a newer poll takes over."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(
                conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
            )
        self._confirm(offset)
        if not self.pending and seconds > 0:
            await self._wait(min(seconds, MAX_TIMEOUT))
        return [update.to_json() for update in self.pending[: min(max(limit, 1), MAX_BATCH)]]

    def confirmed(self, update: Update) -> None:
        """The webhook accepted *update*."""
        self._pending = [other for other in self._pending if other is not update]

    def drop(self) -> None:
        self._pending.clear()

    def wake(self) -> None:
        """Let a waiting poll look again; also used to end it when the stand-in stops."""
        self.arrived.set()
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _confirm(self, offset: int) -> None:
        pending = self.pending
        if offset < 0:
            self._pending = pending[offset:]
        elif offset > 0:
            self._pending = [update for update in pending if update.id >= offset]

    async def _wait(self, seconds: int) -> None:
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

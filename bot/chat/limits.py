"""What Telegram allows: overall, per private chat, per group. A 429 pauses the chat it names and no other; for a minute
the bot as a whole says half as much, as the next 429 might come from anywhere.

A message counts from its start until its time is up after its end: Telegram may count it anywhere in between, and where
this machine or the network is busy those that left one by one arrive together.

Telegram publishes no exact limits; these keep below what its FAQ and python-telegram-bot's constants name.
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

OVERALL = ((25, 1.0),)
HALF = ((12, 1.0),)
CALM = 60.0  # seconds of half the rate after a 429
PRIVATE = ((5, 5.0),)
GROUP = ((4, 4.0), (18, 60.0))
FORGET = 60.0


@dataclass
class Windows:
    """Sends at most *n* in any *seconds*, for each pair."""

    allowed: tuple[tuple[int, float], ...]
    _under_way: int = 0
    _ended: deque[float] = field(default_factory=deque)
    paused_until: float = 0.0

    def wait(self, now: float) -> float:
        """Seconds until one more may be sent; what is under way is expected to end now at the earliest."""
        while self._ended and self._ended[0] <= now - FORGET:
            self._ended.popleft()
        waits = [self.paused_until - now]
        for n, seconds in self.allowed:
            free = n - self._under_way
            if free <= 0:
                waits.append(seconds)
            elif len(self._ended) >= free:
                waits.append(self._ended[-free] + seconds - now)
        return max(0.0, *waits)

    def begin(self) -> None:
        self._under_way += 1

    def end(self, now: float) -> None:
        self._under_way -= 1
        self._ended.append(now)


@dataclass
class Limits:
    """One for the whole bot. *clock* is monotonic seconds."""

    clock: Callable[[], float]
    sleep: Callable[[float], "asyncio.Future[None]"] = asyncio.sleep  # type: ignore[assignment]
    _overall: Windows = field(default_factory=lambda: Windows(OVERALL))
    _chats: dict[int, Windows] = field(default_factory=dict)
    _queues: dict[int, asyncio.Lock] = field(default_factory=dict)
    _calm_until: float = 0.0

    async def ready(self, chat_id: int) -> None:
        """Return when one more message may go to *chat_id*; nothing is counted."""
        while (wait := self._wait(chat_id)) > 0:
            await self.sleep(wait)

    @asynccontextmanager
    async def turn(self, chat_id: int) -> AsyncIterator[None]:
        """Wait for the chat's turn, first come first served; what is sent inside is counted as one message."""
        async with self._queues.setdefault(chat_id, asyncio.Lock()):
            await self.ready(chat_id)
            windows = (self._overall, self._chat(chat_id))
            for window in windows:
                window.begin()
        try:
            yield
        finally:
            for window in windows:
                window.end(self.clock())

    def pause(self, chat_id: int, seconds: float) -> None:
        """Telegram has asked for *seconds* of silence in this chat."""
        chat = self._chat(chat_id)
        chat.paused_until = max(chat.paused_until, self.clock() + seconds)

    def calm_down(self) -> None:
        """Telegram has said that it is too much."""
        self._calm_until = self.clock() + CALM

    def _wait(self, chat_id: int) -> float:
        now = self.clock()
        self._overall.allowed = HALF if now < self._calm_until else OVERALL
        return max(self._overall.wait(now), self._chat(chat_id).wait(now))

    def _chat(self, chat_id: int) -> Windows:
        if chat_id not in self._chats:
            self._chats[chat_id] = Windows(PRIVATE if chat_id > 0 else GROUP)
        return self._chats[chat_id]

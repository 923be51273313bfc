"""How much the bot may say: 30 messages a second overall, one a second to a person, 20 a minute to a group.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
(exact figures are not published).
"""

import math
from collections import defaultdict, deque

from sandbox.telegram.errors import too_many_requests

OVERALL = (30, 1.0)
# One a second on average, short bursts tolerated.
PRIVATE = (5, 5.0)
GROUP = (20, 60.0)


class Window:
    """A sliding window: at most *count* messages in any *seconds*."""

    def __init__(self, count: int, seconds: float) -> None:
        self.count = count
        self.seconds = seconds
        self.said: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until one more message fits; 0 when it fits now."""
        while self.said and self.said[0] <= now - self.seconds:
            self.said.popleft()
        return 0.0 if len(self.said) < self.count else self.said[0] + self.seconds - now


class Limits:
    """All windows of one bot."""

    def __init__(self) -> None:
        self.overall = Window(*OVERALL)
        self.private: defaultdict[int, Window] = defaultdict(lambda: Window(*PRIVATE))
        self.groups: defaultdict[int, Window] = defaultdict(lambda: Window(*GROUP))

    def check(self, chat_id: int, now: float) -> None:
        """Raises ApiError (429) when the bot must wait."""
        wait = max(window.wait(now) for window in self._windows(chat_id))
        if wait > 0:
            raise too_many_requests(max(1, math.ceil(wait)))

    def count(self, chat_id: int, now: float) -> None:
        for window in self._windows(chat_id):
            window.said.append(now)

    def _windows(self, chat_id: int) -> tuple[Window, Window]:
        own = self.private[chat_id] if chat_id > 0 else self.groups[chat_id]
        return self.overall, own

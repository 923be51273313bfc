"""Slow and silent connections are cut, and their number is bounded: aiohttp itself waits for ever for a request's head.

It reads two private attributes of aiohttp's, `_current_request` and `_request_count`; the version is pinned and tests
hold it. A connection that has asked something whole may idle longer: a proxy keeps it for the next callback, and one
that is cut in the very moment of use costs SMSC's repeat, four minutes.
"""

import asyncio
from dataclasses import dataclass, field

from aiohttp.web_protocol import RequestHandler
from aiohttp.web_server import Server

SWEEP = 5.0  # seconds
SWEEPS = 2  # a connection that has said nothing whole for so many is cut at the next
IDLE = 75.0  # seconds for one that has; longer than nginx keeps connections to us by default, so that it ends them
MOST = 1000


@dataclass
class Guard:
    """Keeps an eye on the connections of *server*: silent ones and half-sent heads live 10 to 15 seconds."""

    server: Server
    most: int = MOST
    _silent: dict[RequestHandler, int] = field(default_factory=dict)

    async def watch(self, pause: float = SWEEP) -> None:
        """Sweep until cancelled."""
        while True:
            await asyncio.sleep(pause)
            self.sweep()

    def sweep(self) -> None:
        """Count how long each has been silent; cut those that never asked in time, or are too many."""
        silent = [connection for connection in self.server.connections if connection._current_request is None]
        self._silent = {one: self._silent.get(one, 0) + 1 for one in silent}
        longest_first = sorted(silent, key=lambda one: -self._silent[one])
        too_many = max(0, len(self.server.connections) - self.most)
        for place, connection in enumerate(longest_first):
            if place < too_many or (self._silent[connection] > SWEEPS and not connection._request_count):
                cut(connection)


def cut(connection: RequestHandler) -> None:
    """At once: who did not finish a request in time is not waited for again."""
    if connection.transport is not None:
        connection.transport.abort()

"""Five wrong passwords within 30 minutes, and SMSC blocks our address for 30: for everybody, not just for
the one who mistyped (https://smscentre.com/faq/99). So the first error 2 stops its credentials, a call that
may be the first error 2 goes out alone, and credentials nobody has seen accepted share a budget of four.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

from smsc.credentials import Credentials
from smsc.errors import AccountStopped, AddressBlocked, Reason, Refused

HALF_AN_HOUR = 1800.0
ALLOWED_FAILURES = 4
# A password can be changed in the cabinet at any time; asked one by one after a pause, it fails only once.
TRUST = 60.0
# SMSC looks at these before, or instead of, the password: they do not prove that it is right.
_PROVES_NOTHING = frozenset({Reason.PARAMETERS, Reason.TOO_MANY, Reason.UNKNOWN})


@dataclass(slots=True, eq=False)
class Standing:
    """What is known of one account's credentials."""

    accepted_at: float | None = None
    stopped: bool = False
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)


class Authorisation:
    """Decides whose calls may go out. *clock* counts seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._standings: dict[tuple[str, Credentials], Standing] = {}
        self._failures: deque[float] = deque(maxlen=ALLOWED_FAILURES)
        self._blocked_until = float("-inf")
        self._newcomers = 0
        self._changed = asyncio.Event()

    def check(self, service: str, credentials: Credentials) -> None:
        """Raise `AddressBlocked` or `AccountStopped` if nothing may go out for them now."""
        wait = self._blocked_until - self._clock()
        if wait > 0:
            raise AddressBlocked(timedelta(seconds=wait))
        standing = self._standings.get((service, credentials))
        if standing and standing.stopped:
            raise AccountStopped
        if not (standing and standing.accepted_at is not None):
            self._room_for_newcomer()

    def stopped(self, identity: str) -> bool:
        """Whether SMSC refuses *identity*, as far as we know.

        Somebody else's wrong password for a login does not count while the right one is in use.
        """
        known = [one for (_, who), one in self._standings.items() if who.identity == identity]
        working = any(one.accepted_at is not None and not one.stopped for one in known)
        return any(one.stopped for one in known) and not working

    def forgive(self, identity: str) -> None:
        """The owner acted: try *identity* again."""
        for (_, who), standing in self._standings.items():
            if who.identity == identity:
                standing.stopped = False

    @asynccontextmanager
    async def attempt(self, service: str, credentials: Credentials) -> AsyncIterator[None]:
        """Around one call: waits its turn if it has to go alone, and learns from how it ends."""
        standing = self._standings.setdefault((service, credentials), Standing())
        async with AsyncExitStack() as stack:
            if not self._trusted(standing):
                await stack.enter_async_context(standing.alone)
                if self._trusted(standing):  # proved by the one before us: all may go
                    await stack.aclose()
            if standing.accepted_at is None:
                await stack.enter_async_context(self._newcomer())
            self.check(service, credentials)
            try:
                yield
            except Refused as refused:
                self._learn(standing, refused.reason)
                raise
            standing.accepted_at = self._clock()

    def _trusted(self, standing: Standing) -> bool:
        return standing.accepted_at is not None and self._clock() - standing.accepted_at < TRUST

    def _learn(self, standing: Standing, reason: Reason) -> None:
        now = self._clock()
        if reason is Reason.AUTH:
            standing.stopped, standing.accepted_at = True, None
            self._failures.append(now)
        elif reason is Reason.IP_BLOCKED:
            self._blocked_until = now + HALF_AN_HOUR
        elif reason not in _PROVES_NOTHING:
            standing.accepted_at = now

    @asynccontextmanager
    async def _newcomer(self) -> AsyncIterator[None]:
        """One of the attempts that may fail, counted while its outcome is open."""
        while self._room_for_newcomer() <= self._newcomers:
            await self._changed.wait()
        self._newcomers += 1
        try:
            yield
        finally:
            self._newcomers -= 1
            self._changed.set()
            self._changed = asyncio.Event()

    def _room_for_newcomer(self) -> int:
        """How many wrong passwords SMSC would still bear; raises `AddressBlocked` if none."""
        now = self._clock()
        while self._failures and self._failures[0] + HALF_AN_HOUR <= now:
            self._failures.popleft()
        room = ALLOWED_FAILURES - len(self._failures)
        if not room:
            raise AddressBlocked(timedelta(seconds=self._failures[0] + HALF_AN_HOUR - now))
        return room

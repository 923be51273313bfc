"""SMSC's limits, kept on our side before it has to refuse.

One object per process, shared by every client of it, because SMSC counts by login and by address, not by
chat. Time enters through *clock* and *sleep* only. Minutes are kept exactly (`smsc.windows` says why no leaky
bucket would do) and in memory: a restart forgets them.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

from smsc.authorisation import Authorisation
from smsc.credentials import Credentials
from smsc.errors import TooSoon, Unreachable
from smsc.windows import MINUTE, Pass, Quota, Window

AT_ONCE = 14  # fifteen requests at once under one login are refused (error 9 of every page)

_Entry = tuple[Window, Pass]


class Limits:
    """Lets a call out when SMSC will take it.

    *clock* counts seconds and never goes back (``time.monotonic``); *patience* is how many seconds a call may
    wait for room in its minute before `TooSoon` is raised instead.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        patience: float = 5.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._sleep = sleep
        self._authorisation = Authorisation(clock)
        self._windows: dict[Hashable, Window] = {}
        self._slots: dict[Hashable, asyncio.Semaphore] = {}
        self._swept_at = clock()

    def stopped(self, identity: str) -> bool:
        """Whether calls of *identity* (``credentials.identity``) are stopped after an error 2."""
        return self._authorisation.stopped(identity)

    def forgive(self, identity: str) -> None:
        """Let *identity* try again: its owner acted."""
        self._authorisation.forgive(identity)

    @asynccontextmanager
    async def turn(self, service: str, credentials: Credentials, quotas: Sequence[Quota]) -> AsyncIterator[None]:
        """Around one request to *service* (its base address), however often it is repeated elsewhere.

        Waits for its turn; raises `TooSoon`, `AccountStopped` or `AddressBlocked` without letting it out. What
        the request itself raises passes through and is learnt from.
        """
        self._authorisation.check(service, credentials)
        account = (service, credentials.identity)
        entries = await self._enter(account, quotas)
        sent = False
        try:
            async with self._slots_of(account), self._authorisation.attempt(service, credentials):
                sent = True
                yield
        except Unreachable as unreachable:
            sent = unreachable.maybe_done
            raise
        finally:
            self._leave(entries, sent=sent)

    async def _enter(self, account: Hashable, quotas: Sequence[Quota]) -> list[_Entry]:
        """Take a place in every window at once, when all have room."""
        deadline = self._clock() + self._patience
        while True:
            now = self._clock()
            windows = [self._window(account, quota, now) for quota in quotas]
            waits = [
                window.wait(quota.weight + quota.spare, now) for window, quota in zip(windows, quotas, strict=True)
            ]
            wait = max(waits, default=0.0)
            if not wait:
                return [(window, window.enter(quota.weight)) for window, quota in zip(windows, quotas, strict=True)]
            if now + wait > deadline:
                raise TooSoon(timedelta(seconds=wait))
            await self._sleep(wait)

    def _leave(self, entries: Sequence[_Entry], *, sent: bool) -> None:
        for window, one in entries:
            if sent:
                one.ended = self._clock()
            else:
                window.forget(one)

    def _window(self, account: Hashable, quota: Quota, now: float) -> Window:
        if now - self._swept_at >= MINUTE:  # else every number ever asked about would stay
            self._windows = {key: window for key, window in self._windows.items() if window.busy(now)}
            self._swept_at = now
        return self._windows.setdefault((account, quota.key), Window(quota.per_minute))

    def _slots_of(self, account: Hashable) -> asyncio.Semaphore:
        return self._slots.setdefault(account, asyncio.Semaphore(AT_ONCE))

"""The line to SMSC: signs a request, waits for its turn, sends it, and repeats it where that does no harm."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import cycle

from aiohttp import ClientSession, ClientTimeout
from stamina import AsyncRetryingCaller

from smsc.actions import Action, Pace
from smsc.answer import Answer
from smsc.credentials import Credentials
from smsc.errors import TooSoon, Unreachable
from smsc.formats import Format
from smsc.limits import Limits
from smsc.wire import MOST_BYTES, post

LONG = 100_000  # bytes: reading more takes milliseconds for which nobody else should wait


def patient(hosts: int) -> AsyncRetryingCaller:
    """Three tries, or one for every host if there are more, with growing pauses, for half a minute at most."""
    return AsyncRetryingCaller(attempts=max(3, hosts), timeout=30, wait_initial=0.2, wait_max=2, wait_jitter=0.1)


@dataclass(frozen=True, slots=True)
class Line:
    """One account's line to one service, whose *hosts* are tried in turn."""

    credentials: Credentials
    http: ClientSession
    hosts: tuple[str, ...]
    limits: Limits
    format: Format
    timeouts: Mapping[Pace, ClientTimeout]
    retry: AsyncRetryingCaller

    async def call(self, action: Action, fields: Mapping[str, str]) -> Answer:
        """Ask, again if *action* is harmless and no answer came; any `SmscError`."""
        hosts = cycle(self.hosts)
        lost: list[Unreachable] = []

        async def once() -> Answer:
            try:
                return await self._ask(next(hosts), action, fields)
            except Unreachable as unreachable:
                lost.append(unreachable)
                raise

        try:
            return await (self.retry(Unreachable, once) if action.harmless else once())
        except TooSoon:
            if lost:  # only the repetition was too soon; what happened is that no answer came
                raise lost[-1] from None
            raise

    async def _ask(self, host: str, action: Action, fields: Mapping[str, str]) -> Answer:
        """One request, one answer."""
        format = action.format or self.format
        signed = self.credentials.form() | {"fmt": str(format.value), "charset": "utf-8"}
        form = action.form(fields) | signed
        async with self.limits.turn(self.hosts[0], self.credentials, action.quotas(fields)):
            url = f"{host}/sys/{action.page}"
            received = await post(self.http, url, form, self.timeouts[action.pace], MOST_BYTES[action.pace])
            answer = Answer(action.page, received.body, hide=self.credentials.hide)
            answer.raise_if_refused()
            if received.cut or received.status != 200:
                raise answer.nonsense(f"HTTP {received.status}: ")
            if len(answer.body) > LONG:
                return await asyncio.to_thread(answer.read, action.shape, format)
            return answer.read(action.shape, format)

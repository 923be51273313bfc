"""A sender that behaves like SMSC: every callback is posted until the answer is 200 or 404.

https://smsc.ru/api/http/miscellaneous/callback/. SMSC waits four minutes between two attempts; here it is at once.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from tests.faults.happenings import FORM, Happening

PLAIN = {"Content-Type": FORM}
FINAL = {200, 404}
NOBODY = 0  # in place of a status, where nobody answered
AT_ONCE = 8
GIVES_UP = ClientTimeout(total=20)
PAUSE = 0.01  # seconds before the same callback goes again: a bot that is down must not cost a whole processor


@dataclass
class Sender:
    """Posts to *url*. *answers* counts what was answered, *acknowledged* is what SMSC will never tell again."""

    url: str
    session: ClientSession
    acknowledged: dict[str, Happening] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)

    async def post(self, body: bytes, *, headers: Mapping[str, str] = PLAIN, query: str = "") -> int:
        """One attempt: the status, or NOBODY."""
        try:
            async with self.session.post(
                self.url + query, data=body, headers=headers, allow_redirects=False
            ) as response:
                status = response.status
        except (ClientError, TimeoutError):
            status = NOBODY
        self.answers[status] += 1
        return status

    async def deliver(self, happening: Happening) -> None:
        """As often as it takes."""
        while (status := await self.post(happening.body)) not in FINAL:  # noqa: ASYNC110 - SMSC waits the same way
            await asyncio.sleep(PAUSE)
        if status == 200:
            self.acknowledged[happening.phone] = happening

    async def deliver_all(self, happenings: Iterable[Happening], *, at_once: int = AT_ONCE) -> None:
        """Several at a time, to the end of *happenings* or until cancelled."""
        waiting = iter(happenings)
        await asyncio.gather(*(self._work_off(waiting) for _ in range(at_once)))

    async def deliver_unevenly(self, happenings: Iterator[Happening], luck: Random) -> None:
        """Now one, now many, now nothing for a while."""
        while True:
            await self.deliver_all(islice(happenings, luck.choice((1, 1, 2, 5, 60))))
            await asyncio.sleep(luck.uniform(0.0, 0.3))

    async def _work_off(self, waiting: Iterator[Happening]) -> None:
        for happening in waiting:
            await self.deliver(happening)


@asynccontextmanager
async def sender(url: str) -> AsyncIterator[Sender]:
    """A new connection for each callback, as it comes from SMSC: none suffers from what was said on another."""
    connector = TCPConnector(limit=0, force_close=True)
    async with ClientSession(trust_env=False, timeout=GIVES_UP, connector=connector) as session:
        yield Sender(url, session)


@asynccontextmanager
async def under_load(load: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Callbacks keep coming meanwhile: *load* delivers them."""
    task = asyncio.create_task(load)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])

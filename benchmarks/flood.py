"""10,000 statuses into one group within 10 seconds, and what became of them: the same for every bot."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from benchmarks import readable, stock
from benchmarks.children import Child
from benchmarks.outside import Outside
from sandbox.smsc import BurstReport, Delivered
from sandbox.telegram import Call

COUNT, SECONDS = 10_000, 10.0
FAILURES, REPEATS = 0.02, 0.05
WRITER, RENTED = "79161234567", "74950001100"  # who writes in the middle of it, and to which number
LOOK = 0.1  # seconds


@dataclass(frozen=True)
class Flooded:
    """What came and what was told. Times are Unix seconds."""

    report: BurstReport
    phones: frozenset[str]
    sms_sent: float
    first: float
    last: float
    told: dict[str, float]
    said: Sequence[Call]
    rss: Sequence[float]

    @property
    def missing(self) -> int:
        return len(self.phones - self.told.keys())

    def told_within(self, seconds: float) -> int:
        """Of the statuses, how many were told so many *seconds* after the last callback."""
        return sum(self.told.get(phone, float("inf")) <= self.last + seconds for phone in self.phones)

    @property
    def first_notice(self) -> float:
        """Seconds after the first callback's answer."""
        return min((call.at for call in self.said if call.status == 200), default=float("inf")) - self.first

    @property
    def sms_notice(self) -> float:
        return self.told.get(WRITER, float("inf")) - self.sms_sent

    @property
    def all_told(self) -> float:
        """Seconds after the last callback's answer."""
        return max(self.told.get(phone, float("inf")) for phone in self.phones) - self.last

    @property
    def refused(self) -> int:
        return sum(call.status == 429 for call in self.said)

    @property
    def growth(self) -> float:
        """MB, at the highest."""
        return max(self.rss) - self.rss[0]


async def flood(outside: Outside, child: Child, hook: str, *, patience: float, linger: float) -> Flooded:
    """Pour it over the bot that listens at *hook*; wait until all is told, *patience* seconds at most, and *linger*."""
    smsc, login = outside.smsc, stock.login_of(0)
    smsc.set_handler(login, hook)
    rss = [child.rss]
    watching = asyncio.create_task(watch(child, rss))
    writing = asyncio.create_task(write(outside, login))
    report = await smsc.burst(login=login, count=COUNT, failures=FAILURES, repeats=REPEATS, seconds=SECONDS)
    phones = frozenset(message.phone for message in smsc.messages(login))
    with suppress(TimeoutError), outside.telegram.news.listening() as heard:
        async with asyncio.timeout(patience):
            while phones - readable.told_at(outside.said()).keys():
                await heard.get()
    await asyncio.sleep(linger)
    watching.cancel()
    sms = await writing
    statuses = [delivered for delivered in smsc.deliveries if delivered.kind == "status"]
    said = outside.said()
    return Flooded(report, phones, sms, first(statuses), last(statuses), readable.told_at(said), said, rss)


async def watch(child: Child, rss: list[float]) -> None:
    while True:
        await asyncio.sleep(LOOK)
        rss.append(child.rss)


async def write(outside: Outside, login: str) -> float:
    """Half way through somebody writes an SMS; when it was posted."""
    await asyncio.sleep(SECONDS / 2)
    at = outside.telegram.cloud.clock()
    await outside.smsc.sms_arrives(login=login, phone=WRITER, text="В самой середине", to=RENTED)
    return at


def first(delivered: Sequence[Delivered]) -> float:
    return min(one.at for one in delivered)


def last(delivered: Sequence[Delivered]) -> float:
    return max(one.at for one in delivered)

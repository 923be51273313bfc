"""How soon the first chat hears of an SMS: an almost empty database beside a large one, and a large audience."""

import asyncio
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import audience, bot, outside, stock
from benchmarks.audience import ASKED, CHATS, OTHERS, PAST, Audience
from benchmarks.flood import RENTED, WRITER
from benchmarks.goals import AtMost, report
from benchmarks.outside import Outside
from sandbox.telegram import Call

SAMPLES = 40
PAUSE = 0.6  # seconds between an SMS for the one and for the other
CROWDED = 10  # SMS that a large audience hears of
REST = 2.0  # seconds until the large audience may be told anew
WITHIN = 10.0


@dataclass(frozen=True)
class Heard:
    """Seconds from SMSC's 200 to the first message about it, and to the last."""

    first: float
    last: float


@dataclass
class Side:
    """One of the two bots with its own world."""

    world: Outside
    posted: int = 0

    async def write(self, account: int, *, listeners: int = 1) -> Heard:
        """Somebody writes an SMS to *account*, whose *listeners* chats and topics are told."""
        self.posted += 1
        text = f"№ {self.posted}."
        sms = {"phone": WRITER, "text": text, "to": RENTED}
        with self.world.telegram.news.listening() as heard:
            delivered = await self.world.smsc.sms_arrives(login=stock.login_of(account), **sms)
            async with asyncio.timeout(WITHIN):
                while len(said := self.about(text)) < listeners:
                    await heard.get()
        return Heard(said[0].at - delivered.at, said[-1].at - delivered.at)

    def about(self, text: str) -> list[Call]:
        return [call for call in self.world.said() if text in str(call.params)]


@asynccontextmanager
async def side(told: Audience, *, past: int) -> AsyncIterator[Side]:
    rooms = [room for of_account in told for room in of_account]
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="smsc-bot-bench-")))
        world = await exits.enter_async_context(outside.opened(rooms, accounts=len(told)))
        await stock.make(folder, told, past=past, smsc_url=world.smsc_url)
        started = bot.running(folder, telegram_url=world.telegram_url, smsc_url=world.smsc_url)
        program = await exits.enter_async_context(started)
        for number in range(len(told)):
            world.smsc.set_handler(stock.login_of(number), program.hook(number))
        await world.telegram.asked("getUpdates")
        yield Side(world)


async def compare() -> None:
    """Both bots are up and asked in turn: what slows the machine slows both."""
    async with side(audience.small(), past=0) as small, side(audience.large(), past=PAST) as large:
        waits: dict[str, list[float]] = {"empty": [], "full": []}
        for number in range(-ASKED, SAMPLES):  # the first round warms up what is done for the first time
            for name, one in (("empty", small), ("full", large)):
                waits[name].append((await one.write(number % ASKED)).first * 1000)
                await asyncio.sleep(PAUSE)
        median = {name: statistics.median(found[ASKED:]) for name, found in waits.items()}
        ratio, detail = median["full"] / median["empty"], ", ".join(f"{n} {m:.1f}" for n, m in median.items())
        report("first notice of an SMS, from SMSC's 200: full / empty", ratio, "×", AtMost(1.2), detail=f"ms: {detail}")
        await crowd(large)


async def crowd(large: Side) -> None:
    """The large bot tells an SMS in all chats and topics of an account."""
    rooms = audience.large()[-1]
    listeners = len(rooms) + sum(len(room.topics) for room in rooms)
    heard: list[Heard] = []
    for number in range(CROWDED):
        heard.append(await large.write(ASKED + number % OTHERS, listeners=listeners))
        await asyncio.sleep(REST)
    first = statistics.median(one.first for one in heard) * 1000
    last = statistics.median(one.last for one in heard) * 1000
    report(f"{listeners} places of {CHATS} chats hear of an SMS: the first after", first, " ms")
    report("the last of them after", last, " ms")

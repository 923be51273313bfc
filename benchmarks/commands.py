"""What our house adds to a command: /operator from the person's message to the answer, beside a bare handler."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import bot, children, outside, stock
from benchmarks.audience import ASKED, small
from benchmarks.bot import TOKEN
from benchmarks.goals import AtMost, heading, report
from benchmarks.outside import Outside

SAMPLES = 60
WARM = ASKED  # the first answer in each chat
PAUSE = 0.1  # seconds; a chat is asked every two, so that no limit of Telegram's is near


@dataclass
class Asked:
    """One of the two bots in its own world."""

    world: Outside

    async def ask(self, number: int) -> float:
        """Milliseconds from a person's message to the bot's reply. No number is asked about twice."""
        person = self.world.telegram.cloud.people[small()[number % ASKED][0].chat_id]
        chat = self.world.telegram.private(person)
        begun = time.perf_counter()
        message = await chat.say(person, f"/operator 7999{number:07}")
        await chat.wait_for(lambda found: found.by_bot and found.id > message.id)
        return (time.perf_counter() - begun) * 1000


async def main() -> None:
    heading(f"/operator, {SAMPLES} times each in turn, SMSC answers at once")
    found: dict[str, list[float]] = {"ours": [], "bare": []}
    async with ours() as own, bare() as rival:
        for number in range(SAMPLES + WARM):
            for name, side in (("ours", own), ("bare", rival)):
                found[name].append(await side.ask(number))
                await asyncio.sleep(PAUSE)
    median = {name: statistics.median(taken[WARM:]) for name, taken in found.items()}
    detail = ", ".join(f"{name} {taken:.1f} ms" for name, taken in median.items())
    report(
        "ours / python-telegram-bot + aiohttp, median", median["ours"] / median["bare"], "×", AtMost(1.5), detail=detail
    )


@asynccontextmanager
async def ours() -> AsyncIterator[Asked]:
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="smsc-bot-bench-")))
        world = await exits.enter_async_context(outside.opened([room for (room,) in small()], accounts=ASKED))
        await stock.make(folder, small(), smsc_url=world.smsc_url)
        started = bot.running(folder, telegram_url=world.telegram_url, smsc_url=world.smsc_url)
        await exits.enter_async_context(started)
        await world.telegram.asked("getUpdates", within=bot.START)
        yield Asked(world)


@asynccontextmanager
async def bare() -> AsyncIterator[Asked]:
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="smsc-bot-bench-")))
        world = await exits.enter_async_context(outside.opened([room for (room,) in small()]))
        arguments = (world.telegram_url, TOKEN, world.smsc_url, stock.login_of(0), "bench")
        program = children.running("benchmarks.servers.ptb_operator", *arguments, folder=folder)
        await (await exits.enter_async_context(program)).first_line()
        yield Asked(world)

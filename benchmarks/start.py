"""How long the bot needs to listen, and how much memory it holds while nothing happens; beside a bare aiohttp app."""

import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import bot, children, outside, stock
from benchmarks.goals import heading, report
from benchmarks.loops import Loop
from benchmarks.outside import GROUP

ROUNDS = 5
IDLE = 2.0  # seconds

Started = tuple[float, float]  # seconds until it listened, MB while idle


async def main() -> None:
    heading("start")
    ours: list[Started] = []
    bare: list[Started] = []
    for number in range(ROUNDS + 1):
        found = (await our_bot(), await bare_app())
        if number:  # the first round only fills the machine's caches
            ours.append(found[0])
            bare.append(found[1])
    for place, what, unit in ((0, "from the process's start to listening", " s"), (1, "resident memory, idle", " MB")):
        own, other = (statistics.median(one[place] for one in found) for found in (ours, bare))
        report(what, own, unit, detail=f"bare aiohttp {other:.3g}{unit}, so {own / other:.1f}×")


async def our_bot() -> Started:
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        async with outside.opened([GROUP]) as world:
            await stock.make(Path(made), [[GROUP]])
            begun = time.perf_counter()
            async with bot.running(Path(made), telegram_url=world.telegram_url) as program:
                listening = time.perf_counter() - begun
                await world.telegram.asked("getUpdates", within=bot.START)
                await asyncio.sleep(IDLE)
                return listening, program.child.rss


async def bare_app() -> Started:
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        begun = time.perf_counter()
        async with children.running("benchmarks.servers.bare", Loop.ASYNCIO.value, folder=Path(made)) as child:
            await child.first_line()
            listening = time.perf_counter() - begun
            await asyncio.sleep(IDLE / 10)
            return listening, child.rss

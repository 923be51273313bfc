"""Ten minutes at 50 callbacks a second into one group: whether the bot's memory grows."""

import asyncio
import statistics
import tempfile
from pathlib import Path

from benchmarks import bot, outside, stock
from benchmarks.children import Child
from benchmarks.goals import AtMost, heading, report
from benchmarks.outside import GROUP, Outside

RATE, SECONDS = 50, 600
EVERY = 30  # seconds between two looks
END = 15.0  # seconds in which what is left is told


async def main() -> None:
    heading(f"soak, {RATE} callbacks a second for {SECONDS} s into one group")
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        folder = Path(made)
        async with outside.opened([GROUP]) as world:
            await stock.make(folder, [[GROUP]], smsc_url=world.smsc_url)
            async with bot.running(folder, telegram_url=world.telegram_url, smsc_url=world.smsc_url) as program:
                world.smsc.set_handler(stock.login_of(0), program.hook())
                await pour(world, program.child)


async def pour(world: Outside, child: Child) -> None:
    watching = asyncio.create_task(look(child))
    count = RATE * SECONDS
    poured = await world.smsc.burst(login=stock.login_of(0), count=count, repeats=0, seconds=SECONDS)
    tell(await watching)
    report("callbacks answered", poured.taken, f" of {poured.requests}")
    await asyncio.sleep(END)
    report("memory after all was told", child.rss, " MB")
    said = world.said()
    refused = sum(call.status == 429 for call in said)
    report("429 from Telegram", refused, "", AtMost(0), detail=f"{len(said)} calls")


async def look(child: Child) -> list[float]:
    """Resident memory every EVERY seconds, in MB; each is printed as it is seen."""
    found: list[float] = []
    for number in range(1, SECONDS // EVERY + 1):
        await asyncio.sleep(EVERY)
        found.append(child.rss)
        print(f"  {number * EVERY:4} s  {found[-1]:.1f} MB", flush=True)
    return found


def tell(found: list[float]) -> None:
    third = len(found) // 3
    grown = statistics.mean(found[-third:]) - statistics.mean(found[:third])
    slope = statistics.linear_regression([n * EVERY / 3600 for n in range(len(found))], found).slope
    report("memory, the last third above the first", grown, " MB", AtMost(5), detail=f"slope {slope:+.1f} MB an hour")

"""Whether a past and an audience slow the bot down: an empty database beside 100,000 events and 1,000 subscriptions."""

import shutil
import tempfile
from pathlib import Path

from benchmarks import audience, children, notices, rounds, stock
from benchmarks.audience import PAST
from benchmarks.goals import AtLeast, heading, report
from benchmarks.load import Connections, Measured, press
from benchmarks.loops import Loop
from benchmarks.rounds import Round, quietest, rate

EMPTY, FULL = "empty", "full"
ROUNDS, SECONDS = 5, 2


async def main() -> None:
    large = audience.large()
    subscriptions, chats = audience.subscriptions(large), audience.chats(large)
    heading(f"stored: an empty database, and {PAST} events with {subscriptions} subscriptions in {chats} chats")
    await intake()
    await notices.compare()


async def intake() -> None:
    """The same pressure as in the intake benchmark, on a fresh copy of either database in each round."""
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        templates = {name: Path(made, name) for name in (EMPTY, FULL)}
        for path in templates.values():
            path.mkdir()
        await stock.make(templates[EMPTY])
        await stock.make(templates[FULL], audience.large(), past=PAST)

        async def measure(number: int) -> Round:
            begun, found = rounds.mark(), {}
            for name in templates if number % 2 else reversed(templates):
                found[name] = await pressed(templates[name], run=f"round-{number}")
            return Round(found, rounds.others(begun, rounds.mark()))

        found = await quietest(measure, wanted=ROUNDS)
    detail = f"req/s: empty {found.median(EMPTY, rate):.0f}, full {found.median(FULL, rate):.0f}; {found.others}"
    report("intake, keep-alive: full / empty", found.ratio(FULL, EMPTY, rate), "×", AtLeast(0.83), detail=detail)


async def pressed(template: Path, *, run: str) -> Measured:
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        folder = Path(made)
        shutil.copy(stock.database_in(template), stock.database_in(folder))
        server = children.running("benchmarks.servers.ours", Loop.ASYNCIO.value, made, folder=folder)
        async with server as child:
            url = await child.first_line()
            press(url, folder, run=f"warm-{run}", seconds=1, connections=Connections.KEPT)
            return press(url, folder, run=run, seconds=SECONDS, connections=Connections.KEPT)

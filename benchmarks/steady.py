"""A steady stream while neither Telegram nor SMSC says a word; then Telegram is back."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from aiohttp import ClientSession

from benchmarks import bot, outside, readable, stock
from benchmarks.goals import AtMost, heading, report
from benchmarks.load import body
from benchmarks.outside import GROUP

RATE, SECONDS = 200, 20
WITHIN = 30.0  # seconds in which all of it is told once Telegram is back
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def main() -> None:
    heading(f"steady, {RATE} callbacks a second for {SECONDS} s while Telegram and SMSC never answer")
    with tempfile.TemporaryDirectory(prefix="smsc-bot-bench-") as made:
        folder = Path(made)
        async with silence() as smsc_port:
            await stock.make(folder, [[GROUP]], smsc_url=f"http://127.0.0.1:{smsc_port}")
            await measure(folder)


async def measure(folder: Path) -> None:
    async with AsyncExitStack() as exits:
        async with silence() as port:
            running = bot.running(folder, telegram_url=f"http://127.0.0.1:{port}")
            program = await exits.enter_async_context(running)
            tell(*await pour(program.hook()))
        await come_back(port)


async def pour(hook: str) -> tuple[list[float], int]:
    """How long each callback waited for its 200, in milliseconds, and how many got another answer."""
    waits, other = list[float](), 0
    async with ClientSession() as http, asyncio.TaskGroup() as posting:

        async def post(number: int) -> None:
            nonlocal other
            begun = time.perf_counter()
            async with http.post(hook.partition("?")[0], data=body(number, run="steady"), headers=FORM) as answer:
                waits.append(1000 * (time.perf_counter() - begun))
                other += answer.status != 200

        begun = time.perf_counter()
        for number in range(RATE * SECONDS):
            await asyncio.sleep(begun + number / RATE - time.perf_counter())
            posting.create_task(post(number))
    return waits, other


def tell(waits: list[float], other: int) -> None:
    report("answers other than 200", other, "", AtMost(0), detail=f"of {len(waits)}")
    p99 = statistics.quantiles(waits, n=100)[98]
    report("p99", p99, " ms", AtMost(100), detail=f"median {statistics.median(waits):.1f}")
    report("the slowest", max(waits), " ms", AtMost(1000))


async def come_back(port: int) -> None:
    telegram, begun = outside.telegram_with([GROUP]), time.time()
    await telegram.start(port=port)
    try:
        missing = {f"7999{number:07d}" for number in range(RATE * SECONDS)}
        told = readable.told_at(telegram.calls)
        while missing - told.keys() and time.time() < begun + 2 * WITHIN:
            await asyncio.sleep(0.2)
            told = readable.told_at(telegram.calls)
        late = max((told.get(phone, float("inf")) for phone in missing), default=begun) - begun
        report("all of it told after Telegram is back", late, " s", AtMost(WITHIN), detail=f"{len(missing)} events")
    finally:
        await telegram.stop()


@asynccontextmanager
async def silence() -> AsyncIterator[int]:
    """A port that takes connections and never answers."""
    open_ones = list[asyncio.StreamWriter]()

    async def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.append(writer)

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in open_ones:
            writer.transport.abort()

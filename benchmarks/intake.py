"""Durable intake of signed callbacks, beside a bare aiohttp app and beside FastAPI with SQLAlchemy."""

import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks import children, rounds, stock
from benchmarks.children import Child
from benchmarks.goals import AtLeast, AtMost, heading, report
from benchmarks.load import CONNECTIONS, Connections, Measured, press
from benchmarks.loops import Loop
from benchmarks.rounds import Round, Rounds, p99, quietest, rate

BARE, OURS, FASTAPI = "bare", "ours", "fastapi_sqlalchemy"
SERVERS = (BARE, OURS, FASTAPI)
ROUNDS, SECONDS = 5, 2
GOALS = {Connections.KEPT: AtLeast(0.75), Connections.NEW: AtLeast(0.80)}


async def main() -> None:
    await compare(Loop.ASYNCIO)


async def on_uvloop() -> None:
    await compare(Loop.UVLOOP)


async def compare(loop: Loop) -> None:
    for connections in Connections:
        heading(f"intake, {connections.value}, {CONNECTIONS} connections, all on {loop.value}")
        tell(await pressed(loop, connections), GOALS[connections])


async def pressed(loop: Loop, connections: Connections) -> Rounds:
    """All servers are up, and one at a time is pressed."""
    async with AsyncExitStack() as exits:
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="smsc-bot-bench-")))
        await stock.make(folder)
        servers: dict[str, tuple[Child, str]] = {}
        for name in SERVERS:
            started = children.running(f"benchmarks.servers.{name}", loop.value, str(folder), folder=folder)
            child = await exits.enter_async_context(started)
            servers[name] = (child, await child.first_line())
            press(servers[name][1], folder, run=f"warm-{name}", seconds=1, connections=connections)

        async def measure(number: int) -> Round:
            return one_round(servers, folder, number, connections)

        return await quietest(measure, wanted=ROUNDS)


def one_round(servers: Mapping[str, tuple[Child, str]], folder: Path, number: int, connections: Connections) -> Round:
    """Each in turn, in the other order the next time."""
    found: dict[str, Measured] = {}
    running = [child for child, _url in servers.values()]
    begun = rounds.mark(running)
    for name in SERVERS if number % 2 else reversed(SERVERS):
        url = servers[name][1]
        found[name] = press(url, folder, run=f"round-{number}", seconds=SECONDS, connections=connections)
    return Round(found, rounds.others(begun, rounds.mark(running)))


def tell(found: Rounds, goal: AtLeast) -> None:
    each = ", ".join(f"{name} {found.median(name, rate):.0f}" for name in SERVERS)
    report("throughput, ours / bare aiohttp", found.ratio(OURS, BARE, rate), "×", goal, detail=f"req/s: {each}")
    waits = ", ".join(f"{name} {found.median(name, p99):.1f}" for name in SERVERS)
    report("p99, ours / bare aiohttp", found.ratio(OURS, BARE, p99), "×", AtMost(2.5), detail=f"ms: {waits}")
    report("throughput, ours / FastAPI + SQLAlchemy", found.ratio(OURS, FASTAPI, rate), "×", AtLeast(10))
    report("answers other than 200", found.errors(OURS), "", AtMost(0), detail=found.others)

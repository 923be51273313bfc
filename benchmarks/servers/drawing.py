"""Draws ten pictures in one of three ways and prints the longest stall of its event loop, in milliseconds.

`python -m benchmarks.servers.drawing studio|loop|idle`
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from enum import StrEnum
from importlib import import_module

from bot.drawing.studio import Studio
from handlers.charts import Chart, Columns, Part, Series, Shares

PICTURES = 10
TICK = 0.001  # seconds
IDLE = 3.0  # seconds; about what ten pictures take


class Way(StrEnum):
    STUDIO = "studio"
    LOOP = "loop"
    IDLE = "idle"


def charts() -> list[Chart]:
    """Half of them a fortnight of days, half the shares of ten subclients."""
    days = tuple(f"{day:02}.08" for day in range(1, 15))
    series = [Series(name, tone, tuple(range(90, 104))) for name, tone in (("доставлено", "good"), ("нет", "bad"))]
    parts = tuple(Part(f"Клиент {number}", 100 - number, "12 004 · 41 %") for number in range(10))
    kinds: tuple[Chart, Chart] = (Columns("SMS", days, tuple(series)), Shares("Клиенты", parts, "SMS всего 955"))
    return [kinds[number % 2] for number in range(PICTURES)]


async def by_studio() -> None:
    """As the bot does it, the worker's start included."""
    studio = Studio()
    for chart in charts():
        await studio.draw(chart)
    await studio.close()


async def in_loop() -> None:
    """What must not be: matplotlib where callbacks are answered. Its import, most of a second, is not even counted."""
    from bot.drawing.paint import png  # noqa: PLC0415 - imported by `main` before anything is measured

    for chart in charts():
        png(chart)
        await asyncio.sleep(0)


async def nothing() -> None:
    await asyncio.sleep(IDLE)


WAYS: dict[Way, Callable[[], Awaitable[None]]] = {Way.STUDIO: by_studio, Way.LOOP: in_loop, Way.IDLE: nothing}


async def main(way: Way) -> None:
    if way is Way.LOOP:
        import_module("bot.drawing.paint")
    ticking = asyncio.create_task(longest_stall())
    await asyncio.sleep(0.1)
    await WAYS[way]()
    ticking.cancel()
    print(await ticking, flush=True)


async def longest_stall() -> float:
    """How much later than it should a sleeper woke, at worst, until it is cancelled; in milliseconds."""
    worst, before = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(TICK)
            now = time.perf_counter()
            worst, before = max(worst, now - before - TICK), now
    except asyncio.CancelledError:
        return max(worst, time.perf_counter() - before - TICK) * 1000


if __name__ == "__main__":
    asyncio.run(main(Way(sys.argv[1])))

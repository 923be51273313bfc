"""Has charts drawn by a worker process, which is started when it is needed and ends when nothing is drawn.

matplotlib takes 50 MB and most of a second to import, and draws for a tenth of one: none of that may happen in the
process that answers SMSC.
"""

import asyncio
import os
import struct
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from bot.drawing.wire import CHART
from handlers.charts import Chart, NoPicture

DRAWN_WITHIN = 30.0  # seconds; a first picture needs one or two
IDLE = timedelta(minutes=1)


@dataclass
class Studio:
    """One for the program; pictures are drawn one after the other."""

    idle: timedelta = IDLE
    _worker: Process | None = None
    _one: asyncio.Lock = field(default_factory=asyncio.Lock)
    _leaving: "asyncio.Task[None] | None" = None
    _cache: "tempfile.TemporaryDirectory[str] | None" = None

    async def draw(self, chart: Chart) -> bytes:
        """The picture as PNG. Raises NoPicture if the worker fails; whoever asked can do without."""
        async with self._one:
            self._stay()
            try:
                async with asyncio.timeout(DRAWN_WITHIN):
                    picture = await self._ask(chart)
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                await self._end()
                raise NoPicture(type(error).__name__) from error
            self._leaving = asyncio.create_task(self._leave())
        if not picture:
            raise NoPicture("the worker could not draw it")
        return picture

    async def close(self) -> None:
        self._stay()
        await self._end()
        if self._cache is not None:
            self._cache.cleanup()

    async def _ask(self, chart: Chart) -> bytes:
        worker = await self._hired()
        assert worker.stdin is not None  # noqa: S101 - both are pipes
        assert worker.stdout is not None  # noqa: S101
        worker.stdin.write(CHART.dump_json(chart) + b"\n")
        await worker.stdin.drain()
        (size,) = struct.unpack(">I", await worker.stdout.readexactly(4))
        return await worker.stdout.readexactly(size)

    async def _hired(self) -> Process:
        """The worker. It gets nothing of our environment, where the token may stand."""
        if self._worker is None or self._worker.returncode is not None:
            if self._cache is None:  # matplotlib keeps a list of fonts, and the home of a service may be read-only
                self._cache = tempfile.TemporaryDirectory(prefix="smsc-bot-")
            environment = {
                "MPLCONFIGDIR": self._cache.name,
                "OPENBLAS_NUM_THREADS": "1",  # one for each core of a large host would be more than a service may have
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            }
            self._worker = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.drawing", stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment
            )
        return self._worker

    async def _leave(self) -> None:
        await asyncio.sleep(self.idle.total_seconds())
        async with self._one:
            await self._end()

    def _stay(self) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None

    async def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            with suppress(ProcessLookupError):
                worker.kill()
            await worker.wait()

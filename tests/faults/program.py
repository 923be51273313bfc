"""The bot as an operator runs it, `python -m bot run`: a process of its own, settings from its environment."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import TOKEN
from tests.faults.furniture import SMSC_URL, Furniture
from tests.free_port import free_port

ROOT = Path(__file__).parents[2]
STARTS_WITHIN = 30.0  # seconds; it takes one where nothing else runs
ENDS_WITHIN = 30.0


@dataclass
class Program:
    """One bot: always at the same address and on the same data, however often it is started."""

    furniture: Furniture
    telegram_url: str
    port: int = field(default_factory=free_port)
    before: tuple[str, ...] = ()  # what runs the program: strace, say
    said: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _reading: "asyncio.Task[None] | None" = None
    _listening: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return environment(self.furniture, self.telegram_url, port=self.port)

    @property
    def callbacks(self) -> str:
        """Where SMSC posts."""
        return f"{self.url}/smsc/{self.furniture.hook}"

    @property
    def process(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise LookupError("it was not started")
        return self._process

    async def spawn(self) -> None:
        """Start without waiting for anything."""
        self._listening.clear()
        self._process = await asyncio.create_subprocess_exec(
            *(*self.before, sys.executable, "-m", "bot", "run"),
            cwd=self.furniture.folder,
            env=self.environment | {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdin=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reading = asyncio.create_task(self._read(self._process))

    async def start(self) -> None:
        """Start; returns when it listens. RuntimeError with its last words if it does not."""
        await self.spawn()
        listening, over = asyncio.ensure_future(self._listening.wait()), asyncio.ensure_future(self.process.wait())
        await asyncio.wait([listening, over], timeout=STARTS_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        started = listening.done()
        listening.cancel()
        over.cancel()
        if not started:
            raise RuntimeError("it does not listen:\n" + "\n".join(self.said[-20:]))

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """SIGTERM; the exit status. TimeoutError if it does not end."""
        return await self._end(signal.SIGTERM)

    async def exits(self) -> int:
        """Wait for the end; the exit status."""
        async with asyncio.timeout(ENDS_WITHIN):
            status = await self.process.wait()
        if self._reading is not None:
            await self._reading
        return status

    async def _end(self, number: signal.Signals) -> int:
        if self.process.returncode is None:
            self.process.send_signal(number)
        return await self.exits()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        """What it says has to be read, or it would wait for us."""
        if process.stderr is None:
            return
        async for line in process.stderr:
            self.said.append(line.decode(errors="replace").rstrip())
            if "listening on" in self.said[-1]:
                self._listening.set()


def environment(furniture: Furniture, telegram_url: str, *, port: int) -> dict[str, str]:
    """The bot's settings, as an operator writes them."""
    return {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram_url,
        "SMSC_API_URL": SMSC_URL,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{furniture.database}",
        "SECRET_KEYS": furniture.key,
        "OWNERS": "1",
    }


@asynccontextmanager
async def program(furniture: Furniture, telegram_url: str) -> AsyncIterator[Program]:
    """A running bot; nothing is left of it afterwards."""
    made = Program(furniture, telegram_url)
    try:
        await made.start()
        yield made
    finally:
        await made.kill()

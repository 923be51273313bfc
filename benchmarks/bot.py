"""The bot itself, as an operator starts it: `python -m bot run`, its settings in the environment."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import children, stock
from benchmarks.children import Child

TOKEN = "1000:BENCHMARK-TOKEN"
START = 20.0  # seconds in which it must listen


@dataclass(frozen=True)
class Bot:
    """The running program and where it listens."""

    child: Child
    url: str

    def hook(self, number: int = 0) -> str:
        """What is typed into SMSC's cabinet for account *number* of the stock."""
        return f"{self.url}/smsc/{stock.hook_of(number)}?charset=utf-8&sha1={stock.SECRET}"


@asynccontextmanager
async def running(folder: Path, *, telegram_url: str, smsc_url: str = stock.NOWHERE) -> AsyncIterator[Bot]:
    """The bot on the database in *folder*, from the moment it listens."""
    port = free_port()
    env = environment(folder, port=port, telegram_url=telegram_url, smsc_url=smsc_url)
    async with children.running("bot", "run", folder=folder, env=env, cwd=folder) as child:
        await listens(child, port)
        yield Bot(child, f"http://127.0.0.1:{port}")


def environment(folder: Path, *, port: int, telegram_url: str, smsc_url: str) -> dict[str, str]:
    """Nothing of the machine's settings is heard."""
    return {
        "PATH": os.environ["PATH"],
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram_url,
        "SMSC_API_URL": smsc_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PORT": str(port),
        "DATABASE_URL": f"sqlite:///{stock.database_in(folder)}",
        "SECRET_KEYS": stock.KEY,
        "OWNERS": str(stock.OWNER),
        "LOG_LEVEL": "WARNING",
    }


async def listens(child: Child, port: int) -> None:
    """Return as soon as *port* takes connections."""
    async with asyncio.timeout(START):
        while True:
            try:
                _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                if child.process.returncode is not None:
                    child.fail()
                await asyncio.sleep(0.002)
            else:
                writer.close()
                return


def free_port() -> int:
    """The bot must be told its public address before it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""A running bot that nobody listens to, and a sender of callbacks to it: for what comes in, whatever becomes of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.faults.audience import audience
from tests.faults.furniture import furnished
from tests.faults.program import Program, program
from tests.faults.sender import Sender, sender


@asynccontextmanager
async def alone(folder: Path) -> AsyncIterator[tuple[Program, Sender]]:
    furniture = await furnished(folder, {})
    async with (
        audience({}) as (_hearing, telegram_url),
        program(furniture, telegram_url) as running,
        sender(running.callbacks) as posting,
    ):
        yield running, posting

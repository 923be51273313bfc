"""The real program under strace: what it asked of the kernel while callbacks and commands came."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from tests.faults.audience import WISHES, audience
from tests.faults.commands import Commands
from tests.faults.furniture import furnished
from tests.faults.happenings import mailing
from tests.faults.power import Disk, is_socket
from tests.faults.program import Program
from tests.faults.sender import sender
from tests.faults.syscalls import Call, calls, recording

COMMANDERS = 10


@dataclass(frozen=True)
class Recorded:
    """The disk before, and all that followed."""

    disk: Disk
    calls: Sequence[Call]


async def recorded(folder: Path, *, callbacks: int, commands: int) -> Recorded:
    """Run the program under strace until it has taken *callbacks* and *commands*."""
    furniture = await furnished(folder, WISHES)
    disk, log = Disk.of(furniture.database), folder / "strace.log"
    async with audience(commanders=COMMANDERS) as (hearing, telegram_url):
        program = Program(furniture, telegram_url, before=recording(log))
        async with sender(program.callbacks) as posting:
            await program.start()
            commanding = asyncio.create_task(Commands(hearing, Random(callbacks)).give(commands))
            await posting.deliver_all(islice(mailing(secret=furniture.secret), callbacks))
            await commanding
            await hearing.hears(posting.acknowledged.values())
            await program.stop()
    with log.open() as lines:
        found = (call for call in calls(lines) if is_socket(call.target) or call.target.startswith(str(folder)))
        return Recorded(disk, list(found))

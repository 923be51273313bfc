"""A program that appends events until it is killed, and says the number of each once it is stored.

With a third argument no file may grow beyond so many bytes: it says so and ends when nothing is stored any more.
"""

import asyncio
import os
import resource
import sys
from itertools import count
from pathlib import Path

from storage import accounts, events
from storage.database import Database
from storage.errors import NotStored
from storage.events import Kind
from tests.storage.samples import ACCOUNT, NOON, event

AT_ONCE = 8


def say(word: object) -> None:
    os.write(sys.stdout.fileno(), f"{word}\n".encode())


async def main(path: Path, first: int) -> None:
    numbers = count(first)
    async with Database(path) as db:
        account = await db(accounts.connect, ACCOUNT, NOON)

        async def append() -> None:
            for number in numbers:
                await db(events.append, account, event(Kind.DELIVERED, number), NOON)
                say(number)

        try:
            await asyncio.gather(*(append() for _ in range(AT_ONCE)))
        except NotStored:
            say("not stored")


if __name__ == "__main__":
    if len(sys.argv) > 3:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))

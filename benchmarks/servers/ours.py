"""The bot's own HTTP door: verified, parsed, committed with synchronous=FULL, then 200. Nobody is told of it."""

import asyncio
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import loops
from benchmarks.stock import KEY, database_in
from bot.memory import settle
from bot.metrics import Metrics
from bot.web import Web, serving
from handlers.callbacks import Hooks, Intake
from storage.arrivals import Arrivals
from storage.database import Database
from storage.secrets import Vault


async def main(folder: Path) -> None:
    logging.disable(logging.CRITICAL)
    settle()
    async with Database(database_in(folder)) as db:
        intake = Intake(db, Hooks(db, Vault.of([KEY])), Arrivals(db), lambda _account: None)
        door = Web(intake, ready, lambda: datetime.now(UTC), Metrics())
        async with serving(door.answer, host="127.0.0.1", port=0) as url:
            print(url, flush=True)
            await asyncio.Event().wait()


async def ready() -> dict[str, bool]:
    return {}


if __name__ == "__main__":
    loops.run(main(Path(sys.argv[2])), sys.argv[1])

"""One life of the bot's inner parts, from the callback's bytes to the Mouth: begun, and ended cleanly or not."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import spread
from bot.every import every
from handlers.callbacks import Hooks, Intake
from handlers.charts import Chart, NoPicture
from handlers.house import House, Mouth
from handlers.teller import Bell, Teller
from handlers.watch.cards import Cards
from handlers.words import Words
from smsc.client import Smsc
from smsc.credentials import Credentials
from smsc.limits import Limits
from storage.arrivals import Arrivals
from storage.secrets import Vault
from tests.fakes import FakeRights
from tests.faults.direct import Direct

WORDS = Words.load("en")


@dataclass
class Life:
    """What runs between two starts."""

    db: Direct
    intake: Intake
    teller: Teller
    house: House
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    @classmethod
    def begin(cls, database: Path, *, vault: Vault, mouth: Mouth, clock: Callable[[], datetime]) -> "Life":
        db, bell = Direct.at(database), Bell()
        house = a_house(db, vault=vault, mouth=mouth, clock=clock, wake=bell.ring)
        teller = Teller(house)
        life = cls(db, Intake(house.db, house.hooks, Arrivals(house.db), bell.ring), teller, house)
        life._run(spread(bell, teller, Cards(house).refresh))
        life._run(every(timedelta(minutes=1), teller.wake))
        return life

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.create_task(work))

    async def stop(self) -> None:
        """In the order of `bot.app.running`: what happens as time passes, then who tells, then the database."""
        await self._cancel(self.tasks)
        await self.teller.close()
        await self.kill()

    async def kill(self) -> None:
        """Nothing that is under way comes to its end, and nothing more is written."""
        self.db.close()
        await self._cancel([task for task in asyncio.all_tasks() if task is not asyncio.current_task()])

    async def _cancel(self, tasks: list["asyncio.Task[Any]"]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def a_house(
    db: Direct, *, vault: Vault, mouth: Mouth, clock: Callable[[], datetime], wake: Callable[[int], None]
) -> House:
    """A house where nobody asks SMSC for anything."""

    def dial(_credentials: Credentials, _base_url: str) -> Smsc:
        raise AssertionError("nobody was to ask SMSC")

    async def no_picture(_chart: Chart) -> bytes:
        raise NoPicture

    async def probe(_url: str, _body: bytes) -> int:
        return 0

    return House(
        db=db,  # type: ignore[arg-type] # called the same way
        vault=vault,
        words=WORDS,
        mouth=mouth,
        rights=FakeRights(),
        dial=dial,
        limits=Limits(clock=asyncio.get_running_loop().time),
        hooks=Hooks(db, vault),  # type: ignore[arg-type] # called the same way
        draw=no_picture,
        probe=probe,
        wake=wake,
        clock=clock,
        bot_name=lambda: "smsc_bot",
        public_url="https://bot.example",
        base_url="https://smsc.example",
    )

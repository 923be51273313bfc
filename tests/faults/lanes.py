"""People's news while a mailing goes on: minutes of it, by a clock that skips what nobody does."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from handlers.house import Place
from handlers.reply import Reply
from storage.events import Kind
from tests.faults.conversations import Conversations, shown
from tests.faults.furniture import SINCE
from tests.faults.happenings import FORM, Happening, happening
from tests.faults.life import Life
from tests.faults.scene import BORIS, GROUP, SECOND, Scene, hook_of

STATUSES = 4  # a second


@dataclass
class Timed(Conversations):
    """Remembers when each telephone was first shown in a chat."""

    at: dict[tuple[int, str], float] = field(default_factory=dict)
    edits: list[float] = field(default_factory=list)

    async def send(self, place: Place, reply: Reply, *, answers: int | None = None) -> int:
        id = await super().send(place, reply, answers=answers)
        self._note(place, reply)
        return id

    async def edit(self, place: Place, message_id: int, reply: Reply) -> None:
        await super().edit(place, message_id, reply)
        self._note(place, reply)
        if place.chat_id == GROUP:
            self.edits.append(asyncio.get_running_loop().time())

    def _note(self, place: Place, reply: Reply) -> None:
        now, told = asyncio.get_running_loop().time(), shown(reply)
        for phone in told.lines | told.rows:
            self.at.setdefault((place.chat_id, phone), now)


def clock() -> datetime:
    return SINCE + timedelta(seconds=asyncio.get_running_loop().time())


async def waits(scene: Scene, chat: int, *, seconds: int, every: int) -> Sequence[float]:
    """While statuses come without end, somebody writes every so many seconds: how long each SMS waits to be told."""
    telegram, written = await mailing(scene, seconds=seconds, every=every)
    return [telegram.at[chat, phone] - at for phone, at in written.items()]


async def rests(scene: Scene, *, seconds: int, every: int) -> Sequence[float]:
    """How long the card in the group stays as it is."""
    telegram, _written = await mailing(scene, seconds=seconds, every=every)
    return [later - edit for edit, later in pairwise(telegram.edits)]


async def mailing(scene: Scene, *, seconds: int, every: int) -> tuple[Timed, dict[str, float]]:
    """What was told when, and when which telephone wrote."""
    telegram = Timed.among(BORIS, GROUP)
    telegram.begin_anew()
    life = Life.begin(scene.database, vault=scene.vault, mouth=telegram, clock=clock)
    written: dict[str, float] = {}
    for second in range(seconds):
        for number in range(STATUSES):
            await accept(life, happening(1_000_000 + second * STATUSES + number, Kind.DELIVERED, secret=SECOND))
        if second % every == every - 1:
            sms = happening(second + 1, Kind.INCOMING, secret=SECOND)
            written[sms.phone] = asyncio.get_running_loop().time()
            await accept(life, sms)
        await asyncio.sleep(1)
    await asyncio.sleep(60)
    await life.kill()
    return telegram, written


async def accept(life: Life, happened: Happening) -> None:
    await life.intake.accept(happened.body, query=b"", content_type=FORM, hook=hook_of(SECOND), now=clock())

"""kill -9 again and again: callbacks and commands keep coming, the same data is opened anew each time."""

import asyncio
import shutil
import sqlite3
import tempfile
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.audience import EVERYTHING, Audience, audience
from tests.faults.commands import Commands, repeated_answers, said
from tests.faults.furniture import Wishes, furnished
from tests.faults.happenings import mailing
from tests.faults.program import Program
from tests.faults.sender import Sender, sender, under_load
from tests.faults.told import Repeat, repeats, telephones

SENDING = ("sendMessage", "sendDocument", "editMessageText")
COMMANDERS = 10  # people who give commands, each in a chat of their own
PEOPLE: Wishes = {(3001 + number, 0): EVERYTHING for number in range(4)}
UP = (0.02, 0.4)  # seconds from "it listens" to its end
LONG_UP = (0.5, 5.0)  # the same, where a burst may come to its end
STARTING = (0.0, 1.0)  # seconds from the start of the process to its end
EARLY = 0.2  # of the kills come while it starts
HANGING = 0.4  # of the rounds Telegram takes some messages and does not answer: the worst moment to be killed


@dataclass(frozen=True)
class Outcome:
    """What became of everything.

    *vanished* was acknowledged and not on the disk after a kill, *untold* was never told, *repeated* and
    *answered_again* are the most messages of one chat that were said again on account of one kill.
    """

    kills: int
    acknowledged: int
    answers: Counter[int]
    vanished: set[str]
    untold: dict[int, set[str]]
    repeated: int
    repeated_in_all: int
    damage: set[str]
    commands: int
    unanswered: int
    answered_again: int


@dataclass
class Killing:
    """One bot, its senders and its audience."""

    program: Program
    hearing: Audience
    posting: Sender
    commands: Commands
    luck: Random
    late: float
    damage: set[str] = field(default_factory=set)
    vanished: set[str] = field(default_factory=set)
    marks: dict[int, list[int]] = field(default_factory=dict)  # each chat's newest message at each kill

    async def round(self) -> None:
        """Start it, kill it, look at what is on the disk."""
        if self.luck.random() < HANGING:
            for method in SENDING:
                self.hearing.telegram.fault(method, applied=True, hang=True, times=3)
        drawn = self.luck.random()
        if drawn < EARLY:
            await self.program.spawn()
            await asyncio.sleep(self.luck.uniform(*STARTING))
        else:
            await self.program.start()
            await asyncio.sleep(self.luck.uniform(*(LONG_UP if drawn > 1 - self.late else UP)))
        await self.program.kill()
        await self.hearing.telegram.deserted()
        self.hearing.telegram.heal()
        for chat in self.hearing.telegram.chats:
            self.marks.setdefault(chat.id, []).append(max((message.id for message in said(chat)), default=0))
        self.examine()

    def examine(self) -> None:
        """What is on the disk is whole and has everything that was acknowledged."""
        with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(self.copied_to(Path(folder)))) as db:
            found = [row[0] for row in db.execute("pragma integrity_check")]
            stored = telephones("\n".join(row[0] for row in db.execute("select cast(body as text) from events")))
        self.damage |= {line for line in found if line != "ok"}
        self.vanished |= self.posting.acknowledged.keys() - stored

    def copied_to(self, folder: Path) -> Path:
        """A copy of the database and its log: looking at the real ones would mend them."""
        database = self.program.furniture.database
        for name in (database.name, f"{database.name}-wal"):
            if database.with_name(name).exists():
                shutil.copy(database.with_name(name), folder)
        return folder / database.name

    async def settle(self) -> None:
        """Start it once more and let it tell everything."""
        await self.program.start()
        await self.hearing.hears(self.posting.acknowledged.values())
        await self.hearing.until(lambda: not self.commands.unanswered, within=60)

    def outcome(self) -> Outcome:
        listening = [
            chat for chat in self.hearing.telegram.chats if chat.id in {id for id, _thread in self.hearing.wishes}
        ]
        told_again = {chat.id: repeats(self.hearing.shown(chat.id)) for chat in listening}
        return Outcome(
            kills=len(next(iter(self.marks.values()), [])),
            acknowledged=len(self.posting.acknowledged),
            answers=self.posting.answers,
            vanished=self.vanished,
            untold=self.hearing.untold(self.posting.acknowledged.values()),
            repeated=max(self.most_by_one_kill(id, found) for id, found in told_again.items()),
            repeated_in_all=sum(map(len, told_again.values())),
            damage=self.damage,
            commands=len(self.commands.asked),
            unanswered=self.commands.unanswered,
            answered_again=max(
                self.most_by_one_kill(id, repeated_answers(chat)) for id, chat in self.commands.chats.items()
            ),
        )

    def most_by_one_kill(self, chat_id: int, found: Sequence[Repeat]) -> int:
        """The most messages that the end of one life left in doubt; AssertionError for what none did.

        A life may be too short to come to what the one before left in doubt, so the repeat itself may come much later.
        Lives are told apart by the messages' ids: their places change when one is deleted.
        """
        ids = [message.id for message in said(self.hearing.chat(chat_id))]
        lives = [bisect_left(self.marks[chat_id], id) for id in ids]
        for repeat in found:
            assert lives[repeat.of] < lives[repeat.place], "said twice in one life"
        return max(Counter(lives[repeat.of] for repeat in found).values(), default=0)


async def killed(folder: Path, *, wishes: Wishes, rounds: int, commands: int, late: float, seed: int) -> Outcome:
    """Kill the bot *rounds* times, then let it finish. A share of *late* kills comes after some seconds."""
    furniture, luck = await furnished(folder, wishes), Random(seed)
    async with audience(wishes, commanders=COMMANDERS) as (hearing, telegram_url):
        program = Program(furniture, telegram_url)
        async with sender(program.callbacks) as posting:
            run = Killing(program, hearing, posting, Commands(hearing, luck), luck, late)
            try:
                async with under_load(posting.deliver_unevenly(mailing(secret=furniture.secret), luck)):
                    commanding = asyncio.create_task(run.commands.give(commands))
                    for _ in range(rounds):
                        await run.round()
                    await commanding
                await run.settle()
                return run.outcome()
            finally:
                await program.kill()

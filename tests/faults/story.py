"""Everything that can happen to the bot's inner parts, in any order, and what must hold all the same.

Real storage, real intake, real teller; Telegram is a Mouth with troubles and time is virtual. Nothing is random but
what hypothesis draws, so a story that fails is told again the same way, and made shorter.
"""

import asyncio
import tempfile
from collections.abc import Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from smsc.callbacks import Forged
from storage import chats as chat_rows
from storage import subscriptions
from storage.errors import NotStored
from storage.events import Kind
from tests.faults.audience import EVERYTHING
from tests.faults.conversations import Conversations, Trouble
from tests.faults.furniture import SINCE
from tests.faults.happenings import FORM, Happening, happening
from tests.faults.life import Life
from tests.faults.scene import ANNA, BORIS, FIRST, GROUP, SECOND, SUPERGROUP, TOPIC, Scene, hook_of, wanted
from tests.faults.told import repeats, told
from tests.faults.virtual_time import VirtualLoop

KNOCKS = 4  # messages that may be on their way to a chat when it turns out to be gone
QUIET = 900.0  # seconds after which everything is told that can be

T = TypeVar("T")
Posted = tuple[str, Happening]  # the account and what happened to it
accounts = st.sampled_from((FIRST, SECOND))
kinds = st.sampled_from(sorted(EVERYTHING))
tenths = st.integers(0, 30)  # of a second
people = st.sampled_from((ANNA, BORIS, GROUP))


class Story(RuleBasedStateMachine):
    """The bot, SMSC with two accounts, three chats. *doubts* are how often a chat was perhaps told something: it may
    hear so many messages twice, and no more."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner(loop_factory=VirtualLoop)
        self.wrong_by = timedelta(0)
        self.posted: list[Posted] = []
        self.accepted: list[Posted] = []
        self.doubts = dict.fromkeys((ANNA, BORIS, GROUP), 0)
        self.cursors: dict[int, int] = {}
        self.scene = asyncio.run(Scene.set(Path(self.folder.name)))
        self.telegram = Conversations.among(ANNA, BORIS, GROUP)
        self.run(self.begin())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def clock(self) -> datetime:
        return SINCE + timedelta(seconds=self.runner.get_loop().time()) + self.wrong_by

    async def begin(self) -> None:
        self.telegram.begin_anew()
        self.life = Life.begin(self.scene.database, vault=self.scene.vault, mouth=self.telegram, clock=self.clock)

    # SMSC

    @rule(account=accounts, kind=kinds, times=st.just(1) | st.integers(13, 40))
    def something_happens(self, account: str, kind: Kind, times: int) -> None:
        """Once, or so often at once that it is no use to tell it line by line."""
        numbers = range(len(self.posted) + 1, len(self.posted) + 1 + times)
        new = [(account, happening(number, kind, secret=account)) for number in numbers]
        self.posted += new
        self.run(self.post(new))

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def smsc_repeats_itself(self, data: st.DataObject) -> None:
        """Also what is old, and what was refused: callbacks come in any order."""
        self.run(self.post(data.draw(st.lists(st.sampled_from(self.posted), min_size=1, max_size=5))))

    @precondition(lambda self: self.posted)
    @rule(data=st.data())
    def a_message_was_on_its_way(self, data: st.DataObject) -> None:
        """The news that a message is not delivered yet comes after all else of it: nobody is told."""
        account, old = data.draw(st.sampled_from(self.posted))
        self.run(self.accept(account, happening(old.number, Kind.PROGRESS, secret=account)))

    @rule(account=accounts, kind=kinds)
    def somebody_forges_a_callback(self, account: str, kind: Kind) -> None:
        number = len(self.posted) + 900_000_000
        with suppress(Forged):
            assert not self.run(self.accept(account, happening(number, kind, secret="guessed")))

    async def post(self, happenings: list[Posted]) -> None:
        """All at once; what could not be stored SMSC may repeat."""
        found = await asyncio.gather(*(self.accept(*each) for each in happenings))
        self.accepted += [each for each, stored in zip(happenings, found, strict=True) if stored]

    async def accept(self, account: str, happened: Happening) -> bool:
        try:
            await self.life.intake.accept(
                happened.body, query=b"", content_type=FORM, hook=hook_of(account), now=self.clock()
            )
        except NotStored:
            return False
        return True

    # Telegram

    @rule(chat=people, troubles=st.lists(st.sampled_from(Trouble), min_size=1, max_size=4))
    def telegram_has_troubles(self, chat: int, troubles: list[Trouble]) -> None:
        self.telegram.called[chat].troubles.extend(troubles)
        self.doubts[chat] += sum(trouble.ambiguous for trouble in troubles)

    @rule(chat=people)
    def the_bot_is_thrown_out(self, chat: int) -> None:
        self.telegram.called[chat].throw_out()

    @rule(chat=people)
    def the_bot_is_let_in_again(self, chat: int) -> None:
        self.run(self.let_in(chat))

    async def let_in(self, chat: int) -> None:
        """As the door does it."""
        found = self.telegram.called[chat]
        found.gone = False
        with suppress(NotStored):
            await self.life.house.db(subscriptions.resume, found.id)
            known = await self.life.house.db(chat_rows.get, found.id)
            if known and known.account_id:
                self.life.house.wake(known.account_id)

    # A group that moves while the bot is outside has another id nobody could have told it.
    @precondition(lambda self: self.telegram.called[GROUP].id == GROUP and not self.telegram.called[GROUP].gone)
    @rule(is_told=st.booleans())
    def the_group_becomes_a_supergroup(self, is_told: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        """The bot is told by an update, or finds it out by itself."""
        self.telegram.move(GROUP, SUPERGROUP)
        if is_told:
            with suppress(NotStored):
                self.run(self.life.house.db(subscriptions.move_chat, GROUP, SUPERGROUP))

    @rule()
    def the_topic_is_deleted(self) -> None:
        self.telegram.called[GROUP].deleted_topics.add(TOPIC)

    # The machine

    @rule(tenths=tenths | st.integers(600, 6000))
    def time_passes(self, tenths: int) -> None:
        self.run(asyncio.sleep(tenths / 10))

    @rule(hours=st.integers(-48, 48))
    def the_clock_is_set(self, hours: int) -> None:
        self.wrong_by += timedelta(hours=hours)

    @rule(full=st.booleans())
    def the_disk_is_full_or_has_room(self, full: bool) -> None:  # noqa: FBT001 - hypothesis names its arguments
        self.life.db.full = full

    @rule(tenths=tenths)
    def it_is_killed(self, tenths: int) -> None:
        """After so many tenths of a second, in the middle of whatever is going on."""
        self.all_doubt()
        self.run(self.another_life(tenths / 10))

    async def another_life(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self.life.kill()
        await self.begin()

    @rule()
    def it_is_restarted(self) -> None:
        """On a full disk it cannot be written down what was told last."""
        if self.life.db.full:
            self.all_doubt()
        self.run(self.one_more_start())

    async def one_more_start(self) -> None:
        await self.life.stop()
        await self.begin()

    def all_doubt(self) -> None:
        """Of each chat's last message it is not known whether it was told, and of no other."""
        for chat in self.doubts:
            self.doubts[chat] += 1

    # What holds

    @invariant()
    def holds(self) -> None:
        self.cursors_never_go_back()
        for chat, found in self.telegram.called.items():
            wished = {each.phone for account, each in self.posted if wanted(chat, account, each.kind)}
            assert told(found.shown) <= wished, "somebody was told of what they did not wish"
            assert found.knocks <= KNOCKS, "who threw us out is not left alone"

    def cursors_never_go_back(self) -> None:
        rows = self.life.db.db.conn.execute("select id, cursor from subscriptions").fetchall()
        assert all(cursor >= self.cursors.get(id, 0) for id, cursor in rows)
        self.cursors |= dict(rows)

    def teardown(self) -> None:
        """When everything works again, all is told; and once only, but for what could not be known."""
        try:
            self.run(self.heal())
            for chat, found in self.telegram.called.items():
                wished = {each.phone for account, each in self.accepted if wanted(chat, account, each.kind)}
                assert wished - told(found.shown) == set(), "something was not told"
                # A card that stayed behind in a group that moved, or in a topic that is gone, is begun anew.
                again = sum(len(repeats(shown)) for shown in found.by_place())
                assert again <= self.doubts[chat], "something was told twice"
        finally:
            self.run(self.life.kill())
            self.runner.close()
            self.folder.cleanup()

    async def heal(self) -> None:
        self.life.db.full = False
        for chat, found in self.telegram.called.items():
            found.troubles.clear()
            await self.let_in(chat)
        await asyncio.sleep(QUIET)

"""Who is told, and when: the bell rings, each chat is told in a task of its own until it knows everything."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from handlers.delivery import NotNow, Perhaps
from handlers.house import House
from handlers.notifications import PAUSE, Told, tell
from storage import arrivals, bursts, subscriptions
from storage.arrivals import Lane
from storage.subscriptions import Target

log = logging.getLogger(__name__)

MOMENT = timedelta(seconds=1)
DOUBTS = 6  # so many pauses at most between two messages that may both arrive


@dataclass
class Bell:
    """Rung when an account has news; whoever listens learns of which ones. It never blocks the one who rings."""

    _accounts: set[int] = field(default_factory=set)
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self, account_id: int) -> None:
        self._accounts.add(account_id)
        self._rung.set()

    async def wait(self) -> set[int]:
        """The accounts with news since the last time."""
        await self._rung.wait()
        self._rung.clear()
        accounts, self._accounts = self._accounts, set()
        return accounts


Pace = Callable[[Target, Lane, Collection[Lane]], timedelta]
SHARES = {Lane.PEOPLE: 3, Lane.STATUSES: 1}
GROUP, PRIVATE = timedelta(seconds=4), timedelta(seconds=1.25)  # between two messages; some room is left for answers
CALM = {Lane.PEOPLE: timedelta(0), Lane.STATUSES: timedelta(seconds=4)}  # a card that changes faster nobody reads

LATELY = {Lane.PEOPLE: 6.5, Lane.STATUSES: 17.0}  # seconds; longer than either rests beside the other


def usual_pace(target: Target, lane: Lane, busy: Collection[Lane]) -> timedelta:
    """How long a lane gathers after a message, where those are *busy* in its chat, itself among them. All together
    stay below what Telegram lets into the chat, else whoever writes in a mailing of minutes would wait for it."""
    each = PRIVATE if target.chat_id > 0 else GROUP
    return max(CALM[lane], each * (sum(SHARES[one] for one in busy) / SHARES[lane]))


@dataclass
class Teller:
    """Tells every chat what it subscribed to. One task for each lane of a target while it has news, none else."""

    house: House
    pause: timedelta = PAUSE
    pace: Pace = usual_pace
    _busy: dict[tuple[Target, Lane], "asyncio.Task[None]"] = field(default_factory=dict)
    _again: set[tuple[Target, Lane]] = field(default_factory=set)
    _told_at: dict[tuple[Target, Lane], float] = field(default_factory=dict)  # by the loop's clock, which is never set
    # A chat is told one message at a time, its cursor moved before the next: a crash repeats one, not one of each lane.
    _chats: defaultdict[int, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))
    _closing: asyncio.Event = field(default_factory=asyncio.Event)

    async def wake(self, account_id: int | None = None) -> None:
        """There may be news of an account (None: of all, and bursts that were open when the bot stopped)."""
        targets = await self.house.db(subscriptions.targets, account_id)
        if account_id is None:
            targets += await self.house.db(bursts.targets)
        for target in targets:
            for lane in Lane:
                self._wake(target, lane)

    def _wake(self, target: Target, lane: Lane) -> None:
        if (target, lane) in self._busy:
            self._again.add((target, lane))
        elif not self._closing.is_set():
            self._start(target, lane)

    def _start(self, target: Target, lane: Lane) -> None:
        task = asyncio.create_task(self._tell_all(target, lane))
        self._busy[target, lane] = task
        task.add_done_callback(lambda _done: self._ended(target, lane))

    def _ended(self, target: Target, lane: Lane) -> None:
        del self._busy[target, lane]
        if (target, lane) in self._again and not self._closing.is_set():
            self._again.discard((target, lane))
            self._start(target, lane)

    async def _tell_all(self, target: Target, lane: Lane) -> None:
        doubts = 0
        while not self._closing.is_set():
            self._again.discard((target, lane))
            try:
                async with self._chats[target.chat_id]:
                    told = await tell(target, lane, self.house, repeated=doubts > 0)
                    if told is None:
                        return
                    doubts = 0
                    await self._remember(told)
                if told.more:
                    self._told_at[target, lane] = asyncio.get_running_loop().time()
                    await self._gather(target, lane)
            except Perhaps:
                doubts += 1
                await self._rest(self.pause * min(doubts, DOUBTS))
            except NotNow as error:
                await self._rest(error.wait)
            except Exception:
                log.exception("telling chat %s failed; trying again", target.chat_id)
                await self._rest(self.pause)

    async def _gather(self, target: Target, lane: Lane) -> None:
        """Rest a moment at a time: other lanes of the chat may fall silent meanwhile, and leave more room."""
        waited = timedelta(0)
        while not self._closing.is_set():
            left = self.pace(target, lane, self._telling_in(target.chat_id)) - waited
            if left <= timedelta(0):
                return
            await self._rest(min(left, MOMENT))
            waited += MOMENT

    def _telling_in(self, chat_id: int) -> list[Lane]:
        """The lanes of the chat that were told something lately, and probably will be soon."""
        now = asyncio.get_running_loop().time()
        return [
            lane
            for (target, lane), at in self._told_at.items()
            if target.chat_id == chat_id and now < at + LATELY[lane]
        ]

    async def _remember(self, told: Told) -> None:
        """Move the cursors. Nothing else is sent before: a full disk must not make a chat hear the same for hours.

        At the end it is tried once more: what failed before has made room, where there was something to throw away.
        """
        last = False
        while True:
            try:
                await self.house.db(arrivals.told, told.untold, kept=told.kept, closed=told.closed)
            except Exception:
                log.exception("it cannot be written down what was told; trying again")
                if last:
                    return
                await self._rest(self.pause)
                last = self._closing.is_set()
            else:
                return

    async def _rest(self, wait: timedelta) -> None:
        """Pass the time, but not while the house is closing."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._closing.wait(), wait.total_seconds())

    async def close(self) -> None:
        """Let what is being sent arrive, for a few seconds; the rest is told after the next start."""
        self._closing.set()
        if self._busy:
            _done, late = await asyncio.wait(list(self._busy.values()), timeout=5)
            for task in late:
                task.cancel()

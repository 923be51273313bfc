"""What arrives from SMSC: one event into the log, and what follows from it in the same transaction."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database as Db

from smsc.callbacks import Callback
from smsc.codes import Outcome, outcome
from smsc.events import CallEvent, Event, StatusEvent
from smsc.events import Kind as Told
from storage import bursts, events, hushed, messages, subscriptions, verifications
from storage.bursts import Burst
from storage.database import Database
from storage.errors import NotStored
from storage.events import Entry, Kind, Logged, entry
from storage.messages import Message
from storage.subscriptions import Loudness, Subscription, Target
from storage.verifications import Verification


def record(db: Db, account_id: int, event: Event, now: datetime) -> bool:
    """Append *event*; a call also answers the check that waits for it. False if the event was there already."""
    fresh = events.append(db, account_id, event, now)
    if fresh and isinstance(event, CallEvent):
        verifications.called(db, account_id, event.phone, at=event.at, now=now)
    return fresh


Waiting = tuple[Entry, "asyncio.Future[None]"]  # an event, and who waits for it to be durable


TURNS = 12  # of the loop in which more may join the next batch: a commit costs what reading several callbacks does
MOST = 2000  # SMSC asks again later; memory is not where events wait


@dataclass
class Arrivals:
    """Events on their way into the log: what arrives while a commit is under way goes into the next one.

    The writer does the same for all its jobs; many events in one job and one statement cost it a tenth.
    """

    db: Database
    _waiting: "list[Waiting]" = field(default_factory=list)
    _carrier: "asyncio.Task[None] | None" = None

    async def append(self, account_id: int, callback: Callback, now: datetime) -> None:
        """Returns when *callback* is durable, or was known before. Raises NotStored."""
        if callback.kind is Told.CALL:
            await self.db(record, account_id, callback.event, now)
            return
        if len(self._waiting) >= MOST:
            raise NotStored("more events are waiting to be written than the disk takes")
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry(account_id, callback, now), done))
        if self._carrier is None:
            self._carrier = asyncio.create_task(self._carry())
        await done

    async def _carry(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: events.MOST], self._waiting[events.MOST :]
            await self._store(batch)
            for _turn in range(TURNS):
                await asyncio.sleep(0)
        self._carrier = None

    async def _store(self, batch: "list[Waiting]") -> None:
        """Write *batch*; if that fails, each of it alone, as one event must not fail its neighbours."""
        error: BaseException | None = None
        try:
            await self.db.statement(events.append_all, [row for row, _done in batch])
        except BaseException as raised:
            if len(batch) > 1:
                await asyncio.gather(*(self._store([one]) for one in batch))
                return
            error = raised
        for _row, done in batch:
            if done.done():  # whoever waited has given up
                continue
            if error is None:
                done.set_result(None)
            else:
                done.set_exception(error)


@dataclass(frozen=True, slots=True)
class News:
    """One event for one chat: how loud it is there, the check it has answered, whether a code in it is hidden, the
    message it is about if that has its card in this chat."""

    logged: Logged
    loudness: Loudness
    verification: Verification | None = None
    hidden: bool = False
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Untold:
    """What a chat has not been told of some kinds; when it has been, *subscriptions* move to *cursor*.

    *skipped* are the events among them that are no news there.
    """

    news: tuple[News, ...]
    subscriptions: tuple[int, ...]
    cursor: int
    skipped: tuple[int, ...] = ()


class Lane(StrEnum):
    """What is read, told and paced on its own, so that people's news never waits behind machine noise."""

    PEOPLE = "people"
    STATUSES = "statuses"

    @property
    def kinds(self) -> frozenset[Kind]:
        if self is Lane.PEOPLE:
            return frozenset({Kind.INCOMING, Kind.CALL})
        return frozenset({Kind.FAILED, Kind.DELIVERED})


def untold(db: Db, target: Target, kinds: frozenset[Kind], *, limit: int) -> Untold | None:
    """The oldest *limit* events of *kinds* that *target* has not been told; None if there are none."""
    awake = [chosen for chosen in subscriptions.awake(db, target) if chosen.kind in kinds]
    found = events.since(db, target.account_id, [(chosen.kind, chosen.cursor) for chosen in awake], limit=limit)
    if not found:
        return None
    by_kind = {chosen.kind: chosen for chosen in awake}
    silent = frozenset(hushed.of(db, target))
    news = [None if is_about(logged, silent) else _news(db, by_kind[logged.kind], logged) for logged in found]
    ids = tuple(chosen.id for chosen in awake)
    skipped = tuple(logged.id for logged, item in zip(found, news, strict=True) if item is None)
    return Untold(tuple(item for item in news if item is not None), ids, found[-1].id, skipped)


def is_about(logged: Logged, numbers: frozenset[str]) -> bool:
    """Whether the other side is one of *numbers*; where there are none, the event need not be read."""
    return bool(numbers) and logged.event.phone.removeprefix("+") in numbers


def _news(db: Db, chosen: Subscription, logged: Logged) -> News | None:
    """None for what is no news there: filtered out, overtaken by a later state, or told by a card of its own."""
    if chosen.filter and not chosen.filter.accepts(logged.event):
        return None
    match logged.kind:
        case Kind.CALL if isinstance(logged.event, CallEvent):
            return _call(db, chosen, logged, logged.event)
        case Kind.DELIVERED | Kind.FAILED if events.overtaken(db, chosen.account_id, logged):
            return None
        case Kind.DELIVERED | Kind.FAILED if isinstance(logged.event, StatusEvent):
            return _status(db, chosen, logged, logged.event)
        case _:
            return News(logged, chosen.loudness)


def _status(db: Db, chosen: Subscription, logged: Logged, status: StatusEvent) -> News | None:
    """None for a delivery whose message has its card in this very chat, and for the failure of a delivered one."""
    ours = status.id.startswith(messages.PREFIX)
    sent = messages.of_id(db, chosen.account_id, status.id) if ours else None
    if sent is None:
        return News(logged, chosen.loudness)
    here = (sent.chat_id, sent.thread_id) == (chosen.chat_id, chosen.thread_id)
    if logged.kind is Kind.DELIVERED:
        return None if here else News(logged, chosen.loudness)
    others = events.other_states(db, chosen.account_id, logged.id, status)
    if any(isinstance(one, StatusEvent) and outcome(one.status) is Outcome.DELIVERED for one in others):
        return None
    return News(logged, chosen.loudness, message=sent if here else None)


def _call(db: Db, chosen: Subscription, logged: Logged, call: CallEvent) -> News | None:
    """None for a call whose check has its card in this very chat: the card tells it."""
    check = verifications.of_call(db, chosen.account_id, call.phone, call.at)
    here = (chosen.chat_id, chosen.thread_id)
    if check and check.message_id is not None and (check.chat_id, check.thread_id) == here:
        return None
    return News(logged, chosen.loudness, check)


def told(db: Db, untold: Untold | None, *, kept: Burst | None = None, closed: Burst | None = None) -> None:
    """Telegram has accepted the message: the cursors move, and with them the card of a burst."""
    if untold is not None:
        subscriptions.advance(db, untold.subscriptions, untold.cursor)
    if kept is not None:
        bursts.keep(db, kept)
    if closed is not None:
        bursts.close(db, closed)

"""The log: one row for each distinct event, appended and never changed. Subscriptions are cursors on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache, cached_property
from itertools import chain

from sqlite_utils import Database as Db

from smsc.callbacks import Callback, event_of
from smsc.codes import Outcome, outcome, rank
from smsc.events import Event, StatusEvent
from smsc.events import Kind as Told
from storage.rows import change, first, rows


class Kind(StrEnum):
    """What a chat may subscribe to. PROGRESS is kept but told nobody: it is neither good nor bad news."""

    INCOMING = "in"
    CALL = "call"
    FAILED = "fail"
    DELIVERED = "ok"
    PROGRESS = "progress"


@dataclass(frozen=True)
class Logged:
    """An event with its place in the log. *form* is what SMSC sent: reading it again is as good as new after a fix."""

    id: int
    kind: Kind
    form: bytes
    received_at: datetime

    @cached_property
    def event(self) -> Event:
        return event_of(self.form)


def kind_of(callback: Callback) -> Kind:
    """An unknown status counts as a failure: somebody should look at it."""
    match callback.kind:
        case Told.SMS:
            return Kind.INCOMING
        case Told.CALL:
            return Kind.CALL
        case Told.STATUS:
            return OUTCOMES.get(outcome(callback.status), Kind.FAILED)


OUTCOMES = {Outcome.DELIVERED: Kind.DELIVERED, Outcome.PENDING: Kind.PROGRESS}

Entry = tuple[int, str, str, bytes, float]  # one row of the log, ready to be written


def entry(account_id: int, callback: Callback, now: datetime) -> Entry:
    return (account_id, kind_of(callback).value, callback.fingerprint, callback.form, now.timestamp())


MOST = 128  # rows of one statement, which gives the interpreter away once, and not once for each row


@cache
def insert_of(rows: int) -> str:
    """The statement that appends *rows* rows; prepared once for each number of them."""
    values = ", ".join(["(?, ?, ?, ?, ?)"] * rows)
    return (
        "insert into events (account_id, kind, fingerprint, body, received_at) "  # noqa: S608 - question marks only
        f"values {values} on conflict (account_id, fingerprint) do nothing"
    )


def append(db: Db, account_id: int, event: Event, now: datetime) -> bool:
    """Write *event* to the log; False if it was there already."""
    return append_all(db, [entry(account_id, Callback.of(event), now)]) == 1


def append_all(db: Db, entries: Sequence[Entry]) -> int:
    """Write at most MOST *entries* in their order, in one statement; how many of them were not there already."""
    return db.conn.execute(insert_of(len(entries)), list(chain.from_iterable(entries))).rowcount


def since(db: Db, account_id: int, kinds: Sequence[tuple[Kind, int]], *, limit: int) -> list[Logged]:
    """Events of each kind after its cursor, oldest first, at most *limit* together."""
    found: list[Logged] = []
    for kind, cursor in kinds:
        sql = (
            "select id, body, received_at from events where account_id = ? and kind = ? and id > ? order by id limit ?"
        )
        rows_of_kind = db.conn.execute(sql, (account_id, kind, cursor, limit)).fetchall()
        found += [Logged(id, kind, body, datetime.fromtimestamp(at, UTC)) for id, body, at in rows_of_kind]
    return sorted(found, key=lambda logged: logged.id)[:limit]


def overtaken(db: Db, account_id: int, logged: Logged) -> bool:
    """Whether the log knows a further state of the message whose status *logged* is: SMSC's callbacks overtake each
    other, and what is over is not told as if it were news."""
    status = logged.event
    return isinstance(status, StatusEvent) and any(
        _further(event, status) for event in other_states(db, account_id, logged.id, status)
    )


def other_states(db: Db, account_id: int, id: int, status: StatusEvent) -> list[Event]:
    """Every state of *status*'s message in the log but the one with that id."""
    of_message = f"status:{status.id}:{status.phone}:"
    others = db.conn.execute(
        "select body from events where account_id = ? and fingerprint >= ? and fingerprint < ? and id != ?",
        (account_id, of_message, of_message[:-1] + ";", id),  # ";" follows ":" in ASCII
    ).fetchall()
    return [event_of(body) for (body,) in others]


def _further(other: Event, status: StatusEvent) -> bool:
    """By rank; of two states of one rank the later one counts."""
    if not isinstance(other, StatusEvent):
        return False
    if rank(other.status) != rank(status.status):
        return rank(other.status) > rank(status.status)
    return bool(other.at and status.at and other.at > status.at)


def between(db: Db, account_id: int, kinds: Collection[Kind], *, first: int, last: int, limit: int) -> list[Logged]:
    """Events of *kinds* with ids from *first* to *last*, oldest first, at most *limit*."""
    these = f"account_id = ? and kind in ({', '.join('?' * len(kinds))}) and id between ? and ?"
    sql = f"select id, kind, body, received_at from events where {these} order by id limit ?"  # noqa: S608 - marks only
    found = db.conn.execute(sql, (account_id, *(kind.value for kind in kinds), first, last, limit)).fetchall()
    return [Logged(id, Kind(kind), body, datetime.fromtimestamp(at, UTC)) for id, kind, body, at in found]


def get(db: Db, account_id: int, id: int) -> Logged | None:
    """The event of that account with that id, while it is kept."""
    sql = "select id, kind, body, received_at from events where id = :id and account_id = :account"
    row = first(db, sql, id=id, account=account_id)
    if row is None:
        return None
    return Logged(row["id"], Kind(row["kind"]), row["body"], datetime.fromtimestamp(row["received_at"], UTC))


def last_id(db: Db) -> int:
    """Where a new subscription starts: nothing from before it is told."""
    row = first(db, "select coalesce(max(id), 0) as id from events")
    return int(row["id"]) if row else 0


def last_received(db: Db, account_id: int) -> datetime | None:
    """When SMSC last told us something new about the account."""
    row = first(
        db,
        "select received_at from events where account_id = :account order by id desc limit 1",
        account=account_id,
    )
    return datetime.fromtimestamp(row["received_at"], UTC) if row else None


def prune(db: Db, *, now: datetime, keep: timedelta, most: int = 5000) -> int:
    """Delete up to *most* events older than *keep* that nobody waits for: a chat that cannot be told holds nothing."""
    sql = """
        delete from events where id in (
            select id from events
            where received_at < :before and not exists (
                select 1 from subscriptions as waiting
                where waiting.account_id = events.account_id and waiting.kind = events.kind
                  and waiting.cursor < events.id and waiting.loudness != 'off' and waiting.paused_why is null
            )
            order by id limit :most
        )
        """
    return change(db, sql, before=(now - keep).timestamp(), most=most)


def count(db: Db, account_id: int) -> dict[str, int]:
    """How many events of each kind are kept for the account."""
    sql = "select kind, count(*) as n from events where account_id = :account group by kind"
    return {str(row["kind"]): int(row["n"]) for row in rows(db, sql, account=account_id)}

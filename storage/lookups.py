"""Long lists of numbers whose operators are asked for bit by bit: what is known of each, and how far it has got."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlite_utils import Database as Db

from storage import answers
from storage.rows import all_of, change, first, first_of, insert, rows

LOOK_AHEAD = 500  # numbers at a time that are looked for among the answers of the last day


class State(StrEnum):
    OPEN = "open"  # waiting for its turn, being asked, or paused
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Lookup:
    """One list. *done* of its *total* numbers are asked; *why* says what it waits for, or why it failed.

    *ahead* are the lists that are asked before this one. *shown* is what its card shows, *told* how many of the
    messages with its result were sent. *asked_in* is the message that asked for it. *gone*: its chat does not speak for
    its account any more.
    """

    id: int
    account_id: int
    chat_id: int
    thread_id: int
    asked_in: int
    message_id: int | None
    person_id: int
    person: str
    file: str
    total: int
    done: int
    rejected: int
    repeated: int
    state: State
    why: str | None
    asked_at: datetime
    begun_at: datetime | None
    paused_at: datetime | None
    ended_at: datetime | None
    told: int
    shown: str
    ahead: int
    gone: bool


@dataclass(frozen=True, slots=True)
class NewLookup:
    """A list as it is begun. *rejects* are line, text and reason of what is no number."""

    account_id: int
    chat_id: int
    thread_id: int
    asked_in: int
    person_id: int
    person: str
    file: str
    phones: Sequence[str]
    rejects: Sequence[tuple[int, str, str]]
    repeated: int


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a list; *checked_at* is None where SMSC was not asked, *body* where it does not know the number."""

    phone: str
    body: str | None
    checked_at: datetime | None


def begin(db: Db, new: NewLookup, now: datetime) -> int:
    """The id of the list; a message that is handled once more after a crash begins it once."""
    sql = "select id from lookups where chat_id = :chat and asked_in = :message"
    if known := first(db, sql, chat=new.chat_id, message=new.asked_in):
        return int(known["id"])
    id = insert(
        db,
        """
        insert into lookups (account_id, chat_id, thread_id, asked_in, person_id, person, file, total, rejected,
                             repeated, asked_at)
        values (:account, :chat, :thread, :message, :person_id, :person, :file, :total, :rejected, :repeated, :now)
        """,
        account=new.account_id,
        chat=new.chat_id,
        thread=new.thread_id,
        message=new.asked_in,
        person_id=new.person_id,
        person=new.person,
        file=new.file,
        total=len(new.phones),
        rejected=len(new.rejects),
        repeated=new.repeated,
        now=now.timestamp(),
    )
    numbers = [(id, place, phone) for place, phone in enumerate(new.phones)]
    db.conn.executemany("insert into lookup_numbers (lookup_id, place, phone) values (?, ?, ?)", numbers)
    rejects = [(id, place, *reject) for place, reject in enumerate(new.rejects)]
    db.conn.executemany("insert into lookup_rejects values (?, ?, ?, ?, ?)", rejects)
    return id


EVERYTHING = """
    select *, (select count(*) from lookups as other where other.state = 'open' and other.id < lookups.id
     and (other.account_id = lookups.account_id or other.chat_id = lookups.chat_id)) as ahead,
    not exists (select 1 from chats join accounts on accounts.id = chats.account_id
     where chats.id = lookups.chat_id and accounts.id = lookups.account_id and credentials is not null) as gone
    from lookups
    """


def get(db: Db, id: int) -> Lookup | None:
    return first_of(Lookup, db, EVERYTHING + "where id = :id", id=id)


def unsettled(db: Db) -> list[Lookup]:
    """Those that are asked or wait for it, and those whose card or result the chat has not got yet."""
    return all_of(Lookup, db, EVERYTHING + "where state = 'open' or shown != state order by id")


def open_in(db: Db, chat_id: int) -> int:
    """How many lists of a chat are not through."""
    sql = "select count(*) as n from lookups where state = 'open' and chat_id = :chat"
    return int(rows(db, sql, chat=chat_id)[0]["n"])


def next_of(db: Db, id: int, *, after: datetime, now: datetime, limit: int) -> list[str]:
    """The next numbers to be asked. What is known since *after* is taken over; then they may be none, though some
    that are further on are not asked yet."""
    lookup = get(db, id)
    if lookup is None or lookup.state is not State.OPEN:
        return []
    change(db, "update lookups set begun_at = :now where id = :id and begun_at is null", id=id, now=now.timestamp())
    unknown = LOOK_AHEAD - _take_over(db, lookup, after)
    sql = "select phone from lookup_numbers where lookup_id = :id and checked_at is null order by place limit :limit"
    return [row["phone"] for row in rows(db, sql, id=id, limit=min(limit, unknown))]


def _take_over(db: Db, lookup: Lookup, after: datetime) -> int:
    """How many of the next numbers were known."""
    taken = change(
        db,
        """
        update lookup_numbers set body = a.body, checked_at = a.at
        from answers as a
        where lookup_id = :id and checked_at is null and a.account_id = :account
          and a.question = 'operator:' || phone and a.at > :after
          and place in (select place from lookup_numbers where lookup_id = :id and checked_at is null
                        order by place limit :ahead)
        """,
        id=lookup.id,
        account=lookup.account_id,
        after=after.timestamp(),
        ahead=LOOK_AHEAD,
    )
    change(db, "update lookups set done = done + :n where id = :id", id=lookup.id, n=taken)
    return taken


def record(db: Db, lookup: Lookup, asked: Iterable[str], found: Mapping[str, str], now: datetime) -> None:
    """SMSC has answered for *asked*; it knows those of *found*, which are kept for whoever asks next."""
    for phone in asked:
        body = found.get(phone)
        if body is not None:
            answers.remember(db, lookup.account_id, f"operator:{phone}", body, now)
        sql = (
            "update lookup_numbers set body = :body, checked_at = :now "
            "where lookup_id = :id and phone = :phone and checked_at is null"
        )
        n = change(db, sql, id=lookup.id, phone=phone, body=body, now=now.timestamp())
        change(db, "update lookups set done = done + :n where id = :id", id=lookup.id, n=n)
    go_on(db, lookup.id)


def pause(db: Db, id: int, why: str, now: datetime) -> None:
    """It waits for better times; since when is remembered."""
    sql = (
        "update lookups set why = :why, paused_at = coalesce(paused_at, :now) "
        "where id = :id and state = 'open' and (paused_at is null or why != :why)"
    )
    change(db, sql, id=id, why=why, now=now.timestamp())


def go_on(db: Db, id: int) -> None:
    change(db, "update lookups set why = null, paused_at = null where id = :id and state = 'open'", id=id)


def end(db: Db, id: int, state: State, now: datetime, why: str | None = None) -> bool:
    """The list is through, one way or another; False if it was before."""
    sql = (
        "update lookups set state = :state, why = :why, paused_at = null, ended_at = :now "
        "where id = :id and state = 'open'"
    )
    return change(db, sql, id=id, state=state, why=why, now=now.timestamp()) == 1


def show_on(db: Db, id: int, message_id: int) -> None:
    change(db, "update lookups set message_id = :message where id = :id", id=id, message=message_id)


def shown(db: Db, id: int, what: str) -> None:
    change(db, "update lookups set shown = :what where id = :id", id=id, what=what)


def told(db: Db, id: int, messages: int) -> None:
    change(db, "update lookups set told = :n where id = :id", id=id, n=messages)


def numbers(db: Db, id: int, *, first: int, limit: int) -> list[Number]:
    """A part of the list, in its order, from place *first* on."""
    sql = "select phone, body, checked_at from lookup_numbers where lookup_id = ? and place >= ? order by place limit ?"
    found = db.conn.execute(sql, (id, first, limit)).fetchall()
    return [Number(phone, body, None if at is None else datetime.fromtimestamp(at, UTC)) for phone, body, at in found]


def rejects(db: Db, id: int) -> list[tuple[int, str, str]]:
    """Line, text and reason of what is no number."""
    sql = "select line, written, reason from lookup_rejects where lookup_id = :id order by place"
    return [(row["line"], row["written"], row["reason"]) for row in rows(db, sql, id=id)]


def prune(db: Db, before: datetime) -> int:
    """Forget lists that ended before."""
    sql = "delete from lookups where state != 'open' and ended_at < :before"
    return change(db, sql, before=before.timestamp())

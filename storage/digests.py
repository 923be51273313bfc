"""Statistics that are sent by themselves: where, how often, when next, and how far the sending has come."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import all_of, change, read_as, rows

NO_ACCOUNT, UNREACHABLE = "account", "chat"  # why a digest is paused


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest of a chat or topic. `next_at` was reckoned in *zone*, an IANA name, empty where none was chosen.

    *tries* counts how often the due one was perhaps sent already; *weekday* is None for a daily one.
    """

    id: int
    chat_id: int
    thread_id: int
    minute: int
    weekday: int | None
    zone: str
    next_at: datetime
    tries: int
    paused_why: str | None


COLUMNS = "d.id, d.chat_id, d.thread_id, d.minute, d.weekday, d.zone, d.next_at, d.tries, d.paused_why"


def choose(
    db: Db, chat_id: int, thread_id: int, *, minute: int, weekday: int | None, zone: str, next_at: datetime
) -> None:
    """Send a daily or a weekly digest there; one that was there is changed, and is not paused any more."""
    sql = """
        insert into digests (chat_id, thread_id, kind, minute, weekday, zone, next_at)
        values (:chat, :thread, :kind, :minute, :weekday, :zone, :at)
        on conflict (chat_id, thread_id, kind) do update
        set minute = excluded.minute, weekday = excluded.weekday, zone = excluded.zone, next_at = excluded.next_at,
            retry_at = null, tries = 0, paused_why = null
        """
    change(
        db,
        sql,
        chat=chat_id,
        thread=thread_id,
        kind="daily" if weekday is None else "weekly",
        minute=minute,
        weekday=weekday,
        zone=zone,
        at=next_at.timestamp(),
    )


def drop(db: Db, chat_id: int, thread_id: int, *, kind: str = "") -> int:
    """End all digests of a chat and topic, or only the one of *kind* (daily, weekly); how many there were."""
    sql = "delete from digests where chat_id = :chat and thread_id = :thread and :kind in ('', kind)"
    return change(db, sql, chat=chat_id, thread=thread_id, kind=kind)


def of_place(db: Db, chat_id: int, thread_id: int) -> list[Digest]:
    where = "d.chat_id = :chat and d.thread_id = :thread order by d.kind"
    return _all(db, f"select {COLUMNS} from digests d where {where}", chat=chat_id, thread=thread_id)  # noqa: S608


def due(db: Db, now: datetime) -> list[Digest]:
    where = "d.paused_why is null and coalesce(d.retry_at, d.next_at) <= :now order by d.next_at, d.id"
    return _all(db, f"select {COLUMNS} from digests d where {where}", now=now.timestamp())  # noqa: S608


def displaced(db: Db) -> list[tuple[Digest, str]]:
    """Digests whose chat lives in another time zone than the one they were reckoned in, and that zone."""
    sql = f"""
        select {COLUMNS}, coalesce(c.zone, '') as lives_in from digests d join chats c on c.id = d.chat_id
        where coalesce(c.zone, '') != d.zone
        """  # noqa: S608 - our own columns
    return [(read_as(Digest, row), row["lives_in"]) for row in rows(db, sql)]


def waiting_for_account(db: Db) -> list[Digest]:
    """Digests that were paused for want of an account, in chats that have one again."""
    sql = f"""
        select {COLUMNS} from digests d join chats c on c.id = d.chat_id join accounts a on a.id = c.account_id
        where d.paused_why = '{NO_ACCOUNT}' and a.credentials is not null and a.stopped_why is null
        """  # noqa: S608 - our own columns
    return _all(db, sql)


def plan(db: Db, digest: Digest, next_at: datetime, *, zone: str) -> None:
    """What was due is done with, one way or another; the next one is due at *next_at*. Where somebody has chosen
    another time meanwhile, that one stays."""
    sql = """
        update digests set next_at = :at, zone = :zone, retry_at = null, tries = 0, paused_why = null
        where id = :id and next_at = :due
        """
    due = digest.next_at.timestamp()
    change(db, sql, id=digest.id, at=next_at.timestamp(), zone=zone, due=due)


def begin(db: Db, digest: Digest) -> bool:
    """It is on its way to Telegram: if nobody says more, it was perhaps sent. False if it was begun, ended or changed
    meanwhile."""
    sql = """
        update digests set tries = tries + 1, retry_at = null where id = :id and next_at = :due and tries = :tries
        """
    return change(db, sql, id=digest.id, due=digest.next_at.timestamp(), tries=digest.tries) == 1


def never_left(db: Db, id: int, retry_at: datetime) -> None:
    """The try that was begun did not reach Telegram, for certain."""
    sql = "update digests set tries = tries - 1, retry_at = :at where id = :id"
    change(db, sql, id=id, at=retry_at.timestamp())


def postpone(db: Db, id: int, retry_at: datetime) -> None:
    """Nothing was sent; it is due still, and tried again at *retry_at*."""
    change(db, "update digests set retry_at = :at where id = :id", id=id, at=retry_at.timestamp())


def pause(db: Db, digest: Digest, why: str) -> int:
    """Stop all digests of its place; how many went on until now."""
    sql = """
        update digests set paused_why = :why, tries = 0, retry_at = null
        where chat_id = :chat and thread_id = :thread and paused_why is null
        """
    return change(db, sql, chat=digest.chat_id, thread=digest.thread_id, why=why)


def pause_chat(db: Db, chat_id: int) -> int:
    """The chat cannot be reached; how many digests that stops."""
    sql = (
        "update digests set paused_why = :why, tries = 0, retry_at = null where chat_id = :chat and paused_why is null"
    )
    return change(db, sql, chat=chat_id, why=UNREACHABLE)


def resume_chat(db: Db, chat_id: int) -> int:
    """The chat can be reached again: what has become due meanwhile is due."""
    sql = "update digests set paused_why = null where chat_id = :chat and paused_why = :why"
    return change(db, sql, chat=chat_id, why=UNREACHABLE)


def _all(db: Db, sql: str, **values: int | float) -> list[Digest]:
    return all_of(Digest, db, sql, **values)

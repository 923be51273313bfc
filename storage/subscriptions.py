"""Subscriptions: which chat (and topic) is told which kind of event, how loudly, and how far it has been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlite_utils import Database as Db

from storage import events
from storage.events import Kind
from storage.filters import EVERYTHING, Filter
from storage.rows import change, first, rows


class Loudness(StrEnum):
    LOUD = "loud"
    SILENT = "silent"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A cursor: events of *kind* up to *cursor* have been told to this chat and topic."""

    id: int
    chat_id: int
    thread_id: int
    account_id: int
    kind: Kind
    loudness: Loudness
    cursor: int
    filter: Filter = EVERYTHING


@dataclass(frozen=True, slots=True, order=True)
class Target:
    """Where one account's events go: a chat and its topic (0 is the chat itself, or its General topic)."""

    chat_id: int
    thread_id: int
    account_id: int


def choose(db: Db, target: Target, kind: Kind, loudness: Loudness) -> None:
    """Set the loudness of one kind. What begins to be told starts with the next event, not with the past."""
    row = first(
        db,
        "select loudness from subscriptions where chat_id = :chat and thread_id = :thread "
        "and account_id = :account and kind = :kind",
        chat=target.chat_id,
        thread=target.thread_id,
        account=target.account_id,
        kind=kind,
    )
    keep = "cursor" if row and row["loudness"] != Loudness.OFF else "excluded.cursor"
    db.conn.execute(
        f"""
        insert into subscriptions (chat_id, thread_id, account_id, kind, loudness, cursor)
        values (:chat, :thread, :account, :kind, :loudness, :cursor)
        on conflict (chat_id, thread_id, account_id, kind) do update
        set loudness = excluded.loudness, paused_why = null, cursor = {keep}
        """,  # noqa: S608 - one of two column names
        {
            "chat": target.chat_id,
            "thread": target.thread_id,
            "account": target.account_id,
            "kind": kind,
            "loudness": loudness,
            "cursor": events.last_id(db),
        },
    )


def narrow(db: Db, target: Target, kind: Kind, chosen: Filter) -> None:
    """Tell only what *chosen* lets through; an empty one takes the filter away."""
    change(
        db,
        "update subscriptions set filter = :filter where chat_id = :chat and thread_id = :thread "
        "and account_id = :account and kind = :kind",
        filter=chosen.pack(),
        chat=target.chat_id,
        thread=target.thread_id,
        account=target.account_id,
        kind=kind,
    )


def of_target(db: Db, target: Target) -> list[Subscription]:
    sql = "select * from subscriptions where chat_id = :chat and thread_id = :thread and account_id = :account"
    return _all(db, sql, chat=target.chat_id, thread=target.thread_id, account=target.account_id)


def awake(db: Db, target: Target) -> list[Subscription]:
    """What is to be told there: neither switched off nor paused."""
    sql = (
        "select * from subscriptions where chat_id = :chat and thread_id = :thread and account_id = :account "
        "and loudness != 'off' and paused_why is null"
    )
    return _all(db, sql, chat=target.chat_id, thread=target.thread_id, account=target.account_id)


def targets(db: Db, account_id: int | None = None) -> list[Target]:
    """Where events are told at all; of one account, or of all of them."""
    sql = (
        "select distinct chat_id, thread_id, account_id from subscriptions "
        "where loudness != 'off' and paused_why is null and (:account is null or account_id = :account)"
    )
    return [Target(**row) for row in rows(db, sql, account=account_id)]


def advance(db: Db, ids: Iterable[int], cursor: int) -> None:
    """Telegram has accepted everything up to *cursor*."""
    for id in ids:
        change(db, "update subscriptions set cursor = max(cursor, :cursor) where id = :id", id=id, cursor=cursor)


def drop(db: Db, target: Target) -> int:
    """End all subscriptions of a chat and topic; how many there were."""
    sql = "delete from subscriptions where chat_id = :chat and thread_id = :thread and account_id = :account"
    return change(db, sql, chat=target.chat_id, thread=target.thread_id, account=target.account_id)


def drop_chat(db: Db, chat_id: int) -> None:
    change(db, "delete from subscriptions where chat_id = :chat", chat=chat_id)


def pause(db: Db, chat_id: int, why: str) -> int:
    """Stop telling a chat that cannot be reached; the cursors stay where they are."""
    sql = "update subscriptions set paused_why = :why where chat_id = :chat and paused_why is null"
    return change(db, sql, chat=chat_id, why=why)


@dataclass(frozen=True, slots=True)
class Silence:
    """A chat that cannot be told anything, why, and how many events wait for it."""

    chat_id: int
    title: str
    why: str
    waiting: int


def paused(db: Db, account_id: int) -> list[Silence]:
    """Chats whose telling has stopped for good, until somebody lets it go on."""
    sql = """
        select s.chat_id, c.title, max(s.paused_why) as why, count(e.id) as waiting
        from subscriptions s join chats c on c.id = s.chat_id
        left join events e
            on e.account_id = s.account_id and e.kind = s.kind and e.id > s.cursor and s.loudness != 'off'
        where s.account_id = :account and s.paused_why is not null
        group by s.chat_id, c.title order by s.chat_id
        """
    return [Silence(**row) for row in rows(db, sql, account=account_id)]


def resume(db: Db, chat_id: int) -> int:
    return change(
        db,
        "update subscriptions set paused_why = null where chat_id = :chat and paused_why is not null",
        chat=chat_id,
    )


# Every table with a chat in it but `chats` itself.
MOVED = (
    "subscriptions",
    "hushed",
    "bursts",
    "actions",
    "questions",
    "verifications",
    "purchases",
    "payments",
    "drafts",
    "messages",
    "numbers",
    "grants",
    "audit",
    "waiting",
    "awaited_exports",
    "export_watches",
    "lookups",
    "digests",
)


def move_chat(db: Db, old: int, new: int) -> None:
    """A group became a supergroup: everything that stood under the old id stands under the new one.

    Telegram says so more than once, and people may have spoken under the new id before we learn of it. Nothing stays
    paused: where the chat has gone, it can be reached.
    """
    sql = """
        insert into chats (id, kind, title, language, zone, masking, asks_before_checks, monthly_limit,
                           account_id, seen_at)
        select :new, 'supergroup', title, language, zone, masking, asks_before_checks, monthly_limit,
               account_id, seen_at
        from chats where id = :old
        on conflict (id) do update set language = coalesce(chats.language, excluded.language),
            zone = coalesce(chats.zone, excluded.zone), masking = excluded.masking,
            asks_before_checks = excluded.asks_before_checks,
            monthly_limit = coalesce(chats.monthly_limit, excluded.monthly_limit),
            account_id = coalesce(chats.account_id, excluded.account_id)
        """
    change(db, sql, old=old, new=new)
    change(db, "update subscriptions set paused_why = null where chat_id = :old", old=old)
    change(db, "update digests set paused_why = null where chat_id = :old and paused_why = 'chat'", old=old)
    for table in MOVED:
        change(db, f"update or replace {table} set chat_id = :new where chat_id = :old", new=new, old=old)  # noqa: S608
    _move_logins(db, old, new)
    change(db, "delete from chats where id = :old", old=old)


def _move_logins(db: Db, old: int, new: int) -> None:
    """A login for the group that is under way in somebody's private chat names the group in its argument."""
    for table, name, end in (
        ("actions", "login", ":"),
        ("actions", "login.at", " "),
        ("questions", "login.credentials", " "),
    ):
        sql = f"""
            update {table} set argument = :new || substr(argument, length(:old) + 1)
            where name = :name and substr(argument, 1, length(:old) + 1) = :old || :end
            """  # noqa: S608 - names of ours
        change(db, sql, name=name, end=end, old=str(old), new=str(new))


def forget_topic(db: Db, chat_id: int, thread_id: int) -> int:
    """A topic was deleted: what it was told goes to the chat itself from now on; how many subscriptions and digests.

    Where the chat was told the same and has got less far, it goes on from there: rather told twice than not at all;
    and whom only the topic had hushed is told of.
    """
    sql = """
        update or replace subscriptions as gone set thread_id = 0, cursor = coalesce((
            select min(gone.cursor, chat.cursor) from subscriptions as chat
            where chat.chat_id = gone.chat_id and chat.thread_id = 0 and chat.account_id = gone.account_id
              and chat.kind = gone.kind and chat.loudness != 'off'
        ), gone.cursor)
        where chat_id = :chat and thread_id = :thread
        """
    change(db, "delete from hushed where chat_id = :chat and thread_id = :thread", chat=chat_id, thread=thread_id)
    bursts = "update or ignore bursts set thread_id = 0 where chat_id = :chat and thread_id = :thread"
    change(db, bursts, chat=chat_id, thread=thread_id)
    digests = "update or replace digests set thread_id = 0 where chat_id = :chat and thread_id = :thread"
    told = change(db, digests, chat=chat_id, thread=thread_id)
    return told + change(db, sql, chat=chat_id, thread=thread_id)


def _all(db: Db, sql: str, **values: int) -> list[Subscription]:
    return [
        Subscription(
            id=row["id"],
            chat_id=row["chat_id"],
            thread_id=row["thread_id"],
            account_id=row["account_id"],
            kind=Kind(row["kind"]),
            loudness=Loudness(row["loudness"]),
            cursor=row["cursor"],
            filter=Filter.unpack(row["filter"]),
        )
        for row in rows(db, sql, **values)
    ]

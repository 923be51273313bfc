"""Chats that talk to the bot, and which account each of them speaks for."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import change, first, rows


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat or a group as we know it; `language` only where somebody chose one."""

    id: int
    kind: str
    title: str
    language: str | None
    account_id: int | None


def meet(db: Db, id: int, *, kind: str, title: str, now: datetime, language: str = "") -> Chat:
    """Remember that *id* wrote to us; what was chosen for it before stays.

    *language* is what a private chat's person speaks: events are told in it until they choose another.
    """
    spoken = ("ru" if language.startswith("ru") else "en") if language else None
    db.conn.execute(
        """
        insert into chats (id, kind, title, language, seen_at) values (:id, :kind, :title, :language, :now)
        on conflict (id) do update set kind = excluded.kind, title = excluded.title, seen_at = excluded.seen_at,
            language = coalesce(chats.language, excluded.language)
        """,
        {"id": id, "kind": kind, "title": title, "language": spoken, "now": now.timestamp()},
    )
    found = get(db, id)
    assert found is not None  # noqa: S101 - written one statement above, in the same transaction
    return found


def get(db: Db, id: int) -> Chat | None:
    row = first(db, "select id, kind, title, language, account_id from chats where id = :id", id=id)
    return Chat(**row) if row else None


def use_account(db: Db, id: int, account_id: int | None) -> None:
    change(db, "update chats set account_id = :account where id = :id", id=id, account=account_id)


def of_account(db: Db, account_id: int) -> list[Chat]:
    sql = "select id, kind, title, language, account_id from chats where account_id = :account order by id"
    return [Chat(**row) for row in rows(db, sql, account=account_id)]


def speak(db: Db, id: int, language: str | None) -> None:
    change(db, "update chats set language = :language where id = :id", id=id, language=language)

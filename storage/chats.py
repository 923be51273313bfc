"""Chats that talk to the bot, and which account each of them speaks for."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlite_utils import Database as Db

from storage.people import OFTEN
from storage.rows import change, first, rows


@dataclass(frozen=True, slots=True)
class Chat:
    """A private chat or a group as we know it; `language` and `zone` (an IANA name) only where somebody chose one.

    `masking` hides one-time codes in a group; what is spent in a month stays within `monthly_limit`, None is without.
    """

    id: int
    kind: str
    title: str
    language: str | None
    account_id: int | None
    zone: str | None = None
    masking: bool = True
    asks_before_checks: bool = False
    monthly_limit: Decimal | None = None


COLUMNS = "id, kind, title, language, account_id, zone, masking, asks_before_checks, monthly_limit"


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
        where chats.kind <> excluded.kind or chats.title <> excluded.title
            or chats.seen_at < excluded.seen_at - :often or (chats.language is null and excluded.language is not null)
        """,
        {"id": id, "kind": kind, "title": title, "language": spoken, "now": now.timestamp(), "often": OFTEN},
    )
    found = get(db, id)
    assert found is not None  # noqa: S101 - written one statement above, in the same transaction
    return found


def get(db: Db, id: int) -> Chat | None:
    row = first(db, f"select {COLUMNS} from chats where id = :id", id=id)  # noqa: S608 - our own columns
    return _chat(row) if row else None


def _chat(row: dict[str, Any]) -> Chat:
    limit = row["monthly_limit"]
    return Chat(
        **row
        | {
            "masking": bool(row["masking"]),
            "asks_before_checks": bool(row["asks_before_checks"]),
            "monthly_limit": None if limit is None else Decimal(limit),
        }
    )


def use_account(db: Db, id: int, account_id: int | None) -> None:
    change(db, "update chats set account_id = :account where id = :id", id=id, account=account_id)


def of_account(db: Db, account_id: int) -> list[Chat]:
    sql = f"select {COLUMNS} from chats where account_id = :account order by id"  # noqa: S608 - our own columns
    return [_chat(row) for row in rows(db, sql, account=account_id)]


def speak(db: Db, id: int, language: str | None) -> None:
    change(db, "update chats set language = :language where id = :id", id=id, language=language)


def live_in(db: Db, id: int, zone: str) -> None:
    """*zone* is an IANA name such as Europe/Moscow."""
    change(db, "update chats set zone = :zone where id = :id", id=id, zone=zone)


def mask_codes(db: Db, id: int, *, on: bool) -> None:
    change(db, "update chats set masking = :on where id = :id", id=id, on=int(on))


def ask_before_checks(db: Db, id: int, *, on: bool) -> None:
    change(db, "update chats set asks_before_checks = :on where id = :id", id=id, on=int(on))


def limit_spending(db: Db, id: int, amount: Decimal | None) -> None:
    """*amount* a month, in the account's currency; None takes the limit away."""
    text = None if amount is None else str(amount)
    change(db, "update chats set monthly_limit = :amount where id = :id", id=id, amount=text)

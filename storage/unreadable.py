"""Callback bodies that could not be read, kept as they came: a ring of 1,000 per account, for 7 days."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database as Db

from storage.rows import all_of, change, first

MOST = 1000
KEEP = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The bytes, and why they were not understood."""

    id: int
    body: bytes = field(repr=False)
    query: bytes = field(repr=False)
    content_type: str
    why: str
    received_at: datetime


def keep(db: Db, account_id: int, *, body: bytes, query: bytes, content_type: str, why: str, now: datetime) -> None:
    """Keep one body; the same body again is not kept twice. *content_type* is the sender's and may hold anything."""
    db.conn.execute(
        """
        insert into unreadable (account_id, body, query, content_type, why, received_at) values (?, ?, ?, ?, ?, ?)
        on conflict (account_id, body, query) do nothing
        """,
        (account_id, body, query, content_type[:200].encode(errors="replace").decode(), why, now.timestamp()),
    )
    change(
        db,
        "delete from unreadable where account_id = :account and id <= "
        "(select id from unreadable where account_id = :account order by id desc limit 1 offset :most)",
        account=account_id,
        most=MOST,
    )


def newest(db: Db, account_id: int, *, limit: int = 5) -> list[Unreadable]:
    sql = (
        "select id, body, query, content_type, why, received_at from unreadable "
        "where account_id = :account order by id desc limit :limit"
    )
    return all_of(Unreadable, db, sql, account=account_id, limit=limit)


def count(db: Db, account_id: int) -> int:
    row = first(db, "select count(*) as n from unreadable where account_id = :account", account=account_id)
    return int(row["n"]) if row else 0


def prune(db: Db, now: datetime) -> int:
    return change(db, "delete from unreadable where received_at < :before", before=(now - KEEP).timestamp())


def forget(db: Db, id: int) -> None:
    change(db, "delete from unreadable where id = :id", id=id)

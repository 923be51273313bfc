"""Bursts: what comes too fast to be told line by line is counted on one live card. The row survives a restart."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import change, first, read_as
from storage.subscriptions import Target


@dataclass(frozen=True, slots=True)
class Burst:
    """An open card: where it is, the events it counts (ids from *first_id* to *last_id*), and the counts (JSON)."""

    target: Target
    lane: str
    message_id: int
    first_id: int
    last_id: int
    tally: str
    started_at: datetime
    changed_at: datetime


def open_in(db: Db, target: Target, lane: str) -> Burst | None:
    row = first(
        db,
        "select * from bursts where chat_id = :chat and thread_id = :thread and account_id = :account and lane = :lane",
        chat=target.chat_id,
        thread=target.thread_id,
        account=target.account_id,
        lane=lane,
    )
    return None if row is None else read_as(Burst, row | {"target": target})


def keep(db: Db, burst: Burst) -> None:
    """Open a burst's row, or bring it up to date."""
    db.conn.execute(
        """
        insert or replace into bursts
            (chat_id, thread_id, account_id, lane, message_id, first_id, last_id, tally, started_at, changed_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (
            burst.target.chat_id,
            burst.target.thread_id,
            burst.target.account_id,
            burst.lane,
            burst.message_id,
            burst.first_id,
            burst.last_id,
            burst.tally,
            burst.started_at.timestamp(),
            burst.changed_at.timestamp(),
        ),
    )


def close(db: Db, burst: Burst) -> None:
    """The burst is over and has been told to its end."""
    change(
        db,
        "delete from bursts where chat_id = :chat and thread_id = :thread and account_id = :account and lane = :lane",
        chat=burst.target.chat_id,
        thread=burst.target.thread_id,
        account=burst.target.account_id,
        lane=burst.lane,
    )


def targets(db: Db) -> list[Target]:
    """Where a burst is open, also from before a restart; in chats that can be told."""
    sql = """
        select distinct chat_id, thread_id, account_id from bursts where not exists (
            select 1 from subscriptions as gone where gone.chat_id = bursts.chat_id and gone.paused_why is not null
        )
        """
    return [Target(*row) for row in db.conn.execute(sql).fetchall()]

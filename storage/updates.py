"""Telegram's updates, stored before they are confirmed to Telegram, so that a crash loses no command."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database as Db

from storage.rows import change, first, rows

QUIET = 6 * 86400  # seconds; Telegram says a week


class State(StrEnum):
    NEW = "new"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Stored:
    """One update as Telegram sent it."""

    id: int
    body: str


def keep(db: Db, updates: list[Stored], now: datetime) -> list[Stored]:
    """Store what is new; an update that was delivered twice is handled once."""
    fresh = []
    for update in updates:
        done = db.conn.execute(
            "insert into updates (id, body, received_at) values (?, ?, ?) on conflict (id) do nothing",
            (update.id, update.body, now.timestamp()),
        )
        if done.rowcount == 1:
            fresh.append(update)
    return fresh


def waiting(db: Db) -> list[Stored]:
    """What was stored and not yet handled, oldest first."""
    return [Stored(**row) for row in rows(db, "select id, body from updates where state = 'new' order by id")]


def finish(db: Db, id: int, state: State) -> None:
    """Handled: the text is wiped, as it may hold a password; only a failed one's number and state stay to be seen."""
    change(db, "update updates set state = :state, body = '' where id = :id", id=id, state=state)


def next_offset(db: Db, now: datetime) -> int | None:
    """What to ask Telegram for: one after the newest id that is stored.

    None after some days without updates, as Telegram then begins at a random id, perhaps a lower one.
    https://core.telegram.org/bots/api#update
    """
    row = first(db, "select id, received_at from updates order by received_at desc, id desc limit 1")
    if row is None or now.timestamp() - row["received_at"] > QUIET:
        return None
    return int(row["id"]) + 1


def prune(db: Db, now: datetime) -> int:
    """Forget handled updates after two days (Telegram keeps undelivered ones for one), all but the newest."""
    return change(
        db,
        "delete from updates where state != 'new' and received_at < :before and id < (select max(id) from updates)",
        before=now.timestamp() - 2 * 86400,
    )

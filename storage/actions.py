"""Buttons: a random token stands for what it does, who may press it, where, until when, and whether it was used."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database as Db

from storage.rows import change, first


@dataclass(frozen=True, slots=True)
class Action:
    """One button as it is stored. One-shot buttons of one card are used up together."""

    token: str
    card: str
    name: str
    argument: str
    chat_id: int
    person_id: int | None
    once: bool
    expires_at: datetime


class Refusal(StrEnum):
    """Why a press did nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    SOMEONE_ELSES = "someone else's"


@dataclass(frozen=True, slots=True)
class Pressed:
    name: str
    argument: str


def keep(db: Db, actions: list[Action]) -> None:
    db.conn.executemany(
        "insert into actions (token, card, name, argument, chat_id, person_id, once, expires_at) "
        "values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                a.token,
                a.card,
                a.name,
                a.argument,
                a.chat_id,
                a.person_id,
                int(a.once),
                a.expires_at.timestamp(),
            )
            for a in actions
        ],
    )


def look(db: Db, token: str, *, chat_id: int) -> str:
    """Which action stands behind *token* in this chat, without using it; empty if none does."""
    row = first(db, "select name from actions where token = :token and chat_id = :chat", token=token, chat=chat_id)
    return str(row["name"]) if row else ""


def press(db: Db, token: str, *, chat_id: int, person_id: int, now: datetime) -> Pressed | Refusal:
    """Decide a press. Of two presses of a one-shot button one wins, whatever the order they come in."""
    row = first(db, "select * from actions where token = :token", token=token)
    if row is None or row["chat_id"] != chat_id:
        return Refusal.UNKNOWN
    if row["person_id"] is not None and row["person_id"] != person_id:
        return Refusal.SOMEONE_ELSES
    if row["expires_at"] <= now.timestamp():
        return Refusal.EXPIRED
    if row["once"]:
        won = change(
            db,
            "update actions set used_at = :now where card = :card and once = 1 and used_at is null "
            "and not exists (select 1 from actions where token = :token and used_at is not null)",
            now=now.timestamp(),
            card=row["card"],
            token=token,
        )
        if not won:
            return Refusal.USED
    return Pressed(row["name"], row["argument"])


def withdraw(db: Db, name: str) -> int:
    """Take back every button and link of that name."""
    return change(db, "delete from actions where name = :name", name=name)


def prune(db: Db, now: datetime) -> int:
    """Forget buttons a day after they ended, so that a late press still hears «expired» and not «unknown»."""
    return change(db, "delete from actions where expires_at < :before", before=now.timestamp() - 86400)

"""People the bot has seen: a role belongs to an id, but people call each other by @names, which change hands."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import first

OFTEN = 3600.0  # seconds after which it is worth a write that somebody is still there


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as they were when last seen; `username` is in lower case, empty where there is none."""

    id: int
    name: str
    username: str


def meet(db: Db, known: Known, now: datetime) -> None:
    """Remember who was seen. Where nothing is new but the time nothing is written: that would cost every command a
    commit, and only who had a name last is asked of it."""
    db.conn.execute(
        """
        insert into people (id, name, username, seen_at) values (:id, :name, :username, :now)
        on conflict (id) do update
        set name = excluded.name, username = excluded.username, seen_at = excluded.seen_at
        where people.name <> excluded.name or people.username <> excluded.username
            or people.seen_at < excluded.seen_at - :often
        """,
        {
            "id": known.id,
            "name": known.name,
            "username": known.username.lower(),
            "now": now.timestamp(),
            "often": OFTEN,
        },
    )


def named(db: Db, username: str) -> Known | None:
    """Who was last seen under *username*: of two who have had it the newest counts."""
    sql = "select id, name, username from people where username = :username order by seen_at desc limit 1"
    row = first(db, sql, username=username.lower()) if username else None
    return Known(**row) if row else None

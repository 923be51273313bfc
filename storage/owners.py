"""Owners of this installation who claimed it through the one-time link in the log."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import first


def add(db: Db, person_id: int, now: datetime) -> None:
    db.conn.execute(
        "insert into owners (person_id, since) values (?, ?) on conflict (person_id) do nothing",
        (person_id, now.timestamp()),
    )


def includes(db: Db, person_id: int) -> bool:
    return first(db, "select 1 from owners where person_id = :person", person=person_id) is not None


def exist(db: Db) -> bool:
    return first(db, "select 1 from owners") is not None

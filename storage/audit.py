"""Who did what, when, with which result: append-only, the file itself refuses to change or delete a line."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import all_of, first, insert


@dataclass(frozen=True, slots=True)
class Deed:
    """One line. *what* is a short name such as `buy` or `role`, *about* what it was done to, never a secret."""

    at: datetime
    chat_id: int
    account_id: int | None
    person_id: int
    person: str
    what: str
    about: str
    result: str


def write(db: Db, deed: Deed) -> None:
    insert(
        db,
        """
        insert into audit (at, chat_id, account_id, person_id, person, what, about, result)
        values (:at, :chat_id, :account_id, :person_id, :person, :what, :about, :result)
        """,
        at=deed.at.timestamp(),
        chat_id=deed.chat_id,
        account_id=deed.account_id,
        person_id=deed.person_id,
        person=deed.person,
        what=deed.what,
        about=deed.about,
        result=deed.result,
    )


def between(db: Db, chat_id: int, *, start: datetime, end: datetime, limit: int, beginning: int = 0) -> list[Deed]:
    """What was done in a chat from *start* to before *end*, the newest first: *limit* lines at most, *beginning* at
    that one of them (0 is the newest)."""
    sql = """
        select at, chat_id, account_id, person_id, person, what, about, result from audit
        where chat_id = :chat and at >= :start and at < :end order by id desc limit :limit offset :beginning
        """
    period = {"start": start.timestamp(), "end": end.timestamp()}
    return all_of(Deed, db, sql, chat=chat_id, limit=limit, beginning=beginning, **period)


def count(db: Db, chat_id: int, *, start: datetime, end: datetime) -> int:
    """How many lines that are altogether."""
    sql = "select count(*) as n from audit where chat_id = :chat and at >= :start and at < :end"
    row = first(db, sql, chat=chat_id, start=start.timestamp(), end=end.timestamp())
    return int(row["n"]) if row else 0

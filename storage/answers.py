"""SMSC's answers, kept for a while and shared by all chats of an account: it may not be asked often."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database as Db

from storage.rows import change, first


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer (JSON text) and when SMSC gave it."""

    body: str
    at: datetime


def remember(db: Db, account_id: int, question: str, body: str, now: datetime) -> None:
    db.conn.execute(
        "insert or replace into answers (account_id, question, body, at) values (?, ?, ?, ?)",
        (account_id, question, body, now.timestamp()),
    )


def recall(db: Db, account_id: int, question: str, *, after: datetime) -> Answer | None:
    """The answer to *question*, if it is younger than *after*."""
    row = first(
        db,
        "select body, at from answers where account_id = :account and question = :question and at > :after",
        account=account_id,
        question=question,
        after=after.timestamp(),
    )
    return Answer(row["body"], datetime.fromtimestamp(row["at"], UTC)) if row else None


def forget(db: Db, account_id: int, question: str) -> None:
    sql = "delete from answers where account_id = :account and question = :question"
    change(db, sql, account=account_id, question=question)


def prune(db: Db, before: datetime, *, over_before: datetime) -> int:
    """Forget answers from *before*; those about what is over (`over:…`) can change no more and stay longer."""
    sql = "delete from answers where at < case when question like 'over:%' then :over else :before end"
    return change(db, sql, before=before.timestamp(), over=over_before.timestamp())


def forget_all(db: Db, account_id: int) -> None:
    change(db, "delete from answers where account_id = :account", account=account_id)

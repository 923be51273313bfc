"""Of whom a chat wants to hear nothing: numbers (digits) and names of senders. All others are told as before."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import change, rows
from storage.subscriptions import Target


def hush(db: Db, target: Target, number: str, now: datetime) -> None:
    change(
        db,
        "insert into hushed (chat_id, thread_id, account_id, number, since) "
        "values (:chat, :thread, :account, :number, :now) on conflict do nothing",
        **_where(target),
        number=number,
        now=now.timestamp(),
    )


def lift(db: Db, target: Target, number: str | None = None) -> int:
    """Hear of *number* again, of all of them by default; what came meanwhile stays untold. How many there were."""
    sql = (
        "delete from hushed where chat_id = :chat and thread_id = :thread and account_id = :account "
        "and (:number is null or number = :number)"
    )
    return change(db, sql, **_where(target), number=number)


def drop_chat(db: Db, chat_id: int) -> None:
    change(db, "delete from hushed where chat_id = :chat", chat=chat_id)


def of(db: Db, target: Target) -> list[str]:
    """The oldest first."""
    sql = (
        "select number from hushed where chat_id = :chat and thread_id = :thread and account_id = :account "
        "order by since, number"
    )
    return [row["number"] for row in rows(db, sql, **_where(target))]


def _where(target: Target) -> dict[str, int]:
    return {"chat": target.chat_id, "thread": target.thread_id, "account": target.account_id}

"""Exports that chats wait for: one that somebody asked for, or every new one. Each file is sent once."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import all_of, change, first, rows


@dataclass(frozen=True, slots=True)
class Awaited:
    """An export whose file a chat gets when it is ready. *asked_at*: since when it is waited for."""

    chat_id: int
    thread_id: int
    account_id: int
    task_id: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """A chat that gets every export of an account with an id above *last_id*."""

    chat_id: int
    thread_id: int
    account_id: int
    last_id: int


def wait_for(db: Db, awaited: Awaited) -> bool:
    """False if the chat waits for it already, or has its file."""
    sql = """
        insert into awaited_exports (chat_id, thread_id, account_id, task_id, asked_at)
        values (:chat, :thread, :account, :task, :at) on conflict (chat_id, account_id, task_id) do nothing
        """
    values = {"chat": awaited.chat_id, "thread": awaited.thread_id, "account": awaited.account_id}
    return change(db, sql, **values, task=awaited.task_id, at=awaited.asked_at.timestamp()) == 1


def awaited(db: Db, account_id: int) -> list[Awaited]:
    """What has not been sent yet, the oldest first."""
    sql = "select * from awaited_exports where account_id = :account and over_at is null order by asked_at, task_id"
    return all_of(Awaited, db, sql, account=account_id)


def awaited_in(db: Db, chat_id: int, account_id: int) -> frozenset[str]:
    """The ids a chat waits for."""
    sql = "select task_id from awaited_exports where chat_id = :chat and account_id = :account and over_at is null"
    return frozenset(row["task_id"] for row in rows(db, sql, chat=chat_id, account=account_id))


def over(db: Db, awaited: Awaited, now: datetime) -> None:
    """Its file was sent, or it will never have one."""
    sql = (
        "update awaited_exports set over_at = :now where chat_id = :chat and account_id = :account and task_id = :task"
    )
    change(db, sql, now=now.timestamp(), chat=awaited.chat_id, account=awaited.account_id, task=awaited.task_id)


def watch(db: Db, watch: Watch) -> None:
    sql = """
        insert into export_watches (chat_id, thread_id, account_id, last_id)
        values (:chat, :thread, :account, :last) on conflict (chat_id, account_id) do update
        set thread_id = excluded.thread_id, last_id = max(last_id, excluded.last_id)
        """
    change(db, sql, chat=watch.chat_id, thread=watch.thread_id, account=watch.account_id, last=watch.last_id)


def unwatch(db: Db, chat_id: int, account_id: int) -> bool:
    """False if the chat did not watch."""
    sql = "delete from export_watches where chat_id = :chat and account_id = :account"
    return change(db, sql, chat=chat_id, account=account_id) == 1


def watches_in(db: Db, chat_id: int, account_id: int) -> bool:
    sql = "select 1 as found from export_watches where chat_id = :chat and account_id = :account"
    return first(db, sql, chat=chat_id, account=account_id) is not None


def watches(db: Db, account_id: int) -> list[Watch]:
    sql = "select * from export_watches where account_id = :account order by chat_id"
    return [Watch(**row) for row in rows(db, sql, account=account_id)]


def expected_of(db: Db) -> dict[int, bool]:
    """The accounts whose exports somebody expects; True where one of them is under way already."""
    sql = """
        select account_id, max(pending) as pending from (
            select account_id, 1 as pending from awaited_exports where over_at is null
            union all select account_id, 0 from export_watches
        ) group by account_id
        """
    return {row["account_id"]: bool(row["pending"]) for row in rows(db, sql)}


def prune(db: Db, before: datetime) -> int:
    """Forget which files were sent long ago; their exports are under way no more."""
    return change(db, "delete from awaited_exports where over_at < :before", before=before.timestamp())


def forget(db: Db, account_id: int) -> None:
    """Nobody can ask for this account's exports any more."""
    change(db, "delete from awaited_exports where account_id = :account and over_at is null", account=account_id)
    change(db, "delete from export_watches where account_id = :account", account=account_id)

"""Subclients the bot knows of, as it added, changed or paid them, and the settings it gave them; no passwords."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage.rows import change, first, rows


@dataclass(frozen=True, slots=True)
class Client:
    """*settings* are SMSC's fields as the bot set them last; what was set elsewhere is not among them."""

    login: str
    settings: Mapping[str, str]


def of_account(db: Db, account_id: int) -> list[Client]:
    sql = "select login, settings from clients where account_id = :account order by login"
    return [_client(row) for row in rows(db, sql, account=account_id)]


def get(db: Db, account_id: int, login: str) -> Client | None:
    sql = "select login, settings from clients where account_id = :account and login = :login"
    row = first(db, sql, account=account_id, login=login)
    return _client(row) if row else None


def note(db: Db, account_id: int, login: str, settings: Mapping[str, str], now: datetime) -> None:
    """The bot knows of *login*, whose *settings* are as given, besides those known before."""
    known = get(db, account_id, login)
    merged = {**(known.settings if known else {}), **settings}
    sql = """
        insert into clients (account_id, login, settings, since) values (:account, :login, :settings, :now)
        on conflict (account_id, login) do update set settings = excluded.settings
        """
    body = json.dumps(merged, ensure_ascii=False)
    change(db, sql, account=account_id, login=login, settings=body, now=now.timestamp())


def rename(db: Db, account_id: int, old: str, new: str) -> None:
    sql = "update or replace clients set login = :new where account_id = :account and login = :old"
    change(db, sql, account=account_id, old=old, new=new)


def _client(row: Mapping[str, str]) -> Client:
    return Client(row["login"], json.loads(row["settings"]))

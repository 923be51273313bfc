"""What a person puts together for a subclient, to be added or changed, and what became of it when it was sent.

No addition is sent twice. A password is here only sealed, and only until SMSC has it.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import Json
from sqlite_utils import Database as Db

from storage.rows import all_of, change, first_of, insert


class Kind(StrEnum):
    ADD = "add"
    SET = "set"


class State(StrEnum):
    OPEN = "open"
    ASKING = "asking"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Draft:
    """*fields* are SMSC's own. *absent_before*: SMSC said just before that there was no such login."""

    id: int
    account_id: int
    chat_id: int
    thread_id: int
    message_id: int | None
    kind: Kind
    login: str
    fields: Json[Mapping[str, str]]
    secret: str
    absent_before: bool
    person_id: int
    person: str
    made_at: datetime
    state: State
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Plan:
    """What a draft begins with."""

    account_id: int
    chat_id: int
    thread_id: int
    kind: Kind
    login: str
    fields: Mapping[str, str]
    person_id: int
    person: str


def begin(db: Db, plan: Plan, now: datetime) -> int:
    sql = """
        insert into drafts (account_id, chat_id, thread_id, kind, login, whose, fields, person_id, person,
                            made_at, state, changed_at)
        values (:account_id, :chat_id, :thread_id, :kind, :login, :whose, :fields, :person_id, :person,
                :now, 'open', :now)
        """
    values = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    values |= {"fields": _json(plan.fields), "whose": plan.login.casefold(), "now": now.timestamp()}
    return insert(db, sql, **values)


def get(db: Db, id: int) -> Draft | None:
    return first_of(Draft, db, "select * from drafts where id = :id", id=id)


def name(db: Db, id: int, login: str) -> None:
    """The login, chosen while the draft is open."""
    sql = "update drafts set login = :login, whose = :whose where id = :id and state = 'open'"
    change(db, sql, id=id, login=login, whose=login.casefold())


def write(db: Db, id: int, fields: Mapping[str, str]) -> None:
    """*fields* besides those already there; an empty one is taken away."""
    known = get(db, id)
    if known is not None:
        merged = {field: value for field, value in {**known.fields, **fields}.items() if value}
        change(db, "update drafts set fields = :fields where id = :id and state = 'open'", id=id, fields=_json(merged))


def conceal(db: Db, id: int, secret: str) -> None:
    """Keep a *secret* that the vault has sealed."""
    change(db, "update drafts set secret = :secret where id = :id and state = 'open'", id=id, secret=secret)


def ask(db: Db, id: int, now: datetime, *, message_id: int, absent_before: bool) -> bool:
    """Take the draft for asking SMSC; committed before it is. False if it was taken before, or withdrawn, or if the
    same login is being added, or nobody knows yet whether it was."""
    sql = (
        "update drafts set state = 'asking', changed_at = :now, message_id = :message, absent_before = :absent "
        "where id = :id and state = 'open'"
    )
    values = {"now": now.timestamp(), "message": message_id, "absent": int(absent_before)}
    try:
        return change(db, sql, id=id, **values) == 1
    except sqlite3.IntegrityError:
        return False


def reopen(db: Db, id: int) -> None:
    """SMSC was not asked after all."""
    change(db, "update drafts set state = 'open' where id = :id and state = 'asking'", id=id)


def finish(db: Db, id: int, state: State, *, now: datetime, shown: bool) -> None:
    """Write down what became of a draft that was sent; *shown*: its card is about to say so. The secret goes."""
    change(
        db,
        "update drafts set state = :state, secret = '', changed_at = :now, shown = iif(:shown, :state, shown) "
        "where id = :id and state in ('asking', 'unknown')",
        id=id,
        state=state,
        now=now.timestamp(),
        shown=int(shown),
    )


def withdraw(db: Db, id: int) -> bool:
    """Forget an open draft; False if it is open no more."""
    return change(db, "delete from drafts where id = :id and state = 'open'", id=id) == 1


def doubt_begun(db: Db, now: datetime) -> int:
    """After a restart: what SMSC was asked then has an unknown end, which no card shows yet."""
    sql = "update drafts set state = 'unknown', secret = '', shown = null, changed_at = :now where state = 'asking'"
    return change(db, sql, now=now.timestamp())


def unknown(db: Db) -> list[Draft]:
    """Additions with an unknown end. A change tells nothing of itself, so there is nothing to look at."""
    sql = "select * from drafts where state = 'unknown' and kind = 'add' order by id"
    return all_of(Draft, db, sql)


def unshown(db: Db) -> list[Draft]:
    """What ended otherwise than its card shows."""
    sql = "select * from drafts where state in ('done', 'refused', 'unknown') and shown is not state order by id"
    return all_of(Draft, db, sql)


def shown(db: Db, id: int, state: State) -> None:
    change(db, "update drafts set shown = :state where id = :id", id=id, state=state)


def prune(db: Db, *, now: datetime, open: timedelta, ended: timedelta) -> int:
    """Forget what nobody finished, and later what has ended; the register of subclients and the audit stay."""
    sql = (
        "delete from drafts where (state = 'open' and made_at < :open) "
        "or (state in ('done', 'refused') and changed_at < :ended)"
    )
    return change(db, sql, open=(now - open).timestamp(), ended=(now - ended).timestamp())


def _json(fields: Mapping[str, str]) -> str:
    return json.dumps(dict(fields), ensure_ascii=False)

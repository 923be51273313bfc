"""What the tests of storage begin with: one account, one chat, and one of everything that happens in them."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlite_utils import Database as Db

from smsc.events import CallEvent, Event, IncomingSms, StatusEvent
from storage import accounts, chats, verifications
from storage.accounts import NewAccount
from storage.actions import Action
from storage.events import Kind
from storage.migrations import migrations
from storage.purchases import Quote
from storage.verifications import NewCheck

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PHONE, NUMBER = "79991234567", "74950001122"  # a subscriber's, and one of SMSC's
CHAT = -1001

ACCOUNT = NewAccount(
    base_url="https://smsc.example",
    identity="demo",
    alias="demo",
    owner_id=1,
    credentials="sealed credentials",
    hook="sealed hook",
    hook_hash="hash of the hook",
    secret="sealed secret",
)


def another_account(identity: str) -> NewAccount:
    return replace(ACCOUNT, identity=identity, hook_hash=f"hash of {identity}'s hook")


def event(kind: Kind, number: int) -> Event:
    """The *number*-th event of the tests, such that it counts as *kind*."""
    match kind:
        case Kind.INCOMING:
            return IncomingSms(id=str(number), phone=PHONE, text="Привет", to=NUMBER)
        case Kind.CALL:
            return CallEvent(PHONE, NOON + number * SECOND)
        case _:
            code = {Kind.DELIVERED: 1, Kind.FAILED: 20, Kind.PROGRESS: 0}[kind]
            return StatusEvent(id=str(number), phone=PHONE, status=code)


def a_button(token: str, name: str = "verify.stop") -> Action:
    return Action(
        token=token,
        card="card",
        name=name,
        argument="1",
        chat_id=CHAT,
        person_id=None,
        once=True,
        expires_at=NOON + DAY,
    )


def a_check(account: int) -> dict[str, Any]:
    """What `started` is told: asked at noon, for a quarter of an hour."""
    return {
        "account_id": account,
        "chat_id": CHAT,
        "thread_id": 0,
        "phone": PHONE,
        "call_to": NUMBER,
        "person": "@anna",
        "asked_at": NOON,
        "deadline": NOON + 15 * MINUTE,
    }


def started(db: Db, *, call_to: str, asked_at: datetime, deadline: datetime, **new: Any) -> int:
    """A check that SMSC waits for; its id."""
    check, _fresh = verifications.begin(db, NewCheck(**new), asked_at, deadline)
    return verifications.ordered(db, check.id, call_to, now=asked_at, deadline=deadline).id


def an_offer(account: int) -> Quote:
    return Quote(
        account_id=account,
        chat_id=CHAT,
        thread_id=0,
        phone=NUMBER,
        renew=True,
        price=Decimal("249.90"),
        monthly=Decimal("500.00"),
        currency="RUR",
        balance_before=Decimal("1000.10"),
        person_id=1,
        person="@anna",
    )


def in_memory() -> Db:
    """The tables with an account and a chat in them, for tests that need hundreds of databases."""
    db = Db(sqlite3.connect(":memory:", isolation_level=None), execute_plugins=False, strict=True)
    db.execute("pragma foreign_keys = on")
    migrations.apply(db)
    accounts.connect(db, ACCOUNT, NOON)
    chats.meet(db, CHAT, kind="group", title="Дежурные", now=NOON)
    return db

"""Databases as they are before a measurement: accounts, chats, subscriptions and a past, all written by storage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database as Db

from handlers.credentials import pack
from smsc.callbacks import Callback
from smsc.credentials import Login
from smsc.events import StatusEvent
from storage import accounts, chats, events, subscriptions
from storage.accounts import NewAccount, seal_of
from storage.database import Database
from storage.events import Entry, Kind
from storage.secrets import Vault, digest
from storage.subscriptions import Loudness, Target

KEY = "A" * 43 + "="  # a Fernet key that keeps nothing secret
HOOK, SECRET = "bench-hook-of-thirty-two-letters", "bench-secret"
OWNER = 1001
NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody is asked anything
TOLD = (Kind.INCOMING, Kind.CALL, Kind.FAILED, Kind.DELIVERED)


@dataclass(frozen=True)
class Room:
    """A chat that is told everything, in the chat itself and in *topics* of it."""

    chat_id: int
    topics: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        return "private" if self.chat_id > 0 else "supergroup"


def database_in(folder: Path) -> Path:
    return folder / "bot.sqlite3"


def login_of(number: int) -> str:
    """At SMSC and on cards."""
    return f"bench-{number}"


def hook_of(number: int) -> str:
    """The callback address of account *number*; the first one's is HOOK."""
    return f"{HOOK}-{number}" if number else HOOK


async def make(folder: Path, told: Sequence[Sequence[Room]] = ((),), *, past: int = 0, smsc_url: str = NOWHERE) -> None:
    """A database in *folder* with one account for each item of *told*, which is where its news go.

    *past* events are stored and have been told everywhere.
    """
    vault, now = Vault.of([KEY]), datetime.now(UTC)
    async with Database(database_in(folder)) as db:
        ids = [await db(accounts.connect, account(vault, number, smsc_url), now) for number in range(len(told))]
        entries = list(statuses(ids, past, now))
        for start in range(0, past, events.MOST):
            await db(events.append_all, entries[start : start + events.MOST])
        for id, rooms in zip(ids, told, strict=True):
            await db(subscribe, id, rooms, now)


def account(vault: Vault, number: int, smsc_url: str) -> NewAccount:
    credentials = Login(login_of(number), "bench")
    owner = seal_of(smsc_url, credentials.identity)
    return NewAccount(
        base_url=smsc_url,
        identity=credentials.identity,
        alias=login_of(number),
        owner_id=OWNER,
        credentials=vault.seal(pack(credentials), owner=owner),
        hook=vault.seal(hook_of(number), owner=owner),
        hook_hash=digest(hook_of(number)),
        secret=vault.seal(SECRET, owner=owner),
    )


def statuses(account_ids: Sequence[int], count: int, now: datetime) -> Iterator[Entry]:
    """*count* statuses of long ago, in turn of each account, every fiftieth a failure."""
    for number in range(count):
        status = 20 if number % 50 == 0 else 1
        event = StatusEvent(id=f"past-{number}", phone=f"7900{number:07}", status=status, at=now)
        yield events.entry(account_ids[number % len(account_ids)], Callback.of(event), now)


def subscribe(db: Db, account_id: int, rooms: Sequence[Room], now: datetime) -> None:
    for room in rooms:
        chats.meet(db, room.chat_id, kind=room.kind, title=f"Chat {room.chat_id}", now=now)
        chats.use_account(db, room.chat_id, account_id)
        for thread_id in (0, *room.topics):
            for kind in TOLD:
                subscriptions.choose(db, Target(room.chat_id, thread_id, account_id), kind, Loudness.LOUD)

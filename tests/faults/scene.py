"""Two SMSC accounts and three chats that listen to them: where stories begin."""

from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet

from storage import accounts, chats, subscriptions
from storage.database import Database
from storage.events import Kind
from storage.secrets import Vault
from storage.subscriptions import Loudness, Target
from tests.faults.audience import EVERYTHING
from tests.faults.furniture import SINCE, account

ANNA, BORIS, GROUP, SUPERGROUP, TOPIC = 1001, 1002, -1001, -1_001_500_000_001, 7
FIRST, SECOND = "first", "second"
# Who is told what: the chat and topic, the account, the kinds of its events.
WISHES = (
    (ANNA, 0, FIRST, EVERYTHING),
    (BORIS, 0, SECOND, frozenset({Kind.INCOMING, Kind.DELIVERED})),
    (GROUP, TOPIC, FIRST, frozenset({Kind.INCOMING, Kind.FAILED})),
    (GROUP, 0, SECOND, EVERYTHING),
)
KEY = Fernet.generate_key().decode()


@dataclass(frozen=True)
class Scene:
    """A database as chats and accounts left it. An account's name is the secret of its callbacks, too."""

    database: Path
    vault: Vault

    @classmethod
    async def set(cls, folder: Path) -> "Scene":
        vault = Vault.of([KEY])
        async with Database(folder / "bot.sqlite3") as db:
            ids = {
                name: await db(accounts.connect, account(vault, hook=hook_of(name), secret=name, identity=name), SINCE)
                for name in (FIRST, SECOND)
            }
            for chat_id, thread_id, name, kinds in WISHES:
                await db(chats.meet, chat_id, kind="private" if chat_id > 0 else "group", title="", now=SINCE)
                await db(chats.use_account, chat_id, ids[name])
                for kind in sorted(kinds):
                    await db(subscriptions.choose, Target(chat_id, thread_id, ids[name]), kind, Loudness.LOUD)
        return cls(folder / "bot.sqlite3", vault)


def hook_of(name: str) -> str:
    return f"hook-of-the-{name}-account"


def wanted(chat_id: int, name: str, kind: Kind) -> bool:
    """Whether the chat, in any of its topics, is to be told."""
    return any(kind in kinds for chat, _thread, wish, kinds in WISHES if (chat, wish) == (chat_id, name))

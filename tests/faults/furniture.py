"""What the bot finds in its folder when it starts: an account that SMSC calls back for, and chats that listen."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet

from storage import accounts, chats, subscriptions
from storage.accounts import NewAccount, seal_of
from storage.database import Database
from storage.events import Kind
from storage.secrets import Vault, digest
from storage.subscriptions import Loudness, Target

SINCE = datetime(2026, 9, 1, tzinfo=UTC)
SMSC_URL = "http://127.0.0.1:9"  # nobody: no test of faults needs SMSC's own answers

Wishes = Mapping[tuple[int, int], frozenset[Kind]]  # what the chat and topic are to be told


@dataclass(frozen=True)
class Furniture:
    """A folder with a database in it, and the secrets that SMSC and the bot share."""

    folder: Path
    wishes: Wishes
    account_id: int
    key: str = field(repr=False)
    hook: str = field(repr=False)
    secret: str = field(repr=False)

    @property
    def database(self) -> Path:
        return self.folder / "bot.sqlite3"


async def furnished(folder: Path, wishes: Wishes) -> Furniture:
    """The folder of a bot whose chats are to be told what *wishes* says."""
    key, hook, secret = Fernet.generate_key().decode(), secrets.token_urlsafe(24), secrets.token_urlsafe(24)
    async with Database(folder / "bot.sqlite3") as db:
        account_id = await db(accounts.connect, account(Vault.of([key]), hook=hook, secret=secret), SINCE)
        for (chat_id, thread_id), kinds in wishes.items():
            await db(chats.meet, chat_id, kind="private" if chat_id > 0 else "supergroup", title="Дежурные", now=SINCE)
            await db(chats.use_account, chat_id, account_id)
            for kind in kinds:
                await db(subscriptions.choose, Target(chat_id, thread_id, account_id), kind, Loudness.LOUD)
    return Furniture(folder, wishes, account_id, key, hook, secret)


def account(vault: Vault, *, hook: str, secret: str, identity: str = "demo") -> NewAccount:
    seal = seal_of(SMSC_URL, identity)
    return NewAccount(
        base_url=SMSC_URL,
        identity=identity,
        alias=identity,
        owner_id=1,
        credentials=vault.seal("{}", owner=seal),
        hook=vault.seal(hook, owner=seal),
        hook_hash=digest(hook),
        secret=vault.seal(secret, owner=seal),
    )

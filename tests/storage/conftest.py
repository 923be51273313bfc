"""A real database in a file for every test, with one account and one chat where a test asks for them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import accounts, chats
from storage.database import Database
from storage.subscriptions import Target
from tests.fresh import lay_out
from tests.storage.samples import ACCOUNT, CHAT, NOON


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest.fixture
async def db(path: Path) -> AsyncIterator[Database]:
    async with Database(lay_out(path)) as opened:
        yield opened


@pytest.fixture
async def account(db: Database) -> int:
    return await db(accounts.connect, ACCOUNT, NOON)


@pytest.fixture
async def target(db: Database, account: int) -> Target:
    """The group itself, no topic."""
    await db(chats.meet, CHAT, kind="group", title="Дежурные", now=NOON)
    return Target(CHAT, 0, account)

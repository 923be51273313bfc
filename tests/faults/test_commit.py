"""A 200 means durable: it leaves after the commit, and the commit after the sync."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from bot.app import App, running
from bot.settings import read
from tests.faults.audience import audience
from tests.faults.furniture import Furniture, furnished
from tests.faults.happenings import mailing
from tests.faults.program import environment
from tests.faults.sender import Sender, sender
from tests.free_port import free_port

STILL_WAITING = 0.5  # seconds in which an answer that need not wait for the disk would have come


@dataclass(frozen=True)
class Opened:
    """The bot in this very process, where its own connection can be asked."""

    app: App
    furniture: Furniture
    posting: Sender

    def stored(self) -> int:
        """How many events somebody else sees in the database."""
        with closing(sqlite3.connect(self.furniture.database)) as other:
            return int(other.execute("select count(*) from events").fetchone()[0])


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Opened]:
    furniture = await furnished(folder, {})  # nobody listens: this is about what comes in
    async with audience() as (_hearing, telegram_url):
        wanted = environment(furniture, telegram_url, port=free_port())
        settings = read(_env_file=None, **{name.lower(): value for name, value in wanted.items()})
        async with running(settings) as app, sender(f"{app.url}/smsc/{furniture.hook}") as posting:
            yield Opened(app, furniture, posting)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Opened]:
    async with opened(tmp_path) as made:
        yield made


@contextmanager
def held_back(database: Path) -> Iterator[None]:
    """Nobody else can commit meanwhile."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal")])
async def test_the_connection_that_writes_syncs_every_commit(bot: Opened, pragma: str, value: object):
    found = await bot.app.house.db(lambda db: db.conn.execute(f"pragma {pragma}").fetchone()[0])

    assert found == value


async def test_no_callback_is_answered_while_its_commit_is_held_back(bot: Opened):
    bodies = [happening.body for happening in islice(mailing(secret=bot.furniture.secret), 20)]

    with held_back(bot.furniture.database):
        posts = [asyncio.create_task(bot.posting.post(body)) for body in bodies]
        early, _waiting = await asyncio.wait(posts, timeout=STILL_WAITING)
        seen = bot.stored()

    assert early == set()
    assert seen == 0
    assert await asyncio.gather(*posts) == [200] * len(posts)
    assert bot.stored() == len(posts)


async def test_what_was_answered_is_what_others_can_read(bot: Opened):
    for number, happening in enumerate(islice(mailing(secret=bot.furniture.secret), 20), 1):
        assert await bot.posting.post(happening.body) == 200
        assert bot.stored() == number

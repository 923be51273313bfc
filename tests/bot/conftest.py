"""The bot in a town whose clock stands still until a test moves it; one bot serves a file of tests, one by one."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import stamina
from pytest_asyncio import is_async_test

from tests.bot.town import Town, calls_back, login, login_group, outside

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A bot that lives as long as a file of tests needs their loop to do so too."""
    for item in items:
        if item.path.is_relative_to(HERE) and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest.fixture(autouse=True, scope="module")
def _impatient() -> Iterator[None]:
    """SMSC is asked again at once, and not after a growing pause."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def everyday(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Town]:
    """A town with the bot in it, for all tests of a file that do not mind."""
    async with outside(tmp_path_factory.mktemp("town")) as made, made.bot():
        await made.telegram.asked("getUpdates")
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def world(everyday: Town) -> Town:
    """The bot runs; nobody has logged in or written to it."""
    await everyday.begin_anew()
    return everyday


@pytest_asyncio.fixture(loop_scope="module")
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """A town of the test's own, where the bot does not run yet."""
    async with outside(tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def connected(world: Town) -> Town:
    """The demo account is connected in Anna's private chat, and SMSC calls back."""
    await login(world)
    await calls_back(world)
    return world


@pytest_asyncio.fixture(loop_scope="module")
async def team(world: Town) -> Town:
    """The demo account is connected in the group, and SMSC calls back."""
    await login_group(world)
    await calls_back(world)
    return world

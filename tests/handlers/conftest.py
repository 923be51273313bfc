"""A house for every test that asks for one, and in it an account whose news one chat is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.smsc import SmscStandIn
from storage.accounts import Account
from tests.fakes import Clock, Home, home_in


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with home_in(tmp_path) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def smsc(clock: Clock) -> AsyncIterator[SmscStandIn]:
    """For houses that ask SMSC something; it keeps its limits by the house's clock."""
    standin = SmscStandIn(clock=lambda: clock().timestamp())
    yield standin
    await standin.stop()


@pytest.fixture
async def account(home: Home) -> Account:
    return await home.account()

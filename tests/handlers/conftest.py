"""A house for every test that asks for one, and in it an account whose news one chat is told."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.accounts import Account
from tests.fakes import Home, home_in


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    async with home_in(tmp_path) as made:
        yield made


@pytest.fixture
async def account(home: Home) -> Account:
    return await home.account()

from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from tests.smsc.stand_in import Clock, StandIn, served


@pytest.fixture
async def smsc() -> AsyncIterator[StandIn]:
    async with served(StandIn()) as stand_in:
        yield stand_in


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
def clock() -> Clock:
    return Clock()

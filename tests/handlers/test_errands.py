"""Errands go on beside each other, none twice at once, and one that fails is no other's trouble."""

import asyncio

from handlers.watch.errands import Errands
from storage.errors import NotStored


async def test_an_errand_is_not_begun_while_it_goes_on():
    errands, begun, over = Errands(), [], asyncio.Event()

    async def wait():
        begun.append(1)
        await over.wait()

    errands.begin("one", wait)
    errands.begin("one", wait)
    await asyncio.sleep(0)
    assert len(begun) == 1

    over.set()
    await errands.through()
    errands.begin("one", wait)
    await errands.through()
    assert len(begun) == 2


async def test_one_that_fails_is_logged_and_may_be_begun_again(caplog):
    errands, errors = Errands(), [ValueError("a fault of ours"), NotStored("full")]

    async def fail():
        raise errors.pop(0)

    for _ in range(2):
        errands.begin("one", fail)
        await errands.through()

    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


async def test_what_takes_too_long_is_stopped_when_the_house_closes():
    errands, ended = Errands(), []

    async def for_ever():
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    errands.begin("one", for_ever)
    await asyncio.sleep(0)
    await errands.close(within=0)
    await errands.through()

    assert ended == [1]

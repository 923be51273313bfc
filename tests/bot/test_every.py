"""Work that is repeated: one failure never ends it, and the disk's troubles are no reason for a traceback."""

import asyncio
from datetime import timedelta

import pytest

from bot.every import every
from storage.errors import NotStored


@pytest.mark.parametrize(("error", "level"), [(ValueError("x"), "ERROR"), (NotStored("the disk is full"), "WARNING")])
async def test_a_failure_is_logged_and_the_work_goes_on(caplog: pytest.LogCaptureFixture, error: Exception, level: str):
    done, enough = list[int](), asyncio.Event()

    async def work() -> None:
        done.append(1)
        if len(done) == 3:
            enough.set()
        if len(done) < 3:
            raise error

    task = asyncio.create_task(every(timedelta(0), work))
    await enough.wait()
    task.cancel()

    assert [record.levelname for record in caplog.records] == [level] * 2
    assert [record.exc_info is not None for record in caplog.records] == [level == "ERROR"] * 2


async def test_it_ends_when_it_is_told_to():
    task = asyncio.create_task(every(timedelta(days=1), asyncio.Event().wait))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

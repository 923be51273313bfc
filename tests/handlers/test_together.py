"""Questions asked side by side: their answers in order, and none that runs on when another has failed."""

import asyncio

import pytest

from handlers.together import together


async def answer(word: str) -> str:
    return word


async def test_answers_come_in_the_order_of_their_questions():
    assert await together(answer("a"), answer("b")) == ["a", "b"]
    assert await together() == []


async def test_none_runs_on_when_one_has_failed():
    gate, done = asyncio.Event(), []

    async def slow() -> None:
        await gate.wait()
        done.append("slow")

    async def failing() -> None:
        raise LookupError

    asking = asyncio.create_task(together(slow(), failing()))
    await asyncio.wait([asking], timeout=0.01)
    assert not asking.done()
    gate.set()
    with pytest.raises(LookupError):
        await asking
    assert done == ["slow"]


async def test_whoever_stops_waiting_leaves_none_behind():
    begun, ended = asyncio.Event(), []

    async def slow() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("slow")

    asking = asyncio.create_task(together(slow(), answer("a")))
    await begun.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert ended == ["slow"]

"""Who waits for an answer is told so, and what told them never stays behind."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from handlers.ask import Ask, Tap, TapHandler, command
from handlers.house import Place, Role
from handlers.problems import Problem
from handlers.reply import Button, Document, Reply
from sandbox.telegram import Message
from storage import waiting
from storage.waiting import Card
from tests.bot.test_door import anew, bare_door
from tests.bot.town import Town, house_of, words

SLOW = "⏳ This takes longer than usual\nThe answer comes here."
AT_ONCE = {"typing_after": 0.0, "card_after": 0.0}
NEVER = {"typing_after": 3600.0, "card_after": 3600.0}


async def given(town: Town, ends: Callable[[Ask], Awaitable[Reply | None]], **patience: float) -> Message | None:
    """A command that ends only when the card that tells to wait is there; that card."""
    shown = asyncio.Event()

    @command(about="", role=Role.VIEWER)
    async def slow(ask: Ask) -> Reply | None:
        await shown.wait()
        return await ends(ask)

    door = bare_door(town, commands=(slow,), **patience)
    answering = asyncio.create_task(door.open(anew(town, town.anna, "/slow", town.private)))
    card = None
    if patience == AT_ONCE:
        card = await town.private.wait_for(lambda found: found.by_bot and found.text == words(SLOW))
    shown.set()
    await answering
    return card


async def test_the_card_that_tells_to_wait_becomes_the_answer(world: Town):
    async def answer(_ask: Ask) -> Reply:
        return Reply("✅ Here it is")

    card = await given(world, answer, **AT_ONCE)

    assert card is not None
    assert card.text == "✅ Here it is"
    assert [message.text for message in world.private.messages if message.by_bot] == ["✅ Here it is"]
    assert await house_of(world).db(waiting.left) == []


async def test_a_failure_stands_on_the_card_as_well(world: Town):
    async def fail(_ask: Ask) -> Reply:
        raise Problem("❌ It cannot be done")

    card = await given(world, fail, **AT_ONCE)

    assert card is not None
    assert card.text == "❌ It cannot be done"


@pytest.mark.parametrize("reply", [None, Reply("📎", document=Document("a.csv", b"1"))])
async def test_the_card_goes_where_the_answer_cannot_stand_on_it(world: Town, reply: Reply | None):
    async def answer(_ask: Ask) -> Reply | None:
        return reply

    card = await given(world, answer, **AT_ONCE)

    assert card not in world.private.messages
    assert await house_of(world).db(waiting.left) == []


async def test_a_quick_answer_is_one_message(world: Town):
    async def answer(_ask: Ask) -> Reply:
        return Reply("✅ Here it is")

    await given(world, answer, **NEVER)

    assert [message.text for message in world.private.messages if message.by_bot] == ["✅ Here it is"]


async def test_a_slow_press_changes_its_own_card_and_the_one_that_tells_to_wait_goes(world: Town):
    shown = asyncio.Event()

    async def slow(_tap: Tap) -> Reply:
        await shown.wait()
        return Reply("✅ Changed")

    handler = TapHandler("test.slow", Role.VIEWER, slow)
    sender = replace(world.app.line.sender, taps={handler.name: handler})
    await world.private.say(world.anna, "/start")
    id = await sender.send(Place(world.private.id), Reply("x", ((Button("x", "test.slow"),),)))
    card = world.private.find(id)
    query = world.telegram.cloud.ask(card, world.anna, card.buttons[0][0].callback_data)
    door = bare_door(world, taps=(handler,), **AT_ONCE)
    pressing = asyncio.create_task(door.open({"update_id": 1, "callback_query": query.to_json()}))
    wait = await world.private.wait_for(lambda found: found.by_bot and found.text == words(SLOW))
    shown.set()
    await pressing

    assert card.text == "✅ Changed"
    assert wait not in world.private.messages


async def test_a_card_that_a_crash_left_behind_goes_at_the_next_start(world: Town):
    house = house_of(world)
    await world.private.say(world.anna, "/help")
    left = await world.private.wait_for(lambda found: found.by_bot)
    await house.db(waiting.begin, Card(world.private.id, left.id))

    await bare_door(world).replies.patience.clear()

    assert left not in world.private.messages
    assert await house.db(waiting.left) == []

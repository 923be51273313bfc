"""Updates: stored before they are handled, handled once in effect, and asked for whatever Telegram answers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from bot.app import keys
from bot.chat.connection import POLL, Connection
from bot.chat.inbox import Inbox, lane_of
from bot.chat.poller import LONGEST_PAUSE, Poller
from bot.chat.transport import opened
from storage import updates
from storage.database import Database
from storage.secrets import Vault
from storage.updates import State
from tests.bot.town import Town, asked, login, quiet, turned
from tests.conftest import TOKEN
from tests.fakes import NOON

PHONE = "74950001122"
POISON = [
    {"message": {"message_id": "x"}},
    {"message": {"message_id": 5, "date": "yesterday", "chat": {"id": 1001}}},
    {"callback_query": {"id": "1", "from": 5}},
    {"message": None},
    {"my_chat_member": {"chat": {"id": 1001, "type": "private"}}},
]


def said(town: Town, text: str) -> dict[str, Any]:
    """The update of a message from Anna that nobody has seen yet."""
    chat, person = town.private.to_json(), town.anna.to_json()
    message = {"message_id": 800 + next(town.numbers) % 100, "date": 1786000000, "chat": chat, "from": person}
    return {"update_id": next(town.numbers), "message": message | {"text": text}}


@asynccontextmanager
async def inbox_of(town: Town, handle: Callable[[dict[str, Any]], Awaitable[None]]) -> AsyncIterator[Inbox]:
    """The inbox of a bot that does not run, with *handle* behind it."""
    vault = Vault.of(keys(town.settings))
    async with Database(town.settings.database) as db:
        yield Inbox(db, vault, handle, town.clock)


async def dies_before_handling(town: Town, *raw: dict[str, Any]) -> None:
    """The bot stores *raw*, confirms it to Telegram, and is killed before anything else."""

    async def never(_update: dict[str, Any]) -> None:
        await asyncio.Event().wait()

    async with inbox_of(town, never) as inbox:
        await inbox.keep(raw)
        for task in inbox._tasks.values():
            task.cancel()


async def waiting(town: Town) -> list[int]:
    """The updates that are stored and not handled."""
    return [stored.id for stored in await town.app.house.db(updates.waiting)]


async def test_what_was_stored_and_not_handled_is_handled_after_the_start(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/start")
    await dies_before_handling(town, said(town, "/help"))
    async with town.bot():
        await town.private.wait_for(lambda found: "/buy" in found.text)
    async with town.bot():
        await asked(town.private, town.anna, "/start")

    assert len([message for message in town.private.messages if "/buy" in message.text]) == 1


async def test_a_press_that_was_stored_and_not_handled_buys_once(town: Town):
    async with town.bot():
        await login(town)
        card = await asked(town.private, town.anna, f"/buy {PHONE}")
        query = town.telegram.cloud.ask(card, town.anna, card.buttons[0][0].callback_data)
        tap = {"callback_query": query.to_json()}
        town.telegram.cloud.updates.drop()
    await dies_before_handling(town, *({"update_id": next(town.numbers)} | tap for _ in range(3)))
    async with town.bot():
        await town.private.wait_for(lambda found: found is card and found.text.startswith("✅"))
        await quiet(town)

    assert town.asked_to("buy") == 1


async def test_a_stored_password_is_sealed_and_wiped_when_it_was_used(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/start")
    await dies_before_handling(town, said(town, "/login demo demo-password"))
    stored = b"".join(path.read_bytes() for path in town.settings.database.parent.glob("bot.sqlite3*"))
    assert b"demo-password" not in stored

    async with town.bot():
        await town.private.wait_for(lambda found: found.text.startswith("❌"))
        await quiet(town)
    async with Database(town.settings.database) as db:
        assert await db(updates.waiting) == []


async def test_what_cannot_be_unsealed_any_more_is_put_aside(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/start")
    async with Database(town.settings.database) as db:
        await db(updates.keep, [updates.Stored(5, "not ours")], NOON)
    async with town.bot():
        assert "/buy" in (await asked(town.private, town.anna, "/help")).text
        assert 5 not in await waiting(town)


async def test_an_update_delivered_twice_is_handled_once(world: Town):
    update = said(world, "/help")
    for _ in range(3):
        await world.app.line.inbox.keep([update, update])
    await world.private.wait_for(lambda found: "/buy" in found.text)

    assert [message for message in await quiet(world) if "/buy" in message.text] == []


@pytest.mark.parametrize("poison", POISON)
async def test_a_poisoned_update_stops_neither_its_neighbours_nor_the_next_question(
    world: Town, poison: dict[str, Any]
):
    batch = [said(world, "/help buy"), {"update_id": next(world.numbers)} | poison, said(world, "/help stats")]
    world.telegram.fault("getUpdates", body={"ok": True, "result": batch})
    await asked(world.private, world.anna, "/start")
    await world.private.wait_for(lambda found: "/buy 7495" in found.text)
    await world.private.wait_for(lambda found: "/stats 7d" in found.text)

    assert "/buy" in (await asked(world.private, world.anna, "/help")).text
    assert batch[1]["update_id"] not in await waiting(world)


async def test_a_poisoned_update_is_told_from_a_handled_one(town: Town):
    async def choke(_update: dict[str, Any]) -> None:
        raise RuntimeError

    async with inbox_of(town, choke) as inbox:
        await inbox.keep([{"update_id": 5}])
        await asyncio.gather(*inbox._tasks.values())
        states = await inbox.db(lambda db: db.conn.execute("select id, state, body from updates").fetchall())

    assert states == [(5, State.FAILED, "")]


def test_presses_have_a_lane_of_their_own():
    card = {"message_id": 7, "chat": {"id": -5}}

    assert lane_of({"update_id": 1, "message": {"chat": {"id": -5}, "from": {"id": 9}}}) == (-5,)
    assert lane_of({"update_id": 1, "callback_query": {"from": {"id": 9}, "message": card}}) == (-5, 7, 9)
    assert lane_of({"update_id": 1, "my_chat_member": {"chat": {"id": -5}}}) == (-5,)
    assert lane_of({"update_id": 1, "poll": {"id": "x"}}) == lane_of({}) == (0,)


class Impatient:
    """A poller that rests for no time, and writes down how long it would have rested."""

    def __init__(self) -> None:
        self.rests: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.rests.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def polling(town: Town, *, read_timeout: float = 5) -> AsyncIterator[tuple[Poller, Impatient, list[int]]]:
    """A poller alone: how long it rested, and which updates came through."""
    handled, impatient = list[int](), Impatient()

    async def handle(update: dict[str, Any]) -> None:
        handled.append(update["update_id"])

    url = town.settings.telegram_api_url
    connection = Connection.to(url, TOKEN)
    await connection.poll.shutdown()
    connection.poll = opened("", replace(POLL, read=read_timeout), pool=1)
    async with inbox_of(town, handle) as inbox:
        poller = Poller(connection, inbox, inbox.db, town.clock, impatient.sleep)
        task = asyncio.create_task(poller.run())
        try:
            yield poller, impatient, handled
        finally:
            task.cancel()
            await asyncio.wait([task])
            await connection.close()


async def comes_through(town: Town, handled: list[int]) -> None:
    """Anna writes; her message is handled."""
    await town.private.say(town.anna, "/help")
    while not handled:  # noqa: ASYNC110 - the stand-in sets no event for what the bot does inside
        await asyncio.sleep(0)


TROUBLES: list[dict[str, Any]] = [
    {"status": 401},
    {"status": 404, "body": b"<html>404</html>"},
    {"status": 409},
    {"status": 500},
    {"status": 502, "body": b"<html>502</html>"},
    {"status": 200, "body": b"<html>captive portal</html>"},
    {"status": 200, "body": b"\xff\xfe garbage"},
    {"status": 200},
    {"body": {"ok": True, "result": {"not": "a list"}}},
    {"reset": True},
    {"half": True},
]


async def test_polling_survives_everything_in_turn_and_goes_on(town: Town):
    for trouble in TROUBLES:
        town.telegram.fault("getUpdates", **trouble)
    async with polling(town) as (poller, _impatient, handled):
        await comes_through(town, handled)

    assert poller.last_good is not None
    assert len([call for call in town.telegram.calls if call.method == "getUpdates"]) > len(TROUBLES)


@pytest.mark.parametrize("trouble", [TROUBLES[0], TROUBLES[1], TROUBLES[2], TROUBLES[4]], ids=str)
async def test_it_rests_longer_and_longer_but_never_for_long(town: Town, trouble: dict[str, Any]):
    town.telegram.fault("getUpdates", times=8, **trouble)
    async with polling(town) as (_poller, impatient, handled):
        await comes_through(town, handled)

    assert impatient.rests == [1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


async def test_after_a_good_answer_it_is_patient_anew(town: Town):
    good = {"ok": True, "result": []}
    for trouble in ({"status": 502}, {"status": 502}, {"body": good}, {"status": 502}):
        town.telegram.fault("getUpdates", **trouble)
    async with polling(town) as (_poller, impatient, handled):
        await comes_through(town, handled)

    assert impatient.rests == [1, 2, 1]


@pytest.mark.parametrize("repeated", [{"update_id": 5}, {"message": {"text": "an update without a number"}}], ids=str)
async def test_the_same_over_and_over_is_not_asked_for_at_full_speed(town: Town, repeated: dict[str, Any]):
    town.telegram.fault("getUpdates", times=4, body={"ok": True, "result": [repeated]})
    async with polling(town) as (_poller, impatient, handled):
        await comes_through(town, handled)
        while len(handled) < 1 + ("update_id" in repeated):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0)

    assert impatient.rests == [1, 2, 4, 8][: 4 - ("update_id" in repeated)]


async def test_it_rests_as_long_as_telegram_asks(town: Town):
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 17}}
    town.telegram.fault("getUpdates", status=429, body=body)
    async with polling(town) as (_poller, impatient, handled):
        await comes_through(town, handled)

    assert impatient.rests == [17]


async def test_silence_ends_by_itself(town: Town):
    town.telegram.fault("getUpdates", hang=True, times=2)
    async with polling(town, read_timeout=0.05) as (_poller, impatient, handled):
        await town.telegram.asked("getUpdates", times=3)
        await comes_through(town, handled)

    assert impatient.rests[:2] == [1, 2]


async def test_only_what_is_wanted_is_asked_for(world: Town):
    await asked(world.private, world.anna, "/start")
    call = await world.telegram.asked("getUpdates")

    assert call.params["allowed_updates"] == ["message", "callback_query", "my_chat_member"]
    assert "edited_message" not in world.telegram.cloud.updates.allowed


async def test_a_restart_answers_what_was_written_meanwhile(town: Town):
    async with town.bot():
        await login(town)
        card = await asked(town.private, town.anna, "/subscribe")
    meanwhile = await town.private.say(town.anna, "/help")
    async with town.bot():
        assert "/buy" in (await town.private.wait_for(lambda found: found.reply_to is meanwhile)).text
        assert "🔈" in (await turned(town.private, town.anna, card.buttons[0][0], card)).buttons[0][0].text

"""Starting and stopping: callbacks are taken whoever is away, nothing is in the way of a stop, and it all goes on."""

import asyncio
import socket

import pytest
from aiohttp import ClientSession

from storage import events
from storage.errors import Unusable
from storage.events import Kind
from tests.bot.town import Town, address_of, asked, house_of, login, login_group, turned

BOUND = 10  # seconds that nobody may have to wait for a stop


async def probe(town: Town, path: str) -> tuple[int, dict[str, object]]:
    async with ClientSession() as http, http.get(f"{town.settings.public_url}{path}") as answer:
        return answer.status, await answer.json()


async def test_callbacks_are_taken_while_telegram_and_smsc_are_away(town: Town):
    async with town.bot():
        await login(town)
        town.smsc.set_handler("demo", await address_of(town))
    away = town.settings.model_copy(
        update={"telegram_api_url": "http://127.0.0.1:9", "smsc_api_url": "http://127.0.0.1:9"}
    )
    town.settings = away
    async with town.bot():
        told = await town.smsc.sms_arrives(login="demo", phone="79991234567", text="Есть кто?")
        health, ready = await probe(town, "/health"), await probe(town, "/ready")
        stored = await house_of(town).db(events.since, 1, [(Kind.INCOMING, 0)], limit=10)

    assert told.status == 200
    assert [logged.event.text for logged in stored] == ["Есть кто?"]
    assert health[0] == 200
    assert ready == (503, {"ready": False, "database": True, "telegram": False})


async def test_what_came_while_telegram_was_away_is_told_after_the_next_start(town: Town):
    async with town.bot():
        await login(town)
        town.smsc.set_handler("demo", await address_of(town))
    async with town.bot(telegram_api_url="http://127.0.0.1:9"):
        await town.smsc.sms_arrives(login="demo", phone="79991234567", text="Есть кто?")
    async with town.bot():
        assert await town.private.wait_for(lambda found: "Есть кто?" in found.text)


async def test_a_stop_waits_for_no_open_question_and_no_stranger(town: Town):
    async with town.bot():
        await town.telegram.asked("getUpdates")
        address = ("127.0.0.1", town.settings.port)
        with socket.create_connection(address) as silent, socket.create_connection(address) as half:
            half.sendall(b"POST /smsc/x HTTP/1.1\r\nHost: x\r\n")
            stopping = town.stopping()
            await asyncio.wait_for(stopping, BOUND)
            assert silent.fileno() > 0


async def test_a_stop_lets_a_command_end(town: Town):
    async with town.bot():
        await login(town)
        before = len(town.asked)
        town.smsc.set_trouble("hang")
        said = await town.private.say(town.anna, "/balance")
        while len(town.asked) == before:  # noqa: ASYNC110 - the stand-in sets no event
            await asyncio.sleep(0)
        stopping = town.stopping()
        await asyncio.sleep(0)
        town.smsc.set_trouble(None)
        await asyncio.wait_for(stopping, BOUND)

    answers = [message for message in town.private.messages if message.reply_to is said]
    assert [message.text[0] for message in answers] == ["💰"]


async def test_a_button_works_after_a_restart(town: Town):
    async with town.bot():
        await login(town)
        card = await asked(town.private, town.anna, "/buy 74950001122")
    async with town.bot():
        assert (await turned(town.private, town.anna, "✅", card)).text.startswith("✅")

    assert town.asked_to("buy") == 1


async def test_a_question_is_still_open_after_a_restart(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/login")
    async with town.bot():
        await town.private.say(town.anna, "demo demo")
        assert await town.private.wait_for(lambda found: "530 ₽" in found.text)


async def test_who_is_connected_stays_so_after_a_restart(town: Town):
    async with town.bot():
        await login_group(town)
    async with town.bot():
        assert (await asked(town.group, town.boris, "/balance")).text.startswith("💰")


@pytest.mark.parametrize("name", ["port", "metrics_port"])
async def test_a_taken_port_is_named_and_everything_is_put_back(town: Town, name: str):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(Unusable, match=f"{name.upper()}={taken.getsockname()[1]}"):
            async with town.bot(**{name: taken.getsockname()[1]}):
                pass

    async with town.bot():
        assert (await probe(town, "/health"))[0] == 200


async def test_two_bots_do_not_share_a_database(town: Town):
    async with town.bot():
        with pytest.raises(Unusable, match="another smsc-bot is running"):
            async with town.bot(port=0):
                pass
        assert (await probe(town, "/health"))[0] == 200

"""How updates reach the bot: long polling and webhooks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram.error import Conflict

from tests.sandbox.telegram_world import TOKEN, refuses, world


async def test_an_offset_confirms_what_came_before_it():
    async with world() as w:
        await w.private.say(w.anna, "1")
        await w.private.say(w.anna, "2")
        first, second = await w.bot.get_updates()

        again = await w.bot.get_updates(offset=second.update_id)

        assert (first.message.text, [update.message.text for update in again]) == ("1", ["2"])
        assert await w.bot.get_updates(offset=second.update_id + 1) == ()


async def test_unconfirmed_updates_come_again_and_limit_cuts():
    async with world() as w:
        for text in "123":
            await w.private.say(w.anna, text)

        assert [update.message.text for update in await w.bot.get_updates(limit=2)] == ["1", "2"]
        assert len(await w.bot.get_updates()) == 3
        assert [update.message.text for update in await w.bot.get_updates(offset=-1)] == ["3"]


async def test_a_long_poll_ends_when_something_arrives():
    async with world() as w:
        poll = asyncio.create_task(w.bot.get_updates(timeout=50))
        await w.telegram.asked("getUpdates")
        await w.private.say(w.anna, "сейчас")

        assert [update.message.text for update in await poll] == ["сейчас"]


async def test_the_older_of_two_polls_is_told_of_the_newer():
    async with world() as w:
        older = asyncio.create_task(w.post("getUpdates", timeout=50))
        await w.telegram.asked("getUpdates")
        newer = asyncio.create_task(w.bot.get_updates(timeout=50))

        answer = await older
        assert answer["error_code"] == 409
        assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
        await w.private.say(w.anna, "x")
        assert len(await newer) == 1


async def test_stopping_does_not_wait_for_an_open_poll():
    async with world() as w:
        poll = asyncio.create_task(w.bot.get_updates(timeout=50))
        await w.telegram.asked("getUpdates")
        await w.telegram.stop()

        assert await poll == ()


async def test_only_allowed_kinds_arrive_and_the_choice_is_remembered():
    async with world() as w:
        await w.bot.get_updates(allowed_updates=["message"])
        await w.bot.get_updates()
        asked = await w.private.say(w.anna, "x")
        await w.private.edit(w.anna, asked, "y")

        assert [update.message.text for update in await w.bot.get_updates()] == ["x"]


async def test_by_default_changes_of_other_members_do_not_arrive():
    async with world() as w:
        w.group.demote(w.boris, w.anna)
        w.group.kick_bot(w.anna)

        assert [bool(update.my_chat_member) for update in await w.updates()] == [True]


async def test_taps_expire_after_150_seconds_and_messages_after_a_day():
    async with world() as w:
        sent = await w.bot.send_message(10, "x")
        await w.private.say(w.anna, "x")
        w.telegram.cloud.ask(w.private.find(sent.message_id), w.anna, "data")
        w.clock.now += 151
        after_minutes = await w.bot.get_updates()
        w.clock.now += 24 * 3600

        assert [bool(update.message) for update in after_minutes] == [True]
        assert await w.bot.get_updates() == ()


@asynccontextmanager
async def own_server(*statuses: int) -> AsyncIterator[tuple[str, "asyncio.Queue[tuple[str, str]]"]]:
    """The bot's address, answering with *statuses*, and what came: the secret and the text of each update."""
    got: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    answers = iter(statuses)

    async def receive(request: web.Request) -> web.Response:
        body = await request.json()
        got.put_nowait((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
        return web.Response(status=next(answers))

    app = web.Application()
    app.router.add_post("/hook", receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", got
    finally:
        await runner.cleanup()


async def test_a_webhook_gets_every_update_in_order_and_again_when_it_failed():
    async with own_server(500, 200, 200) as (url, got), world() as w:
        await w.bot.set_webhook(url, secret_token="s-1")
        await w.private.say(w.anna, "1")
        await w.private.say(w.anna, "2")

        assert [await got.get() for _ in range(3)] == [("s-1", "1"), ("s-1", "1"), ("s-1", "2")]
        assert "500" in (await w.bot.get_webhook_info()).last_error_message


async def test_while_there_is_a_webhook_nothing_can_be_polled():
    async with own_server() as (url, _), world() as w:
        await w.bot.set_webhook(url)

        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await w.bot.get_updates()
        await w.bot.delete_webhook()
        assert (await w.bot.get_webhook_info()).url == ""
        assert await w.bot.get_updates() == ()


async def test_a_webhook_outside_loopback_must_be_https():
    async with world() as w:
        with refuses("HTTPS URL must be provided"):
            await w.bot.set_webhook("http://bot.example.org/")
        with refuses("secret token contains unallowed characters"):
            await w.bot.set_webhook("https://bot.example.org/", secret_token="ключ")


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot1:wrong/getMe", 401, "Unauthorized"),
        (f"/bot{TOKEN}/sendTelepathy", 404, "Not Found"),
        (f"/file/bot{TOKEN}/documents/none", 404, "Not Found"),
    ],
)
async def test_wrong_addresses_are_answered_like_telegram(path, status, description):
    async with world() as w, w.http.get(w.url + path) as answer:
        body = await answer.json()

        assert answer.status == status
        assert body == {"ok": False, "error_code": status, "description": description}


async def test_a_request_may_be_json_a_form_multipart_or_a_query():
    async with world() as w:
        address = f"{w.url}/bot{TOKEN}/SENDmessage"
        await w.http.post(address, json={"chat_id": 10, "text": "json", "disable_notification": True})
        await w.http.post(address, data={"chat_id": "10", "text": "form", "disable_notification": "true"})
        await w.http.get(address, params={"chat_id": "10", "text": "query", "disable_notification": "1"})

    assert [(message.text, message.silent) for message in w.private.messages] == [
        ("json", True),
        ("form", True),
        ("query", True),
    ]

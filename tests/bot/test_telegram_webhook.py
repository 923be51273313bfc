"""TELEGRAM_MODE=webhook: Telegram posts to us, proves who it is, and is asked to come again when we cannot."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot.app import running
from bot.web import SECRET_HEADER
from storage.errors import Unusable
from tests.bot.town import Town, asked, house_of


@pytest_asyncio.fixture(loop_scope="module")
async def posted_to(town: Town) -> AsyncIterator[Town]:
    """The bot runs in webhook mode and has told Telegram so."""
    async with town.bot(telegram_mode="webhook"):
        await town.telegram.called("setWebhook")
        yield town


async def post(town: Town, body: bytes, secret: str | None) -> int:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    async with (
        ClientSession() as http,
        http.post(f"{town.settings.public_url}/telegram", data=body, headers=headers) as answer,
    ):
        return answer.status


def secret_of(town: Town) -> str:
    target = town.telegram.cloud.webhook.target
    assert target is not None
    return target.secret


async def test_telegram_is_told_where_and_with_which_secret(posted_to: Town):
    call = await posted_to.telegram.called("setWebhook")

    assert call.params["url"] == f"{posted_to.settings.public_url}/telegram"
    assert len(call.params["secret_token"]) >= 32
    assert call.params["allowed_updates"] == ["message", "callback_query", "my_chat_member"]


async def test_an_update_that_is_posted_is_handled_and_nothing_is_polled(posted_to: Town):
    assert "/buy" in (await asked(posted_to.private, posted_to.anna, "/help")).text
    assert "getUpdates" not in [call.method for call in posted_to.telegram.calls]


@pytest.mark.parametrize("secret", [None, "", "wrong", "ё"])
async def test_without_the_secret_nothing_is_taken(posted_to: Town, secret: str | None):
    said = await posted_to.private.say(posted_to.anna, "/help")
    await posted_to.private.wait_for(lambda found: found.reply_to is said)
    body = b'{"update_id": 1, "message": {"text": "/start"}}'

    assert await post(posted_to, body, secret.encode().decode("latin-1") if secret else secret) == 403


async def test_a_header_of_any_bytes_is_no_secret(posted_to: Town):
    reader, writer = await asyncio.open_connection("127.0.0.1", posted_to.settings.port)
    writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\n%s: \xff\r\n\r\n" % SECRET_HEADER.encode())

    assert (await reader.readline()).startswith(b"HTTP/1.1 403")
    writer.close()


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[" * 100_000, 400), (b"\xff", 400), (b"[]", 200), (b"{}", 200), (b'"x"', 200)]
)
async def test_what_is_no_update_harms_nobody(posted_to: Town, body: bytes, status: int):
    assert await post(posted_to, body, secret_of(posted_to)) == status
    assert "/buy" in (await asked(posted_to.private, posted_to.anna, "/help")).text


async def test_with_the_database_closed_telegram_is_asked_to_come_again(posted_to: Town):
    await house_of(posted_to).db.__aexit__()

    assert await post(posted_to, b'{"update_id": 1}', secret_of(posted_to)) == 503


async def test_in_polling_mode_nothing_is_there(world: Town):
    assert await post(world, b'{"update_id": 1}', "anything") == 404


async def test_what_was_written_meanwhile_is_handled_once_after_a_restart_in_the_other_mode(town: Town):
    async with town.bot(telegram_mode="webhook"):
        await asked(town.private, town.anna, "/start")
    said = await town.private.say(town.anna, "/help")
    async with town.bot():
        await town.private.wait_for(lambda found: found.reply_to is said)
        await asked(town.private, town.anna, "/start")

    assert len([message for message in town.private.messages if message.reply_to is said]) == 1


async def test_without_a_public_address_it_does_not_start(town: Town):
    settings = town.settings.model_copy(update={"telegram_mode": "webhook", "public_url": ""})

    with pytest.raises(Unusable, match="PUBLIC_URL"):
        async with running(settings):
            pass

"""No secret gets out: a day of the bot at DEBUG, then every place where one could have been left is searched."""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest
import pytest_asyncio
from aiohttp import ClientSession

from bot import logs
from sandbox.telegram import Message
from storage import accounts
from tests.bot.town import Town, address_of, asked, calls_back, followed, house_of, login, login_group, turned
from tests.conftest import TOKEN
from tests.free_port import free_port

PASSWORD, KEY, WRONG = "a-pass-word/of=its-own", "an-api-key-of-its-own", "a-mistyped-pass-word"


@dataclass
class Day:
    """What a day leaves behind."""

    town: Town
    log: str
    metrics: str
    shown: str
    stored: bytes
    secrets: list[str]


@pytest.fixture
def logging_is_ours() -> Iterator[None]:
    """`logs.set_up` changes the root logger; afterwards it is as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.QUIET}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


async def busy(town: Town) -> None:
    """Everything that touches a secret, in good times and bad."""
    town.smsc.add_account("shop", PASSWORD, api_key=KEY)
    await login(town, f"shop {WRONG}")
    await login(town, f"shop {PASSWORD}")
    await login_group(town, text=KEY)
    await calls_back(town, "shop")
    await asked(town.group, town.anna, "/webhook")
    await turned(town.private, town.anna, "♻️", await asked(town.private, town.anna, "/webhook"))
    await followed(town.private, town.anna, "🧪", await asked(town.private, town.anna, "/webhook"))
    await town.smsc.sms_arrives(login="shop", phone="79991234567", text="Привет")
    await town.smsc.callback("shop", {"id": "1", "phone": "79991234567", "status": "1"}, signature="wrong")
    await town.smsc.callback("shop", {"id": "1", "phone": "79991234567", "status": "1"}, body=b"\xff\xfe=&id")
    for trouble in ("html", "redirect", "down", "auth"):
        town.smsc.set_trouble(trouble, times=1)
        await asked(town.private, town.anna, "/balance")
    for status in (401, 404, 500, 502):
        town.telegram.fault("sendMessage", status=status, body=f"<html>{TOKEN}</html>".encode())
        await asked(town.private, town.anna, "/account")
    town.smsc.account("shop").password = "changed"
    await town.group.say(town.anna, f"/login shop {PASSWORD}")
    await asked(town.private, town.anna, "/help")


async def page(port: int) -> str:
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
        return await answer.text()


async def secrets_of(town: Town) -> list[str]:
    """The token, what was typed, and what the bot made: addresses and the secrets in them."""
    house = house_of(town)
    made = [
        house.vault.open(sealed, owner=account.seal)
        for account in await house.db(accounts.everyone)
        for sealed in (account.hook, account.secret)
    ]
    return [TOKEN, PASSWORD, KEY, WRONG, *made]


@pytest_asyncio.fixture(loop_scope="module", params=["text", "json"])
async def day(
    town: Town, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], logging_is_ours: None
) -> Day:
    logs.set_up(level="DEBUG", form=request.param, secrets=[TOKEN])
    port = free_port()
    async with town.bot(metrics_port=port) as app:
        await busy(town)
        secrets = await secrets_of(town)
        metrics, shown = await page(port), "\n".join(map(repr, (app, app.house, app.line, town.settings, app.url)))
        files = sorted(town.settings.database.parent.glob("bot.sqlite3*"))
        stored = b"".join(path.read_bytes() for path in files)
        assert len(files) >= 3
    stored += town.settings.database.read_bytes()
    return Day(town, capsys.readouterr().err, metrics, shown, stored, secrets)


def found_in(text: str, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets for form in (secret, quote(secret, safe="")) if form in text]


def written_by_the_bot(messages: list[Message]) -> str:
    return "\n".join(f"{message.text} {message.buttons}" for message in messages if message.by_bot)


async def test_a_day_leaves_no_secret_anywhere(day: Day):
    assert len(day.secrets) == 8
    assert day.log.count("\n") > 10
    assert found_in(day.log, day.secrets) == []
    assert found_in(day.metrics, day.secrets) == []
    assert found_in(day.shown, day.secrets) == []
    assert found_in(day.stored.decode("latin-1"), day.secrets) == []
    assert found_in(written_by_the_bot(day.town.group.messages), day.secrets) == []
    assert found_in(written_by_the_bot(day.town.private.messages), [TOKEN, PASSWORD, KEY, WRONG]) == []
    assert [message.text for message in day.town.private.messages if PASSWORD in message.text] == []
    assert len([message for message in day.town.private.deleted if not message.by_bot]) == 3


async def test_a_password_in_flight_is_in_no_file(town: Town):
    async with town.bot():
        await asked(town.private, town.anna, "/start")
        town.smsc.set_trouble("hang")
        await town.private.say(town.anna, f"/login demo {PASSWORD}")
        while not town.asked:  # noqa: ASYNC110 - the stand-in sets no event
            await asyncio.sleep(0)
        files = [path.read_bytes() for path in town.settings.database.parent.glob("bot.sqlite3*")]
        town.smsc.set_trouble(None)

    assert PASSWORD.encode() not in b"".join(files)


async def test_the_address_stands_in_the_private_chat_of_its_owner_alone(team: Town):
    await asked(team.group, team.anna, "/webhook")
    address = await address_of(team)
    await team.private.wait_for(lambda found: address in found.text)

    assert [chat.title for chat in team.telegram.chats if address in written_by_the_bot(chat.messages)] == ["Анна"]

"""No secret gets out: a day of the bot at DEBUG, then every place where one could have been left is searched."""

import asyncio
import html
import json
import logging
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from sqlite_utils import Database as Db

from bot import logs
from handlers.ask import Ask
from handlers.credentials import unpack
from handlers.house import Person, Place, Role
from handlers.reply import Button, Document, Reply, Toast
from handlers.watch import rejected
from sandbox.telegram import Chat
from storage import accounts
from tests.bot.town import Town, address_of, asked, calls_back, followed, house_of, login, login_group, turned
from tests.conftest import TOKEN
from tests.free_port import free_port

PASSWORD, KEY, WRONG = 'a-pass+word/of="its-own"&', "an-api-key-of-its-own", "a-mistyped-pass-word"


@dataclass
class Day:
    """What a day leaves behind."""

    town: Town
    log: str
    metrics: str
    shown: str
    stored: bytes
    typed: list[str]
    made: list[str]

    @property
    def secrets(self) -> list[str]:
        return self.typed + self.made


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


async def busy(town: Town) -> set[str]:
    """Everything that touches a secret, in good times and bad; the addresses and secrets that there were."""
    town.smsc.add_account("shop", PASSWORD, api_key=KEY)
    await login(town, f"shop {WRONG}")
    await login(town, f"shop {PASSWORD}")
    await login_group(town, text=KEY)
    await calls_back(town, "shop")
    await asked(town.group, town.anna, "/webhook")
    made = await addresses(town)
    await turned(
        town.private,
        town.anna,
        "♻️",
        await turned(town.private, town.anna, "♻️", await asked(town.private, town.anna, "/webhook")),
    )
    made |= await addresses(town)
    await followed(town.private, town.anna, "🧪", await asked(town.private, town.anna, "/webhook"))
    await town.smsc.sms_arrives(login="shop", phone="79991234567", text="Привет")
    await town.smsc.callback("shop", {"id": "1", "phone": "79991234567", "status": "1"}, signature="wrong")
    await town.smsc.callback("shop", {"id": "1", "phone": "79991234567", "status": "1"}, body=b"\xff\xfe=&id")
    await by_hand(town)
    for trouble in ("html", "redirect", "down", "auth"):
        town.smsc.set_trouble(trouble, times=1)
        await asked(town.private, town.anna, "/balance")
    for status in (401, 404, 500, 502):
        town.telegram.fault("sendMessage", status=status, body=f"<html>{TOKEN}</html>".encode())
        await asked(town.private, town.anna, "/account")
    await login(town, f"shop {PASSWORD}")
    await broken(town)
    await rejected.tell(house_of(town))
    town.smsc.account("shop").password = "changed"
    await town.group.say(town.anna, f"/login shop {PASSWORD}")
    await asked(town.private, town.anna, "/logout")
    return made


async def by_hand(town: Town) -> None:
    """Somebody tries the whole address, its secret included, as the cabinet has it."""
    url = await address_of(town, "shop")
    async with ClientSession() as http:
        for body, status in ((b"id=1", 200), (b"id=1&phone=79991234567&status=1", 403)):
            async with http.post(url, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"}) as got:
                assert got.status == status


async def broken(town: Town) -> None:
    """A handler meets an error that nobody foresaw, with an account in its hands."""
    await house_of(town).db(execute, "alter table unreadable rename to elsewhere")
    for chat in (town.private, town.group):
        assert "❌" in (await asked(chat, town.anna, "/webhook")).text
    await town.smsc.callback("shop", {"id": "2", "phone": "79991234567", "status": "1"}, signature="wrong")
    await house_of(town).db(execute, "alter table elsewhere rename to unreadable")


def execute(db: Db, sql: str) -> None:
    db.conn.execute(sql)


async def page(port: int) -> str:
    async with ClientSession() as http, http.get(f"http://127.0.0.1:{port}/metrics") as answer:
        return await answer.text()


async def addresses(town: Town) -> set[str]:
    """What the bot has made: callback addresses and the secrets in them."""
    house = house_of(town)
    return {
        house.vault.open(sealed, owner=account.seal)
        for account in await house.db(accounts.everyone)
        for sealed in (account.hook, account.secret)
    }


async def living(town: Town) -> str:
    """What the objects that know secrets say of themselves."""
    house, app = house_of(town), town.app
    assert app is not None
    shown: list[object] = [app, house, app.line, app.url, town.settings, house.vault, house.hooks, house.limits]
    for account in await house.db(accounts.everyone):
        token = house.vault.open(account.hook, owner=account.seal)
        shown += [account, await house.hooks.find(token, house.clock()), house.hooks.of(account)]
        if account.credentials:
            packed = house.vault.open(account.credentials, owner=account.seal)
            shown += [unpack(packed), house.dial(unpack(packed), account.base_url)]
    return "\n".join(f"{thing!r} {thing!s}" for thing in shown)


@pytest_asyncio.fixture(loop_scope="module", params=["text", "json"])
async def day(
    town: Town, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str], logging_is_ours: None
) -> Day:
    logs.set_up(level="DEBUG", form=request.param, secrets=[TOKEN])
    port = free_port()
    async with town.bot(metrics_port=port):
        made = sorted(await busy(town))
        metrics, shown = await page(port), await living(town)
        files = sorted(town.settings.database.parent.glob("bot.sqlite3*"))
        stored = b"".join(path.read_bytes() for path in files)
        assert len(files) >= 3
    stored += town.settings.database.read_bytes()
    return Day(town, capsys.readouterr().err, metrics, shown, stored, [TOKEN, PASSWORD, KEY, WRONG], made)


def found_in(text: str, secrets: list[str]) -> list[str]:
    """Those of *secrets* that stand in *text*, however they are spelt there."""
    return [secret for secret in secrets if any(spelling in text for spelling in spellings(secret))]


def spellings(secret: str) -> set[str]:
    quoted = quote(secret, safe="")
    return {
        *(secret, quoted, quote(secret), quote_plus(secret)),
        *(re.sub("%..", lambda escape: escape[0].lower(), quoted), json.dumps(secret)[1:-1], html.escape(secret)),
        *(repr(secret)[1:-1], secret.encode().hex(), b64encode(secret.encode()).decode().rstrip("=")),
    }


def written_by_the_bot(chat: Chat) -> str:
    messages = [*chat.messages, *chat.deleted]
    return "\n".join(f"{message.text} {message.buttons}" for message in messages if message.by_bot)


async def test_a_day_leaves_no_secret_anywhere(day: Day):
    assert len(day.made) == 6
    assert day.log.count("\n") > 10
    assert "no such table: unreadable" in day.log
    assert found_in(day.log, day.secrets) == []
    assert found_in(day.metrics, day.secrets) == []
    assert found_in(day.shown, day.secrets) == []
    assert found_in(day.stored.decode("latin-1"), day.secrets) == []
    for chat in day.town.telegram.chats:
        hers = chat is day.town.private  # where /webhook shows the address
        assert found_in(written_by_the_bot(chat), day.typed if hers else day.secrets) == []
    assert [message.text for message in day.town.private.messages if found_in(message.text, day.typed)] == []
    assert len([message for message in day.town.private.deleted if not message.by_bot]) == 4


def test_a_leak_would_be_found():
    typed = [TOKEN, PASSWORD, KEY, WRONG]
    leaks = (KEY, f"?sha1={quote(PASSWORD, safe='')}&", f"https://api.telegram.org/bot{TOKEN}/getMe")

    assert [found_in(leak, typed) for leak in leaks] == [[KEY], [PASSWORD], [TOKEN]]
    assert len(spellings(PASSWORD)) >= 8
    assert all(found_in(f"…{spelling}…", typed) == [PASSWORD] for spelling in spellings(PASSWORD))


async def test_what_a_handler_is_given_and_answers_shows_no_secret_of_itself(connected: Town):
    house, address = house_of(connected), await address_of(connected)
    account = (await house.db(accounts.everyone))[0]
    say = house.words.say(chosen="ru")
    things = [
        Ask(house, Place(1), Person(1, "Анна"), Role.OWNER, say, house.clock(), account, 1, PASSWORD, f"/login {KEY}"),
        Reply(address, ((Button("📋", copy=address), Button("🔑", url=f"https://t.me/bot?start={KEY}")),)),
        Toast(PASSWORD),
        Document("answer.txt", PASSWORD.encode()),
    ]

    shown = " ".join(repr(thing) for thing in things)
    assert found_in(shown, [PASSWORD, KEY, address, *await addresses(connected)]) == []


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

    assert [chat.title for chat in team.telegram.chats if address in written_by_the_bot(chat)] == ["Анна"]

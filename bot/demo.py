"""The sandbox: this bot, unchanged, between a small Telegram with a chat page and a small SMSC, all on loopback."""

import asyncio
import secrets
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import click
from pydantic import SecretStr

from bot.app import App, running
from bot.settings import Settings
from handlers.callbacks import address
from handlers.connecting import connect
from handlers.house import House, Place
from sandbox.page import Page
from sandbox.smsc import SmscStandIn
from sandbox.telegram import TelegramStandIn
from smsc.credentials import Login
from storage import chats
from storage.errors import Unusable

ANNA, BORIS = 1001, 1002
LOGIN = "demo"


@dataclass(frozen=True)
class Sandbox:
    """What is running: the outside world, the bot, and the page's address."""

    telegram: TelegramStandIn
    smsc: SmscStandIn
    app: App
    page_url: str


async def run(*, page_port: int, stop: Awaitable[asyncio.Event]) -> None:
    """Start, say where the page is, wait for Ctrl-C."""
    event = await stop
    async with opened(page_port=page_port) as sandbox:
        click.echo(f"smsc-bot sandbox: open {sandbox.page_url}  (Ctrl-C stops it)")
        await event.wait()


@asynccontextmanager
async def opened(*, page_port: int = 0) -> AsyncIterator[Sandbox]:
    """Everything on loopback, its state in a folder that is gone afterwards."""
    token = f"1000:{secrets.token_hex(16)}"
    telegram, smsc = TelegramStandIn(token=token, clock=time.time), SmscStandIn(clock=time.time)
    async with AsyncExitStack() as exits:
        folder = exits.enter_context(tempfile.TemporaryDirectory(prefix="smsc-bot-sandbox-"))
        telegram_url = await telegram.start()
        exits.push_async_callback(telegram.stop)
        smsc_url = await smsc.start()
        exits.push_async_callback(smsc.stop)
        port = free_port()
        settings = Settings.model_construct(  # nothing of the machine's environment is heard here
            telegram_token=SecretStr(token),
            telegram_api_url=telegram_url,
            smsc_api_url=smsc_url,
            public_url=f"http://127.0.0.1:{port}",
            port=port,
            owners=(ANNA,),
            database_url=f"sqlite:///{folder}/bot.sqlite3",
        )
        app = await exits.enter_async_context(running(settings))
        await furnish(telegram, smsc, app.house)
        page = Page(telegram, smsc)
        exits.push_async_callback(page.stop)
        try:
            page_url = await page.start(port=page_port)
        except OSError as error:
            raise Unusable(f"cannot serve the chat page on --port {page_port} ({error.strerror})") from error
        yield Sandbox(telegram, smsc, app, page_url)


def free_port() -> int:
    """The bot must know its public address before it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def furnish(telegram: TelegramStandIn, smsc: SmscStandIn, house: House) -> None:
    """Two people, a private chat and a group with topics, the demo account connected in both, SMSC calling back."""
    anna = telegram.person(ANNA, "Анна", username="anna")
    boris = telegram.person(BORIS, "Борис", username="boris")
    private = telegram.private(anna)
    telegram.private(boris)
    group = telegram.group("Дежурные", members=[anna, boris], admins=[anna], topics={2: "Статусы", 3: "Входящие"})
    now = house.clock()
    await house.db(chats.meet, private.id, kind="private", title=anna.name, now=now)
    await house.db(chats.meet, group.id, kind="supergroup", title=group.title, now=now)
    for room in (private, group):
        account = await connect(house, Login(LOGIN, LOGIN), Place(room.id), house.base_url, owner_id=ANNA, now=now)
        smsc.set_handler(LOGIN, address(account, house.vault, public_url=house.public_url))
    await private.say(anna, "/start")

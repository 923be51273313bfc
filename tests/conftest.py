"""The outside world for tests: a small Telegram and a small SMSC on loopback, and the bot between them."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import App, running
from bot.settings import Settings
from sandbox.smsc import SmscStandIn
from sandbox.telegram import TelegramStandIn
from sandbox.telegram.chats import Chat
from sandbox.telegram.people import Person
from tests.free_port import free_port

TOKEN = "1000:TEST-TOKEN-THAT-MUST-NEVER-BE-LOGGED"


@dataclass
class World:
    """Two people, a private chat, a group, and the bot that serves them."""

    telegram: TelegramStandIn
    smsc: SmscStandIn
    app: App = field(repr=False)
    settings: Settings
    anna: Person
    boris: Person
    private: Chat
    group: Chat


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramStandIn]:
    standin = TelegramStandIn(token=TOKEN, clock=time.time)
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
async def smsc() -> AsyncIterator[SmscStandIn]:
    standin = SmscStandIn(clock=time.time, enforce_limits=False)
    await standin.start()
    yield standin
    await standin.stop()


@asynccontextmanager
async def world_in(folder: Path, **overrides: object) -> AsyncIterator[World]:
    """The whole thing, its database in *folder*."""
    telegram = TelegramStandIn(token=TOKEN, clock=time.time, enforce_limits=False)
    smsc = SmscStandIn(clock=time.time, enforce_limits=False)
    telegram_url, smsc_url = await telegram.start(), await smsc.start()
    port = free_port()
    settings = Settings(
        _env_file=None,
        **{
            "telegram_token": SecretStr(TOKEN),
            "telegram_api_url": telegram_url,
            "smsc_api_url": smsc_url,
            "public_url": f"http://127.0.0.1:{port}",
            "port": port,
            "database_url": f"sqlite:///{folder}/bot.sqlite3",
        }
        | overrides,
    )
    anna = telegram.person(1001, "Анна", username="anna")
    boris = telegram.person(1002, "Борис", username="boris")
    private = telegram.private(anna)
    group = telegram.group("Дежурные", members=[anna, boris], admins=[anna], topics={2: "Статусы"})
    try:
        async with running(settings) as app:
            yield World(telegram, smsc, app, settings, anna, boris, private, group)
    finally:
        await smsc.stop()
        await telegram.stop()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A bot nobody has logged in to."""
    async with world_in(tmp_path) as made:
        yield made


@pytest.fixture
async def connected(world: World) -> World:
    """Anna has connected the demo account in her private chat, and SMSC calls back."""
    await world.private.say(world.anna, "/login demo demo")
    await world.private.wait_for(lambda message: "demo" in message.text and message.by_bot)
    await world.private.say(world.anna, "/webhook")
    card = await world.private.wait_for(lambda message: "/smsc/" in message.text)
    world.smsc.set_handler("demo", next(line for line in card.text.splitlines() if "/smsc/" in line))
    return world

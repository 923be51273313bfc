"""What the tests of the Telegram stand-in share: people, chats, a clock to move, and a bot of python-telegram-bot."""

import re
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from aiohttp import ClientSession
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.request import HTTPXRequest

from sandbox.telegram import Chat, Person, TelegramStandIn

TOKEN = "4200:stand-in"
STATUSES = 5  # the thread id of the group's topic


@dataclass
class Clock:
    now: float = 1_786_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class World:
    """Anna, who is an admin, and Boris, who is not, in a group with one topic; Anna's private chat."""

    telegram: TelegramStandIn
    url: str
    bot: Bot
    http: ClientSession
    clock: Clock
    anna: Person
    boris: Person
    private: Chat
    group: Chat

    async def post(self, method: str, **fields: Any) -> dict[str, Any]:
        """A raw request with a JSON body; the whole answer."""
        async with self.http.post(f"{self.url}/bot{TOKEN}/{method}", json=fields) as answer:
            return await answer.json()

    async def refusal(self, method: str, **fields: Any) -> str:
        answer = await self.post(method, **fields)
        assert not answer["ok"], answer
        return answer["description"].removeprefix("Bad Request: ")

    async def updates(self) -> list[Update]:
        """Everything new, confirmed at once."""
        found = await self.bot.get_updates()
        if found:
            await self.bot.get_updates(offset=found[-1].update_id + 1)
        return list(found)


def bot_at(url: str) -> Bot:
    """Without the list of authorities, which takes longer to read than most tests to run."""
    requests = [HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2)]
    return Bot(TOKEN, f"{url}/bot", f"{url}/file/bot", request=requests[0], get_updates_request=requests[1])


@asynccontextmanager
async def world(*, enforce_limits: bool = False) -> AsyncIterator[World]:
    clock = Clock()
    telegram = TelegramStandIn(token=TOKEN, clock=clock, enforce_limits=enforce_limits)
    anna = telegram.person(10, "Анна", username="anna")
    boris = telegram.person(11, "Борис", language_code="en")
    private = telegram.private(anna)
    group = telegram.group("Дежурные", members=[boris], admins=[anna], topics={STATUSES: "Статусы"})
    url = await telegram.start()
    try:
        async with bot_at(url) as bot, ClientSession() as http:
            yield World(telegram, url, bot, http, clock, anna, boris, private, group)
    finally:
        await telegram.stop()


def refuses(reason: str) -> pytest.RaisesExc[BadRequest]:
    """python-telegram-bot writes the first letter of a reason large."""
    return pytest.raises(BadRequest, match=re.compile(re.escape(reason), re.IGNORECASE))


def buttons(*labels: str, **extra: Any) -> InlineKeyboardMarkup:
    """One row of callback buttons; the data is the label."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label, **extra) for label in labels]])


def picture(width: int = 4, height: int = 3) -> bytes:
    """A PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x20\xa0\x40" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")

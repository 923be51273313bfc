"""The outside world for the bot under measurement: a Telegram that enforces its limits, and an SMSC that calls back."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from benchmarks import stock
from benchmarks.bot import TOKEN
from benchmarks.stock import Room
from sandbox.smsc import SmscStandIn
from sandbox.telegram import Call, TelegramStandIn
from sandbox.telegram.methods import SPEAKING

GROUP = Room(-1_001_500_000_001)


@dataclass(frozen=True)
class Outside:
    """Both stand-ins, on loopback."""

    telegram: TelegramStandIn
    smsc: SmscStandIn
    telegram_url: str
    smsc_url: str

    def said(self) -> list[Call]:
        """Every message and every edit that the bot asked for, refused ones too."""
        return [call for call in self.telegram.calls if call.method in SPEAKING]


@asynccontextmanager
async def opened(rooms: Sequence[Room], *, accounts: int = 1) -> AsyncIterator[Outside]:
    """A world in which *rooms* exist, and *accounts* at SMSC as in the stock."""
    telegram = telegram_with(rooms)
    smsc = SmscStandIn(clock=time.time, seed_demo=False, enforce_limits=False)
    for number in range(accounts):
        smsc.add_account(stock.login_of(number), "bench")
    telegram_url, smsc_url = await telegram.start(), await smsc.start()
    try:
        yield Outside(telegram, smsc, telegram_url, smsc_url)
    finally:
        await smsc.stop()
        await telegram.stop()


def telegram_with(rooms: Sequence[Room]) -> TelegramStandIn:
    telegram = TelegramStandIn(token=TOKEN, clock=time.time, enforce_limits=True)
    owner = telegram.person(stock.OWNER, "Owner")
    for room in rooms:
        if room.chat_id > 0:
            telegram.private(telegram.person(room.chat_id, f"Person {room.chat_id}"))
        else:
            topics = {thread_id: f"Topic {thread_id}" for thread_id in room.topics}
            telegram.group(f"Group {room.chat_id}", id=room.chat_id, members=[owner], admins=[owner], topics=topics)
    return telegram

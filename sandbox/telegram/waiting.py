"""Waiting for the bot without sleeping: what is there already, then whatever the news bring."""

import asyncio
from collections.abc import Callable

from sandbox.telegram.messages import Message
from sandbox.telegram.news import Item
from sandbox.telegram.rooms import Room


async def first_fitting(room: Room, fits: Callable[[Message], bool], seconds: float) -> Message:
    """The oldest message of *room* that fits, or the next to; TimeoutError tells what was there instead."""
    with room.cloud.news.listening() as heard:
        ready = next((message for message in room.messages if fits(message)), None)
        try:
            async with asyncio.timeout(seconds):
                return ready or await _heard(room, heard, fits)
        except TimeoutError:
            raise TimeoutError(f"nothing fits among {room.messages[-5:]!r}") from None


async def _heard(room: Room, heard: "asyncio.Queue[Item]", fits: Callable[[Message], bool]) -> Message:
    while True:
        item = await heard.get()
        told = item.message if item.room is room and item.kind in ("new", "edited") else None
        if told and fits(told):
            return told

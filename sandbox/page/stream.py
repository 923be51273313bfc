"""The page's live side: what happens, told over Server-Sent Events."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from sandbox.page.view import house, message_view
from sandbox.telegram import TelegramStandIn
from sandbox.telegram.news import Item

# SMSC has no feed of its own: its state is compared this often, in seconds.
GLANCE = 0.7

Json = dict[str, Any]


class Stream:
    """Tells every open page what changed; *outside* gives the state of everything that is not Telegram."""

    def __init__(self, telegram: TelegramStandIn, outside: Callable[[], Json]) -> None:
        self._telegram = telegram
        self._outside = outside
        self._closing = asyncio.Event()

    def close(self) -> None:
        self._closing.set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        with self._telegram.news.listening() as heard:
            await response.prepare(request)
            await _send(response, "house", house(self._telegram))
            work = (self._tell(response, heard), self._glance(response), self._closing.wait())
            tasks = [asyncio.ensure_future(one) for one in work]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        return response

    async def _tell(self, response: web.StreamResponse, heard: "asyncio.Queue[Item]") -> None:
        while True:
            for name, body in self._events(await heard.get()):
                await _send(response, name, body)

    async def _glance(self, response: web.StreamResponse) -> None:
        shown: Json = {}
        while True:
            seen = self._outside()
            if seen != shown:
                await _send(response, "outside", seen)
            shown = seen
            await asyncio.sleep(GLANCE)

    def _events(self, item: Item) -> list[tuple[str, Json]]:
        match item.kind:
            case "new" | "edited" if item.message:
                return [("message", message_view(item.message))]
            case "deleted" if item.message and item.room:
                return [("deleted", {"chat": item.room.id, "id": item.message.id})]
            case "action" if item.room:
                return [("action", {"chat": item.room.id, "thread": item.thread_id or 0, "does": item.action})]
            case "members" | "menu":
                return [("house", house(self._telegram))]
            case _:
                return []


async def _send(response: web.StreamResponse, name: str, body: Json) -> None:
    await response.write(f"event: {name}\ndata: {json.dumps(body, ensure_ascii=False)}\n\n".encode())

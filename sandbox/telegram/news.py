"""What just happened in the little Telegram, told to whoever listens: waiting tests and the chat page."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sandbox.telegram.messages import Message
    from sandbox.telegram.queries import Query
    from sandbox.telegram.rooms import Room

Kind = Literal["new", "edited", "deleted", "action", "answered", "members", "menu", "call"]


@dataclass(frozen=True)
class Item:
    """One piece of news; what it is about depends on its kind."""

    kind: Kind
    room: "Room | None" = None
    message: "Message | None" = None
    query: "Query | None" = None
    action: str = ""
    thread_id: int | None = None


class News:
    """A feed without memory: a listener hears what happens while it listens."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Item]] = set()

    def tell(self, item: Item) -> None:
        for queue in self._listeners:
            queue.put_nowait(item)

    @contextmanager
    def listening(self) -> Iterator["asyncio.Queue[Item]"]:
        queue: asyncio.Queue[Item] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

"""Updates between storage and the door: each chat's in order, chats side by side, done when the door is done."""

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage import updates
from storage.database import Database
from storage.errors import NotStored
from storage.secrets import Unsealable, Vault
from storage.updates import State, Stored

log = logging.getLogger(__name__)

RawUpdate = dict[str, Any]
Lane = tuple[int, ...]


@dataclass
class Inbox:
    """Stores first. A crash before the door is done means the update is handled again, never that it is lost.

    What is written in a chat is handled in its order. A press waits for nothing but earlier presses of the same
    person on the same card: until it is answered, Telegram shows a spinner on the button.
    """

    db: Database
    vault: Vault
    handle: Callable[[RawUpdate], Awaitable[None]]
    clock: Callable[[], datetime]
    _waiting: dict[Lane, deque[tuple[int, RawUpdate]]] = field(default_factory=dict)
    _tasks: dict[Lane, "asyncio.Task[None]"] = field(default_factory=dict)

    async def resume(self) -> None:
        """Hand on what was stored before the last stop and not handled."""
        for stored in await self.db(updates.waiting):
            try:
                self._hand_on(stored.id, json.loads(self.vault.open(stored.body, owner=owner(stored.id))))
            except (Unsealable, ValueError):
                log.warning("a stored update cannot be read any more; it is put aside")
                await self.db(updates.finish, stored.id, State.FAILED)

    async def keep(self, raw: Sequence[RawUpdate]) -> int:
        """Store *raw* durably, then hand on what is new; how many. An update may hold a password, so it is sealed."""
        known = {update["update_id"]: update for update in raw if isinstance(update.get("update_id"), int)}
        sealed = [Stored(id, self.vault.seal(json.dumps(body), owner=owner(id))) for id, body in known.items()]
        fresh = await self.db(updates.keep, sealed, self.clock())
        for stored in fresh:
            self._hand_on(stored.id, known[stored.id])
        return len(fresh)

    async def close(self) -> None:
        """Give what is being handled a few seconds; what is left is handled after the next start."""
        self._waiting.clear()
        if self._tasks:
            _done, late = await asyncio.wait(list(self._tasks.values()), timeout=5)
            for task in late:
                task.cancel()

    def _hand_on(self, id: int, update: RawUpdate) -> None:
        lane = lane_of(update)
        self._waiting.setdefault(lane, deque()).append((id, update))
        if lane not in self._tasks:
            self._tasks[lane] = asyncio.create_task(self._work_off(lane))

    async def _work_off(self, lane: Lane) -> None:
        try:
            while self._waiting.get(lane):
                id, update = self._waiting[lane].popleft()
                await self._handle(id, update)
        finally:
            self._tasks.pop(lane, None)
            self._waiting.pop(lane, None)

    async def _handle(self, id: int, update: RawUpdate) -> None:
        state = State.DONE
        try:
            await self.handle(update)
        except Exception:
            log.exception("update %s failed and is put aside", id)
            state = State.FAILED
        try:
            await self.db(updates.finish, id, state)
        except NotStored as error:
            log.warning("update %s was handled, but that could not be stored: %s", id, error)


def owner(id: int) -> str:
    return f"update:{id}"


def lane_of(update: RawUpdate) -> Lane:
    """Updates of one lane wait for each other: those of a chat, or a person's presses on one card."""
    for part in update.values():
        match part:
            case {"chat": {"id": int(chat)}}:
                return (chat,)
            case {"from": {"id": int(person)}, "message": {"message_id": int(card), "chat": {"id": int(chat)}}}:
                return chat, card, person
    return (0,)

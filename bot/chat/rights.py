"""Who may do what: the installation's owners everything, a group's administrators all in their group, others look."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Bot
from telegram.error import TelegramError

from handlers.ask import Place, Role
from storage import owners
from storage.database import Database

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=1)  # so long does somebody who was made a member again keep an administrator's rights
NOBODY = frozenset({1087968824, 136817688, 777000})  # ids shared by anonymous admins, channels and Telegram itself


@dataclass
class Rights:
    """Asked for messages and taps alike."""

    bot: Bot = field(repr=False)
    db: Database
    owners: frozenset[int]
    clock: Callable[[], datetime]
    _known: dict[int, tuple[datetime, frozenset[int]]] = field(default_factory=dict)

    async def role(self, place: Place, person_id: int) -> Role:
        if person_id in NOBODY:
            return Role.VIEWER
        if place.private or await self.owns(person_id):
            return Role.OWNER
        return Role.OWNER if person_id in await self._administrators(place.chat_id) else Role.VIEWER

    async def owns(self, person_id: int) -> bool:
        """Whether the person owns this installation, by OWNERS or by the claim link."""
        return person_id in self.owners or await self.db(owners.includes, person_id)

    def forget(self, chat_id: int) -> None:
        """Administrators have changed."""
        self._known.pop(chat_id, None)

    async def _administrators(self, chat_id: int) -> frozenset[int]:
        """Who administers the group; nobody, if Telegram does not say."""
        known = self._known.get(chat_id)
        if known and self.clock() - known[0] < FRESH:
            return known[1]
        try:
            found = await self.bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            log.warning("the administrators of %s are not known: %s", chat_id, type(error).__name__)
            return known[1] if known else frozenset()
        members = frozenset(member.user.id for member in found if member.user.id not in NOBODY)
        self._known[chat_id] = (self.clock(), members)
        return members

"""Who may do what: the installation's owners everything, a group's administrators all in their group, others look.

What `/grant` says of somebody in a group counts for more than what Telegram says.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from telegram import Bot, User
from telegram.error import TelegramError

from handlers.house import Person, Place, Role
from storage import grants, owners
from storage.database import Database

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=5)  # so long does somebody who was made a member again keep an administrator's rights
NOBODY = frozenset({1087968824, 136817688, 777000})  # ids shared by anonymous admins, channels and Telegram itself
NAME = 128  # characters, as long as Telegram's names of people and chats may be


@dataclass
class Rights:
    """Asked for messages and taps alike. *allowed* are the only chats that are served, if there are any."""

    bot: Bot = field(repr=False)
    db: Database
    owners: frozenset[int]
    allowed: frozenset[int]
    clock: Callable[[], datetime]
    _known: dict[int, tuple[datetime, Mapping[int, Person]]] = field(default_factory=dict)

    async def role(self, place: Place, person_id: int) -> Role:
        if person_id in NOBODY:
            return Role.VIEWER
        if place.private or await self.owns(person_id):
            return Role.OWNER
        if granted := await self.db(grants.role_of, place.chat_id, person_id):
            return Role[granted.upper()]
        return Role.OWNER if person_id in await self.administrators(place.chat_id) else Role.VIEWER

    async def owns(self, person_id: int) -> bool:
        """Whether the person owns this installation, by OWNERS or by the claim link."""
        return person_id in self.owners or await self.db(owners.includes, person_id)

    async def serves(self, chat_id: int) -> bool:
        """Whether the bot speaks in this chat at all: a private chat has the id of its person."""
        return not self.allowed or chat_id in self.allowed or (chat_id > 0 and await self.owns(chat_id))

    async def administrators(self, chat_id: int) -> Mapping[int, Person]:
        """Who administers the group, by their ids; nobody, if Telegram does not say."""
        known = self._known.get(chat_id)
        if known and self.clock() - known[0] < FRESH:
            return known[1]
        try:
            found = await self.bot.get_chat_administrators(chat_id)
        except TelegramError as error:
            log.warning("the administrators of %s are not known: %s", chat_id, type(error).__name__)
            return known[1] if known else {}
        people = {one.user.id: person_of(one.user) for one in found if not one.user.is_bot}
        self._known[chat_id] = (self.clock(), {id: person for id, person in people.items() if not person.hidden})
        return self._known[chat_id][1]

    def forget(self, chat_id: int) -> None:
        """Administrators have changed."""
        self._known.pop(chat_id, None)


def person_of(user: User) -> Person:
    """Whom Telegram names."""
    language = (user.language_code or "")[:8]
    return Person(user.id, user.full_name[:NAME], user.username or "", language, hidden=user.id in NOBODY)

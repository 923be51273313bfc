"""Telegram's side of everything: who and what exists, shared by the chats and the Bot API's methods."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.telegram.documents import Files
from sandbox.telegram.errors import bad_request, migrated
from sandbox.telegram.menu import Menu
from sandbox.telegram.news import News
from sandbox.telegram.people import Person
from sandbox.telegram.queries import LIFETIME, Answer, Query
from sandbox.telegram.updates import Updates
from sandbox.telegram.webhook import Webhook

if TYPE_CHECKING:
    from sandbox.telegram.messages import Message
    from sandbox.telegram.rooms import Room

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Cloud:
    """The state of the little Telegram. *clock* gives Unix seconds."""

    def __init__(self, *, token: str, clock: Callable[[], float], bot_name: str) -> None:
        self.clock = clock
        number = token.partition(":")[0]
        self.bot = Person(int(number) if number.isdecimal() else 1, "SMSC-бот", bot_name, is_bot=True)
        self.people: dict[int, Person] = {self.bot.id: self.bot}
        self.rooms: dict[int, Room] = {}
        self.moved: dict[int, int] = {}
        self.files = Files()
        self.menu = Menu()
        self.news = News()
        self.updates = Updates(clock)
        self.webhook = Webhook(self.updates, clock)
        self.numbers = itertools.count(4_500_000_001)
        self._queries: dict[str, Query] = {}

    @property
    def now(self) -> int:
        return int(self.clock())

    def room(self, chat_id: int | str) -> "Room":
        """The chat a request addresses; ApiError when there is none or it moved."""
        number = chat_id if isinstance(chat_id, int) else 0  # public names of chats do not exist here
        if number in self.moved:
            raise migrated(self.moved[number])
        if number not in self.rooms:
            raise bad_request("chat not found")
        return self.rooms[number]

    def user_json(self, user_id: int) -> dict[str, Any]:
        known = self.people.get(user_id)
        return known.to_json() if known else Person(user_id, "User").to_json()

    def ask(self, message: "Message", person: Person, data: str) -> Query:
        """A tap on a button that carries *data*."""
        query = Query(str(next(self.numbers)), message, person, data, self.clock())
        self._queries[query.id] = query
        self.updates.push("callback_query", query.to_json())
        return query

    def settle(self, query_id: str, answer: Answer) -> Query:
        """The bot answers a tap, once and in time."""
        query = self._queries.pop(query_id, None)
        if query is None or self.clock() - query.at > LIFETIME:
            raise bad_request(TOO_OLD)
        query.settle(answer)
        return query

"""The stand-in a test or the sandbox starts: a Bot API server on loopback and people who write to the bot."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from aiohttp import web

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Chat, private_chat
from sandbox.telegram.cloud import Cloud
from sandbox.telegram.faults import Fault
from sandbox.telegram.limits import Limits
from sandbox.telegram.news import News
from sandbox.telegram.people import Person
from sandbox.telegram.rooms import SUPERGROUPS
from sandbox.telegram.server import Server

GROUP_ID = -1_001_500_000_001
STOP_TIMEOUT = 0.5  # seconds for requests in flight


class TelegramStandIn:
    """A strict little Telegram. *clock* gives Unix seconds; *token* is the only one it knows."""

    def __init__(
        self,
        *,
        token: str,
        clock: Callable[[], float],
        bot_name: str = "smsc_sandbox_bot",
        enforce_limits: bool = True,
    ) -> None:
        self.cloud = Cloud(token=token, clock=clock, bot_name=bot_name)
        self._server = Server(self.cloud, token, Limits() if enforce_limits else None)
        self._runner: web.AppRunner | None = None

    async def start(self, *, host: str = "127.0.0.1", port: int = 0) -> str:
        """Returns the address for TELEGRAM_API_URL."""
        self._runner = web.AppRunner(
            self._server.application(),
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=STOP_TIMEOUT,
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Quick, also with a long poll open."""
        self._server.close()
        await self.cloud.webhook.stop()
        if self._runner:
            await self._runner.cleanup()

    async def deserted(self) -> None:
        """Return when nobody is connected any more: what a killed bot had still sent has then had its effect."""
        # aiohttp tells nobody that a connection has ended.
        while self._runner and self._runner.server and self._runner.server.connections:  # noqa: ASYNC110
            await asyncio.sleep(0.001)

    def person(self, id: int, name: str, *, username: str = "", language_code: str = "ru") -> Person:
        made = self.cloud.people[id] = Person(id, name, username, language_code)
        return made

    def private(self, person: Person) -> Chat:
        """The private chat of *person* with the bot, as if they had pressed "Start" long ago."""
        return private_chat(self.cloud, person)

    def group(
        self,
        title: str,
        *,
        id: int = GROUP_ID,
        members: Sequence[Person],
        admins: Sequence[Person],
        topics: Mapping[int, str] | None = None,
    ) -> Chat:
        """A group with the bot in it; the first admin created it. An id above -10¹² makes a basic group."""
        ranks = {person.id: "member" for person in members}
        ranks |= {person.id: "administrator" for person in admins}
        ranks |= {person.id: "creator" for person in admins[:1]}
        made = Chat(self.cloud, id, title, "supergroup" if id <= SUPERGROUPS else "group", ranks)
        for thread_id, name in (topics or {}).items():
            made.open_topic(name, self.cloud.people[admins[0].id], thread_id=thread_id)
        self.cloud.rooms[id] = made
        return made

    @property
    def calls(self) -> list[Call]:
        """Every request so far; clear it to start counting anew."""
        return self._server.calls

    async def asked(self, method: str, *, times: int = 1, within: float = 5.0) -> Call:
        """Wait until *method* was asked that often, answered or not.

        TimeoutError after *within* seconds in which nothing happened.
        """
        return await self._until(lambda call: call.method == method, times, within)

    async def called(self, method: str, *, times: int = 1, within: float = 5.0) -> Call:
        """Like `asked`, but the answers were given too."""
        return await self._until(lambda call: call.method == method and call.status > 0, times, within)

    async def _until(self, counts: Callable[[Call], bool], times: int, within: float) -> Call:
        with self.news.listening() as heard:
            while len(found := [call for call in self.calls if counts(call)]) < times:
                try:
                    await asyncio.wait_for(heard.get(), within)
                except TimeoutError:
                    raise TimeoutError(f"it came {len(found)} times, not {times}") from None
            return found[times - 1]

    @property
    def chats(self) -> list[Chat]:
        return [room for room in self.cloud.rooms.values() if isinstance(room, Chat)]

    @property
    def news(self) -> News:
        return self.cloud.news

    @property
    def bot(self) -> Person:
        return self.cloud.bot

    def fault(
        self,
        method: str,
        *,
        status: int = 200,
        body: bytes | dict[str, Any] | None = None,
        applied: bool = False,
        times: int = 1,
        chat_id: int | None = None,
        hang: bool = False,
        reset: bool = False,
        half: bool = False,
    ) -> Fault:
        """Spoil the next *times* calls of *method* ("*" for any).

        The bot sees *status* with *body* (a dict is JSON; without one, what Telegram says for that status),
        or nothing (*hang*), or a broken connection (*reset*), or a part of an answer (*half*).
        *applied*: the call is carried out nevertheless.
        """
        planned = Fault(method, status, body, applied, times, chat_id, hang, reset, half)
        self._server.faults.planned.append(planned)
        return planned

    def heal(self, fault: Fault | None = None) -> None:
        """Take a fault back, or all of them."""
        if fault:
            self._server.faults.drop(fault)
        else:
            self._server.faults.clear()

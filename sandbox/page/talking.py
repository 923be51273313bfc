"""What a person does in the chats of the page: writes, presses, shares, adds and removes the bot."""

from collections.abc import Callable
from typing import Any

from aiohttp import BodyPartReader, web

from sandbox.page.forms import Form, FormError, form
from sandbox.telegram import Answer, Chat, Message, Person, TelegramStandIn

MAX_FILE = 20 * 1024 * 1024


class Talking:
    """Requests of the chat column."""

    def __init__(self, telegram: TelegramStandIn) -> None:
        self._telegram = telegram

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/say", self.say),
            web.post("/api/edit", self.edit),
            web.post("/api/press", self.press),
            web.post("/api/open", self.open),
            web.post("/api/contact", self.contact),
            web.post("/api/file", self.file),
            web.post("/api/bot", self.bot),
        ]

    async def say(self, request: web.Request) -> web.Response:
        asked = await form(request)
        if not asked.text("text"):
            raise FormError("Напишите что-нибудь")
        reply = asked.number("reply")
        said = await self._chat(asked).say(
            self._person(asked),
            asked.text("text"),
            thread_id=asked.number("thread") or None,
            reply_to=self._message(asked, reply) if reply else None,
        )
        return web.json_response({"id": said.id})

    async def edit(self, request: web.Request) -> web.Response:
        asked = await form(request)
        message = self._message(asked, asked.number("message"))
        await self._chat(asked).edit(self._person(asked), message, asked.text("text"))
        return web.json_response({})

    async def press(self, request: web.Request) -> web.Response:
        asked = await form(request)
        message = self._message(asked, asked.number("message"))
        row, column = asked.number("row"), asked.number("column")
        if not (row < len(message.buttons) and column < len(message.buttons[row])):
            raise FormError("Этой кнопки уже нет")
        button = message.buttons[row][column]
        answer = await self._chat(asked).press(self._person(asked), button, message=message)
        return web.json_response(_seen(answer))

    async def open(self, request: web.Request) -> web.Response:
        asked = await form(request)
        return web.json_response(_seen(await self._chat(asked).open_link(self._person(asked), asked.text("url"))))

    async def contact(self, request: web.Request) -> web.Response:
        asked = await form(request)
        phone, name = asked.text("phone"), asked.text("name")
        await self._chat(asked).share_contact(self._person(asked), phone, name or phone)
        return web.json_response({})

    async def file(self, request: web.Request) -> web.Response:
        values: dict[str, Any] = {}
        name, data = "", b""
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = bytes(await part.read())
            if part.filename is None:
                values[part.name or ""] = content.decode()
            else:
                name, data = part.filename, content
        numbers = {key: int(values.pop(key, "0")) for key in ("chat", "person", "thread")}
        asked = Form(values | numbers)
        thread_id = asked.number("thread") or None
        chat, person = self._chat(asked), self._person(asked)
        await chat.send_file(person, name, data, asked.text("caption"), thread_id=thread_id)
        return web.json_response({})

    async def bot(self, request: web.Request) -> web.Response:
        asked = await form(request)
        chat, by = self._chat(asked), self._person(asked)
        changes: dict[str, Callable[[Person], None]] = {
            "kick": chat.kick_bot,
            "add": chat.add_bot,
            "promote": chat.promote_bot,
            "demote": chat.demote_bot,
        }
        if asked.text("does") not in changes:
            raise FormError("Такого с ботом не сделать")
        changes[asked.text("does")](by)
        return web.json_response({})

    def _chat(self, asked: Form) -> Chat:
        found = next((chat for chat in self._telegram.chats if chat.id == asked.number("chat")), None)
        if found is None:
            raise FormError("Такого чата нет")
        return found

    def _person(self, asked: Form) -> Person:
        person = self._telegram.cloud.people.get(asked.number("person"))
        if person is None or person.is_bot:
            raise FormError("Такого человека нет")
        return person

    def _message(self, asked: Form, number: int) -> Message:
        message = self._chat(asked).find(number)
        if message is None:
            raise FormError("Этого сообщения уже нет")
        return message


def _seen(answer: Answer) -> dict[str, Any]:
    return {
        "text": answer.text,
        "alert": answer.show_alert,
        "url": answer.url,
        "copied": answer.copied,
        "answered": answer.answered,
    }

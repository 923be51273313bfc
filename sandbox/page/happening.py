"""What the side panel makes happen outside: an SMS arrives, a call comes, a message ends, something breaks."""

from typing import Any

from aiohttp import web

from sandbox.page.forms import FormError, form
from sandbox.page.outside import Smsc
from sandbox.page.troubles import TROUBLES, TelegramTroubles
from sandbox.telegram import TelegramStandIn

MOST_AT_ONCE = 20_000
LAST_CALLS = 20
# Not worth a line in the log: they come all the time.
SILENT = {"getUpdates", "getMe", "getWebhookInfo"}

Json = dict[str, Any]


class Happening:
    """Requests of the side panel, for one SMSC account."""

    def __init__(self, telegram: TelegramStandIn, smsc: Smsc, login: str) -> None:
        self._telegram = telegram
        self._smsc = smsc
        self._login = login
        self._troubles = TelegramTroubles(telegram)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/sms", self.sms),
            web.post("/api/call", self.call),
            web.post("/api/send", self.send),
            web.post("/api/status", self.status),
            web.post("/api/burst", self.burst),
            web.post("/api/trouble", self.trouble),
        ]

    def seen(self) -> Json:
        """The state of the side panel."""
        return {
            "smsc": dict(self._smsc.snapshot(self._login)),
            "troubles": {
                "smsc": {"names": dict(self._smsc.TROUBLES), "now": self._smsc.trouble or ""},
                "telegram": {"names": dict(TROUBLES), "now": self._troubles.name},
            },
            "calls": self._calls(),
        }

    async def sms(self, request: web.Request) -> web.Response:
        asked = await form(request)
        phone, to = _phone(asked.text("phone")), asked.text("to") or None
        text = asked.text("text")
        return _told(await self._smsc.sms_arrives(login=self._login, phone=phone, text=text, to=to))

    async def call(self, request: web.Request) -> web.Response:
        phone = _phone((await form(request)).text("phone"))
        return _told(await self._smsc.call_comes(login=self._login, phone=phone, force=True))

    async def send(self, request: web.Request) -> web.Response:
        asked = await form(request)
        phone, text = _phone(asked.text("phone")), asked.text("text")
        number = await self._smsc.message_sent(login=self._login, phone=phone, text=text)
        return web.json_response({"id": number})

    async def status(self, request: web.Request) -> web.Response:
        asked = await form(request)
        return _told(
            await self._smsc.status_changes(
                login=self._login,
                id=asked.text("id"),
                phone=_phone(asked.text("phone")),
                status=asked.number("status"),
                err=asked.number("err") or None,
                abroad=bool(asked.number("abroad")),
            )
        )

    async def burst(self, request: web.Request) -> web.Response:
        asked = await form(request)
        count, percent = asked.number("count"), asked.number("failures")
        if not 1 <= count <= MOST_AT_ONCE or not 0 <= percent <= 100:
            raise FormError(f"Статусов бывает от 1 до {MOST_AT_ONCE}, сбоев от 0 до 100 %")
        await self._smsc.burst(login=self._login, count=count, failures=percent / 100)
        return web.json_response({})

    async def trouble(self, request: web.Request) -> web.Response:
        asked = await form(request)
        where, name = asked.text("where"), asked.text("name")
        known = {"smsc": self._smsc.TROUBLES, "telegram": TROUBLES}.get(where, {})
        if name and name not in known:
            raise FormError("Такой неполадки нет")
        if where == "telegram":
            self._troubles.set(name)
        else:
            self._smsc.set_trouble(name or None)
        return web.json_response({})

    def _calls(self) -> list[Json]:
        worth = [call for call in self._telegram.calls[-500:] if call.method not in SILENT]
        return [
            {"method": call.method, "at": call.at, "status": call.status, "chat": call.chat_id}
            for call in worth[: -LAST_CALLS - 1 : -1]
        ]


def _phone(written: str) -> str:
    digits = "".join(character for character in written if character.isdecimal())
    if not 3 <= len(digits) <= 15:
        raise FormError("Телефон: от 3 до 15 цифр, например +7 999 123-45-67")
    return digits


def _told(delivered: Any) -> web.Response:
    """Whether the bot heard of it: its HTTP answer, or why nobody was told."""
    status, error = getattr(delivered, "status", None), getattr(delivered, "error", "")
    return web.json_response({"status": status, "error": error})

"""Ways in which SMSC fails, staged on request: names, how often, and what the caller sees."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import MappingProxyType

from aiohttp import web

TROUBLES: Mapping[str, str] = MappingProxyType(
    {
        "down": "Не работает: соединение рвётся",
        "hang": "Молчит и держит соединение",
        "slow": "Отвечает медленно",
        "lost_answer": "Делает, но ответ теряется",
        "truncated": "Ответ обрывается на середине",
        "empty": "Пустой ответ",
        "html": "Страница вместо ответа",
        "http500": "Ошибка сервера (HTTP 500)",
        "redirect": "Отсылает на другой адрес",
        "auth": "Не узнаёт логин и пароль (ошибка 2)",
        "no_money": "Говорит, что нет денег (ошибка 3)",
        "blocked": "Заблокировал адрес (ошибка 4)",
        "busy": "Просит подождать (ошибка 9)",
    }
)
ERRORS: Mapping[str, int] = {"auth": 2, "no_money": 3, "blocked": 4, "busy": 9}

PAGE = "<html><head><title>{title}</title></head><body><center><h1>{title}</h1></center><hr>nginx</body></html>"


@dataclass
class Trouble:
    """The trouble of the moment: for one *script* and *action* or all, for *left* more requests or for good."""

    name: str
    script: str | None = None
    left: int | None = None
    action: str | None = None
    lifted: asyncio.Event = field(default_factory=asyncio.Event)

    def strikes(self, script: str, action: str) -> bool:
        """Whether this request suffers; uses up one of the times."""
        if self.left == 0 or self.script not in {None, script} or self.action not in {None, action}:
            return False
        self.left = None if self.left is None else self.left - 1
        return True


async def stage(
    trouble: Trouble, http: web.Request, work: Callable[[], web.Response], *, slow_seconds: float
) -> web.StreamResponse:
    """Answer *http* as *trouble* has it; *work* is done only where a real SMSC would have done it."""
    match trouble.name:
        case "down":
            return _dropped(http)
        case "hang":
            await trouble.lifted.wait()
            return _dropped(http)
        case "slow":
            with suppress(TimeoutError):
                await asyncio.wait_for(trouble.lifted.wait(), slow_seconds)
            return work()
        case "lost_answer":
            work()
            return _dropped(http)
        case "truncated":
            return await _half(http, work())
        case name:
            return _page(name)


def _page(name: str) -> web.Response:
    match name:
        case "html":
            return web.Response(text=PAGE.format(title="Технические работы"), content_type="text/html")
        case "redirect":
            return web.Response(status=307, headers={"Location": "/elsewhere"})
        case "empty":
            return web.Response(text="", content_type="application/json")
        case _:
            title = "500 Internal Server Error"
            return web.Response(status=500, text=PAGE.format(title=title), content_type="text/html")


def _dropped(http: web.Request) -> web.Response:
    if http.transport is not None:
        http.transport.abort()
    return web.Response()


async def _half(http: web.Request, answer: web.Response) -> web.StreamResponse:
    """The whole length is promised, half of it is sent."""
    body = bytes(answer.body) if isinstance(answer.body, bytes | bytearray) else b""
    reply = web.StreamResponse(
        headers={"Content-Type": answer.headers["Content-Type"], "Content-Length": str(len(body))}
    )
    await reply.prepare(http)
    await reply.write(body[: len(body) // 2])
    if http.transport is not None:
        http.transport.close()
    return reply

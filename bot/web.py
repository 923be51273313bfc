"""THE HTTP DOOR: SMSC's callbacks, health, readiness, Telegram's webhook. Errors become statuses here."""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.guard import IDLE, Guard
from bot.metrics import Metrics
from handlers.callbacks import Intake, UnknownHook
from smsc.callbacks import Forged
from storage.errors import NotStored

log = logging.getLogger(__name__)

BODY_LIMIT = 64 * 1024
BODY_TIME = 10.0  # seconds
SHUTDOWN = 3.0  # one half-sent request may hold a stop this long; aiohttp's own default is a minute
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
SMSC = "/smsc/"
Answer = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]
Findings = Callable[[], Awaitable[dict[str, bool]]]


@dataclass
class TelegramWebhook:
    """Where Telegram posts updates in webhook mode; *secret* proves that it is Telegram."""

    keep: Callable[[list[dict[str, Any]]], Awaitable[object]]
    secret: str = field(repr=False)


@dataclass
class Web:
    """The HTTP listener. *ready* answers what works; *clock* is the time of arrival."""

    intake: Intake
    ready: Findings
    clock: Callable[[], datetime]
    metrics: Metrics
    webhook: TelegramWebhook | None = None
    body_time: float = BODY_TIME

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """Whatever is asked. Four addresses need no router: aiohttp's would cost a callback a tenth of its time."""
        path = request.rel_url.raw_path
        if path.startswith(SMSC) and "/" not in path[len(SMSC) :]:
            return await self.callback(request, path[len(SMSC) :]) if request.method == "POST" else only("POST")
        if path in {"/health", "/ready"}:
            look = self.health if path == "/health" else self.readiness
            return await look() if request.method in {"GET", "HEAD"} else only("GET", "HEAD")
        if path == "/telegram" and self.webhook is not None:
            return await self.update(request, self.webhook) if request.method == "POST" else only("POST")
        return web.Response(status=404)

    async def callback(self, request: web.BaseRequest, hook: str) -> web.Response:
        """One callback of SMSC; counted by our answer."""
        status = await self._status(request, hook)
        self.metrics.answered(status)
        return web.Response(status=status)

    async def _status(self, request: web.BaseRequest, hook: str) -> int:
        """Raw bytes in: the framework's own form reader would garble windows-1251.

        SMSC repeats everything but 200 and 404, so 404 is for hooks that do not exist and nothing else, and what
        we could not do now, for whatever reason, is 503.
        """
        try:
            body = await body_of(request, within=self.body_time)
            if len(body) > BODY_LIMIT:
                return 413
            await self.intake.accept(
                body,
                query=request.rel_url.raw_query_string.encode(),
                content_type=request.headers.get("Content-Type", ""),
                hook=hook,
                now=self.clock(),
            )
        except UnknownHook:
            return 404
        except Forged:
            log.warning("a callback with a wrong signature was refused")
            return 403
        except web.HTTPRequestEntityTooLarge:
            return 413
        except (TimeoutError, ConnectionError, web.RequestPayloadError):
            log.info("a callback's body did not come whole and in time")
        except NotStored as error:
            log.error("not stored, answering 503: %s", error)  # noqa: TRY400 - a full disk has no trace worth reading
        except Exception:
            log.exception("answering 503")
        else:
            return 200
        return 503

    async def update(self, request: web.BaseRequest, webhook: TelegramWebhook) -> web.Response:
        """An update that Telegram posts; stored before it is answered."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(errors="surrogateescape"), webhook.secret.encode()):
            return web.Response(status=403)
        try:
            raw = json.loads(await body_of(request, within=self.body_time))
        except (ValueError, RecursionError, TimeoutError, ConnectionError, web.RequestPayloadError):
            return web.Response(status=400)
        try:
            await webhook.keep([raw] if isinstance(raw, dict) else [])
        except NotStored:
            return web.Response(status=503)
        return web.Response()

    async def health(self) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readiness(self) -> web.Response:
        found = await self.ready()
        return web.json_response({"ready": all(found.values()), **found}, status=200 if all(found.values()) else 503)


def only(*methods: str) -> web.Response:
    return web.Response(status=405, headers={"Allow": ", ".join(methods)})


async def body_of(request: web.BaseRequest, *, within: float) -> bytes:
    """The body; one that is not there with the head has to come soon (aiohttp would wait for ever)."""
    if request.content.is_eof():
        return await request.read()
    async with asyncio.timeout(within):
        return await request.read()


@asynccontextmanager
async def serving(answer: Answer, *, host: str, port: int) -> AsyncIterator[str]:
    """Listen; the address. Raises OSError if the port is taken.

    Nobody who calls us compresses, so nothing is decompressed: a small body cannot become a large one, and one that
    only claims to be compressed is an unreadable body like others (aiohttp would wait for its end in vain).
    """
    # The guard cuts silent connections hours before TCP's own probes would.
    server = web.Server(answer, access_log=None, auto_decompress=False, keepalive_timeout=IDLE, tcp_keepalive=False)
    runner = web.ServerRunner(server, shutdown_timeout=SHUTDOWN)
    await runner.setup()
    guarding = asyncio.create_task(Guard(server).watch())
    try:
        await web.TCPSite(runner, host, port, backlog=1024).start()
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        guarding.cancel()
        await runner.cleanup()

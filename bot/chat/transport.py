"""The library's requests over aiohttp: a quarter of httpx's work, and what was never sent is told apart."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp.payload import Payload
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

FORM = "application/x-www-form-urlencoded"
SLOWEST = 16 * 1024  # bytes a second; an upload that is slower than this hangs


class NotSent(Exception):
    """The cause of an error that came before there was a connection: Telegram knows nothing of the request."""


@dataclass(frozen=True)
class Waits:
    """Seconds; the library's names without their `_timeout`. None waits for ever."""

    pool: float | None
    connect: float | None
    write: float | None
    read: float | None

    def but(self, asked: Mapping[str, Any]) -> "Waits":
        """The same with what one call asks for."""
        given = {name: value for name, value in asked.items() if value is not BaseRequest.DEFAULT_NONE}
        return replace(self, **{name.removesuffix("_timeout"): value for name, value in given.items()})

    def client(self) -> aiohttp.ClientTimeout:
        return aiohttp.ClientTimeout(
            connect=total(self.pool, self.connect), sock_connect=self.connect, sock_read=self.read
        )

    def until_answered(self, body: Payload | None) -> float | None:
        """When the answer to *body* must have begun: aiohttp itself lets a body be written for ever."""
        size = (body.size or 0) if body else 0
        return total(self.pool, self.connect, self.write, self.read, size / SLOWEST)


def total(*waits: float | None) -> float | None:
    return None if None in waits else sum(wait for wait in waits if wait is not None)


class Transport(BaseRequest):
    """Never logs an address and never lets one out in an error: the token stands in it.

    A request is sent once: aiohttp repeats only what is not a POST, and redirects are not followed.
    """

    def __init__(self, connector: aiohttp.BaseConnector, waits: Waits, *, proxy: str | None = None) -> None:
        self._waits = waits
        self._http = aiohttp.ClientSession(
            connector=connector,
            proxy=proxy,
            headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
        )

    @property
    def read_timeout(self) -> float | None:
        return self._waits.read

    async def initialize(self) -> None:
        """Nothing: the session stands from the start."""

    async def shutdown(self) -> None:
        await self._http.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **waits: Any
    ) -> tuple[int, bytes]:
        """The status and the body. The library raises KeyError on a 200 without a result; here that is an error
        of Telegram's like others. Methods are posted; only files come by GET, and they are whatever they are.
        """
        body = body_of(request_data) if request_data else None
        try:
            status, payload = await self._exchange(url, method, body, self._waits.but(waits))
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None  # its text may hold the address
        if method == "POST" and status == HTTPStatus.OK and b'"result"' not in payload:
            raise NetworkError("an answer without a result")
        return status, payload

    async def _exchange(self, url: str, method: str, body: Payload | None, waits: Waits) -> tuple[int, bytes]:
        async with asyncio.timeout(waits.until_answered(body)):
            answer = await self._http.request(method, url, data=body, timeout=waits.client(), allow_redirects=False)
        async with answer:
            return answer.status, await answer.read()


def body_of(data: RequestData) -> Payload:
    """The parameters as a form; with files, in parts."""
    if not data.contains_files:
        return aiohttp.BytesPayload(urlencode(data.json_parameters).encode(), content_type=FORM)
    form = aiohttp.FormData(quote_fields=False)  # Telegram shows a file's name as it comes
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        file = BytesIO(content) if isinstance(content, bytes) else content  # written in pieces
        form.add_field(name, file, filename=filename, content_type=kind)
    return form()


class Certain(aiohttp.BaseConnector):
    """A pool of connections; what fails before there is one was never sent, whatever the error is."""

    async def connect(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().connect(*args, **kwargs)
        except TimeoutError:
            raise TimedOut("no connection in time") from NotSent()
        except aiohttp.ClientConnectorError as error:
            raise NetworkError(str(error)) from NotSent()  # names host and port, no address
        except Exception as error:
            raise NetworkError(f"no connection: {type(error).__name__}") from NotSent()


class Pool(Certain, aiohttp.TCPConnector):
    """Connections of our own, or to an HTTP proxy."""


def opened(proxy: str, waits: Waits, *, pool: int) -> Transport:
    """At most *pool* connections at a time, all of them through *proxy* if there is one."""
    if not proxy.startswith("socks"):
        return Transport(Pool(limit=pool), waits, proxy=proxy or None)
    from bot.chat.socks import SocksPool  # noqa: PLC0415 - few need it, and all would wait for it

    return Transport(SocksPool.to(proxy, limit=pool), waits)

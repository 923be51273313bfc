"""The library's Bot, set up for us: a Bot API server, a proxy for Telegram only, small pools."""

import os
from dataclasses import dataclass, field
from http import HTTPStatus
from ssl import SSLContext
from typing import Any

import httpx
from telegram import Bot
from telegram.error import NetworkError
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

LONG_POLL = 25  # seconds Telegram holds a getUpdates without news; it allows 50
WANTED = ("message", "callback_query", "my_chat_member")  # no edits: an edited /buy must not run again


@dataclass
class Connection:
    """Everything that knows the token: it stands in the path of every request."""

    bot: Bot = field(repr=False)  # the library's own representation shows the token
    poll: HTTPXRequest = field(repr=False)
    calls: HTTPXRequest = field(repr=False)

    @classmethod
    def to(cls, api_url: str, token: str, *, proxy: str = "") -> "Connection":
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta, the library's coming default
        trust = httpx.create_ssl_context(trust_env=False)  # reading the certificates takes longer than all the rest
        poll = request(proxy, trust, pool=1, read_timeout=LONG_POLL + 10)
        calls = request(proxy, trust, pool=8, read_timeout=20)
        bot = Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=calls,
            get_updates_request=poll,
        )
        return cls(bot, poll, calls)

    async def updates(self, offset: int | None) -> list[dict[str, Any]]:
        """What Telegram has for us, unparsed, so that one strange update cannot hide the others."""
        wanted: dict[str, object] = {"timeout": LONG_POLL, "allowed_updates": list(WANTED)}
        if offset is not None:
            wanted["offset"] = offset
        data = RequestData([RequestParameter.from_input(key, value) for key, value in wanted.items()])
        found: object = await self.poll.post(f"{self.bot.base_url}/getUpdates", data)
        return [update for update in found if isinstance(update, dict)] if isinstance(found, list) else []

    async def close(self) -> None:
        await self.calls.shutdown()
        await self.poll.shutdown()


class Requests(HTTPXRequest):
    """The library raises KeyError on a 200 without a result; here it is one of Telegram's errors.

    Methods are posted; only files come by GET, and they are whatever they are.
    """

    async def do_request(self, url: str, method: str, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        status, payload = await super().do_request(url, method, *args, **kwargs)
        if method == "POST" and status == HTTPStatus.OK and b'"result"' not in payload:
            raise NetworkError("an answer without a result")
        return status, payload


def request(proxy: str, trust: SSLContext, *, pool: int, read_timeout: float) -> Requests:
    return Requests(
        connection_pool_size=pool,
        proxy=proxy or None,
        connect_timeout=10,
        read_timeout=read_timeout,
        write_timeout=20,
        pool_timeout=20,
        httpx_kwargs={"trust_env": False, "verify": trust},
    )

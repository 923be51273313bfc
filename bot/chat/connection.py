"""The library's Bot, set up for us: a Bot API server, a proxy for Telegram only, small pools."""

import os
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.chat.transport import Transport, Waits, opened

LONG_POLL = 25  # seconds Telegram holds a getUpdates without news; it allows 50
WANTED = ("message", "callback_query", "my_chat_member")  # no edits: an edited /buy must not run again
CALLS = Waits(pool=20, connect=10, write=20, read=20)
POLL = replace(CALLS, read=LONG_POLL + 10)


@dataclass
class Connection:
    """Everything that knows the token: it stands in the path of every request."""

    bot: Bot = field(repr=False)  # the library's own representation shows the token
    poll: Transport = field(repr=False)
    calls: Transport = field(repr=False)

    @classmethod
    def to(cls, api_url: str, token: str, *, proxy: str = "") -> "Connection":
        os.environ.setdefault("PTB_TIMEDELTA", "true")  # durations as timedelta, the library's coming default
        poll = opened(proxy, POLL, pool=1)
        calls = opened(proxy, CALLS, pool=8)
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

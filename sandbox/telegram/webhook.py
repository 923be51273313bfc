"""Updates delivered to the bot's own address: https://core.telegram.org/bots/api#setwebhook."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.telegram.errors import bad_request
from sandbox.telegram.updates import Update, Updates

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name, not a secret
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
TIMEOUT = aiohttp.ClientTimeout(total=60)
PAUSES = (0.1, 0.5, 1.0, 5.0)  # between attempts, the last one again and again


@dataclass(frozen=True)
class Target:
    """Where updates go."""

    url: str
    secret: str = ""
    max_connections: int = 40


class Webhook:
    """Posts updates one by one and in order; what was not accepted is offered again."""

    def __init__(self, updates: Updates, clock: Callable[[], float]) -> None:
        self.target: Target | None = None
        self._updates = updates
        self._clock = clock
        self._error: dict[str, Any] = {}
        self._task: asyncio.Task[None] | None = None

    async def aim(self, target: Target | None) -> None:
        """Start delivering to *target*, or stop. Plain http is allowed on loopback, for tests."""
        if target:
            _check(target)
        await self.stop()
        self.target, self._error = target, {}
        if target:
            self._task = asyncio.create_task(self._deliver(target))

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    def to_json(self) -> dict[str, Any]:
        target = self.target
        own: dict[str, Any] = {"url": target.url if target else "", "has_custom_certificate": False}
        own |= {"pending_update_count": len(self._updates.pending)} | self._error
        own |= {"max_connections": target.max_connections, "ip_address": "127.0.0.1"} if target else {}
        return own | ({"allowed_updates": self._updates.allowed} if self._updates.allowed else {})

    async def _deliver(self, target: Target) -> None:
        async with aiohttp.ClientSession(timeout=TIMEOUT) as http:
            failures = 0
            while True:
                if not self._updates.pending:
                    self._updates.arrived.clear()
                    await self._updates.arrived.wait()
                    continue
                update = self._updates.pending[0]
                if await self._accepted(http, target, update):
                    self._updates.confirmed(update)
                    failures = 0
                else:
                    await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                    failures += 1

    async def _accepted(self, http: aiohttp.ClientSession, target: Target, update: Update) -> bool:
        headers = {SECRET_HEADER: target.secret} if target.secret else {}
        try:
            async with http.post(target.url, json=update.to_json(), headers=headers) as response:
                if response.ok:
                    return True
                reason = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            reason = f"Connection failed: {type(error).__name__}"
        self._error = {"last_error_date": int(self._clock()), "last_error_message": reason}
        return False


def _check(target: Target) -> None:
    parts = urlsplit(target.url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if target.secret and not SECRET.fullmatch(target.secret):
        raise bad_request("secret token contains unallowed characters")

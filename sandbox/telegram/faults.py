"""Telegram misbehaving on request: every row of what a failure looks like from outside."""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.errors import ApiError

REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    413: "Request Entity Too Large",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    504: "Gateway Timeout",
}


@dataclass(eq=False)
class Fault:
    """One planned failure: which calls it hits, how often, and what the bot sees."""

    method: str
    status: int = 200
    body: bytes | dict[str, Any] | None = None
    applied: bool = False
    times: int = 1
    chat_id: int | None = None
    hang: bool = False
    reset: bool = False
    half: bool = False

    def hits(self, method: str, chat_id: int | None) -> bool:
        named = self.method in ("*", method) or self.method.lower() == method.lower()
        return self.times > 0 and named and self.chat_id in (None, chat_id)

    @property
    def payload(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        made = self.body if self.body is not None else self._default()
        return json.dumps(made, ensure_ascii=False).encode()

    @property
    def content_type(self) -> str:
        return "text/html" if self.payload.lstrip().startswith(b"<") else "application/json"

    def _default(self) -> dict[str, Any]:
        if self.status == 200:
            return {"ok": False, "error_code": 500, "description": "Internal Server Error"}
        return ApiError(self.status, REASONS.get(self.status, "Error")).to_json()


class Faults:
    """The plan; the oldest fault that fits is used first."""

    def __init__(self) -> None:
        self.planned: list[Fault] = []

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        for fault in self.planned:
            if fault.hits(method, chat_id):
                fault.times -= 1
                return fault
        return None

    def drop(self, fault: Fault) -> None:
        self.planned = [other for other in self.planned if other is not fault]

    def clear(self) -> None:
        self.planned.clear()

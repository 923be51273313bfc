"""Telegram's troubles that can be switched on from the page."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sandbox.telegram import Fault, TelegramStandIn

FOREVER = 1_000_000
WAIT = 20  # seconds
SPEAKING = ("sendMessage", "editMessageText", "editMessageReplyMarkup", "sendDocument", "sendPhoto")
FLOOD: dict[str, Any] = {
    "ok": False,
    "error_code": 429,
    "description": f"Too Many Requests: retry after {WAIT}",
    "parameters": {"retry_after": WAIT},
}
TROUBLES = MappingProxyType(
    {
        "flood": f"Просит подождать {WAIT} с (429)",
        "down": "Не работает (502)",
        "dropped": "Обрывает соединение",
        "lost": "Делает, но ответ теряется",
        "forbidden": "Запрещает писать (403)",
    }
)


@dataclass
class TelegramTroubles:
    """At most one trouble at a time."""

    telegram: TelegramStandIn
    name: str = ""

    def set(self, name: str) -> None:
        """KeyError for an unknown one; "" ends it."""
        if name:
            TROUBLES[name]
        self.telegram.heal()
        self.name = name
        for fault in _faults(name):
            self.telegram.fault(
                fault.method,
                status=fault.status,
                body=fault.body,
                applied=fault.applied,
                times=FOREVER,
                reset=fault.reset,
            )


def _faults(name: str) -> Iterator[Fault]:
    match name:
        case "down":
            yield Fault("*", status=502, body=b"<html><h1>502 Bad Gateway</h1></html>")
        case "dropped":
            yield Fault("*", reset=True)
        case "flood":
            yield from (Fault(method, status=429, body=FLOOD) for method in SPEAKING)
        case "lost":
            yield from (Fault(method, reset=True, applied=True) for method in SPEAKING)
        case "forbidden":
            yield from (Fault(method, status=403) for method in SPEAKING)

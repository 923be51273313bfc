"""The bodies the page's script posts: a JSON object, its fields asked for by name and type."""

from typing import Any

from aiohttp import web


class FormError(ValueError):
    """The request makes no sense; the message says why."""


class Form:
    """One JSON object; every question raises FormError when the answer has another type."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def text(self, name: str) -> str:
        value = self._values.get(name, "")
        if not isinstance(value, str):
            raise FormError(f"{name}: ожидается текст")
        return value.strip()

    def number(self, name: str) -> int:
        value = self._values.get(name, 0)
        if not isinstance(value, int):
            raise FormError(f"{name}: ожидается число")
        return value


async def form(request: web.Request) -> Form:
    try:
        values = await request.json()
    except ValueError:
        raise FormError("ожидается JSON") from None
    if not isinstance(values, dict):
        raise FormError("ожидается объект")
    return Form(values)

"""Methods by which the bot presents itself: commands, name, descriptions, the menu button."""

from collections.abc import Callable
from typing import Any

from sandbox.telegram.errors import bad_request
from sandbox.telegram.menu import scope_of
from sandbox.telegram.news import Item
from sandbox.telegram.request import Request

Json = dict[str, Any]
SCOPES_OF_A_CHAT = {"chat", "chat_administrators", "chat_member"}


def set_my_commands(request: Request) -> bool:
    _check_scope(request)
    scope = scope_of(request.mapping("scope"))
    request.cloud.menu.set_commands(scope, request.text("language_code"), request.listed("commands"))
    request.cloud.news.tell(Item("menu"))
    return True


def delete_my_commands(request: Request) -> bool:
    _check_scope(request)
    key = scope_of(request.mapping("scope")), request.text("language_code")
    request.cloud.menu.commands.pop(key, None)
    request.cloud.news.tell(Item("menu"))
    return True


def get_my_commands(request: Request) -> list[dict[str, str]]:
    _check_scope(request)
    key = scope_of(request.mapping("scope")), request.text("language_code")
    return [command.to_json() for command in request.cloud.menu.commands.get(key, [])]


def setter(kind: str) -> Callable[[Request], bool]:
    """setMyName, setMyDescription or setMyShortDescription."""

    def set_words(request: Request) -> bool:
        request.cloud.menu.set_words(kind, request.text("language_code"), request.text(kind))
        return True

    return set_words


def getter(kind: str) -> Callable[[Request], Json]:
    """getMyName, getMyDescription or getMyShortDescription."""

    def get_words(request: Request) -> Json:
        words = request.cloud.menu.words
        spoken = words.get((kind, request.text("language_code"))) or words.get((kind, ""), "")
        return {kind: spoken or (request.cloud.bot.name if kind == "name" else "")}

    return get_words


def get_chat_menu_button(request: Request) -> Json:  # noqa: ARG001 every method takes a request
    return {"type": "commands"}


def accepted(request: Request) -> bool:  # noqa: ARG001 every method takes a request
    """Methods that change nothing anybody here can see."""
    return True


def _check_scope(request: Request) -> None:
    scope = request.mapping("scope")
    if scope.get("type") in SCOPES_OF_A_CHAT:
        request.cloud.room(scope.get("chat_id", 0))
    language = request.text("language_code")
    if language and not (len(language) == 2 and language.isalpha()):
        raise bad_request("invalid language code specified")

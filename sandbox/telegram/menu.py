"""What the bot tells about itself: commands per scope and language, its name and descriptions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.telegram.errors import bad_request

if TYPE_CHECKING:
    from sandbox.telegram.people import Person
    from sandbox.telegram.rooms import Room

NAME = re.compile(r"[a-z0-9_]{1,32}")
MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
MAX_WORDS = {"name": 64, "description": 512, "short_description": 120}
DEFAULT = ("default", 0, 0)

Scope = tuple[str, int, int]  # type, chat, user


@dataclass(frozen=True)
class Command:
    """A line of the menu that opens on "/"."""

    command: str
    description: str

    def to_json(self) -> dict[str, str]:
        return {"command": self.command, "description": self.description}


@dataclass
class Menu:
    """Everything set by setMyCommands, setMyName and their kin."""

    commands: dict[tuple[Scope, str], list[Command]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)

    def set_commands(self, scope: Scope, language: str, raw: list[dict[str, str]]) -> None:
        """*raw* is an array of BotCommand; ApiError when one cannot be a command."""
        if len(raw) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        self.commands[scope, language] = [_command(one) for one in raw]

    def set_words(self, kind: str, language: str, words: str) -> None:
        if len(words) > MAX_WORDS[kind]:
            raise bad_request(f"BOT_{kind.upper()}_TOO_LONG")
        self.words[kind, language] = words

    def shown_to(self, person: "Person", room: "Room") -> list[Command]:
        """The menu a person sees in a chat: the narrowest scope, then the person's language."""
        for scope in _scopes(person, room):
            for language in (person.language_code, ""):
                if self.commands.get((scope, language)):
                    return self.commands[scope, language]
        return []


def scope_of(raw: dict[str, Any]) -> Scope:
    return raw.get("type", "default"), int(raw.get("chat_id", 0)), int(raw.get("user_id", 0))


def _scopes(person: "Person", room: "Room") -> Iterator[Scope]:
    """https://core.telegram.org/bots/api#determining-list-of-commands, in its order."""
    if room.kind == "private":
        yield from (("chat", room.id, 0), ("all_private_chats", 0, 0), DEFAULT)
        return
    yield "chat_member", room.id, person.id
    if room.status(person) in ("creator", "administrator"):
        yield "chat_administrators", room.id, 0
    yield "chat", room.id, 0
    if room.status(person) in ("creator", "administrator"):
        yield "all_chat_administrators", 0, 0
    yield from (("all_group_chats", 0, 0), DEFAULT)


def _command(raw: dict[str, str]) -> Command:
    if not NAME.fullmatch(raw["command"]):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(raw["description"]) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return Command(raw["command"], raw["description"])

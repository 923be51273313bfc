"""What the Bot API's methods take, read from bot_api.json, and the check of a request against it."""

import json
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from sandbox.telegram.errors import ApiError, bad_request

Fields = dict[str, tuple[list[str], bool]]
JSON_TYPES = {"String": (str, "String"), "Boolean": (bool, "Boolean"), "Integer": (int, "Number")}
PARSED = {
    "InlineKeyboardButton": "inline keyboard button",
    "KeyboardButton": "keyboard button",
    "MessageEntity": "MessageEntity",
    "BotCommand": "BotCommand",
}
# The server's own sentences for a parameter that is not there.
MISSING = {
    "text": "message text is empty",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "file_id": "file_id is not specified",
    "user_id": "invalid user_id specified",
}


@dataclass
class Decoded:
    """The parameters of a request: values by name, and the names (paths, inside objects) nobody knows."""

    values: dict[str, Any] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)


class BotApi:
    """The supported part of the Bot API."""

    def __init__(self) -> None:
        data = json.loads(files("sandbox.telegram").joinpath("bot_api.json").read_text())
        self.methods = {name: _fields(fields) for name, fields in data["methods"].items()}
        self.names = {name.lower(): name for name in self.methods}
        self.objects = {n: _fields(made) for n, made in data["types"].items() if isinstance(made, dict)}
        self.unions = {name: made for name, made in data["types"].items() if isinstance(made, list)}

    def decode(self, method: str, raw: dict[str, Any]) -> Decoded:
        """Raises ApiError for a missing required parameter or a wrong type."""
        fields = self.methods[method]
        decoded = Decoded(unknown=[name for name in raw if name not in fields])
        for name, (types, required) in fields.items():
            value = _converted(name, raw.get(name), types)
            if value is not None:
                decoded.values[name] = value
                self._check(value, types, name, decoded)
            elif required:
                raise bad_request(MISSING.get(name, f'parameter "{name}" is required'))
        return decoded

    def _check(self, value: Any, types: list[str], path: str, decoded: Decoded, owner: str = "") -> None:
        names = [member for name in types for member in self.unions.get(name, [name])]
        lists = [name.removeprefix("Array of ") for name in names if name.startswith("Array of ")]
        if lists:
            for item in _of(list, value, "Array", path, owner):
                self._check(item, lists, path, decoded, owner)
        elif any(name in self.objects for name in names):
            known = [name for name in names if name in self.objects]
            self._check_object(_of(dict, value, "Object", path, owner), known, path, decoded)
        elif not any(_is(value, name) for name in names):
            raise _misfit(path, JSON_TYPES[names[0]][1], owner)

    def _check_object(self, value: dict[str, Any], types: list[str], path: str, decoded: Decoded) -> None:
        owner = max(types, key=lambda name: self._likeness(value, name))
        fields = self.objects[owner]
        decoded.unknown += [f"{path}.{name}" for name in value if name not in fields]
        for name, (kinds, required) in fields.items():
            if value.get(name) is not None:
                self._check(value[name], kinds, f"{path}.{name}", decoded, owner)
            elif required:
                raise _said(f'Can\'t find field "{name}"', owner)

    def _likeness(self, value: dict[str, Any], name: str) -> int:
        fields = self.objects[name]
        missing = sum(required and field not in value for field, (_, required) in fields.items())
        return -2 * missing - sum(field not in fields for field in value)


def _fields(raw: dict[str, Any]) -> Fields:
    return {name: (types, bool(required)) for name, (types, required) in raw.items()}


def _converted(name: str, raw: Any, types: list[str]) -> Any:
    """A form's string as the JSON value it stands for."""
    if not isinstance(raw, str):
        return str(raw) if "String" in types and type(raw) is int and "Integer" not in types else raw
    if "Integer" in types and raw.lstrip("-").isdecimal():
        return int(raw)
    if "String" in types or "InputFile" in types:
        return raw or None
    if raw == "" or "Integer" in types:
        return raw or None
    if "Boolean" in types:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(raw.lower())
    try:
        return json.loads(raw)
    except ValueError:
        thing = "reply keyboard markup JSON object" if name == "reply_markup" else f"{name} JSON object"
        raise bad_request(f"can't parse {thing}") from None


def _is(value: Any, name: str) -> bool:
    kind = JSON_TYPES.get(name, (object, ""))[0]
    return isinstance(value, kind) and (kind is not int or not isinstance(value, bool))


def _of(kind: type[Any], value: Any, called: str, path: str, owner: str) -> Any:
    if path == "reply_markup" and called == "Object" and not isinstance(value, kind):
        raise bad_request("object expected as reply markup")
    if not isinstance(value, kind):
        raise _misfit(path, called, owner)
    return value


def _misfit(path: str, called: str, owner: str) -> ApiError:
    return _said(f'Field "{path.rpartition(".")[2]}" must be of type {called}', owner)


def _said(reason: str, owner: str) -> ApiError:
    if owner in PARSED:
        return bad_request(f"can't parse {PARSED[owner]}: {reason}")
    return bad_request(reason[0].lower() + reason[1:])

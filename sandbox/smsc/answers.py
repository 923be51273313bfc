"""An answer in its four documented forms, side by side: fmt 0 text, 1 commas, 2 XML, 3 JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from json import dumps
from typing import TypeAlias

from sandbox.smsc.errors import ApiError

Value: TypeAlias = str | int
Fields: TypeAlias = Mapping[str, Value]
Json: TypeAlias = "Value | Sequence[Json] | Mapping[str, Json]"


@dataclass(frozen=True)
class Answer:
    """What SMSC says; the request's `fmt` decides how."""

    text: str
    commas: str
    xml: str
    json: str

    def written(self, fmt: str) -> str:
        match fmt:
            case "1":
                return self.commas
            case "2":
                return self.xml
            case "3":
                return self.json
            case _:
                return self.text


@dataclass(frozen=True)
class File:
    """A file, handed out as it is whatever the `fmt`."""

    name: str
    content: bytes


def record(tag: str, fields: Fields) -> Answer:
    """One record: `name = value, …`, `value,…`, `<tag>…</tag>`, `{…}`."""
    return Answer(
        text=", ".join(f"{name} = {value}" for name, value in fields.items()),
        commas=",".join(str(value) for value in fields.values()),
        xml=element(tag, *leaves(fields)),
        json=to_json(fields),
    )


def records(tag: str, rows: Iterable[Fields]) -> Answer:
    """Many records: one a line, XML in `<list>`, JSON in an array."""
    each = [record(tag, row) for row in rows]
    return Answer(
        text="\n".join(answer.text for answer in each),
        commas="\n".join(answer.commas for answer in each),
        xml=element("list", *(answer.xml for answer in each)),
        json="[" + ",\n".join(answer.json for answer in each) + "]",
    )


def done() -> Answer:
    return Answer("OK", "OK", "<result>OK</result>", to_json({"result": "OK"}))


def refusal(error: ApiError) -> Answer:
    """The four error shapes; an id, where there is one, comes along as recorded from send.php."""
    fields: dict[str, Value] = {"error": error.text, "error_code": error.code}
    if error.id:
        fields["id"] = number_or_text(error.id)
    return Answer(
        text=f"ERROR = {error.code} ({error.text})" + (f", ID - {error.id}" if error.id else ""),
        commas=f"{error.id or 0},-{error.code}",
        xml=element("result", *leaves(fields)),
        json=to_json(fields),
    )


def number_or_text(id: str) -> Value:
    """SMSC's own ids are JSON numbers, those a client chose may be text."""
    return int(id) if id.isdecimal() else id


def element(tag: str, *children: str, **attributes: str) -> str:
    opening = " ".join([tag, *(f'{name}="{escape(value)}"' for name, value in attributes.items())])
    return "\n".join([f"<{opening}>", *children, f"</{tag}>"])


def leaf(tag: str, value: Value) -> str:
    return f"<{tag}>{escape(str(value))}</{tag}>"


def leaves(fields: Fields) -> list[str]:
    return [leaf(name, value) for name, value in fields.items()]


def to_json(value: Json) -> str:
    """JSON with a line a field and no newline at the end, as the recorded answers have it."""
    if isinstance(value, str | int):
        return dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{\n" + ",\n".join(f'"{name}": {to_json(part)}' for name, part in value.items()) + "\n}"
    items = [to_json(part) for part in value]
    if items and not items[0].startswith("{"):
        return "[\n" + ",\n".join(items) + "\n]"
    return "[" + ",\n".join(items) + "]"

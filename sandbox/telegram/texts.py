"""From the text of a request to what a chat shows: the modes, the limits, the automatic entities."""

import re
from typing import Any

from sandbox.telegram.detection import found_in
from sandbox.telegram.entities import Entity, Formatted, joined, tidied, units
from sandbox.telegram.errors import bad_request
from sandbox.telegram.markup import parse_html
from sandbox.telegram.tags import MarkupError

MAX_TEXT = 4096  # code points after parsing
MAX_CAPTION = 1024
MAX_RAW_BYTES = 32768
KINDS = {
    "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic",
    "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    "text_link", "text_mention", "custom_emoji", "date_time",
}  # fmt: skip
# Control characters and the marks that reverse the direction of a text do not survive Telegram.
REMOVED = re.compile("[\r\u2028-\u202e]")
BLANKED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")


def plain(raw: str) -> Formatted:
    """What a person typed, as the server keeps it."""
    kept = tidied(Formatted(BLANKED.sub(" ", REMOVED.sub("", raw))))
    return joined(kept, found_in(kept.text))


def message_text(raw: str, parse_mode: str, entities: list[dict[str, Any]]) -> Formatted:
    """The text of a message; raises ApiError when empty, too long or unparsable."""
    if not raw:
        raise bad_request("message text is empty")
    made = formatted(raw, parse_mode, entities)
    if not made.text:
        raise bad_request("text must be non-empty")
    if len(made.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return made


def caption(raw: str, parse_mode: str, entities: list[dict[str, Any]]) -> Formatted:
    """The words under a file; may be empty."""
    made = formatted(raw, parse_mode, entities)
    if len(made.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return made


def formatted(raw: str, parse_mode: str, entities: list[dict[str, Any]]) -> Formatted:
    if len(raw.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
        raise bad_request("text is too long")
    if any("\ud800" <= character <= "\udfff" for character in raw):
        raise bad_request("strings must be encoded in UTF-8")
    cleaned = BLANKED.sub(" ", REMOVED.sub("", raw))
    kept = tidied(_marked(cleaned, parse_mode, entities))
    return joined(kept, found_in(kept.text))


def _marked(raw: str, parse_mode: str, entities: list[dict[str, Any]]) -> Formatted:
    match parse_mode.lower():
        case "html":
            try:
                return parse_html(raw)
            except MarkupError as error:
                raise bad_request(f"can't parse entities: {error}") from error
        case "":
            return Formatted(raw, tuple(_entity(entity, units(raw)) for entity in entities))
        case _:  # Markdown in both versions is real, but nobody here speaks it
            raise bad_request("unsupported parse_mode")


def _entity(raw: dict[str, Any], end: int) -> Entity:
    if raw["type"] not in KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    offset, length = raw["offset"], raw["length"]
    if offset < 0 or length < 0:
        wrong = f"offset {offset}" if offset < 0 else f"length {length}"
        raise bad_request(f"receive an entity with incorrect {wrong}")
    if offset >= end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    if offset + length > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text "
            f"at UTF-16 offset {offset + length}"
        )
    names = ("url", "language", "custom_emoji_id", "unix_time")
    extra: dict[str, Any] = {name: raw[name] for name in names if name in raw}
    extra |= {"user_id": raw["user"]["id"]} if "user" in raw else {}
    return Entity(raw["type"], offset, length, date_time_format=raw.get("date_time_format", ""), **extra)

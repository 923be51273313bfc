"""What each of Telegram's HTML tags means: https://core.telegram.org/bots/api#html-style."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sandbox.telegram.entities import Entity

PLAIN_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
    "tg-spoiler": "spoiler", "span": "spoiler",
}  # fmt: skip
TAGS = {*PLAIN_TAGS, "a", "code", "pre", "tg-emoji", "tg-time", "blockquote"}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([A-Za-z]+));?")
TIME_FORMAT = re.compile(r"r|[tTdDwW]*")
USER_LINK = re.compile(r"tg://user/?\?id=(\d+)")
SCHEMES = {"http", "https", "tg", "ton", "tonsite", "mailto", "tel"}
INT64 = range(1, 2**63)


class MarkupError(ValueError):
    """The text is no Telegram HTML; the message is the one Telegram gives."""


@dataclass(frozen=True)
class Tag:
    """An opened tag: where its text begins, in UTF-16 units and in characters."""

    name: str
    attributes: dict[str, str]
    offset: int
    begins: int


def entity_of(tag: Tag, length: int, words: str) -> Entity | None:
    """The entity of a closed *tag* around *words*; None where Telegram drops it."""
    attributes = tag.attributes
    match tag.name:
        case "a":
            return link(attributes.get("href") or words, tag.offset, length)
        case "tg-emoji":
            return _emoji(attributes.get("emoji-id", ""), tag.offset, length)
        case "tg-time":
            return _time(attributes, tag.offset, length)
        case "blockquote":
            kind = "expandable_blockquote" if "expandable" in attributes else "blockquote"
            return Entity(kind, tag.offset, length)
        case "code":
            return Entity("code", tag.offset, length, language=_language(tag))
        case "pre":
            return Entity("pre", tag.offset, length)
        case plain:
            return Entity(PLAIN_TAGS[plain], tag.offset, length)


def link(url: str, offset: int, length: int) -> Entity | None:
    """A link or a mention of a user; None for what is no link, which stays plain text."""
    user = USER_LINK.fullmatch(url)
    if user:
        return Entity("text_mention", offset, length, user_id=int(user[1]))
    address = checked(url)
    return Entity("text_link", offset, length, url=address) if address else None


def checked(url: str) -> str:
    """The address as Telegram keeps it (a scheme, a path), or "" if it is none."""
    try:
        parts = urlsplit(url if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme not in SCHEMES or re.search(r"\s", url):
        return ""
    if parts.scheme not in ("http", "https"):
        return url
    return parts._replace(path=parts.path or "/").geturl() if "." in host else ""


def fuse(tag: Tag, inner: Entity) -> Entity | None:
    """<pre><code class="language-x"> and its reverse are one entity with a language."""
    if tag.name == "pre" and inner.type == "code" and inner.language:
        return Entity("pre", inner.offset, inner.length, language=inner.language)
    if tag.name == "code" and inner.type == "pre" and _language(tag):
        return Entity("pre", inner.offset, inner.length, language=_language(tag))
    return None


def decode(found: re.Match[str]) -> str | None:
    """The character a reference stands for; None where Telegram leaves it as typed."""
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code == 0 or code >= 0x10FFFF or len(found[0].rstrip(";")) >= 10:
        return None
    if 0xD800 <= code <= 0xDFFF:
        raise MarkupError(
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units"
        )
    return chr(code)


def _language(tag: Tag) -> str:
    kind = tag.attributes.get("class", "")
    return kind.removeprefix("language-") if kind.startswith("language-") else ""


def _emoji(number: str, offset: int, length: int) -> Entity:
    if not number.isdecimal() or int(number) not in INT64:
        raise MarkupError("Invalid custom emoji identifier specified")
    return Entity("custom_emoji", offset, length, custom_emoji_id=number)


def _time(attributes: dict[str, str], offset: int, length: int) -> Entity:
    moment = attributes.get("unix", "").rstrip(",")
    if not re.fullmatch(r"\d{1,10}", moment):
        raise MarkupError("Invalid Unix time specified")
    form = attributes.get("format", "")
    if not TIME_FORMAT.fullmatch(form):
        raise MarkupError("Invalid date format used")
    return Entity("date_time", offset, length, unix_time=int(moment), date_time_format=form)

"""Formatted text: a plain text and what parts of it mean. Offsets and lengths are UTF-16 units."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

MAX_ENTITIES = 100  # https://core.telegram.org/api/config: the rest is dropped silently
CODE = {"code", "pre"}
SPLITTABLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
QUOTES = {"blockquote", "expandable_blockquote"}
LINKS = {"text_link", "text_mention", "custom_emoji", "date_time"}
# Outer before inner where two entities cover the same span.
ORDER = ("expandable_blockquote", "blockquote", "pre", "code", "text_link", "text_mention", "date_time")


@dataclass(frozen=True)
class Entity:
    """One marked stretch of a text."""

    type: str
    offset: int
    length: int
    url: str = ""
    user_id: int = 0
    language: str = ""
    custom_emoji_id: str = ""
    unix_time: int | None = None
    date_time_format: str = ""

    @property
    def end(self) -> int:
        return self.offset + self.length

    def overlaps(self, other: "Entity") -> bool:
        return self.offset < other.end and other.offset < self.end

    def to_json(self, user_of: Callable[[int], dict[str, Any]]) -> dict[str, Any]:
        own: dict[str, Any] = {"type": self.type, "offset": self.offset, "length": self.length}
        own |= {"user": user_of(self.user_id)} if self.user_id else {}
        own |= {"unix_time": self.unix_time} if self.unix_time is not None else {}
        named = ("url", "language", "custom_emoji_id", "date_time_format")
        return own | {name: getattr(self, name) for name in named if getattr(self, name)}


@dataclass(frozen=True)
class Formatted:
    """A text with its entities."""

    text: str
    entities: tuple[Entity, ...] = ()


def units(text: str) -> int:
    """The length of *text* in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def part(text: str, entity: Entity) -> str:
    """The words an entity covers."""
    covered = text.encode("utf-16-le", "surrogatepass")[entity.offset * 2 : entity.end * 2]
    return covered.decode("utf-16-le", "replace")


def tidied(raw: Formatted) -> Formatted:
    """What the server keeps: trimmed, no empty entities, nothing inside code, no quote in a quote."""
    text = raw.text.strip()
    before = units(raw.text[: len(raw.text) - len(raw.text.lstrip())])
    moved = (_moved(entity, -before, units(text)) for entity in raw.entities)
    kept = [entity for entity in moved if part(text, entity).strip()]
    kept.sort(key=_outer_first)
    kept = [entity for number, entity in enumerate(kept) if not _is_swallowed(entity, kept[:number])]
    whole = [piece for entity in kept for piece in _around_code(entity, kept)]
    return Formatted(text, tuple(sorted(whole, key=_outer_first)[:MAX_ENTITIES]))


def joined(marked: Formatted, found: Iterable[Entity]) -> Formatted:
    """*marked* plus the *found* automatic entities that touch neither code nor links."""
    solid = [entity for entity in marked.entities if entity.type in CODE | LINKS]
    free = [entity for entity in found if not any(entity.overlaps(other) for other in solid)]
    return Formatted(marked.text, tuple(sorted((*marked.entities, *free), key=_outer_first))[:MAX_ENTITIES])


def _moved(entity: Entity, by: int, end: int) -> Entity:
    start = max(entity.offset + by, 0)
    return replace(entity, offset=start, length=max(min(entity.end + by, end) - start, 0))


def _around_code(entity: Entity, entities: list[Entity]) -> list[Entity]:
    """Bold and its kin stop where code begins and go on after it."""
    pieces = [entity]
    for code in (other for other in entities if other.type in CODE and entity.type in SPLITTABLE):
        pieces = [cut for piece in pieces for cut in _without(piece, code)]
    return pieces


def _without(piece: Entity, code: Entity) -> list[Entity]:
    if not piece.overlaps(code):
        return [piece]
    spans = ((piece.offset, code.offset), (code.end, piece.end))
    return [replace(piece, offset=start, length=end - start) for start, end in spans if start < end]


def _outer_first(entity: Entity) -> tuple[int, int, int]:
    rank = ORDER.index(entity.type) if entity.type in ORDER else len(ORDER)
    return entity.offset, -entity.length, rank


def _is_swallowed(entity: Entity, outer: list[Entity]) -> bool:
    for other in outer:
        if not entity.overlaps(other):
            continue
        if other.type in CODE or {entity.type, other.type} <= QUOTES or entity.type == other.type:
            return True
        if entity.type in CODE | LINKS and other.type in LINKS:
            return True
    return False

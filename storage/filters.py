"""Filters of a subscription: only events about certain numbers, or with certain words, are told."""

import json
from dataclasses import asdict, dataclass
from typing import Self

from smsc.events import CallEvent, Event, IncomingSms, StatusEvent


@dataclass(frozen=True, slots=True)
class Filter:
    """Parts of numbers (digits) and words; an empty one lets everything through. One of each kind has to fit."""

    numbers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @classmethod
    def unpack(cls, packed: str) -> Self:
        told = json.loads(packed) if packed else {}
        return cls(tuple(told.get("numbers", ())), tuple(told.get("words", ())))

    def pack(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False) if self else ""

    def __bool__(self) -> bool:
        return bool(self.numbers or self.words)

    def accepts(self, event: Event) -> bool:
        """Numbers are looked for in sender and receiver, words in the text of an SMS and the comment of a status."""
        phones, text = _told(event)
        about = not self.numbers or any(number in phone for number in self.numbers for phone in phones)
        return about and (not self.words or any(word.casefold() in text.casefold() for word in self.words))


def _told(event: Event) -> tuple[tuple[str, ...], str]:
    match event:
        case IncomingSms():
            return (event.phone, event.to), event.text
        case StatusEvent():
            return (event.phone,), f"{event.sender} {event.cmt}"
        case CallEvent():
            return (event.phone,), ""


EVERYTHING = Filter()

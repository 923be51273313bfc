"""What a chat was told, read from the messages that stand in it at the end.

An event counts as told when its telephone stands in the text of a message or in a file that was sent. How messages
are worded and how many events share one is the digest's business and changes nothing here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

TELEPHONE = re.compile(r"(?<!\d)7[ \u00a0]?9\d\d[ \u00a0]?\d{3}-?\d\d-?\d\d(?!\d)")


@dataclass(frozen=True)
class Shown:
    """A message as it stands there."""

    text: str
    file: bytes = field(default=b"", repr=False)

    @property
    def lines(self) -> frozenset[str]:
        """The telephones in the text."""
        return telephones(self.text)

    @property
    def rows(self) -> frozenset[str]:
        """The telephones in the file."""
        return telephones(self.file.decode("utf-8-sig"))


def telephones(text: str) -> frozenset[str]:
    """However they are spelled: +7 999 123-45-67 and 79991234567 are one."""
    return frozenset(re.sub(r"\D", "", found) for found in TELEPHONE.findall(text))


def told(messages: Iterable[Shown]) -> set[str]:
    """The telephones of the events that were told."""
    return {phone for message in messages for phone in message.lines | message.rows}


@dataclass(frozen=True)
class Repeat:
    """The message at *place* says again what the one at *of* had said, the last of them if there were several."""

    place: int
    of: int


def repeats(messages: Iterable[Shown]) -> list[Repeat]:
    """Which messages tell what an earlier one had told. A summary and the file that belongs to it are no repeat."""
    in_text: dict[str, int] = {}
    in_files: dict[str, int] = {}
    found = []
    for place, message in enumerate(messages):
        before = [in_text[phone] for phone in message.lines if phone in in_text]
        before += [in_files[phone] for phone in message.rows if phone in in_files]
        if before:
            found.append(Repeat(place, max(before)))
        in_text |= dict.fromkeys(message.lines, place)
        in_files |= dict.fromkeys(message.rows, place)
    return found

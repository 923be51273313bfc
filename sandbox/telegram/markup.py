"""Telegram's HTML: a text with tags → plain text and entities, refused exactly where Telegram refuses it.

The rules and sentences are those of TDLib's parse_html (https://github.com/tdlib/td), checked against the
cases of its tests; https://core.telegram.org/bots/api#html-style names the tags.
"""

import re

from sandbox.telegram.entities import Entity, Formatted, units
from sandbox.telegram.tags import REFERENCE, TAGS, MarkupError, Tag, decode, entity_of, fuse

TOKEN = re.compile(r"[A-Za-z0-9.-]*")


def parse_html(source: str) -> Formatted:
    """Plain text and entities of *source*, untrimmed; raises MarkupError."""
    return _Html(source).parsed()


class _Html:
    """One walk over one source, as TDLib does it: the innermost tag must end first."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.said: list[str] = []
        self.units = 0
        self.open: list[Tag] = []
        self.entities: list[Entity] = []

    def parsed(self) -> Formatted:
        while self.at < len(self.source):
            if self.source.startswith("</", self.at):
                self._close()
            elif self.source[self.at] == "<":
                self._start()
            else:
                self._say(self._character())
        if self.open:
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{self.open[-1].name}"')
        return Formatted("".join(self.said), tuple(self.entities))

    def _say(self, character: str) -> None:
        self.said.append(character)
        self.units += units(character)

    def _character(self) -> str:
        found = REFERENCE.match(self.source, self.at) if self.source[self.at] == "&" else None
        character = decode(found) if found else None
        if found is None or character is None:
            self.at += 1
            return self.source[self.at - 1]
        self.at = found.end()
        return character

    def _byte(self, at: int) -> str:
        return f"at byte offset {len(self.source[:at].encode('utf-8', 'surrogatepass'))}"

    def _word(self, stops: str) -> str:
        begin = self.at
        while self.at < len(self.source) and self.source[self.at] not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def _skip_spaces(self) -> None:
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1

    def _rest(self, unclosed: str) -> str:
        if self.at >= len(self.source):
            raise MarkupError(unclosed)
        return self.source[self.at]

    def _start(self) -> None:
        begin, self.at = self.at, self.at + 1
        name = self._word(" \t\r\n>").lower()
        self._rest(f"Unclosed start tag {self._byte(begin)}")
        if name not in TAGS:
            raise MarkupError(f'Unsupported start tag "{name}" {self._byte(begin)}')
        attributes = self._attributes(name, begin)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" {self._byte(begin)}')
        self.open.append(Tag(name, attributes, self.units, len(self.said)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        found: dict[str, str] = {}
        unclosed = f'Unclosed start tag "{tag}" {self._byte(begin)}'
        while True:
            self._skip_spaces()
            if self._rest(unclosed) == ">":
                self.at += 1
                return found
            name = self._word(" \t\r\n=>").lower()
            if not name:
                raise MarkupError(f'Empty attribute name in the tag "{tag}" {self._byte(begin)}')
            self._skip_spaces()
            has_value = self._rest(unclosed) == "="
            found[name] = self._value(unclosed, begin) if has_value else ""

    def _value(self, unclosed: str, begin: int) -> str:
        self.at += 1
        self._skip_spaces()
        quote = self._rest(unclosed)
        if quote not in "'\"":
            return self._token(begin)
        self.at += 1
        value = ""
        while self._rest(f"Unclosed start tag {self._byte(begin)}") != quote:
            value += self._character()
        self.at += 1
        self._rest(f"Unclosed start tag {self._byte(begin)}")
        return value

    def _token(self, begin: int) -> str:
        found = TOKEN.match(self.source, self.at)
        start, self.at = self.at, found.end() if found else self.at
        after = self._rest(f"Unclosed start tag {self._byte(begin)}")
        if not after.isspace() and after != ">":
            raise MarkupError(f"Unexpected end of name token {self._byte(start)}")
        return self.source[start : self.at].lower()

    def _close(self) -> None:
        begin = self.at
        if not self.open:
            raise MarkupError(f"Unexpected end tag {self._byte(begin)}")
        self.at += 2
        name = self._word(" \t\r\n>").lower()
        self._skip_spaces()
        if self._rest(f"Unclosed end tag {self._byte(begin)}") != ">":
            raise MarkupError(f"Unclosed end tag {self._byte(begin)}")
        self.at += 1
        tag = self.open.pop()
        if name not in ("", tag.name):
            raise MarkupError(f'Unmatched end tag {self._byte(begin)}, expected "</{tag.name}>", found "</{name}>"')
        if self.units > tag.offset:
            self._mark(tag)

    def _mark(self, tag: Tag) -> None:
        last = self.entities[-1] if self.entities else None
        length = self.units - tag.offset
        if last and (last.offset, last.length) == (tag.offset, length):
            fused = fuse(tag, last)
            if fused:
                self.entities[-1] = fused
                return
        made = entity_of(tag, length, "".join(self.said[tag.begins :]))
        self.entities += [made] if made else []

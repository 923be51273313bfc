"""Several numbers in one text, though people also put blanks inside a number."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from smsc.bad_phone import BadPhone

# A plus begins a number wherever it stands; a line break or a comma ends one.
_SEPARATOR = re.compile(r"[,;\n\r]+|\s+(?=[+＋])")
_MOST_DIGITS = 15  # of an E.164 number
_FEWEST_DIGITS = 5  # fewer than this never stand for a number of their own

Number = TypeVar("Number")


def numbers_in(text: str, parse: Callable[[str], Number]) -> Iterator[Number]:
    """The numbers of *text* in its order, read by *parse*, whose `BadPhone` it passes on."""
    for chunk in _SEPARATOR.split(text):
        if chunk.strip():
            yield from _numbers_of(chunk.strip(), parse)


def _numbers_of(chunk: str, parse: Callable[[str], Number]) -> list[Number]:
    """One number, or several parted by blanks if there is exactly one way to part them."""
    try:
        return [parse(chunk)]
    except BadPhone as error:
        words = chunk.split()
        ways = _ways(words, parse)
        if len(ways) == 1:
            return ways[0]
        if not ways:
            _blame_one(words, parse)
        raise BadPhone(chunk, error.reason) from error


def _ways(words: list[str], parse: Callable[[str], Number]) -> list[list[Number]]:
    """How *words* can be grouped into numbers; no more than two ways are worked out."""
    ways: list[list[list[Number]]] = [[] for _ in words] + [[[]]]
    for start in reversed(range(len(words))):
        for end in _ends(words, start):
            if ways[end]:
                try:
                    first = parse(" ".join(words[start:end]))
                except BadPhone:
                    continue
                ways[start] += [[first, *others] for others in ways[end]]
        del ways[start][2:]
    return ways[0]


def _ends(words: list[str], start: int) -> Iterator[int]:
    """Where a number that begins at *start* may end, by its count of digits."""
    digits = 0
    for end, word in enumerate(words[start:], start + 1):
        digits += _digits(word)
        if digits > _MOST_DIGITS:
            return
        if digits >= _FEWEST_DIGITS:
            yield end


def _blame_one(words: list[str], parse: Callable[[str], Number]) -> None:
    """Raise the `BadPhone` of the first word that looks like a number and is none."""
    for word in words:
        if _digits(word) >= _FEWEST_DIGITS:
            parse(word)


def _digits(word: str) -> int:
    return sum(map(str.isdecimal, word))

"""Long lists, eight lines a page, turned in place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from handlers.reply import Button

T = TypeVar("T")
SIZE = 8
WIDE = 3  # buttons in a row


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; numbers start at 1 as people count."""

    lines: Sequence[T]
    number: int
    pages: int
    total: int


def page_of(lines: Sequence[T], number: int) -> Page[T]:
    """Page *number*, or the nearest there is."""
    pages = max(1, -(-len(lines) // SIZE))
    number = min(max(1, number), pages)
    return Page(lines[(number - 1) * SIZE : number * SIZE], number, pages, len(lines))


def turning(page: Page[T], do: str, arg: str = "") -> tuple[Button, ...]:
    """‹ 2/5 ›; nothing where there is one page. The button's argument is `<number>:<arg>`."""
    if page.pages == 1:
        return ()
    back = page.number - 1 or page.pages
    on = page.number % page.pages + 1
    return (
        Button("‹", do, f"{back}:{arg}"),
        Button(f"{page.number}/{page.pages}", do, f"{page.number}:{arg}"),
        Button("›", do, f"{on}:{arg}"),
    )


def turned(arg: str) -> tuple[int, str]:
    """What a turning button says: the page's number and the list's own argument."""
    number, _colon, rest = arg.partition(":")
    return int(number), rest


def in_rows(buttons: Sequence[Button], *, width: int = WIDE) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))

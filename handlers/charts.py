"""What a picture shows. Words and numbers come in ready to be read; `bot.drawing` draws them."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "waiting", "plain"]


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a column chart: a name for the legend and a value for each label."""

    name: str
    tone: Tone
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Stacked columns side by side: days with what was delivered and what was not. *note* stands small below."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One bar: its name, how long it is, and the words at its end (`12 004 · 41 %`)."""

    name: str
    value: float
    shown: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Bars one below the other, the longest first: shares by client, by operator. At most a dozen are readable."""

    title: str
    parts: tuple[Part, ...]
    note: str = ""


Chart = Columns | Shares


class NoPicture(Exception):
    """It could not be drawn. The numbers stand in the text anyway, so whoever asked goes on without."""

"""One record of an answer: names and texts, asked for what they should be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from smsc.bad_phone import BadPhone
from smsc.phone import Phone
from smsc.syntax import Unreadable

# ASCII and short: Python's own readers also take "1_0", Arabic digits, "NaN" and "1e999999999".
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_MONEY = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class Record:
    """Every value is text, whether SMSC quoted it or not; unknown names do not hurt."""

    fields: Mapping[str, str]

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def text(self, name: str) -> str:
        """A text that has to be there, though it may be empty."""
        try:
            return self.fields[name]
        except KeyError:
            raise Unreadable(f"no {name}") from None

    def note(self, name: str) -> str:
        """A text, empty where there is none."""
        return self.fields.get(name, "")

    def whole(self, name: str) -> int:
        """A whole number; an empty one counts as nought."""
        value = self.text(name) or "0"
        if not _WHOLE.fullmatch(value):
            raise Unreadable(f"{name} is no number")
        return int(value)

    def id(self, name: str = "id") -> str:
        """A number that names something: kept as text, but digits."""
        value = self.text(name)
        if not _WHOLE.fullmatch(value):
            raise Unreadable(f"{name} is no id")
        return value

    def money(self, name: str) -> Decimal | None:
        """An amount, None where none is named."""
        value = self.note(name)
        if not value:
            return None
        if not _MONEY.fullmatch(value):
            raise Unreadable(f"{name} is no amount")
        return Decimal(value)

    def phone(self, name: str = "phone") -> Phone:
        """A number in SMSC's own spelling."""
        return phone_of(self.text(name))


def phone_of(text: str) -> Phone:
    """SMSC's spelling of a number, `Unreadable` if it has no digit."""
    try:
        return Phone.of_smsc(text)
    except BadPhone:
        raise Unreadable("no phone") from None

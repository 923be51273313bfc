"""The raw fields of a callback, read as what they should be.

`check` insists; everything else shrugs: an odd cost or error code is no reason to lose a delivery status.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from smsc.bodies import Malformed, RawFields, decode
from smsc.events import Flag, from_timestamp

# No colon in a part that is joined by colons, else two callbacks could share one signature.
PHONE = re.compile(rb"[ -9;-~]{1,32}")
RECEIVER = re.compile(rb"[ -9;-~]{0,32}")
ID = re.compile(rb"[A-Za-z0-9_.-]{1,64}")
STATUS = re.compile(rb"-?\d{1,3}")
_MONEY = re.compile(rb"-?\d{1,12}(\.\d{1,8})?")

_END_OF_TIME = 253_402_300_799  # the last second of 9999, after which datetime gives up


def check(raw: RawFields, name: bytes, shape: re.Pattern[bytes]) -> str:
    """A signed field, which must have *shape*, else `Malformed`."""
    value = raw[name]
    if not shape.fullmatch(value):
        raise Malformed(f"odd {name.decode()}")
    return value.decode("ascii")


@dataclass(frozen=True, slots=True)
class Fields:
    """Raw fields and the *charset* of those that are not UTF-8."""

    raw: RawFields
    charset: str

    def text(self, name: bytes) -> str:
        """The text, or nothing."""
        value = self.raw.get(name)
        return decode(value, self.charset) if value else ""

    def identifier(self, name: bytes) -> str:
        """An id, or nothing where there is none or it is odd."""
        value = self.raw.get(name, b"")
        return value.decode("ascii") if ID.fullmatch(value) else ""

    def number(self, name: bytes) -> int | None:
        """A whole number of at most twelve ASCII digits (Python's `int` would take Arabic ones too)."""
        value = self.raw.get(name)
        return int(value) if value and value.isdigit() and len(value) <= 12 else None

    def money(self, name: bytes) -> Decimal | None:
        """A decimal with a point, or None."""
        value = self.raw.get(name)
        return Decimal(value.decode("ascii")) if value and _MONEY.fullmatch(value) else None

    def moment(self, name: bytes) -> datetime | None:
        """A unix stamp as an aware moment, or None."""
        seconds = self.number(name)
        return None if seconds is None or seconds > _END_OF_TIME else from_timestamp(seconds)

    def flag(self, name: bytes) -> Flag | None:
        """A two-byte number as its bits, or None."""
        number = self.number(name)
        return None if number is None or number > 0xFFFF else Flag.decode(number)

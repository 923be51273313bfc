"""Calls that confirm a number: the subscriber calls one of ours within fifteen minutes."""

from dataclasses import dataclass
from decimal import Decimal

PRICE = Decimal("0.70")
WINDOW = 15 * 60
TEXT = "[waitcall] "  # the trailing space is SMSC's: https://smscentre.com/api/http/miscellaneous/waitcall/

NUMBERS = {
    "77": ("77273110005", "77273110006"),
    "375": ("375173880011", "375173880012"),
    "7": ("74991110001", "74991110002", "74991110003"),
}


@dataclass(frozen=True)
class AwaitedCall:
    """*phone* is expected to call *number*."""

    phone: str
    number: str
    asked_at: float

    def counts_at(self, moment: float) -> bool:
        return self.asked_at <= moment <= self.asked_at + WINDOW


def numbers_for(phone: str) -> list[str]:
    """Every number *phone* could be told to call, the one it is told first."""
    pool = next((pool for prefix, pool in NUMBERS.items() if phone.startswith(prefix)), NUMBERS["7"])
    first = int(phone) % len(pool)
    return [*pool[first:], *pool[:first]]

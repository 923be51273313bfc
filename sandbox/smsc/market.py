"""Numbers for incoming SMS: on offer to everybody, leased by one account until the end of a month."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sandbox.smsc import moscow
from sandbox.smsc.answers import Value
from sandbox.smsc.money import cents, plain

VIRTUAL, SIM = 1, 2


@dataclass(frozen=True)
class Offer:
    """A number that can be rented; *silent_on* names the prices its line leaves empty."""

    phone: str
    kind: int
    monthly: Decimal
    info: str
    silent_on: tuple[str, ...] = ()

    def price_on(self, day: date) -> Decimal:
        """The rest of the month, *day* included."""
        return cents(self.monthly * moscow.days_left(day) / moscow.month_end(day).day)

    def row(self, day: date) -> dict[str, Value]:
        prices = {"cost": plain(self.monthly), "current_cost": plain(self.price_on(day))}
        said = {name: "" if name in self.silent_on else price for name, price in prices.items()}
        return {"phone": self.phone, "type": self.kind, **said, "info": self.info}


@dataclass(frozen=True)
class Lease:
    """A number one account has until the end of the day *until*."""

    offer: Offer
    until: date
    renews: bool
    label: str = ""

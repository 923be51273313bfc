"""What was sent, day by day; every figure SMSC tells about a period is a sum over these."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sandbox.smsc.answers import Value
from sandbox.smsc.money import NOTHING, cents, plain

# To the main account's rouble, for mycur=1.
RATES = {
    "RUR": Decimal(1),
    "KZT": Decimal("0.18"),
    "USD": Decimal(90),
    "EUR": Decimal(98),
    "UAH": Decimal("2.2"),
}


@dataclass(frozen=True)
class Operation:
    """One line of a day: *spent* is SMSC's `credit`, *paid* its `debit`, both in the login's currency."""

    login: str
    day: date
    description: str
    operator: str
    mccmnc: str
    count: int
    spent: Decimal
    paid: Decimal = NOTHING

    @property
    def what(self) -> tuple[str, str, str]:
        return self.description, self.operator, self.mccmnc


@dataclass(frozen=True)
class Period:
    """Days from *first* to *last*, both included; None is open."""

    first: date | None
    last: date | None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def sums(operations: Iterable[Operation], currency: str, *, rate: Decimal = RATES["RUR"]) -> Mapping[str, Value]:
    """`sms`, `credit`, `debit`, `currency`, all of them texts as documented."""
    booked = list(operations)
    return {
        "sms": str(sum(line.count for line in booked)),
        "credit": plain(cents(sum((line.spent for line in booked), NOTHING) * rate)),
        "debit": plain(cents(sum((line.paid for line in booked), NOTHING) * rate)),
        "currency": currency,
    }

"""What SMSC tells and is told: plain values, read once at the border."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Self

from smsc.phone import Phone


@dataclass(frozen=True, slots=True)
class CallNumber:
    """The number which the subscriber has to call within 15 minutes, and all it was chosen from."""

    phone: Phone
    all_phones: tuple[Phone, ...]


@dataclass(frozen=True, slots=True)
class RentableNumber:
    """A number that can be rented; prices are in the account's currency, None where SMSC names none."""

    phone: Phone
    type: int  # 1 and 4: a dedicated virtual number, 2: a number of the SIM hosting service
    cost: Decimal | None  # a full month
    current_cost: Decimal | None  # what is left of this month
    info: str  # the operator and the supported kinds of notification


class TaskStatus(IntEnum):
    """How far an export is. A number SMSC may add later becomes a member named after itself."""

    WAITING = 0
    RUNNING = 1
    DONE = 2
    CANCELLED = 3
    FAILED = 4

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = f"STATUS_{value}"
        unknown._value_ = value
        return unknown


@dataclass(frozen=True, slots=True)
class Task:
    """An export. SMSC documents no format for its times, so they stay text."""

    id: str
    name: str
    status: TaskStatus
    created: str
    time: str  # when the task starts
    file: str


@dataclass(frozen=True, slots=True)
class OperatorInfo:
    """Who carries a number. ``tz`` is the region's offset from UTC in hours, signed, as text."""

    phone: Phone
    country: str
    operator: str
    region: str
    mcc: str
    mnc: str
    tz: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What is on the account; ``credit`` is the credit limit, None where there is none."""

    amount: Decimal
    currency: str = ""
    credit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both ends included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends before it starts: {self.start} … {self.end}")


@dataclass(frozen=True, slots=True)
class ClientTotal:
    """One client's period in one line.

    ``credit`` is money spent, ``debit`` money paid in: the documents' legend explains each word by
    the other (``<credit> - debit``), which is расход and приход swapped in translation.
    """

    login: str
    sms: int
    credit: Decimal
    debit: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class OperationTotal:
    """One kind of operation within a client's period; ``credit`` and ``debit`` as in `ClientTotal`."""

    description: str
    operator: str
    mccmnc: str
    sms: int
    credit: Decimal
    debit: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class ClientDetail:
    """One client's period, operation by operation."""

    login: str
    items: tuple[OperationTotal, ...]

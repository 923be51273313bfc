"""What SMSC calls about. Every event has a telephone of its own, by which it is found in whatever was told."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from storage.events import Kind
from tests.smsc.posting import form, signed

FORM = "application/x-www-form-urlencoded"
ACCOUNTS_NUMBER = "74950001122"
# Mostly deliveries with some failures, as in a mailing, and people who answer it.
MIXTURE = (Kind.DELIVERED, Kind.DELIVERED, Kind.FAILED, Kind.DELIVERED, Kind.INCOMING)


@dataclass(frozen=True)
class Happening:
    """The *number*-th event and the callback that SMSC posts for it, the same bytes however often."""

    number: int
    kind: Kind
    body: bytes = field(repr=False)

    @property
    def phone(self) -> str:
        return phone_of(self.number)


def phone_of(number: int) -> str:
    return f"79{number:09d}"


def happening(number: int, kind: Kind, *, secret: str) -> Happening:
    return Happening(number, kind, form(signed(fields(number, kind), secret=secret)))


def fields(number: int, kind: Kind) -> dict[str, str]:
    """What SMSC says of the *number*-th event."""
    phone, stamp = phone_of(number), str(1_790_000_000 + number)
    match kind:
        case Kind.INCOMING:
            return {"id": str(number), "phone": phone, "mes": "Когда привезёте?", "to": ACCOUNTS_NUMBER, "time": stamp}
        case Kind.CALL:
            return {"waitcall": "1", "phone": phone, "ts": stamp}
        case Kind.DELIVERED:
            return {"id": f"m{number}", "phone": phone, "status": "1", "ts": stamp, "cost": "4.10"}
        case Kind.FAILED:
            return {"id": f"m{number}", "phone": phone, "status": "20", "err": "6", "ts": stamp}
        case Kind.PROGRESS:
            return {"id": f"m{number}", "phone": phone, "status": "0", "ts": stamp}


def mailing(*, secret: str, first: int = 1) -> Iterator[Happening]:
    """Happenings without end."""
    for number in count(first):
        yield happening(number, MIXTURE[number % len(MIXTURE)], secret=secret)

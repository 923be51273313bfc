"""What SMSC counted, added up and compared. Pure; `credit` is read as spent and `debit` as paid in (`smsc.types`)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from smsc.types import ClientDetail, ClientTotal, OperationTotal, Period
from storage.outcomes import Outcomes

Line = ClientTotal | OperationTotal
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Sum:
    """Messages, and money by currency: what was spent, what was paid in."""

    sms: int = 0
    spent: Mapping[str, Decimal] = field(default_factory=dict)
    paid: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def currencies(self) -> list[str]:
        """Those in which money moved."""
        return sorted({*self.spent, *self.paid})


@dataclass(frozen=True, slots=True)
class Totals:
    """What SMSC counted in *period*: the account's own, and each subclient's, the busiest first.

    *apart* are the logins of subclients with a balance of their own.
    """

    period: Period
    own: Sequence[ClientTotal]
    clients: Sequence[ClientTotal]
    apart: frozenset[str] = frozenset()

    def client(self, login: str) -> list[ClientTotal]:
        """The lines of one subclient, in whatever case its login is written."""
        return [one for one in self.clients if one.login.casefold() == login.casefold()]


@dataclass(frozen=True, slots=True)
class Share:
    """What one operation, operator or client has of a whole."""

    name: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Day:
    """One day of somebody. *outcomes* is what statuses said on it, None where nobody looked."""

    day: date
    sum: Sum
    outcomes: Outcomes | None = None


def summed(lines: Iterable[Line]) -> Sum:
    """Money is added up within its currency only."""
    sms, spent, paid = 0, defaultdict[str, Decimal](Decimal), defaultdict[str, Decimal](Decimal)
    for line in lines:
        sms += line.sms
        spent[line.currency] += line.credit
        paid[line.currency] += line.debit
    return Sum(sms, moved(spent), moved(paid))


def moved(money: Mapping[str, Decimal]) -> dict[str, Decimal]:
    return {currency: amount for currency, amount in sorted(money.items()) if amount}


def joined(
    period: Period, own: Sequence[ClientTotal], apart: Sequence[ClientTotal], shared: Sequence[ClientTotal]
) -> Totals:
    """Each subclient once, whichever of SMSC's two lists names it, and the account itself only as itself."""
    known = {one.login.casefold() for one in own}
    independent = [one for one in apart if one.login.casefold() not in known]
    known |= {one.login.casefold() for one in independent}
    others = [one for one in shared if one.login.casefold() not in known]
    clients = sorted([*independent, *others], key=lambda one: (-one.sms, one.login))
    return Totals(period, own, clients, frozenset(one.login for one in independent))


def once(
    apart: Sequence[ClientDetail], shared: Sequence[ClientDetail], own: Sequence[ClientTotal]
) -> list[ClientDetail]:
    """The same for the details."""
    known = {one.login.casefold() for one in own}
    found = [one for one in apart if one.login.casefold() not in known]
    known |= {one.login.casefold() for one in found}
    return [*found, *(one for one in shared if one.login.casefold() not in known)]


def change(now: Decimal | int, before: Decimal | int) -> Decimal | None:
    """By how many per cent *now* is more than *before*; None where there is nothing to compare with."""
    if not before:
        return None
    return (Decimal(now) - before) / abs(Decimal(before)) * 100


def by_client(clients: Sequence[ClientTotal]) -> list[Share]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for client in clients:
        lines[client.login].append(client)
    return _busiest(lines)


def by_operation(details: Sequence[ClientDetail]) -> list[Share]:
    return _grouped(details, lambda item: item.description)


def by_operator(details: Sequence[ClientDetail]) -> list[Share]:
    """Those that carried messages. One name may be that of several in several countries: codes tell them apart."""
    codes: dict[str, set[str]] = defaultdict(set)
    sent = [ClientDetail(one.login, tuple(item for item in one.items if item.sms)) for one in details]
    for item in items(sent):
        codes[item.operator].add(item.mccmnc)

    def name(item: OperationTotal) -> str:
        alone = item.operator and len(codes[item.operator]) == 1
        return item.operator if alone else " ".join(filter(None, (item.operator, item.mccmnc)))

    return _grouped(sent, name)


def items(details: Sequence[ClientDetail]) -> Iterable[OperationTotal]:
    return (item for one in details for item in one.items)


def _grouped(details: Sequence[ClientDetail], name: Callable[[OperationTotal], str]) -> list[Share]:
    lines: dict[str, list[Line]] = defaultdict(list)
    for item in items(details):
        lines[name(item)].append(item)
    return _busiest(lines)


def _busiest(lines: Mapping[str, list[Line]]) -> list[Share]:
    """What neither sent anything nor moved money is left out."""
    shares = [Share(name, summed(same)) for name, same in lines.items()]
    shares = [share for share in shares if share.sum.sms or share.sum.currencies]
    return sorted(shares, key=lambda share: (-share.sum.sms, share.name))

"""The numbers of an account: rented through the bot, and those people say are rented elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage import numbers, purchases
from storage.database import Database
from storage.numbers import Number
from storage.purchases import Purchase


@dataclass(frozen=True, slots=True)
class Rented:
    """One number: *purchase* where it was rented through the bot, *known* is what people say of it."""

    phone: str
    purchase: Purchase | None
    known: Number | None

    @property
    def alias(self) -> str:
        return self.known.alias if self.known else ""


async def rented_by(db: Database, account_id: int) -> Sequence[Rented]:
    """All of them, by their digits. SMSC's API has no list of them, so this is what the bot was told."""
    bought: Mapping[str, Purchase] = {one.phone: one for one in await db(purchases.bought, account_id)}
    known: Mapping[str, Number] = {one.phone: one for one in await db(numbers.of_account, account_id)}
    mine = bought.keys() | {phone for phone, one in known.items() if one.rented_elsewhere}
    return [Rented(phone, bought.get(phone), known.get(phone)) for phone in sorted(mine)]

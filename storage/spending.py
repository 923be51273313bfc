"""What a chat has spent on things of any kind, and its monthly limit. Every kind that costs money is counted here."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlite_utils import Database as Db

from storage.rows import rows

# One statement a table in which spending is recorded: the amounts of :chat since :since. What is under way or in
# doubt counts as spent, at its quoted price.
RECORDED = (
    "select coalesce(charged, price, '0') as amount from purchases "
    "where chat_id = :chat and changed_at >= :since and state in ('buying', 'unknown', 'bought')",
    "select price as amount from payments "
    "where chat_id = :chat and changed_at >= :since and state in ('paying', 'unknown', 'paid')",
    "select coalesce(charged, price, '0') as amount from messages "
    "where chat_id = :chat and begun_at >= :since and state in ('sending', 'unknown', 'sent')",
)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a chat may spend from *since* on without a second person's word."""

    amount: Decimal
    since: datetime


class OverLimit(Exception):
    """An offer would go beyond the chat's *limit*; *spent* is what the month has cost so far."""

    def __init__(self, limit: Limit, spent: Decimal) -> None:
        super().__init__("over the chat's limit")
        self.limit = limit
        self.spent = spent


def spent_since(db: Db, chat_id: int, since: datetime) -> Decimal:
    """What a chat has spent since then, on everything together."""
    values = {"chat": chat_id, "since": since.timestamp()}
    found = [row for sql in RECORDED for row in rows(db, sql, **values)]
    return sum((Decimal(row["amount"]) for row in found), Decimal(0))


def check(db: Db, chat_id: int, price: Decimal | None, limit: Limit) -> None:
    """Raises OverLimit if *price* on top of what was spent goes beyond *limit*; an unknown price is beyond every one.

    To be called in the transaction that begins the spending: two at once must not slip under one limit.
    """
    spent = spent_since(db, chat_id, limit.since)
    if price is None or spent + price > limit.amount:
        raise OverLimit(limit, spent)

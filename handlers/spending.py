"""What a chat may spend: its monthly limit, and the second person who may allow more."""

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from handlers.ask import Ask, Tap
from handlers.problems import Problem
from handlers.words import Money, Say, _
from storage import chats
from storage.purchases import Limit


class Offer(Protocol):
    """Whatever costs money and was quoted: who asked for it, and the currency of its price."""

    @property
    def person_id(self) -> int: ...

    @property
    def currency(self) -> str: ...


async def limit_of(ask: Ask) -> Limit | None:
    """The chat's limit for the calendar month in its own time zone; None where there is none."""
    chat = await ask.db(chats.get, ask.place.chat_id)
    if chat is None or chat.monthly_limit is None:
        return None
    return Limit(chat.monthly_limit, month_begin(ask.now, ask.say))


def month_begin(now: datetime, say: Say) -> datetime:
    return say.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def over_limit(offer: Offer, limit: Limit, spent: Decimal, say: Say) -> str:
    """Why *offer* waits, and for whom."""
    amount, gone = Money(limit.amount, offer.currency), Money(spent, offer.currency)
    return say(
        _(
            "🔒 Over the chat's limit of {limit} a month\n"
            "Spent this month: {spent}. Nothing is charged yet: somebody else with the role “buyer” has to approve."
        ),
        limit=amount,
        spent=gone,
    )


def second_person(tap: Tap, offer: Offer) -> tuple[int, str]:
    """Whoever approves; raises Problem for the one who asked."""
    if tap.person.id == offer.person_id:
        raise Problem(_("🔒 Somebody else has to approve\nNobody approves what they asked for. Nothing was charged."))
    return tap.person.id, tap.person.handle

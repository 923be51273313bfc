"""What a chat may spend, on anything: its monthly limit, the second person who may allow more, how long offers hold."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from handlers.ask import Ask, Tap
from handlers.house import Role
from handlers.problems import ROLES, Problem
from handlers.reply import Button, Reply
from handlers.words import Money, Msgid, Say, _
from storage import chats
from storage.spending import Limit, OverLimit

VALID = timedelta(minutes=10)


class Offer(Protocol):
    """What every offer that costs money has, whatever it is for. No price is «SMSC did not say»."""

    @property
    def id(self) -> int: ...

    @property
    def price(self) -> Decimal | None: ...

    @property
    def currency(self) -> str: ...

    @property
    def person_id(self) -> int:
        """Whoever asked."""

    @property
    def person(self) -> str: ...

    @property
    def approver(self) -> str | None:
        """The second person, where one was needed."""

    @property
    def quoted_at(self) -> datetime: ...


async def limit_of(ask: Ask) -> Limit | None:
    """The chat's limit for the calendar month in its own time zone; None where there is none."""
    chat = await ask.db(chats.get, ask.place.chat_id)
    if chat is None or chat.monthly_limit is None:
        return None
    return Limit(chat.monthly_limit, month_begin(ask.now, ask.say))


def month_begin(now: datetime, say: Say) -> datetime:
    return say.local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def expired(offer: Offer, now: datetime) -> bool:
    return now > offer.quoted_at + VALID


def over_limit(offer: Offer, error: OverLimit, say: Say, *, by: Role) -> str:
    """Why *offer* waits, and for whom."""
    return say(
        _(
            "🔒 Over the chat's limit of {limit} a month\n"
            "Spent this month: {spent}. Nothing is charged yet: somebody else with the role “{role}” has to approve."
        ),
        limit=Money(error.limit.amount, offer.currency),
        spent=Money(error.spent, offer.currency),
        role=Msgid(ROLES[by.name.lower()]),
    )


def waiting(
    card: Reply, offer: Offer, error: OverLimit, say: Say, *, approve: Button, cancel: Button, by: Role = Role.BUYER
) -> Reply:
    """The quote's *card* with *approve* for anybody of the role *by* but the one who asked."""
    return Reply(f"{over_limit(offer, error, say, by=by)}\n{card.text}", ((approve,), (cancel,)), lasts=card.lasts)


def second_person(tap: Tap, offer: Offer) -> tuple[int, str]:
    """Whoever approves; raises Problem for the one who asked."""
    if tap.person.id == offer.person_id:
        raise Problem(_("🔒 Somebody else has to approve\nNobody approves what they asked for. Nothing was charged."))
    return tap.person.id, tap.person.handle


def noted(result: str, offer: Offer) -> str:
    """For the audit: what became of it, and where two people were needed, who they were."""
    return f"{result}, asked by {offer.person}, approved by {offer.approver}" if offer.approver else result

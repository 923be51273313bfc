"""Seven, three and one days before the month ends: which numbers go on, what that costs, whether the balance will do.

SMSC's list of numbers has a price for the rest of this month and one for a whole month, and a switch for the next:
https://smscentre.com/api/http/miscellaneous/
"""

import logging
from calendar import monthrange
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from handlers.answering import deliver
from handlers.delivery import NotNow, Undelivered
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.pages import in_rows
from handlers.problems import NotConnected
from handlers.rented import Rented, rented_by
from handlers.reply import Button, Reply
from handlers.watch import rejected
from handlers.words import Html, Money, Say, _
from smsc.errors import SmscError
from smsc.phone import Phone
from smsc.types import Balance
from storage import accounts, chats, numbers
from storage.accounts import Account

log = logging.getLogger(__name__)

STAGES = (1, 3, 7)  # days before the end; the last of them is loud
CIVIL = 10  # o'clock in the chat's zone
MOST = 20  # lines of one card


@dataclass(frozen=True, slots=True)
class Due:
    """What is said to one place at one stage. *key* marks it as said, such as `2026-08:3`."""

    account: Account
    place: Place
    ends: date
    left: int
    stage: int
    rented: Sequence[Rented]

    @property
    def key(self) -> str:
        return f"{self.ends:%Y-%m}:{self.stage}"

    @property
    def charge(self) -> Decimal | None:
        """What the next month costs; None where a price is not known."""
        renewed = [one.purchase for one in self.rented if one.purchase and one.purchase.renew]
        prices = [one.monthly for one in renewed if one.monthly is not None]
        return sum(prices, Decimal(0)) if len(prices) == len(renewed) else None


async def remind(house: House) -> None:
    """Say what is due now, once each, also over restarts."""
    for account in await house.db(accounts.everyone):
        for place, rented in (await places_of(account, house)).items():
            say = await language_of(place.chat_id, house)
            if due := due_at(house.clock(), account, place, rented, say):
                await tell(due, house, say)


async def places_of(account: Account, house: House) -> Mapping[Place, Sequence[Rented]]:
    """Which numbers are told where: where they are known, as long as that chat uses the account. A chat that has
    left it hears nothing of it any more; then one that still uses it does."""
    everywhere = [chat.id for chat in await house.db(chats.of_account, account.id)]
    using = [id for id in everywhere if await house.rights.serves(id)]
    by_place: dict[Place, list[Rented]] = defaultdict(list)
    for one in await rented_by(house.db, account.id):
        if one.known is not None and using:
            known = Place(one.known.chat_id, one.known.thread_id)
            by_place[known if known.chat_id in using else Place(using[-1])].append(one)
    return by_place


def due_at(now: datetime, account: Account, place: Place, rented: Sequence[Rented], say: Say) -> Due | None:
    """The reminder whose time has come and that was not given; a bot that was down gives it late."""
    local = say.local(now)
    today = local.date()
    ends = today.replace(day=monthrange(today.year, today.month)[1])
    left = (ends - today).days
    stage = next((stage for stage in STAGES if left <= stage), None)
    if stage is None or local.hour < CIVIL:
        return None
    due = Due(account, place, ends, left, stage, rented)
    untold = [one for one in rented if one.known and one.known.reminded != due.key]
    return Due(account, place, ends, left, stage, untold) if untold else None


async def tell(due: Due, house: House, say: Say) -> None:
    reply = card(due, await balance_of(due.account, house), say)
    try:
        await deliver(reply, due.place, house, say)
    except NotNow:
        return  # the next look gives it
    except Undelivered as error:
        log.warning("chat %s was not reminded of its numbers: %s", due.place.chat_id, error)
        await tell_owner(due, reply, house, say)
    for one in due.rented:
        await house.db(numbers.reminded, due.account.id, one.phone, due.key)


async def tell_owner(due: Due, reply: Reply, house: House, say: Say) -> None:
    """A number must not be lost because a group has shut the bot out: who connected the account hears of it."""
    owner = due.account.owner_id
    if owner != due.place.chat_id and await house.rights.serves(owner):
        with suppress(Undelivered):
            await deliver(Reply(reply.text, loud=reply.loud), Place(owner), house, say)


async def balance_of(account: Account, house: House) -> Balance | None:
    try:
        return await house.sign_in(account).balance()
    except (SmscError, NotConnected) as error:
        await rejected.note(error, account, house)
        log.info("a reminder goes without the balance: %s", type(error).__name__)
        return None


def card(due: Due, balance: Balance | None, say: Say) -> Reply:
    head = say.plural(
        "📱 {n} number: the month ends on {day}, in {left}",
        "📱 {n} numbers: the month ends on {day}, in {left}",
        len(due.rented),
        day=due.ends,
        left=timedelta(days=max(1, due.left)),
    )
    currency = balance.currency if balance else ""
    lines = [head, *(line(one, say, currency) for one in due.rented[:MOST])]
    if len(due.rented) > MOST:
        lines.append(say.plural("… and {n} more", "… and {n} more", len(due.rented) - MOST))
    lines += [money(due, balance, say), say(_("{alias} · #money"), alias=due.account.alias)]
    buttons = [Button(Phone.of_smsc(one.phone).pretty, "numbers.card", one.phone) for one in due.rented[:4]]
    return Reply("\n".join(lines), in_rows(buttons, width=2), loud=due.stage == min(STAGES))


def line(one: Rented, say: Say, currency: str) -> str:
    called = say(_("{phone} “{name}”") if one.alias else _("{phone}"), phone=Phone.of_smsc(one.phone), name=one.alias)
    if one.purchase is None:
        return say(_("{number}: rented elsewhere"), number=Html(called))
    if not one.purchase.renew:
        return say(_("⚠️ {number}: not renewed"), number=Html(called))
    if one.purchase.monthly is None:
        return say(_("{number}: renewed, the price is not known"), number=Html(called))
    price = Money(one.purchase.monthly, currency or one.purchase.currency)
    return say(_("{number}: renewed for {price}"), number=Html(called), price=price)


def money(due: Due, balance: Balance | None, say: Say) -> str:
    if balance is None:
        return say(_("The balance is not known just now: /balance"))
    now = Money(balance.amount, balance.currency)
    if due.charge is None:
        return say(_("Balance: {balance}"), balance=now)
    needed = Money(due.charge, balance.currency)
    if balance.amount < due.charge:
        return say(_("⚠️ Needed: {needed}, balance: {balance}"), needed=needed, balance=now)
    return say(_("Needed: {needed}, balance: {balance}"), needed=needed, balance=now)

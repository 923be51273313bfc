"""The truth about a payment whose answer was lost: read from balance and statistics, and never paid again."""

import logging
from dataclasses import dataclass, field
from decimal import Decimal

from handlers.commands.clients_pay import since
from handlers.delivery import NotNow, Perhaps, Undelivered
from handlers.doubts import Looks
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.payment_cards import result_card, settling
from handlers.problems import NotConnected, Problem
from handlers.reply import Reply
from handlers.subclients import paid_in
from handlers.watch.cards import put
from handlers.words import Money, Say, _
from smsc.errors import SmscError
from smsc.types import ClientTotal
from storage import accounts, audit, clients, payments
from storage.audit import Deed
from storage.payments import Payment, State

log = logging.getLogger(__name__)

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Signs:
    """What SMSC shows afterwards: the main balance, and what the subclient was paid in."""

    balance: Decimal
    total: ClientTotal | None

    def verdict(self, payment: Payment) -> State | None:
        """Paid, refused, or None while the signs say too little or contradict each other.

        A sign may be silent: the balance, when other things were charged meanwhile; the statistics, when they were
        not read before. That the statistics show nothing yet is no proof alone: they may come late.
        """
        left, came = self.left(payment), self.came(payment)
        if (left, came) in {(True, True), (None, True), (True, None)}:
            return State.PAID
        if left is False and came is not True:
            return State.REFUSED
        return None

    def left(self, payment: Payment) -> bool | None:
        """Whether the sum has left the main balance."""
        if payment.balance_before is None:
            return None
        spent = payment.balance_before - self.balance
        return True if abs(spent - payment.price) <= CENT else False if abs(spent) <= CENT else None

    def came(self, payment: Payment) -> bool | None:
        """Whether it has come to the subclient, whose currency may be another."""
        if payment.debit_before is None:
            return None
        grown = (self.total.debit if self.total else Decimal(0)) - payment.debit_before
        if abs(grown) <= CENT:
            return False
        same = self.total is not None and self.total.currency == payment.currency
        return True if not same or abs(grown - payment.price) <= CENT else None


@dataclass
class Payments:
    """Looks at payments with an unknown end, soon and then ever less often."""

    house: House
    _looks: Looks = field(default_factory=Looks)

    async def reconcile(self) -> None:
        """Look at every payment whose time has come; then say on the cards what is known by now."""
        for payment in await self.house.db(payments.unknown):
            if self._looks.due(payment.id, payment.changed_at, self.house.clock()):
                await self._look(payment)
        for payment in await self.house.db(payments.unshown):
            await show(payment, self.house)

    async def _look(self, payment: Payment) -> None:
        account = await self.house.db(accounts.get, payment.account_id)
        if account is None:
            return
        try:
            smsc = self.house.sign_in(account)
            total = await paid_in(smsc, payment.login, since(payment.quoted_at, self.house.clock()))
            signs = Signs((await smsc.balance()).amount, total)
        except (SmscError, NotConnected, Problem) as error:
            log.info("a payment stays unknown for now: %s", type(error).__name__)
            return
        if found := signs.verdict(payment):
            await settle(payment, found, signs, self.house)
        else:
            await doubt(payment, signs, self.house, alias=account.alias)


async def settle(payment: Payment, found: State, signs: Signs, house: House) -> None:
    """The signs agree: write it down, in the register and in the audit."""
    now = house.clock()
    if not await house.db(payments.finish, payment.id, found, now=now, shown=False, balance_after=signs.balance):
        return
    if found is State.PAID:
        await house.db(clients.note, payment.account_id, payment.login, {}, now)
    deed = Deed(
        at=now,
        chat_id=payment.chat_id,
        account_id=payment.account_id,
        person_id=payment.person_id,
        person=payment.person,
        what="client pay",
        about=payment.login,
        result=f"found out: {found}",
    )
    await house.db(audit.write, deed)


async def show(payment: Payment, house: House) -> None:
    """The truth on the card; what Telegram does not take now is shown the next time."""
    account = await house.db(accounts.get, payment.account_id)
    say = await language_of(payment.chat_id, house)
    card = result_card(payment, say, alias=account.alias if account else "")
    try:
        await put(card, place_of(payment), payment.message_id, house, say)
    except (NotNow, Perhaps):
        return
    except Undelivered as error:
        log.warning("the card of a payment in chat %s cannot be changed: %s", payment.chat_id, error)
    await house.db(payments.shown, payment.id, payment.state)


async def doubt(payment: Payment, signs: Signs, house: House, *, alias: str) -> None:
    """Show a person what there is to judge by; the card changes again when the signs agree."""
    say = await language_of(payment.chat_id, house)
    try:
        if payment.message_id is not None:
            card = doubt_card(payment, signs, say, alias=alias)
            await house.mouth.edit(place_of(payment), payment.message_id, card)
    except Undelivered as error:
        log.info("the card of a payment in chat %s was not changed: %s", payment.chat_id, error)


def doubt_card(payment: Payment, signs: Signs, say: Say, *, alias: str) -> Reply:
    currency, before = payment.currency, payment.balance_before
    came = signs.total.debit - (payment.debit_before or Decimal(0)) if signs.total else Decimal(0)
    text = say(
        _(
            "⚠️ It is not known whether {login} got {sum}\n"
            "Balance then {before}, now {now}; paid in since then, by SMSC's statistics: {came}.\n"
            "The SMSC cabinet tells. I look again and do not send it again.\n{alias} · {person} · #money"
        ),
        login=payment.login,
        sum=Money(payment.price, currency),
        before="—" if before is None else Money(before, currency),
        now=Money(signs.balance, currency),
        came=Money(came, signs.total.currency if signs.total else currency),
        alias=alias,
        person=payment.person,
    )
    return Reply(text, settling(payment, say))


def place_of(payment: Payment) -> Place:
    return Place(payment.chat_id, payment.thread_id)

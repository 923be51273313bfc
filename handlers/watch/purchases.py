"""The truth about a purchase whose answer was lost: read from list and balance, never by buying again."""

import logging
from dataclasses import dataclass, field, replace
from decimal import Decimal

from handlers.delivery import NotNow, Perhaps, Undelivered
from handlers.doubts import Looks
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.problems import NotConnected
from handlers.purchase_cards import result_card, settling
from handlers.reply import Reply
from handlers.watch import rejected
from handlers.watch.cards import put
from handlers.words import Money, Msgid, Say, _
from smsc.client import Smsc
from smsc.errors import SmscError
from smsc.phone import Phone
from storage import accounts, audit, numbers, purchases
from storage.audit import Deed
from storage.database import Database
from storage.purchases import Purchase, State

log = logging.getLogger(__name__)

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Signs:
    """What SMSC shows of a number afterwards. *paid* was certainly paid for others since it was asked for; *rivals*
    are prices that were perhaps paid for others."""

    listed: bool
    balance: Decimal
    paid: Decimal = Decimal(0)
    rivals: tuple[Decimal | None, ...] = ()

    def verdict(self, purchase: Purchase) -> Purchase | None:
        """Bought, refused, or None while the signs contradict each other.

        Gone from the list and the balance lower by the price: bought. Still listed and the balance as before: not.
        Where another doubt of the same price may be what was paid, nobody can tell.
        """
        if purchase.balance_before is None:
            return None
        spent = purchase.balance_before - self.balance - self.paid
        if not self.listed and (None in self.rivals or purchase.price in self.rivals):
            return None
        if not self.listed and purchase.price is not None and abs(spent - purchase.price) <= CENT:
            return replace(purchase, state=State.BOUGHT, charged=spent, balance_after=self.balance)
        if self.listed and abs(spent) <= CENT:
            return replace(purchase, state=State.REFUSED, balance_after=self.balance)
        return None


async def signs_of(purchase: Purchase, smsc: Smsc, db: Database) -> Signs:
    listed = {number.phone.digits for number in await smsc.rentable_numbers()}
    balance = (await smsc.balance()).amount
    beside = await db(purchases.beside, purchase)
    rivals = tuple(price for phone, price in beside.doubtful if phone not in listed)
    return Signs(purchase.phone in listed, balance, beside.charged, rivals)


@dataclass
class Reconciler:
    """Looks at purchases with an unknown end, soon and then ever less often: SMSC gives out two lists a minute."""

    house: House
    _looks: Looks = field(default_factory=Looks)

    async def reconcile(self) -> None:
        """Look at every purchase whose time has come; then say on their cards what is known by now."""
        for purchase in await self.house.db(purchases.unknown):
            if self._looks.due(purchase.id, purchase.changed_at, self.house.clock()):
                await self._look(purchase)
        for purchase in await self.house.db(purchases.unshown):
            await show(purchase, self.house)

    async def _look(self, purchase: Purchase) -> None:
        account = await self.house.db(accounts.get, purchase.account_id)
        if account is None:
            return
        try:
            signs = await signs_of(purchase, self.house.sign_in(account), self.house.db)
        except (SmscError, NotConnected) as error:
            await rejected.note(error, account, self.house)
            log.info("a purchase stays unknown for now: %s", type(error).__name__)
            return
        if found := signs.verdict(purchase):
            await settle(found, self.house)
        else:
            await doubt(purchase, signs, self.house, alias=account.alias)


async def settle(found: Purchase, house: House) -> None:
    """The signs agree: write it down, in the register and in the audit."""
    await house.db(
        purchases.finish,
        found.id,
        found.state,
        now=house.clock(),
        charged=found.charged,
        balance_after=found.balance_after,
    )
    if found.state is State.BOUGHT:
        await house.db(numbers.note, found.account_id, found.phone, found.chat_id, found.thread_id)
    result = f"found out: {found.state}"
    deed = Deed(
        house.clock(), found.chat_id, found.account_id, found.person_id, found.person, "buy", found.phone, result
    )
    await house.db(audit.write, deed)


async def show(purchase: Purchase, house: House) -> None:
    """The truth on the card; what Telegram does not take now is shown the next time."""
    account = await house.db(accounts.get, purchase.account_id)
    say = await language_of(purchase.chat_id, house)
    card = result_card(purchase, say, alias=account.alias if account else "")
    try:
        await put(card, place_of(purchase), purchase.message_id, house, say)
    except (NotNow, Perhaps):
        return
    except Undelivered as error:
        log.warning("the card of a purchase in chat %s cannot be changed: %s", purchase.chat_id, error)
    await house.db(purchases.shown, purchase.id, purchase.state)


async def doubt(purchase: Purchase, signs: Signs, house: House, *, alias: str) -> None:
    """Show a person what there is to judge by; the card changes again when the signs agree."""
    say = await language_of(purchase.chat_id, house)
    try:
        if purchase.message_id is not None:
            await house.mouth.edit(
                place_of(purchase), purchase.message_id, doubt_card(purchase, signs, say, alias=alias)
            )
    except Undelivered as error:
        log.info("the card of a purchase in chat %s was not changed: %s", purchase.chat_id, error)


def doubt_card(purchase: Purchase, signs: Signs, say: Say, *, alias: str) -> Reply:
    before = purchase.balance_before
    text = say(
        _(
            "⚠️ It is not known whether {phone} was rented\n"
            "Balance then {before}, now {now}; {listed}.\n"
            "The SMSC cabinet tells. I look again and do not ask for it again.\n{alias} · {person} · #money"
        ),
        phone=Phone.of_smsc(purchase.phone),
        before="—" if before is None else Money(before, purchase.currency),
        now=Money(signs.balance, purchase.currency),
        listed=Msgid(LISTED if signs.listed else NOT_LISTED),
        alias=alias,
        person=purchase.person,
    )
    return Reply(text, settling(purchase, say))


LISTED = _("the number is still on offer")
NOT_LISTED = _("the number is no longer on offer")


def place_of(purchase: Purchase) -> Place:
    return Place(purchase.chat_id, purchase.thread_id)

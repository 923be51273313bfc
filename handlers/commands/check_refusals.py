"""A check that SMSC did not order: what it said, that no money moved, and what to do next."""

from handlers.ask import Ask
from handlers.balances import balance_now
from handlers.commands.cancel import close_button
from handlers.reply import Button, Reply
from handlers.words import Money, Say, _
from smsc.errors import Nonsense, Reason, Refused, SmscError, Unreachable
from smsc.phone import Phone

REFUSALS = {
    Reason.PARAMETERS: _("❌ SMSC does not take {phone}\nNothing was charged. Check the digits and the country."),
    Reason.BLACK_LISTED: _(
        "🚫 {phone} is on the black list\nNothing was ordered or charged. It is taken off the list in the SMSC cabinet."
    ),
    Reason.NO_PRICE: _(
        "🚫 The account's settings forbid it\n"
        "{phone} was not ordered, not charged. Check allowed numbers and sending hours in the SMSC cabinet."
    ),
    Reason.TOO_MANY: _("🚫 SMSC takes no more checks for now\n{phone} was not ordered, not charged. Try in a minute."),
}


def in_doubt(error: SmscError) -> bool:
    """Whether SMSC may have done what it was asked for all the same."""
    return isinstance(error, Nonsense) or (isinstance(error, Unreachable) and error.maybe_done)


async def refusal(ask: Ask, phone: Phone, error: SmscError) -> Reply:
    """The answer to whoever asked; raises *error* where what is said of it everywhere says enough."""
    match error:
        case Refused(reason=Reason.MONEY):
            return await no_money(ask, phone)
        case Refused(reason=reason) if reason in REFUSALS:
            row = (again(phone, ask.say), close_button(ask.say)) if reason is Reason.TOO_MANY else ()
            return Reply(ask.say(REFUSALS[reason], phone=phone), (row,) if row else ())
        case _:
            raise error


async def no_money(ask: Ask, phone: Phone) -> Reply:
    """The balance is read at this moment; where it cannot be, the refusal alone is said."""
    buttons = ((Button(ask.say.label(_("💰 Balance")), "balance.show"), again(phone, ask.say)),)
    try:
        money = await balance_now(ask)
    except SmscError:
        text = ask.say(_("💰 Not enough money on SMSC\nThe check of {phone} was not ordered."), phone=phone)
        return Reply(text, buttons)
    text = ask.say(
        _("💰 Not enough money on SMSC: {balance}\nThe check of {phone} was not ordered."),
        balance=Money(money.amount, money.currency),
        phone=phone,
    )
    return Reply(text, buttons)


def again(phone: Phone, say: Say) -> Button:
    return Button(say.label(_("🔁 Again")), "verify.again", phone.digits)

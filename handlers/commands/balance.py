"""/balance: how much money the account has."""

from handlers.ask import Ask, Tap, command, tap
from handlers.balances import balance_of
from handlers.house import Role
from handlers.reply import Reply
from handlers.words import Money, Say, _
from smsc.types import Balance


@command(about=_("Balance"), role=Role.VIEWER, aliases=("b",), alone=True)
async def balance(ask: Ask) -> Reply:
    return Reply(render(await ask.smsc.balance(), ask.say, alias=ask.connected.alias))


@tap(role=Role.VIEWER, fresh=True)
async def show(tap: Tap) -> Reply:
    """The button on a card that speaks of money."""
    return Reply(render(await balance_of(tap), tap.say, alias=tap.connected.alias))


def render(balance: Balance, say: Say, *, alias: str) -> str:
    amount = Money(balance.amount, balance.currency)
    if balance.credit:
        credit = Money(balance.credit, balance.currency)
        return say(
            _("💰 Balance {amount}\nCredit limit {credit}\n{alias} · #money"),
            amount=amount,
            credit=credit,
            alias=alias,
        )
    return say(_("💰 Balance {amount}\n{alias} · #money"), amount=amount, alias=alias)

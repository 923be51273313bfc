"""The account's balance, shared for some seconds: SMSC answers ten such questions a minute."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from pydantic import TypeAdapter

from handlers.ask import Ask
from handlers.remembered import keep, remembered
from smsc.errors import SmscError
from smsc.types import Balance
from storage import answers

KEPT = timedelta(seconds=20)
BALANCE = TypeAdapter(Balance)
QUESTION = "balance"


async def balance_of(ask: Ask) -> Balance:
    """The balance, at most some seconds old."""
    return (await remembered(ask, QUESTION, BALANCE, ask.smsc.balance, age=KEPT)).value


async def currency_of(ask: Ask) -> str:
    """The account's currency; nothing where SMSC does not say it just now: a price without it is still a price."""
    with suppress(SmscError):
        return (await balance_of(ask)).currency
    return ""


async def forget_balance(ask: Ask) -> None:
    """Money has moved: whoever looks next sees what is left."""
    await ask.db(answers.forget, ask.connected.id, QUESTION)


async def left_with(ask: Ask, amount: Decimal, currency: str) -> None:
    """SMSC has said by the way what is left: it need not be asked for that, ten times a minute at most."""
    await keep(ask, QUESTION, BALANCE, Balance(amount, currency))


async def balance_now(ask: Ask) -> Balance:
    """The balance as SMSC has it at this moment."""
    return (await keep(ask, QUESTION, BALANCE, await ask.smsc.balance())).value

"""The account's balance, shared for some seconds: SMSC answers ten such questions a minute."""

from datetime import timedelta

from pydantic import TypeAdapter

from handlers.ask import Ask
from handlers.remembered import keep, remembered
from smsc.types import Balance
from storage import answers

KEPT = timedelta(seconds=20)
BALANCE = TypeAdapter(Balance)
QUESTION = "balance"


async def balance_of(ask: Ask) -> Balance:
    """The balance, at most some seconds old."""
    return (await remembered(ask, QUESTION, BALANCE, ask.smsc.balance, age=KEPT)).value


async def forget_balance(ask: Ask) -> None:
    """Money has moved: whoever looks next sees what is left."""
    await ask.db(answers.forget, ask.connected.id, QUESTION)


async def balance_now(ask: Ask) -> Balance:
    """The balance as SMSC has it at this moment."""
    return (await keep(ask, QUESTION, BALANCE, await ask.smsc.balance())).value

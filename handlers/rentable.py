"""Numbers that can be rented: SMSC's list, shared for a minute, because it answers two equal requests a minute."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import TypeAdapter

from handlers.ask import Ask
from handlers.remembered import keep, remembered
from smsc.errors import TooSoon
from smsc.phone import Phone
from smsc.types import RentableNumber
from storage import answers

KEPT = timedelta(seconds=60)
LIST = TypeAdapter(list[RentableNumber])
QUESTION = "rentable"


async def rentable(ask: Ask) -> list[RentableNumber]:
    """The list, at most a minute old."""
    return (await remembered(ask, QUESTION, LIST, ask.smsc.rentable_numbers, age=KEPT)).value


async def rentable_now(ask: Ask) -> list[RentableNumber]:
    """The list as it is now; a minute old only where SMSC may not be asked again yet."""
    try:
        return (await keep(ask, QUESTION, LIST, await ask.smsc.rentable_numbers())).value
    except TooSoon:
        return await rentable(ask)


async def strike_out(ask: Ask, phone: Phone) -> None:
    """*phone* is rented now: whoever looks at the shared list within its minute does not see it any more."""
    known = await ask.db(answers.recall, ask.connected.id, QUESTION, after=ask.now - KEPT)
    if known is not None:
        left = [number for number in LIST.validate_json(known.body) if number.phone != phone]
        await ask.db(answers.remember, ask.connected.id, QUESTION, LIST.dump_json(left).decode(), known.at)


def find(numbers: Sequence[RentableNumber], phone: Phone) -> RentableNumber | None:
    return next((number for number in numbers if number.phone == phone), None)


def similar(numbers: Sequence[RentableNumber], phone: Phone, *, most: int = 3) -> list[RentableNumber]:
    """Others that share the longest beginning with *phone*."""
    return sorted(numbers, key=lambda number: -_shared(number.phone.digits, phone.digits))[:most]


def matching(numbers: Sequence[RentableNumber], text: str) -> list[RentableNumber]:
    """Those whose digits or description contain *text*."""
    digits = "".join(char for char in text if char.isdigit())
    return [
        number
        for number in numbers
        if (digits and digits in number.phone.digits) or (not digits and text.lower() in number.info.lower())
    ]


def _shared(one: str, other: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))

"""Who carries a number, by SMSC's data: kept for a day, written as a line of a file, and how fresh it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from handlers.ask import Ask
from handlers.remembered import Dated, keep
from handlers.reply import Document
from handlers.tables import csv_file
from handlers.words import Say, _
from smsc.phone import Phone
from smsc.types import OperatorInfo
from storage import answers

KEPT = timedelta(hours=24)  # numbers are ported: what is older is asked again
JUST_NOW = timedelta(minutes=1)
ONE = TypeAdapter(OperatorInfo)
HEADER = ("phone", "operator", "country", "region", "mcc", "mnc", "tz", "checked_at")


@dataclass(frozen=True, slots=True)
class Found:
    """One number that was asked about; `info` is None where SMSC does not know it."""

    phone: Phone
    info: Dated[OperatorInfo] | None


def key(number: Phone) -> str:
    return f"operator:{number.digits}"


async def infos(ask: Ask, numbers: Sequence[Phone]) -> list[Found]:
    """What is known of each number; SMSC is asked once for all that are new or too old."""
    known: dict[Phone, Dated[OperatorInfo]] = {}
    for number in numbers:
        if stored := await ask.db(answers.recall, ask.connected.id, key(number), after=ask.now - KEPT):
            known[number] = Dated(ONE.validate_json(stored.body), stored.at)
    unknown = [number for number in numbers if number not in known]
    for info in await ask.smsc.operators(unknown) if unknown else []:
        known[info.phone] = await keep(ask, key(info.phone), ONE, info)
    return [Found(number, known.get(number)) for number in numbers]


def freshness(at: datetime, now: datetime, say: Say) -> str:
    """Whose word it is, of which day, and how old at most."""
    day = say.local(at).date()
    if now - at < JUST_NOW:
        return say(_("by SMSC's data, {day}, just now"), day=day)
    return say(_("by SMSC's data, {day}, {ago} ago"), day=day, ago=rounded(now - at))


def rounded(age: timedelta) -> timedelta:
    """Nobody wants the minutes of hours."""
    unit = timedelta(hours=1) if age >= timedelta(hours=1) else timedelta(minutes=1)
    return unit * round(age / unit)


def table(known: Iterable[Found], name: str = "operators.csv") -> Document:
    return Document(name, csv_file(HEADER, map(row, known)))


def row(found: Found) -> list[object]:
    if found.info is None:
        return [str(found.phone), "", "", "", "", "", "", ""]
    info, at = found.info.value, f"{found.info.at:%Y-%m-%d %H:%M:%S}Z"
    return [str(found.phone), info.operator, info.country, info.region, info.mcc, info.mnc, info.tz, at]

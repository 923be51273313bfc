"""/operator 79991234567: who carries the number, by SMSC's data."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from pydantic import TypeAdapter

from handlers.ask import Ask, Button, Document, Reply, Role, Tap, answer, command, tap
from handlers.commands.cancel import cancel_button
from handlers.problems import bad_phone
from handlers.quoted import phones_in
from handlers.remembered import Dated, keep, remembered
from handlers.tables import csv_file
from handlers.words import Say, _
from smsc.phone import BadPhone, Phone, TooManyPhones
from smsc.types import OperatorInfo
from storage import answers

MOST = 50  # numbers in a message
KEPT = timedelta(hours=24)  # numbers are ported: what is older is asked again
ONE = TypeAdapter(OperatorInfo)


@dataclass(frozen=True, slots=True)
class Found:
    """One number that was asked about; `info` is None where SMSC does not know it."""

    phone: Phone
    info: Dated[OperatorInfo] | None


@command(about=_("Whose number"), usage="79991234567", role=Role.VIEWER, aliases=("op",))
async def operator(ask: Ask) -> Reply:
    _account = ask.connected
    if text := ask.rest or " ".join(map(str, phones_in(ask.quoted))):
        return await found(ask, text)
    await ask.expect(phones)
    return Reply(question(ask), ((cancel_button(ask),),))


@answer(role=Role.VIEWER)
async def phones(ask: Ask, _arg: str) -> Reply:
    return await found(ask, ask.rest)


@tap(role=Role.VIEWER, fresh=True)
async def look_up(tap: Tap) -> Reply:
    """The button on a card that shows a number."""
    return await one(tap, Phone.of_smsc(tap.arg))


@tap(role=Role.VIEWER, fresh=True)
async def as_file(tap: Tap) -> Reply:
    """What a list of numbers showed, as a CSV file."""
    known = await infos(tap, Phone.parse_many(tap.arg))
    text = tap.say.plural("🔎 Operator of {n} number", "🔎 Operators of {n} numbers", len(known))
    return Reply(text, document=table(known))


def question(ask: Ask) -> str:
    if ask.place.private:
        return ask.say(_("🔎 Which number? Up to 50 in one message."))
    return ask.say(_("🔎 Which number?\nReply to this message with it, or with up to 50."))


async def found(ask: Ask, text: str) -> Reply:
    """One number gets a card, several a list; what is no number is listed with the reason."""
    numbers, bad = read(text)
    if len(numbers) == 1 and not bad:
        return await one(ask, numbers[0])
    known = await infos(ask, numbers)
    head = ask.say.plural("🔎 {n} number", "🔎 {n} numbers", len(numbers) + len(bad))
    lines = [line(item, ask.say) for item in known] + [bad_phone(error, ask.say) for error in bad]
    file = Button(ask.say.label(_("📄 CSV")), "operators.as_file", " ".join(str(number) for number in numbers))
    return Reply("\n".join([head, *lines]), ((file,),) if numbers else ())


def read(text: str) -> tuple[list[Phone], list[BadPhone]]:
    """The numbers in *text*, each once, and what looks like one and is none. Raises what a lone bad number does."""
    try:
        return Phone.parse_many(text, limit=MOST), []
    except BadPhone:
        numbers: dict[Phone, None] = {}
        bad: list[BadPhone] = []
        for chunk in re.split(r"[,;\n]+", text):
            some, errors = read_chunk(chunk.strip())
            numbers.update(dict.fromkeys(some))
            bad += errors
        if len(numbers) + len(bad) > MOST:
            raise TooManyPhones(MOST) from None
        if not numbers and len(bad) == 1:
            raise
        return list(numbers), bad


def read_chunk(chunk: str) -> tuple[list[Phone], list[BadPhone]]:
    """Numbers with blanks between them; a chunk of which no part is a number is one bad number."""
    if not chunk:
        return [], []
    try:
        return Phone.parse_many(chunk), []
    except BadPhone as whole:
        numbers, errors = [], []
        for word in chunk.split():
            try:
                numbers.append(Phone.parse(word))
            except BadPhone as error:
                errors.append(error)
        return (numbers, errors) if numbers else ([], [whole])


async def one(ask: Ask, number: Phone) -> Reply:
    info = await remembered(ask, key(number), ONE, lambda: ask.smsc.operator(number), age=KEPT)
    return Reply(render(info, ask.say), buttons(number, ask.say))


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


def render(found: Dated[OperatorInfo], say: Say) -> str:
    info = found.value
    return say(
        _("🔎 {phone}\n{whose}\nMCC/MNC {mcc} {mnc} · UTC{zone}\nby SMSC's data, {day}"),
        phone=info.phone,
        whose=" · ".join(part for part in (info.operator, info.region, info.country) if part) or "—",
        mcc=info.mcc or "—",
        mnc=info.mnc or "—",
        zone=info.tz if info.tz.startswith(("-", "+")) else f"+{info.tz or '?'}",
        day=found.at.astimezone(say.zone).date(),
    )


def line(found: Found, say: Say) -> str:
    if found.info is None:
        return say(_("{phone}  not found"), phone=found.phone)
    info = found.info.value
    whose = " · ".join(part for part in (info.operator, info.region) if part) or "—"
    return say(_("{phone}  {whose}"), phone=found.phone, whose=whose)


def buttons(number: Phone, say: Say) -> tuple[tuple[Button, ...], ...]:
    copy = Button(say.label(_("📋 Copy")), copy=str(number))
    return ((copy, Button(say.label(_("📞 Verify by call")), "verify.again", number.digits)),)


def table(known: Sequence[Found]) -> Document:
    header = ["phone", "operator", "country", "region", "mcc", "mnc", "tz", "checked_at"]
    return Document("operators.csv", csv_file(header, [row(item) for item in known]))


def row(found: Found) -> list[object]:
    if found.info is None:
        return [str(found.phone), "", "", "", "", "", "", ""]
    info, at = found.info.value, f"{found.info.at:%Y-%m-%d %H:%M:%S}Z"
    return [str(found.phone), info.operator, info.country, info.region, info.mcc, info.mnc, info.tz, at]

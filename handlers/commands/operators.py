"""/operator 79991234567: who carries the number, by SMSC's data."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from handlers import phones as spoken
from handlers.ask import Ask, Tap, answer, command, tap
from handlers.carriers import KEPT, ONE, Found, freshness, infos, key, table
from handlers.commands import lookups
from handlers.commands.cancel import cancel_button
from handlers.house import Role
from handlers.problems import Problem, bad_phone
from handlers.quoted import phones_in
from handlers.remembered import Dated, remembered
from handlers.reply import Button, Reply
from handlers.sheets import readable
from handlers.words import Html, Say, _
from smsc.phone import BadPhone, Phone, TooManyPhones
from smsc.types import OperatorInfo

MOST = 50  # numbers in a message
OPEN = 8  # lines of a list that are shown at once
HOURS = re.compile(r"[+-]?(1\d|\d)(\.\d{1,2})?", re.ASCII)


@command(about=_("Whose number"), usage="79991234567", role=Role.VIEWER, aliases=("op",))
async def operator(ask: Ask) -> Reply | None:
    _account = ask.connected
    quoted = phones_in(ask.quoted)
    if ask.rest:
        return await found(ask, ask.rest)
    if ask.attached is not None and (readable(ask.attached.name) or not quoted):
        await lookups.start(ask, ask.attached)
        return None
    if quoted:
        return await found(ask, " ".join(map(str, quoted)))
    await ask.expect(phones)
    return Reply(question(ask), ((cancel_button(ask, phones),),))


@answer(role=Role.VIEWER, files=True)
async def phones(ask: Ask, _arg: str) -> Reply | None:
    if ask.attached is not None and not phones_in(ask.rest):
        await lookups.start(ask, ask.attached)
        return None
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
        return ask.say(
            _("🔎 Which number? Up to 50 in one message\nOr a .txt, .csv or .xlsx file with up to 10,000 of them.")
        )
    return ask.say(
        _(
            "🔎 Which number?\nReply to this message with it, with up to 50,\n"
            "or with a .txt, .csv or .xlsx file of up to 10,000."
        )
    )


async def found(ask: Ask, text: str) -> Reply:
    """One number gets a card, several a list; what is no number is listed with the reason."""
    try:
        numbers, bad = spoken.read(text, limit=MOST)
    except TooManyPhones as error:
        raise Problem(
            _("❌ At most {limit} numbers in one message.\nMore in a file: .txt, .csv or .xlsx, up to 10,000."),
            limit=error.limit,
        ) from error
    if len(numbers) == 1 and not bad:
        return await one(ask, numbers[0])
    return several(await infos(ask, numbers), bad, ask.say, now=ask.now)


async def one(ask: Ask, number: Phone) -> Reply:
    info = await remembered(ask, key(number), ONE, lambda: ask.smsc.operator(number), age=KEPT)
    return Reply(render(info, ask.say, now=ask.now), buttons(number, ask.say))


def several(known: Sequence[Found], bad: Sequence[BadPhone], say: Say, *, now: datetime) -> Reply:
    """A line each; a long list is folded."""
    head = say.plural("🔎 {n} number", "🔎 {n} numbers", len(known) + len(bad))
    lines = [line(item, say) for item in known] + [bad_phone(error, say) for error in bad]
    body = "\n".join(lines)
    text = f"{head}\n{body}" if len(lines) <= OPEN else f"{head}\n<blockquote expandable>{body}</blockquote>"
    if asked := [item.info.at for item in known if item.info is not None]:
        text += "\n" + freshness(min(asked), now, say)
    file = Button(say.label(_("📄 CSV")), "operators.as_file", " ".join(str(item.phone) for item in known))
    return Reply(text, ((file,),) if known else ())


def render(found: Dated[OperatorInfo], say: Say, *, now: datetime) -> str:
    info = found.value
    return say(
        _("🔎 {phone}\n{whose}\nMCC/MNC {mcc} {mnc} · {zone}\n{source}"),
        phone=info.phone,
        whose=" · ".join(part for part in (info.operator, info.region, info.country) if part) or "—",
        mcc=info.mcc or "—",
        mnc=info.mnc or "—",
        zone=Html(local_time(info.tz, say, now=now)),
        source=Html(freshness(found.at, now, say)),
    )


def local_time(tz: str, say: Say, *, now: datetime) -> str:
    """The region's zone and what its clocks show now; SMSC names it in hours, with a plus or without."""
    if not HOURS.fullmatch(tz):
        return say(_("time zone unknown"))
    there = timezone(timedelta(minutes=round(float(tz) * 60)))
    hours, _colon, minutes = f"{there}".removeprefix("UTC").partition(":")
    zone = f"{int(hours or 0):+d}" + (f":{minutes}" if minutes.strip("0") else "")
    return say(_("UTC{zone}, now {time}"), zone=zone, time=f"{now.astimezone(there):%H:%M}")


def line(found: Found, say: Say) -> str:
    if found.info is None:
        return say(_("{phone}  not found"), phone=found.phone)
    info = found.info.value
    whose = " · ".join(part for part in (info.operator, info.region) if part) or "—"
    return say(_("{phone}  {whose}"), phone=found.phone, whose=whose)


def buttons(number: Phone, say: Say) -> tuple[tuple[Button, ...], ...]:
    copy = Button(say.label(_("📋 Copy")), copy=str(number))
    verify = Button(say.label(_("📞 Verify by call")), "verify.again", number.digits)
    hlr = Button(say.label(_("📶 HLR, paid")), "send.hlr", number.digits)
    return (copy, verify), (hlr, Button("✉️ SMS", "send.write", number.digits))

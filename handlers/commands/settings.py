"""/settings: language, time zone, masking of codes, asking before paid checks, spending limit: one card, edited."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from handlers.ask import Ask, Tap, answer, command, tap
from handlers.commands.cancel import close_button
from handlers.delivery import Undelivered
from handlers.house import Role
from handlers.pages import in_rows
from handlers.problems import Problem
from handlers.reply import Button, Reply
from handlers.words import MOSCOW, Money, Msgid, Say, _
from handlers.zones import ZONES, zone_called, zone_name
from storage import chats, questions
from storage.chats import Chat

LANGUAGES = {"ru": "Русский", "en": "English"}
ON, OFF = _("on"), _("off")
WITHOUT = {"нет", "без", "none", "no", "off", "-", "—"}
AMOUNT = re.compile(r"\d{1,9}(?:[.,]\d{1,2})?", re.ASCII)
UNIT = re.compile(r"(?:₽|руб\.?|р\.?|rub|rur)$", re.IGNORECASE)


@command(about=_("Settings"), role=Role.OWNER, alone=True)
async def settings(ask: Ask) -> Reply:
    return card(await chat_of(ask), ask)


async def chat_of(ask: Ask) -> Chat:
    """A chat that has chosen nothing yet is as good as a known one."""
    return await ask.db(chats.get, ask.place.chat_id) or Chat(ask.place.chat_id, "", "", None, None)


def card(chat: Chat, ask: Ask) -> Reply:
    """What is chosen in *chat*, in its language, and a button for each of it."""
    say = voice(chat, ask)
    lines = [
        say(_("⚙️ Settings · {title}"), title=chat.title[:40]),
        say(_("Language: {language}"), language=LANGUAGES[say.language]),
        say(_("Time zone: {zone}, now {at}"), zone=zone_name(chat.zone, say), at=ask.now),
        say(_("Ask before paid checks: {state}"), state=switch(on=chat.asks_before_checks)),
        say(_("Spending a month: {limit}"), limit=limit_name(chat.monthly_limit, say)),
    ]
    if not ask.place.private:
        lines.insert(3, say(_("One-time codes are masked: {state}"), state=switch(on=chat.masking)))
    return Reply("\n".join(lines), buttons(chat, say, private=ask.place.private))


def buttons(chat: Chat, say: Say, *, private: bool) -> tuple[tuple[Button, ...], ...]:
    other = next(code for code in LANGUAGES if code != say.language)
    masking = say.label(_("👁 Show codes")) if chat.masking else say.label(_("👁 Mask codes"))
    asking = say.label(_("📞 Do not ask")) if chat.asks_before_checks else say.label(_("📞 Ask first"))
    switches = [Button(asking, "settings.turn_asking", turned(on=chat.asks_before_checks))]
    if not private:
        switches.append(Button(masking, "settings.turn_masking", turned(on=chat.masking)))
    return (
        (
            Button(f"🌐 {LANGUAGES[other]}", "settings.speak", other),
            Button(say.label(_("🕑 Time zone")), "settings.zones"),
        ),
        tuple(switches),
        (Button(say.label(_("💰 Limit")), "settings.ask_limit"), close_button(say)),
    )


def voice(chat: Chat, ask: Ask) -> Say:
    """The chat's voice as it is chosen now, which may not be the one that was asked in."""
    return ask.house.words.say(chosen=chat.language, telegram=ask.person.language, zone=chat.zone)


def switch(*, on: bool) -> Msgid:
    return Msgid(ON if on else OFF)


def turned(*, on: bool) -> str:
    """What a button says that turns it round: two presses of one button must not undo each other."""
    return "off" if on else "on"


def limit_name(limit: Decimal | None, say: Say) -> str:
    return say.label(_("no limit")) if limit is None else say.plain(Money(limit))


async def changed(ask: Ask, about: str, old: str, new: str, write: Callable[..., None], *args: object) -> Reply:
    """Write one setting down, and into the audit what it was before; the card as it is now."""
    if old != new:
        await ask.db(write, ask.place.chat_id, *args)
        await ask.note("settings", about, result=f"{old} → {new}")
    return card(await chat_of(ask), ask)


@tap(role=Role.OWNER)
async def speak(tap: Tap) -> Reply:
    chat = await chat_of(tap)
    return await changed(tap, "language", voice(chat, tap).language, tap.arg, chats.speak, tap.arg)


@tap(role=Role.OWNER)
async def turn_masking(tap: Tap) -> Reply:
    old, on = (await chat_of(tap)).masking, tap.arg == "on"
    return await changed(tap, "masking", turned(on=not old), tap.arg, partial(chats.mask_codes, on=on))


@tap(role=Role.OWNER)
async def turn_asking(tap: Tap) -> Reply:
    old, on = (await chat_of(tap)).asks_before_checks, tap.arg == "on"
    return await changed(tap, "asking", turned(on=not old), tap.arg, partial(chats.ask_before_checks, on=on))


@tap(role=Role.OWNER)
async def back(tap: Tap) -> Reply:
    """The card again, whatever was asked in its place."""
    await tap.db(questions.close, tap.asker)
    return card(await chat_of(tap), tap)


@tap(role=Role.OWNER)
async def zones(tap: Tap) -> Reply:
    """The common zones on buttons; the person's next message may name another."""
    await tap.expect(zone, str(tap.message_id))
    offers = [Button(tap.say.label(city), "settings.live_in", name) for name, city in ZONES.items()]
    text = tap.say(_("🕑 Which time zone?\nPress one, or send its name, such as Asia/Tbilisi."))
    return Reply(f"{text}{in_reply(tap)}", in_rows([*offers, back_button(tap.say)], width=2))


def in_reply(ask: Ask) -> str:
    """In a group the bot sees only what replies to it."""
    return "" if ask.place.private else "\n" + ask.say(_("In a group: as a reply to this message."))


def back_button(say: Say) -> Button:
    return Button(say.label(_("‹ Back")), "settings.back")


@tap(role=Role.OWNER)
async def live_in(tap: Tap) -> Reply:
    await tap.db(questions.close, tap.asker)
    return await moved(tap, tap.arg)


async def moved(ask: Ask, zone: str) -> Reply:
    old = (await chat_of(ask)).zone or str(MOSCOW)
    return await changed(ask, "zone", old, zone, chats.live_in, zone)


@answer(role=Role.OWNER)
async def zone(ask: Ask, card_id: str) -> Reply:
    """The name of a zone was sent."""
    return await on_card(ask, card_id, await moved(ask, zone_called(ask.rest, ask.say)))


@tap(role=Role.OWNER)
async def ask_limit(tap: Tap) -> Reply:
    await tap.expect(limit, str(tap.message_id))
    text = tap.say(
        _(
            "💰 How much may be spent here in a month?\n"
            "Send an amount in the account's currency, such as 5000. More than that needs another owner."
        )
    )
    none = Button(tap.say.label(_("No limit")), "settings.unlimit")
    return Reply(f"{text}{in_reply(tap)}", ((none, back_button(tap.say)),))


@tap(role=Role.OWNER)
async def unlimit(tap: Tap) -> Reply:
    await tap.db(questions.close, tap.asker)
    return await limited(tap, None)


async def limited(ask: Ask, amount: Decimal | None) -> Reply:
    old = (await chat_of(ask)).monthly_limit
    return await changed(ask, "limit", plain(old), plain(amount), chats.limit_spending, amount)


def plain(amount: Decimal | None) -> str:
    return "none" if amount is None else f"{amount:f}"


@answer(role=Role.OWNER)
async def limit(ask: Ask, card_id: str) -> Reply:
    """An amount was sent."""
    return await on_card(ask, card_id, await limited(ask, amount_in(ask.rest)))


def amount_in(text: str) -> Decimal | None:
    """The amount, None for none; raises Problem for what is no amount of money."""
    wanted = "".join(text.split())
    if wanted.casefold() in WITHOUT:
        return None
    wanted = UNIT.sub("", wanted)
    if not AMOUNT.fullmatch(wanted):
        raise Problem(
            _(
                "❌ “{text}” is not an amount\n"
                "For example: <code>5000</code> or <code>1500.50</code>; “none” takes the limit away."
            ),
            text=text[:40],
        )
    return Decimal(wanted.replace(",", "."))


async def on_card(ask: Ask, card_id: str, now: Reply) -> Reply:
    """The card that was asked from shows what is chosen *now*; where it is gone, the answer is a new one."""
    try:
        await ask.house.mouth.edit(ask.place, int(card_id), now)
    except Undelivered:
        return now
    return Reply(ask.say(_("✅ Saved. The card above shows it.")))

"""/subscribe: which events this chat (or topic) is told, and how loudly. One card, its toggles edit it."""

from handlers.ask import Ask, Tap, command, tap
from handlers.commands import hush
from handlers.commands.cancel import close_button
from handlers.commands.hush import target_of
from handlers.connecting import DEFAULTS
from handlers.house import Role
from handlers.pages import in_rows
from handlers.problems import Problem
from handlers.reply import Button, Reply
from handlers.words import Say, _
from smsc.phone import Phone
from storage import hushed, subscriptions
from storage.events import Kind
from storage.filters import EVERYTHING, Filter
from storage.subscriptions import Loudness, Target

NAMES = {
    Kind.INCOMING: _("Incoming SMS"),
    Kind.FAILED: _("Failures"),
    Kind.DELIVERED: _("Delivered"),
    Kind.CALL: _("Calls"),
}
SIGNS = {
    Loudness.LOUD: _("🔔 loud"),
    Loudness.SILENT: _("🔈 silent"),
    Loudness.OFF: _("▫️ off"),
}
NEXT = {Loudness.LOUD: Loudness.SILENT, Loudness.SILENT: Loudness.OFF, Loudness.OFF: Loudness.LOUD}
WORDS = {
    "in": Kind.INCOMING,
    "входящие": Kind.INCOMING,
    "fail": Kind.FAILED,
    "сбои": Kind.FAILED,
    "ok": Kind.DELIVERED,
    "доставлено": Kind.DELIVERED,
    "call": Kind.CALL,
    "звонки": Kind.CALL,
}
ALL = {"all", "все"}
FILTERS = {"number": "numbers", "номер": "numbers", "word": "words", "слово": "words"}
WHOLE = 10  # digits of a number that is not only its beginning
BETWEEN_DIGITS = str.maketrans("", "", "+-()")
EXAMPLE = _(
    "❌ “{word}” is not a kind of event.\n"
    "There are: in, fail, ok, call, all. For example: <code>/subscribe in fail</code>, "
    "<code>/subscribe in number=7495 word=order</code>"
)
FILTER_EXAMPLE = _(
    "❌ “{word}” is not a filter. Nothing was changed.\n"
    "Filters are the digits of a number and a word of the text. For example: "
    "<code>/subscribe in number=7495 word=order</code>"
)


@command(about=_("What to send here"), usage="in fail", role=Role.OWNER)
async def subscribe(ask: Ask) -> Reply:
    target = target_of(ask)
    kinds, chosen_filter = read(ask.rest)
    chosen = dict.fromkeys(kinds, Loudness.LOUD)
    if not chosen and not await ask.db(subscriptions.awake, target):
        chosen = DEFAULTS
    await choose_all(ask, target, chosen)
    if chosen_filter:
        for kind in kinds or NAMES:
            await ask.db(subscriptions.narrow, target, kind, chosen_filter)
    if chosen or chosen_filter:
        await ask.note("subscribe", ask.rest[:100])
    return await matrix(ask)


@command(about=_("Send nothing, or less, here"), usage="ok", role=Role.OWNER)
async def unsubscribe(ask: Ask) -> Reply:
    target = target_of(ask)
    kinds, chosen_filter = read(ask.rest)
    if chosen_filter:
        return await hush.keep_quiet(ask, only_number(kinds, chosen_filter).digits)
    if kinds and len(kinds) < len(NAMES):
        await choose_all(ask, target, dict.fromkeys(kinds, Loudness.OFF))
        await ask.note("unsubscribe", " ".join(kinds))
        return await matrix(ask)
    await ask.db(subscriptions.drop, target)
    await ask.note("unsubscribe", "all")
    return Reply(ask.say(_("🔕 Nothing is sent here any more.\nAgain: /subscribe")))


@tap(role=Role.OWNER)
async def toggle(tap: Tap) -> Reply:
    kind = Kind(tap.arg)
    now = await loudness(tap)
    await choose_all(tap, target_of(tap), {kind: NEXT[now[kind]]})
    await tap.note("subscribe", kind, result=f"{now[kind]} → {NEXT[now[kind]]}")
    return await matrix(tap)


@tap(role=Role.OWNER)
async def widen(tap: Tap) -> Reply:
    """Everything of a kind is told again."""
    await tap.db(subscriptions.narrow, target_of(tap), Kind(tap.arg), EVERYTHING)
    await tap.note("subscribe", tap.arg, result="no filter")
    return await matrix(tap)


@tap(role=Role.OWNER)
async def hear_all(tap: Tap) -> Reply:
    """Nobody is hushed any more."""
    await tap.db(hushed.lift, target_of(tap))
    await tap.note("subscribe", "every one")
    return await matrix(tap)


async def choose_all(ask: Ask, target: Target, chosen: dict[Kind, Loudness]) -> None:
    for kind, loudness in chosen.items():
        await ask.db(subscriptions.choose, target, kind, loudness)


async def matrix(ask: Ask) -> Reply:
    """One card: a line and a toggle for each kind, and a button for each filter that takes it away."""
    now, filters = await loudness(ask), await narrowed(ask)
    lines = [ask.say(_("⚙️ What to send here · {alias}"), alias=ask.connected.alias)]
    lines += [line(kind, now[kind], filters.get(kind), ask.say) for kind in NAMES]
    toggles = [
        Button(f"{name_of(kind, ask.say)} {sign_of(now[kind], ask.say)[0]}", "subscribe.toggle", kind) for kind in NAMES
    ]
    removals = [
        Button(ask.say.label(_("✖️ {name}"), name=name_of(kind, ask.say)), "subscribe.widen", kind) for kind in filters
    ]
    if silent := await ask.db(hushed.of, target_of(ask)):
        lines.append(hush.listed(silent, ask.say))
        removals.append(Button(ask.say.label(_("🔔 Tell of all")), "subscribe.hear_all"))
    rows = (tuple(toggles[:2]), tuple(toggles[2:]), *in_rows([*removals, close_button(ask.say)]))
    return Reply("\n".join(lines), rows)


def line(kind: Kind, loudness: Loudness, chosen: Filter | None, say: Say) -> str:
    name, sign = name_of(kind, say), " ".join(sign_of(loudness, say))
    if chosen is None:
        return say(_("{name}: {sign}"), name=name, sign=sign)
    only = ", ".join([*chosen.numbers, *(f"“{word}”" for word in chosen.words)])
    return say(_("{name}: {sign}, only <code>{only}</code>"), name=name, sign=sign, only=only)


def name_of(kind: Kind, say: Say) -> str:
    return say.label(NAMES[kind])


def sign_of(loudness: Loudness, say: Say) -> list[str]:
    """The bell and its word."""
    return say.label(SIGNS[loudness]).split(" ", 1)


async def loudness(ask: Ask) -> dict[Kind, Loudness]:
    found = await ask.db(subscriptions.of_target, target_of(ask))
    return dict.fromkeys(NAMES, Loudness.OFF) | {chosen.kind: chosen.loudness for chosen in found}


async def narrowed(ask: Ask) -> dict[Kind, Filter]:
    found = await ask.db(subscriptions.of_target, target_of(ask))
    return {chosen.kind: chosen.filter for chosen in found if chosen.filter}


def only_number(kinds: list[Kind], chosen: Filter) -> Phone:
    """The whole number of which nothing is to be told; raises Problem where something else was named as well."""
    if kinds or chosen.words or len(chosen.numbers) != 1 or len(chosen.numbers[0]) < WHOLE:
        raise Problem(
            _(
                "❌ /unsubscribe takes kinds of events, or one number.\n"
                "For example: <code>/unsubscribe ok</code>, <code>/unsubscribe number=79991234567</code>. "
                "A filter goes with its button: /subscribe"
            )
        )
    return Phone.parse(chosen.numbers[0])


def read(text: str) -> tuple[list[Kind], Filter]:
    """The kinds and the filter that people named; raises Problem for a word that is neither."""
    kinds: list[Kind] = []
    parts: dict[str, list[str]] = {"numbers": [], "words": []}
    for word in text.split():
        if "=" in word:
            part, value = read_filter(word)
            parts[part].append(value)
        elif word.lower() in ALL:
            kinds = list(NAMES)
        elif word.lower() in WORDS:
            kinds.append(WORDS[word.lower()])
        else:
            raise Problem(EXAMPLE, word=word[:40])
    return kinds, Filter(tuple(parts["numbers"]), tuple(parts["words"]))


def read_filter(word: str) -> tuple[str, str]:
    """Which part of a filter *word* belongs to, and its value; raises Problem where it would let everything through."""
    name, _equals, value = word.partition("=")
    part = FILTERS.get(name.lower())
    told = value.translate(BETWEEN_DIGITS) if part == "numbers" else value
    if part is None or not told or (part == "numbers" and not told.isdecimal()):
        raise Problem(FILTER_EXAMPLE, word=word[:40])
    return part, told

"""Statistics that are sent by themselves: /stats daily 09:00, /stats weekly mon 09:00, /stats off, /stats schedule."""

from handlers.ask import Ask, Tap, tap
from handlers.commands.cancel import close_button
from handlers.house import Role
from handlers.problems import Problem
from handlers.reply import Button, Reply
from handlers.schedules import NINE, Schedule, next_at, read, spoken
from handlers.words import Say, _, zone_of
from handlers.zones import zone_name
from storage import chats, digests
from storage.digests import NO_ACCOUNT, Digest

DAILY, WEEKLY = {"daily", "ежедневно"}, {"weekly", "еженедельно"}
OFF, LOOK = {"off", "выкл"}, {"schedule", "расписание"}


def is_about(word: str) -> bool:
    """Whether `/stats word` is about what is sent by itself."""
    return word in DAILY | WEEKLY | OFF | LOOK


async def given(ask: Ask, word: str, rest: str) -> Reply:
    """What `/stats word rest` says; changing something needs an operator."""
    if rest and word in OFF | LOOK:
        raise Problem(_("❌ Nothing goes after <code>/stats {word}</code>\nNothing was changed."), word=word)
    if word in LOOK:
        return await listed(ask)
    ask.require(Role.OPERATOR)
    if word in OFF:
        return await ended(ask)
    if rest.strip().lower() in OFF:
        return await ended(ask, kind="weekly" if word in WEEKLY else "daily")
    return await begun(ask, read(rest, weekly=word in WEEKLY))


@tap(role=Role.VIEWER)
async def look(tap: Tap) -> Reply:
    return await listed(tap)


@tap(role=Role.OPERATOR)
async def daily(tap: Tap) -> Reply:
    _account = tap.connected
    return await begun(tap, Schedule(NINE))


@tap(role=Role.OPERATOR)
async def weekly(tap: Tap) -> Reply:
    _account = tap.connected
    return await begun(tap, Schedule(NINE, 0))


@tap(role=Role.OPERATOR)
async def stop(tap: Tap) -> Reply:
    return await ended(tap)


async def begun(ask: Ask, schedule: Schedule) -> Reply:
    """From now on, in this chat or topic."""
    zone = await zone_here(ask)
    await ask.db(
        digests.choose,
        ask.place.chat_id,
        ask.place.thread_id,
        minute=schedule.minute,
        weekday=schedule.weekday,
        zone=zone,
        next_at=next_at(schedule, zone_of(zone), ask.now),
    )
    await ask.note("digest", str(schedule))
    return await listed(ask)


async def ended(ask: Ask, *, kind: str = "") -> Reply:
    """All that is sent here by itself, or only what is of *kind*."""
    if not await ask.db(digests.drop, ask.place.chat_id, ask.place.thread_id, kind=kind):
        raise Problem(_("ℹ️ No statistics are sent here by themselves\nBegin: <code>/stats daily 09:00</code>"))
    await ask.note("digest", f"{kind} off".strip())
    return await listed(ask)


async def listed(ask: Ask) -> Reply:
    """What is sent here, when next, and buttons to change it."""
    found = await ask.db(digests.of_place, ask.place.chat_id, ask.place.thread_id)
    if not found:
        text = ask.say(
            _(
                "⏰ No statistics are sent here by themselves\n"
                "For example: <code>/stats daily 09:00</code>, <code>/stats weekly mon 09:00</code>"
            )
        )
        return Reply(text, buttons(ask.say, running=False))
    zone = zone_name(await zone_here(ask) or None, ask.say)
    lines = [ask.say(_("⏰ Statistics are sent here, silently · {zone}"), zone=zone)]
    for digest in found:
        lines += described(digest, ask.say)
    return Reply("\n".join(lines), buttons(ask.say, running=True))


def described(digest: Digest, say: Say) -> list[str]:
    """When, about what, and when next."""
    schedule = spoken(Schedule(digest.minute, digest.weekday), say)
    about = _("{schedule}: the day before") if digest.weekday is None else _("{schedule}: the seven days before")
    following = _("next: {day}, {at}")
    if digest.paused_why is not None:
        following = (
            _("⏸ paused: no account") if digest.paused_why == NO_ACCOUNT else _("⏸ paused: no way into the chat")
        )
    at = say.local(digest.next_at)
    return [say(about, schedule=schedule), say(following, day=at.date(), at=digest.next_at)]


def buttons(say: Say, *, running: bool) -> tuple[tuple[Button, ...], ...]:
    begin = (
        Button(say.label(_("Daily 09:00")), "digests.daily"),
        Button(say.label(_("Mondays 09:00")), "digests.weekly"),
    )
    off = (Button(say.label(_("🔕 Off")), "digests.stop"),)
    back = Button(say.label(_("‹ Back")), "stats.show", "total 7d")
    return (begin, *([off] if running else []), (back, close_button(say)))


async def zone_here(ask: Ask) -> str:
    """The chat's zone, empty where none was chosen."""
    chat = await ask.db(chats.get, ask.place.chat_id)
    return (chat.zone if chat else None) or ""

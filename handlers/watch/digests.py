"""Statistics that are sent by themselves: each due one once, also over restarts; what is too late is skipped and said.

A try is written down before it leaves and struck out when Telegram has taken it. What a crash leaves in between is sent
once more with the mark of a repeat, as all news are.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import notifications, periods
from handlers.answering import REPEATS, deliver
from handlers.ask import Ask
from handlers.commands import stats
from handlers.delivery import ChatGone, Moved, NotNow, Perhaps, TopicGone, Undelivered
from handlers.digest import again
from handlers.house import House, Person, Place, Role
from handlers.notifications import language_of
from handlers.problems import NotConnected
from handlers.reply import Reply
from handlers.schedules import Schedule, latest, next_at, spoken
from handlers.views import Shown
from handlers.watch.rejected import rejects
from handlers.words import Say, _, zone_of
from smsc.errors import SmscError
from smsc.types import Period
from storage import accounts
from storage import digests as rows
from storage.digests import NO_ACCOUNT, Digest
from storage.subscriptions import Target

log = logging.getLogger(__name__)

LATE = timedelta(hours=12)  # after that nobody waits for yesterday's figures
PAUSE = timedelta(minutes=5)  # before SMSC is asked again
NOBODY = Person(0, "")


async def look(house: House) -> None:
    """Send what is due. Digests of one account come one after the other, so that they share SMSC's answers."""
    await replan(house)
    by_account: dict[int | None, list[Digest]] = defaultdict(list)
    for digest in await house.db(rows.due, house.clock()):
        account = await house.db(accounts.of_chat, digest.chat_id)
        by_account[account.id if account else None].append(digest)
    await asyncio.gather(*(in_turn(digests, house) for digests in by_account.values()))


async def replan(house: House) -> None:
    """A chat that moved to another time zone means the same time of day there; one that got an account goes on."""
    for digest, zone in await house.db(rows.displaced):
        await plan(digest, house, zone=zone)
    for digest in await house.db(rows.waiting_for_account):
        await plan(digest, house, zone=digest.zone)


async def in_turn(digests: Sequence[Digest], house: House) -> None:
    for digest in digests:
        try:
            await attend(digest, house)
        except Exception:
            log.exception("the digest %s was not sent; it is tried again", digest.id)
            await house.db(rows.postpone, digest.id, house.clock() + PAUSE)


async def attend(digest: Digest, house: House) -> None:
    """Send a due digest, or say why it is not sent."""
    schedule, now = schedule_of(digest), house.clock()
    due, missed = latest(schedule, zone_of(digest.zone), digest.next_at, now)
    if not await house.rights.serves(digest.chat_id):
        return await plan(digest, house, zone=digest.zone)
    if now - due > LATE:
        return await skip(digest, due, house)
    try:
        reply = await made(digest, schedule, due, missed, house)
    except (NotConnected, SmscError) as error:
        return await without(digest, error, house)
    return await send(reply, digest, house)


def schedule_of(digest: Digest) -> Schedule:
    return Schedule(digest.minute, digest.weekday)


async def plan(digest: Digest, house: House, *, zone: str) -> None:
    """When it is due after now."""
    following = next_at(schedule_of(digest), zone_of(zone), house.clock())
    await house.db(rows.plan, digest, following, zone=zone)


async def made(digest: Digest, schedule: Schedule, due: datetime, missed: int, house: House) -> Reply:
    """The card of what was over when it was due: the day before, or the seven days before."""
    ask = await asking(digest, house)
    day = due.astimezone(ask.say.zone).date()
    length = timedelta(days=1 if schedule.weekday is None else 7)
    reply = await stats.card(ask, Shown(Period(day - length, day - periods.ONE)))
    lines = [reply.text, ask.say(_("⏰ {schedule}"), schedule=spoken(schedule, ask.say))]
    if missed:
        lines.append(ask.say.plural("{n} earlier one was missed", "{n} earlier ones were missed", missed))
    return replace(reply, text="\n".join(lines))


async def asking(digest: Digest, house: House) -> Ask:
    """As if somebody had asked there."""
    return Ask(
        house=house,
        place=Place(digest.chat_id, digest.thread_id),
        person=NOBODY,
        role=Role.VIEWER,
        say=await language_of(digest.chat_id, house),
        now=house.clock(),
        account=await house.db(accounts.of_chat, digest.chat_id),
        message_id=0,
    )


async def send(reply: Reply, digest: Digest, house: House) -> None:
    """Once; a try that perhaps arrived is repeated with its mark, twice at most."""
    place, say = Place(digest.chat_id, digest.thread_id), await language_of(digest.chat_id, house)
    if not await house.db(rows.begin, digest):
        return None
    try:
        await house.mouth.send(place, again(reply, say) if digest.tries else reply)
    except NotNow as error:
        return await house.db(rows.never_left, digest.id, house.clock() + error.wait)
    except (ChatGone, Moved, TopicGone) as error:
        await house.db(rows.never_left, digest.id, house.clock())
        account = await house.db(accounts.of_chat, digest.chat_id)
        target = Target(digest.chat_id, digest.thread_id, account.id if account else 0)
        return await notifications.make_good(error, target, house)
    except Perhaps:
        if digest.tries < REPEATS:
            return await house.db(rows.postpone, digest.id, house.clock() + notifications.PAUSE)
    except Undelivered as error:
        log.warning("chat %s was not sent its digest: %s", digest.chat_id, error)
    return await plan(digest, house, zone=digest.zone)


async def skip(digest: Digest, due: datetime, house: House) -> None:
    """Too late: planned anew first, so that it is said once."""
    await plan(digest, house, zone=digest.zone)
    say = await language_of(digest.chat_id, house)
    await tell(
        say(
            _(
                "⏭ The statistics due {day}, {at} were skipped\n"
                "They could not be sent for {hours}. Now: /stats yesterday"
            ),
            day=due.astimezone(say.zone).date(),
            at=due,
            hours=LATE,
        ),
        digest,
        house,
        say,
    )


async def without(digest: Digest, error: NotConnected | SmscError, house: House) -> None:
    """No account, or SMSC refuses it: paused until there is one, which is said once. Any other trouble may pass."""
    account = await house.db(accounts.of_chat, digest.chat_id)
    if rejects(error) and account is not None:  # `watch.rejected` says so, to everybody it concerns
        await house.db(accounts.stop, account.id, str(error), house.clock())
        await house.db(rows.pause, digest, NO_ACCOUNT)
    elif isinstance(error, NotConnected):
        if await house.db(rows.pause, digest, NO_ACCOUNT):
            say = await language_of(digest.chat_id, house)
            sentence = _(
                "⏸ Statistics by schedule are paused\nNo SMSC account is connected here. They go on after /login"
            )
            await tell(say(sentence), digest, house, say)
    else:
        log.info("the digest %s waits: %s", digest.id, type(error).__name__)
        await house.db(rows.postpone, digest.id, house.clock() + PAUSE)


async def tell(text: str, digest: Digest, house: House, say: Say) -> None:
    try:
        await deliver(Reply(text), Place(digest.chat_id, digest.thread_id), house, say)
    except Undelivered as error:
        log.warning("chat %s was not told of its digest: %s", digest.chat_id, error)

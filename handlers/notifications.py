"""tell(): what a chat has not been told → one message → sent. `handlers.teller` calls it and moves the cursor."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from handlers import bursts, parting
from handlers.answering import deliver
from handlers.delivery import ChatGone, Moved, TopicGone, Undelivered, Unsayable
from handlers.digest import again, digest, in_file, in_numbers, line_by_line
from handlers.house import House, Place
from handlers.masking import veil
from handlers.reply import Reply
from handlers.words import Say, _
from storage import accounts, arrivals, chats, subscriptions
from storage import bursts as burst_rows
from storage.arrivals import Lane, News, Untold
from storage.bursts import Burst
from storage.chats import Chat
from storage.subscriptions import Target

log = logging.getLogger(__name__)

AT_ONCE = 5000
PAUSE = timedelta(seconds=5)  # after a failure that names no time of its own


@dataclass(frozen=True, slots=True)
class Told:
    """What a lane of a chat has been told, to be written down at once. What has *more* to come rests a while, in
    which news are gathered."""

    untold: Untold | None
    kept: Burst | None = None
    closed: Burst | None = None
    more: bool = False


async def tell(target: Target, lane: Lane, house: House, *, repeated: bool = False) -> Told | None:
    """Tell one message's worth, marked if it is *repeated* because it was perhaps sent before.

    Returns None if there was nothing to tell, or nobody to tell it to. Raises NotNow and Perhaps.
    """
    if not await house.rights.serves(target.chat_id):
        await parting.left(target.chat_id, "ALLOWED_CHATS does not name it", house)
        return None
    await house.mouth.turn(Place(target.chat_id, target.thread_id))
    burst = await house.db(burst_rows.open_in, target, lane)
    untold = await house.db(arrivals.untold, target, lane.kinds, limit=AT_ONCE)
    if burst is None and untold is None:
        return None
    chat = await house.db(chats.get, target.chat_id)
    account = await house.db(accounts.get, target.account_id)
    masked = masks(chat, target)
    if masked and untold is not None:
        untold = replace(untold, news=veil(untold.news))
    voice = bursts.Voice(house, target, lane, spoken_in(chat, house), account.alias if account else "", masked)
    try:
        if burst is not None:
            return await follow(burst, untold, voice, repeated=repeated)
        if untold is None or not untold.news:
            return Told(untold)
        return await begin(untold, voice, repeated=repeated)
    except (ChatGone, Moved, TopicGone) as error:
        await make_good(error, target, house)
        return None


def masks(chat: Chat | None, target: Target) -> bool:
    """Whether one-time codes are hidden there: in groups, unless somebody has switched it off."""
    return not Place(target.chat_id).private and (chat is None or chat.masking)


async def begin(untold: Untold, voice: bursts.Voice, *, repeated: bool) -> Told:
    """Line by line, or on a card where they are too many; where Telegram refuses the card, as it takes them."""
    if not fits(untold.news, voice):
        try:
            return Told(untold, kept=await bursts.begin(untold, voice, repeated=repeated), more=True)
        except Unsayable as error:
            log.warning("chat %s: Telegram refuses a card: %s", voice.target.chat_id, error)
    await say_lines(untold.news, voice, repeated=repeated)
    return Told(untold, more=True)


async def follow(burst: Burst, untold: Untold | None, voice: bursts.Voice, *, repeated: bool) -> Told:
    """More of a burst goes onto its card; a rest without any more ends it, a full card does, and Telegram's refusal."""
    try:
        if untold is None or not untold.news:
            await bursts.end(burst, voice, repeated=repeated)
            return Told(untold, closed=burst)
        if bursts.is_full(burst):
            await bursts.end(burst, voice, repeated=repeated)
            return Told(None, closed=burst, more=True)
        return Told(untold, kept=await bursts.go_on(burst, untold, voice), more=True)
    except Unsayable as error:
        log.warning("chat %s: Telegram refuses a card or its file: %s", voice.target.chat_id, error)
    await say_somehow([bursts.in_numbers(burst, voice)], voice.target, voice.house)
    return Told(None, closed=burst, more=True)


def fits(news: Sequence[News], voice: bursts.Voice) -> bool:
    """Whether *news* can be told line by line; what has no words of ours goes the way of lines all the same."""
    try:
        return line_by_line(news, voice.say, alias=voice.alias) is not None
    except Exception:
        log.exception("the events %s to %s cannot be put into words", news[0].logged.id, news[-1].logged.id)
        return True


async def say_lines(news: Sequence[News], voice: bursts.Voice, *, repeated: bool) -> None:
    replies = wordings(news, voice.say, alias=voice.alias)
    marked = (again(reply, voice.say) if repeated else reply for reply in replies)
    await say_somehow(marked, voice.target, voice.house, answers=card_of(news))


def card_of(news: Sequence[News]) -> int | None:
    """Where one event is told alone, the card of its message, to which the news is a reply."""
    sent = news[0].message if len(news) == 1 else None
    return sent.message_id if sent else None


def wordings(news: Sequence[News], say: Say, *, alias: str) -> Iterator[Reply]:
    """The message for *news*, and what may be said in its place; news that we have no words for hold up no other."""
    for wording in (digest, in_file, in_numbers):
        try:
            reply = wording(news, say, alias=alias)
        except Exception:
            log.exception("the events %s to %s cannot be put into words", news[0].logged.id, news[-1].logged.id)
            continue
        yield reply


async def say_somehow(replies: Iterable[Reply], target: Target, house: House, *, answers: int | None = None) -> None:
    """Send the first of *replies* that Telegram takes. A chat where it takes none is no place to be told anything."""
    for reply in replies:
        try:
            await house.mouth.send(Place(target.chat_id, target.thread_id), reply, answers=answers)
        except Unsayable as error:
            log.warning("chat %s: Telegram refuses a message of ours: %s", target.chat_id, error)
        else:
            return
    raise ChatGone("Telegram refuses whatever is said there")


async def make_good(error: ChatGone | Moved | TopicGone, target: Target, house: House) -> None:
    """The place is not what it was: follow the chat, fall back from the topic to the chat, or pause."""
    match error:
        case Moved(to=new):
            await house.db(subscriptions.move_chat, target.chat_id, new)
        case TopicGone() if target.thread_id:
            await leave_topic(target, house)
        case _:
            await parting.left(target.chat_id, str(error), house)
            return
    house.wake(target.account_id)


async def leave_topic(target: Target, house: House) -> None:
    """What the topic was told goes to the chat itself from now on, and the chat learns of it once."""
    if not await house.db(subscriptions.forget_topic, target.chat_id, target.thread_id):
        return
    say = await language_of(target.chat_id, house)
    sentence = _("ℹ️ The topic that was told what comes is gone\nIt is told here from now on. Change it: /subscribe")
    try:
        await deliver(Reply(say(sentence)), Place(target.chat_id), house, say)
    except Undelivered as error:
        log.warning("chat %s was not told that its topic is gone: %s", target.chat_id, error)


async def language_of(chat_id: int, house: House) -> Say:
    """The chat's language and time zone."""
    return spoken_in(await house.db(chats.get, chat_id), house)


def spoken_in(chat: Chat | None, house: House) -> Say:
    return house.words.say(chosen=chat.language if chat else None, zone=chat.zone if chat else None)

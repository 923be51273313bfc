"""A burst is told on one live card: begun, brought up to date while it lasts, and ended with a file of every event."""

import logging
from dataclasses import dataclass, replace

from handlers import tally
from handlers.delivery import MessageGone
from handlers.digest import HEADER, again, is_loud, line, numbers
from handlers.house import House, Place
from handlers.masking import veiled
from handlers.reply import Document, Reply
from handlers.tables import csv_file, csv_lines
from handlers.tally import Tally
from handlers.words import Say
from storage import events
from storage.arrivals import Lane, Untold
from storage.bursts import Burst
from storage.events import Kind
from storage.subscriptions import Target

log = logging.getLogger(__name__)

PAGE = 1000  # events read at a time, so that nobody else waits long for the writer


@dataclass(frozen=True, slots=True)
class Voice:
    """Who is told, in which language, about which account, and whether codes are *masked* there."""

    house: House
    target: Target
    lane: Lane
    say: Say
    alias: str
    masked: bool

    @property
    def place(self) -> Place:
        return Place(self.target.chat_id, self.target.thread_id)


async def begin(untold: Untold, voice: Voice, *, repeated: bool) -> Burst:
    """Send the card; the burst to be kept."""
    counted, now = Tally(), voice.house.clock()
    counted.count(untold)
    burst = Burst(
        target=voice.target,
        lane=voice.lane,
        message_id=0,
        first_id=untold.news[0].logged.id,
        last_id=untold.cursor,
        tally=tally.pack(counted),
        started_at=untold.news[0].logged.received_at,
        changed_at=now,
    )
    card = replace(card_of(burst, voice, over=False), loud=is_loud(untold.news))
    shown = again(card, voice.say) if repeated else card
    return replace(burst, message_id=await voice.house.mouth.send(voice.place, shown))


async def go_on(burst: Burst, untold: Untold, voice: Voice) -> Burst:
    """Count more events and edit the card; the burst to be kept."""
    counted = tally.unpack(burst.tally)
    counted.count(untold)
    more = replace(burst, last_id=untold.cursor, tally=tally.pack(counted), changed_at=voice.house.clock())
    return replace(more, message_id=await show(more, voice, over=False))


def is_full(burst: Burst) -> bool:
    return tally.unpack(burst.tally).is_full


async def end(burst: Burst, voice: Voice, *, repeated: bool) -> None:
    """The card gets its last state, and under it comes the file with every event that it counts."""
    message_id = await show(burst, voice, over=True)
    text = tally.counts(tally.unpack(burst.tally), voice.say)
    file = Reply(text, document=await file_of(burst, voice))
    await voice.house.mouth.send(voice.place, again(file, voice.say) if repeated else file, answers=message_id)


def in_numbers(burst: Burst, voice: Voice) -> Reply:
    """How far the burst has got: said where Telegram takes no card, or no file."""
    counted = tally.counts(tally.unpack(burst.tally), voice.say)
    return Reply(numbers(counted, burst.first_id, burst.last_id, voice.say, alias=voice.alias))


async def show(burst: Burst, voice: Voice, *, over: bool) -> int:
    """Edit the card, or send it anew where somebody has deleted it; its message's id."""
    card = card_of(burst, voice, over=over)
    try:
        await voice.house.mouth.edit(voice.place, burst.message_id, card)
    except MessageGone:
        return await voice.house.mouth.send(voice.place, card)
    return burst.message_id


def card_of(burst: Burst, voice: Voice, *, over: bool) -> Reply:
    lasted = burst.changed_at - burst.started_at
    return tally.card(tally.unpack(burst.tally), voice.say, alias=voice.alias, lasted=lasted, over=over)


async def file_of(burst: Burst, voice: Voice) -> Document:
    """Every event that the burst counts, one line each, read page by page."""
    counted = tally.unpack(burst.tally)
    kinds, skipped = [Kind(kind) for kind in counted.kinds], set(counted.skipped)
    parts, after = [csv_file(HEADER, [])], burst.first_id
    while page := await voice.house.db(
        events.between, burst.target.account_id, kinds, first=after, last=burst.last_id, limit=PAGE
    ):
        told = (logged for logged in page if logged.id not in skipped)
        parts.append(csv_lines(line(veiled(logged)[0] if voice.masked else logged, voice.say) for logged in told))
        after = page[-1].id + 1
    return Document(f"smsc_events_{burst.first_id}-{burst.last_id}.csv", b"".join(parts))

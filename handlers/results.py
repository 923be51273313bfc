"""The results of a long list as messages: made beside the event loop, for ten thousand lines take a second."""

import asyncio
from dataclasses import dataclass

from handlers.carriers import Found
from handlers.charts import NoPicture
from handlers.house import House
from handlers.reply import Document, Picture, Reply
from handlers.summary import Summary, caption, file_of, found_in, picture, rejects_file, summed_up
from handlers.words import Say
from storage import lookups
from storage.lookups import Lookup, Number

PAGE = 1000  # numbers read at a time, so that nobody else waits long for the writer


@dataclass(frozen=True, slots=True)
class Result:
    """What was found, counted and as a file."""

    summary: Summary
    file: Document


async def result_of(lookup: Lookup, house: House) -> Result:
    numbers: list[Number] = []
    while page := await house.db(lookups.numbers, lookup.id, first=len(numbers), limit=PAGE):
        numbers += page
    return await asyncio.to_thread(made, numbers, lookup)


def made(numbers: list[Number], lookup: Lookup) -> Result:
    found: list[Found] = found_in(numbers)
    return Result(summed_up(found), file_of(found, lookup))


async def whole(lookup: Lookup, house: House, say: Say, *, alias: str) -> Reply:
    """The summary, its picture, and the file."""
    result = await result_of(lookup, house)
    text = caption(result.summary, lookup, say, alias=alias, now=house.clock())
    try:
        drawn = Picture(await house.draw(picture(result.summary, lookup, say, alias=alias)))
    except NoPicture:
        drawn = None
    return Reply(text, document=result.file, picture=drawn)


async def part_of(lookup: Lookup, house: House, say: Say) -> Reply:
    """The file of what is known until now."""
    result = await result_of(lookup, house)
    text = say.plural("🔎 Operator of {n} number", "🔎 Operators of {n} numbers", result.summary.total)
    return Reply(text, document=result.file)


async def rejected(lookup: Lookup, house: House, say: Say) -> Reply:
    """What is no number, as a file of its own."""
    rejects = await house.db(lookups.rejects, lookup.id)
    document = await asyncio.to_thread(rejects_file, rejects, lookup, say)
    text = say.plural("⚠️ {n} line is no number", "⚠️ {n} lines are no numbers", lookup.rejected)
    return Reply(text, document=document)

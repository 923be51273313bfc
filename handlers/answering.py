"""Answers to people who wait for them: what Telegram does not take now goes again, until it is taken."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from handlers.delivery import Moved, NotNow, Perhaps, TopicGone
from handlers.digest import again
from handlers.house import House, Place
from handlers.reply import Reply
from handlers.words import Say
from storage import subscriptions

PATIENCE = timedelta(minutes=10)  # after that nobody waits for the answer any more
REPEATS = 2  # copies at most of what was perhaps sent before
T = TypeVar("T")


async def deliver(reply: Reply, place: Place, house: House, say: Say, *, to: int | None = None) -> int:
    """Send *reply*, a repeat with its mark; the message's id. *to* is the message it answers.

    Raises Undelivered only where sending it once more would not help.
    """

    async def send(place: Place, attempt: int) -> int:
        return await house.mouth.send(place, again(reply, say) if attempt else reply, answers=to)

    return await insist(send, place, house)


async def insist(act: Callable[[Place, int], Awaitable[T]], place: Place, house: House) -> T:
    """Do *act* until it succeeds, following the chat where it goes. It is told how often it was perhaps done before.

    The pauses that Telegram asks for are kept by the mouth: it speaks to a chat when its turn has come.
    """
    until, doubts = house.clock() + PATIENCE, 0
    while True:
        try:
            return await act(place, doubts)
        except NotNow:
            if house.clock() > until:
                raise
        except Perhaps:
            doubts += 1
            if doubts > REPEATS:
                raise
        except TopicGone:
            if not place.thread_id:
                raise
            place = Place(place.chat_id)
        except Moved as error:
            await house.db(subscriptions.move_chat, place.chat_id, error.to)
            place = Place(error.to, place.thread_id)

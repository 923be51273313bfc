"""Cards of checks follow their rows: edited when the call comes or the time is over, also after a restart."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from handlers.answering import deliver
from handlers.commands.check_card import card, place_of
from handlers.delivery import MessageGone, Moved, NotNow, Perhaps, Undelivered
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.reply import Reply
from handlers.words import Say, _
from storage import accounts, events, subscriptions, verifications
from storage.verifications import State, Verification

log = logging.getLogger(__name__)

SCROLLED_AWAY = timedelta(minutes=2)  # an older card is easily missed when it changes
NOTHING_HEARD = _("ℹ️ Nothing of SMSC's has reached this bot. Does SMSC know its address? /webhook")
CALLED = {State.CONFIRMED, State.LATE}


@dataclass
class Cards:
    """Brings cards up to date. One task for each that changes: no chat waits for another, no card changes twice."""

    house: House
    _busy: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    async def expire(self) -> None:
        """Checks whose 15 minutes are over are told so."""
        await self.house.db(verifications.expire, self.house.clock())
        await self.refresh()

    async def refresh(self) -> None:
        """Begin with every card that shows an older state; what does not succeed is begun again the next time."""
        for check in await self.house.db(verifications.unshown):
            if check.id not in self._busy:
                task = asyncio.create_task(self._follow(check))
                self._busy[check.id] = task
                task.add_done_callback(partial(self._ended, check.id))

    def _ended(self, id: int, done: "asyncio.Task[None]") -> None:
        del self._busy[id]
        if not done.cancelled() and (error := done.exception()):
            log.error("the card of check %s was not changed", id, exc_info=error)

    async def _follow(self, check: Verification) -> None:
        try:
            await show(check, self.house)
        except (NotNow, Perhaps):
            return
        except Undelivered as error:
            log.warning("the card of a check in chat %s cannot be changed: %s", check.chat_id, error)
        await self.house.db(verifications.shown, check.id, check.state)

    async def close(self) -> None:
        """Let what is being sent arrive, for a few seconds; the rest is shown after the next start."""
        if self._busy:
            _done, late = await asyncio.wait(list(self._busy.values()), timeout=5)
            for task in late:
                task.cancel()


async def show(check: Verification, house: House) -> None:
    """Bring the card up to date; a call is told loudly where the card has scrolled away. Raises what `put` raises."""
    account = await house.db(accounts.get, check.account_id)
    say = await language_of(check.chat_id, house)
    reply = card(check, say, alias=account.alias if account else "")
    if check.state is State.EXPIRED and house.public_url and not await house.db(events.last_received, check.account_id):
        reply = replace(reply, text=f"{reply.text}\n{say(NOTHING_HEARD)}")
    place, called = place_of(check), check.state in CALLED
    message_id = await put(replace(reply, loud=called), place, check.message_id, house, say)
    if message_id != check.message_id:
        await house.db(verifications.show_on, check.id, message_id)
    elif called and house.clock() - check.asked_at > SCROLLED_AWAY:
        await deliver(Reply(reply.text, loud=True), place, house, say, to=message_id)


async def put(reply: Reply, place: Place, message_id: int | None, house: House, say: Say) -> int:
    """Edit a card; where it cannot be edited any more a new one is sent. The id of the message that shows it now.

    Raises what `handlers.delivery` names, but for MessageGone, Moved and TopicGone.
    """
    try:
        if message_id is not None:
            await house.mouth.edit(place, message_id, reply)
            return message_id
    except MessageGone:
        pass
    except Moved as error:  # the group's old messages stay behind
        await house.db(subscriptions.move_chat, place.chat_id, error.to)
        place = Place(error.to, place.thread_id)
    return await deliver(reply, place, house, say)

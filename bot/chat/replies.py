"""Answers on their way back to a person: sent, shown on the card, or, when something went wrong, explained."""

import logging
import secrets
from dataclasses import dataclass

from bot.chat.patience import Patience
from bot.chat.sending import plain
from handlers import parting
from handlers.answering import deliver, insist
from handlers.ask import Ask, Tap
from handlers.commands import cancel
from handlers.delivery import ChatGone, MessageGone, Undelivered, Unsayable
from handlers.house import House, Place
from handlers.problems import explain
from handlers.reply import Document, Reply
from handlers.watch import rejected
from handlers.words import _
from storage import questions

log = logging.getLogger(__name__)


@dataclass
class Replies:
    """How the door answers."""

    house: House
    patience: Patience

    async def send(self, ask: Ask, reply: Reply) -> int | None:
        """Send as an answer to what was asked; the message's id, None if it was given up. What Telegram will not take
        as a message goes as a file."""
        for form in (reply, in_file(ask, reply)):
            try:
                return await deliver(form, ask.place, self.house, ask.say, to=ask.message_id)
            except Unsayable as error:
                log.warning("chat %s: Telegram refuses an answer of ours: %s", ask.place.chat_id, error)
            except Undelivered as error:
                await self.lost(ask.place, error)
                return None
        return None

    async def finish(self, ask: Ask, reply: Reply | None, card: int | None) -> None:
        """Send *reply*, as the card that told to wait if there is one and it can be that."""
        became = False
        if card is not None and reply is not None and reply.document is None and reply.picture is None:
            became = await self.become(ask, card, reply)
        if reply is not None:
            shown_on = card if became else await self.send(ask, reply)
            if shown_on is not None and cancel.is_question(reply):
                await self.house.db(questions.stands_under, ask.asker, shown_on)
        if card is not None:
            await self.patience.end(ask.place, card, answered=became)

    async def show(self, tap: Tap, reply: Reply) -> None:
        """The result of a tap edits its card; a new message only where it has a file, or the card cannot be edited."""
        with_file = reply.document is not None or reply.picture is not None
        if with_file or not await self.become(tap, tap.message_id, reply):
            await self.send(tap, reply)

    async def become(self, ask: Ask, message_id: int, reply: Reply) -> bool:
        """Make a message of ours show *reply*; False if it cannot, so that a new one is needed."""

        async def edit(place: Place, _attempt: int) -> None:
            await self.house.mouth.edit(place, message_id, reply)

        try:
            await insist(edit, ask.place, self.house)
        except (MessageGone, Unsayable):
            return False
        except Undelivered as error:
            await self.lost(ask.place, error)
        return True

    async def problem(self, ask: Ask, error: Exception) -> Reply:
        """What happened, in words. An error of ours gets a reference that leads to the log."""
        await rejected.note(error, ask.account, self.house)
        if sentence := explain(error, ask.say):
            return Reply(sentence)
        reference = secrets.token_hex(3)
        log.error("error %s in chat %s", reference, ask.place.chat_id, exc_info=error)
        return Reply(
            ask.say(
                _("❌ Something went wrong in the bot itself (reference {reference}).\nTell whoever runs it."),
                reference=reference,
            )
        )

    async def lost(self, place: Place, error: Undelivered) -> None:
        """An answer that was given up."""
        if isinstance(error, ChatGone):
            await parting.left(place.chat_id, str(error), self.house)
        log.warning("an answer to chat %s was given up: %s", place.chat_id, error)


def in_file(ask: Ask, reply: Reply) -> Reply:
    """*reply* where it is too long for a message, or has something else that Telegram does not take."""
    if reply.document is not None or reply.picture is not None:
        return Reply(plain(reply.text))
    text = ask.say(_("📎 Telegram does not take the answer as a message\nIt is in the file."))
    return Reply(text, document=Document("answer.txt", plain(reply.text).encode()))

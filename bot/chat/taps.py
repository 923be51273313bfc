"""A pressed button → Tap → handler → what it returns, on the card or below it."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

from telegram import Bot, CallbackQuery, Message
from telegram.error import TelegramError

from bot.chat.keyboards import PREFIX
from bot.chat.reader import Reader
from bot.chat.replies import Replies
from handlers.ask import Ask, Tap, TapHandler
from handlers.delivery import Undelivered
from handlers.house import Place
from handlers.problems import Problem
from handlers.reply import Reply, Toast
from handlers.words import _
from storage import actions
from storage.actions import Pressed, Refusal

log = logging.getLogger(__name__)

REFUSALS = {
    Refusal.UNKNOWN: _("This button is too old."),
    Refusal.EXPIRED: _("This button has expired."),
    Refusal.USED: _("This was pressed already."),
    Refusal.SOMEONE_ELSES: _("This button is for somebody else."),
}


@dataclass
class Taps:
    """What becomes of a press."""

    bot: Bot = field(repr=False)
    reader: Reader
    replies: Replies
    handlers: Mapping[str, TapHandler]

    async def take(self, query: CallbackQuery) -> None:
        """The spinner on the button ends whatever happens."""
        try:
            await self._tap(query)
        except Exception:
            await self._toast(query, None)
            raise

    async def _tap(self, query: CallbackQuery) -> None:
        message = query.message
        if message is None or not query.data or not query.data.startswith(PREFIX):
            await self._toast(query, None)
            return
        thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
        place = Place(message.chat.id, thread or 0)
        ask = await self.reader.at(place, query.from_user, message.chat, message.message_id)
        token = query.data.removeprefix(PREFIX)
        handler = self.handlers.get(await ask.db(actions.look, token, chat_id=place.chat_id))
        if handler is None or not await self.reader.serves(ask, in_question=True):
            await self._toast(query, Toast(ask.say.label(REFUSALS[Refusal.UNKNOWN])))
            return
        try:
            ask.require(handler.role)
        except Problem as problem:
            await self._toast(query, Toast(ask.say.label(problem.sentence, **problem.values), alert=True))
            return
        await self._pressed(query, ask, token, handler)

    async def _pressed(self, query: CallbackQuery, ask: Ask, token: str, handler: TapHandler) -> None:
        """Decide who wins a press; then answer the tap first and ask SMSC after."""
        pressed = await ask.db(actions.press, token, chat_id=ask.place.chat_id, person_id=ask.person.id, now=ask.now)
        if isinstance(pressed, Refusal):
            alert = pressed is Refusal.SOMEONE_ELSES
            await self._toast(query, Toast(ask.say.label(REFUSALS[pressed]), alert=alert))
            return
        if not handler.quick:
            await self._toast(query, None)
        tap = tap_of(ask, pressed)
        async with self.replies.patience.around(tap) as wait:
            result, fresh = await self._result(tap, handler)
        if handler.quick:
            await self._toast(query, result if isinstance(result, Toast) else None)
        reply = result if isinstance(result, Reply) else None
        if fresh or reply is None:
            await self.replies.finish(tap, reply, wait.card)
            return
        await self.replies.show(tap, reply)
        if wait.card is not None:
            await self.replies.patience.end(tap.place, wait.card, answered=False)

    async def _result(self, tap: Tap, handler: TapHandler) -> tuple[Reply | Toast | None, bool]:
        """What the handler of a button returns, or the sentence for what it raised; and whether that is a message of
        its own, as a sentence about a failure always is: the card stays what it was."""
        try:
            return await handler.run(tap), handler.fresh
        except Undelivered as error:
            await self.replies.lost(tap.place, error)
            return None, True
        except Exception as error:
            return await self.replies.problem(tap, error), True

    async def _toast(self, query: CallbackQuery, toast: Toast | None) -> None:
        try:
            await self.bot.answer_callback_query(
                query.id, toast.text[:200] if toast else None, show_alert=toast.alert if toast else None
            )
        except TelegramError as error:
            log.debug("a tap was not answered: %s", type(error).__name__)


def tap_of(ask: Ask, pressed: Pressed) -> Tap:
    same = {name: getattr(ask, name) for name in Ask.__dataclass_fields__}
    return Tap(**same, arg=pressed.argument)

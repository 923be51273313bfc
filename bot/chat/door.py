"""Update → Ask or Tap → handler → Reply. Who may do what is asked here, once, for messages and taps alike."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from telegram import Bot, CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from bot.chat.keyboards import PREFIX
from bot.chat.patience import Patience
from bot.chat.replies import Replies
from bot.chat.rights import NAME, NOBODY, Rights, person_of
from handlers import parting
from handlers.ask import (
    AnswerHandler,
    AnswerRun,
    Ask,
    Attachment,
    Command,
    CommandRun,
    House,
    Person,
    Place,
    Reply,
    Role,
    Tap,
    TapHandler,
    Toast,
)
from handlers.commands import cancel, login, myself
from handlers.delivery import Undelivered
from handlers.problems import Problem
from handlers.words import _
from storage import actions, meetings, people, questions, subscriptions
from storage.actions import Pressed, Refusal
from storage.people import Known

log = logging.getLogger(__name__)

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)

REFUSALS = {
    Refusal.UNKNOWN: _("This button is too old."),
    Refusal.EXPIRED: _("This button has expired."),
    Refusal.USED: _("This was pressed already."),
    Refusal.SOMEONE_ELSES: _("This button is for somebody else."),
}


@dataclass
class Door:
    """Where Telegram's updates come in."""

    bot: Bot = field(repr=False)
    house: House
    rights: Rights
    replies: Replies
    patience: Patience
    commands: Mapping[str, Command]
    taps: Mapping[str, TapHandler]
    answers: Mapping[str, AnswerHandler]
    unasked: AnswerHandler | None = None  # what becomes of a file that comes without a word

    async def open(self, raw: Mapping[str, Any]) -> None:
        """Handle one update; everything that goes wrong with it ends here, in a sentence."""
        update = Update.de_json(dict(raw), self.bot)
        if update.message is not None and update.message.from_user is not None:
            await self._message(update.message, update.message.from_user)
        elif update.callback_query is not None:
            try:
                await self._tap(update.callback_query)
            except Exception:
                await self._toast(update.callback_query, None)  # the spinner on the button ends whatever happened
                raise
        elif update.my_chat_member is not None:
            await self._membership(update.my_chat_member)

    async def _message(self, message: Message, user: User) -> None:
        if message.migrate_to_chat_id:
            await self.house.db(subscriptions.move_chat, message.chat_id, message.migrate_to_chat_id)
            return
        if message.forward_origin is not None or message.via_bot or (user.is_bot and user.id not in NOBODY):
            return
        ask, text = await self._ask(message, user), text_of(message)
        if found := COMMAND.fullmatch(text):
            await self._command(ask, found)
        elif text or message.document is not None:
            await self._answer(ask, text, to_card=has_buttons(message.reply_to_message))

    async def _command(self, ask: Ask, found: "re.Match[str]") -> None:
        name, bot_name, rest = found[1].lower(), found[2], (found[3] or "").strip()
        if bot_name and bot_name.lower() != self.house.bot_name().lower():
            return
        command, link = self.commands.get(name), name == "start" and rest and ask.place.private
        if command is None:
            await self._unknown(ask, name)
        elif not link and not await self._serves(ask, in_question=name == "cancel"):
            sorry = ask.say(_("🔒 This bot serves only the chats its owner named."))
            await self.replies.send(ask, Reply(sorry))
        elif ask.role < command.role:
            await self._refuse(ask, command, rest)
        else:
            await self._run(replace(ask, rest=rest), command.role, command.run)

    async def _refuse(self, ask: Ask, command: Command, rest: str) -> None:
        """Say which role is missing, or who is hidden; a password that was written all the same is called out."""
        if rest and command.name == "login":
            await self.replies.send(ask, Reply(await login.exposed(ask)))
        if ask.person.hidden:
            await self.replies.send(ask, myself.offer(ask, command.name, rest))
        else:
            await self._run(ask, command.role, command.run)

    async def _serves(self, ask: Ask, *, in_question: bool) -> bool:
        """Whether the bot speaks here; *in_question* also where a link of ours has led somebody, until they answer."""
        if await self.rights.serves(ask.place.chat_id):
            return True
        asked = in_question and ask.place.private
        return asked and await self.house.db(questions.pending, ask.asker, ask.now) is not None

    async def _unknown(self, ask: Ask, name: str) -> None:
        """Fingers slip on a phone: the command that looks most like what was written."""
        near = get_close_matches(name, self.commands, n=1)
        if near:
            await self._hint(
                ask, _("🤷 There is no /{name}, perhaps /{near}?\nAll of them: /help"), name=name, near=near[0]
            )
        else:
            await self._hint(ask, _("🤷 I do not know this command.\nAll of them: /help"))

    async def _answer(self, ask: Ask, text: str, *, to_card: bool) -> None:
        """A message that is no command may be the answer to a question of ours; the question stays until it is one.
        A reply to another card is none: it was meant for an older question, or for no question at all."""
        question = await self.house.db(questions.pending, ask.asker, ask.now)
        if question is None or not (text or self.answers[question.name].files):
            await self._unexpected(ask, text)
            return
        if to_card and question.card not in {None, ask.quoted_id}:
            sentence = _("ℹ️ I have asked you something else meanwhile\nReply to that, or drop it: /cancel")
            await self.replies.send(ask, Reply(ask.say(sentence)))
            return
        answer = self.answers[question.name]
        if await self._run(replace(ask, rest=text), answer.role, given(answer.run, question.argument)):
            await self.house.db(questions.settle, ask.asker, question)

    async def _unexpected(self, ask: Ask, text: str) -> None:
        """Nobody has asked for it: what a file could be used for is offered, where everything is said to us."""
        if text or self.unasked is None or not ask.place.private:
            await self._hint(ask, _("ℹ️ I answer to commands.\nAll of them: /help"))
        elif await self.rights.serves(ask.place.chat_id):
            await self._run(ask, self.unasked.role, given(self.unasked.run, ""))

    async def _hint(self, ask: Ask, sentence: str, **values: str) -> None:
        """In a group nobody asked us; in a private chat everything is said to us."""
        if ask.place.private and await self.rights.serves(ask.place.chat_id):
            await self.replies.send(ask, Reply(ask.say(sentence, **values)))

    async def _run(self, ask: Ask, role: Role, run: CommandRun) -> bool:
        """Run a handler and send what it returns, or the sentence for what it raised; True if it raised nothing."""
        went_well, reply = True, None
        async with self.patience.around(ask) as wait:
            try:
                ask.require(role)
                reply = await run(ask)
            except Undelivered as error:
                went_well = False
                await self.replies.lost(ask.place, error)
            except Exception as error:
                went_well, reply = False, await self.replies.problem(ask, error)
        await self._send(ask, reply, wait.card)
        return went_well

    async def _send(self, ask: Ask, reply: Reply | None, card: int | None) -> None:
        """Send *reply*, as the card that told to wait if there is one and it can be that."""
        became = False
        if card is not None and reply is not None and reply.document is None and reply.picture is None:
            became = await self.replies.become(ask, card, reply)
        if reply is not None:
            shown_on = card if became else await self.replies.send(ask, reply)
            if shown_on is not None and cancel.is_question(reply):
                await self.house.db(questions.stands_under, ask.asker, shown_on)
        if card is not None:
            await self.patience.end(ask.place, card, answered=became)

    async def _tap(self, query: CallbackQuery) -> None:
        message = query.message
        if message is None or not query.data or not query.data.startswith(PREFIX):
            await self._toast(query, None)
            return
        thread = message.message_thread_id if isinstance(message, Message) and message.is_topic_message else None
        place = Place(message.chat.id, thread or 0)
        ask = await self._ask_at(place, query.from_user, message.chat, message.message_id)
        token = query.data.removeprefix(PREFIX)
        handler = self.taps.get(await self.house.db(actions.look, token, chat_id=place.chat_id))
        if handler is None or not await self._serves(ask, in_question=True):
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
        pressed = await self.house.db(
            actions.press, token, chat_id=ask.place.chat_id, person_id=ask.person.id, now=ask.now
        )
        if isinstance(pressed, Refusal):
            alert = pressed is Refusal.SOMEONE_ELSES
            await self._toast(query, Toast(ask.say.label(REFUSALS[pressed]), alert=alert))
            return
        if not handler.quick:
            await self._toast(query, None)
        tap = tap_of(ask, pressed)
        async with self.patience.around(tap) as wait:
            result, fresh = await self._result(tap, handler)
        if handler.quick:
            await self._toast(query, result if isinstance(result, Toast) else None)
        reply = result if isinstance(result, Reply) else None
        if fresh or reply is None:
            await self._send(tap, reply, wait.card)
            return
        await self.replies.show(tap, reply)
        if wait.card is not None:
            await self.patience.end(tap.place, wait.card, answered=False)

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

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Let in again: telling goes on. Shut out: it pauses."""
        self.rights.forget(change.chat.id)
        if change.new_chat_member.status in {"left", "kicked"}:
            await parting.left(change.chat.id, "the bot was removed", self.house)
        else:
            await parting.returned(change.chat.id, self.house)

    async def _ask(self, message: Message, user: User) -> Ask:
        thread = message.message_thread_id if message.is_topic_message else None
        ask = await self._ask_at(Place(message.chat_id, thread or 0), user, message.chat, message.message_id)
        replied = message.reply_to_message
        author = replied.from_user if replied is not None else None
        return replace(
            ask,
            quoted=text_of(replied) if replied is not None else "",
            quoted_person=person_of(author) if author is not None and not author.is_bot else None,
            quoted_id=replied.message_id if replied is not None else None,
            mentioned=await self._mentioned(message),
            attached=attached_to(message) or (attached_to(replied) if replied is not None else None),
        )

    async def _mentioned(self, message: Message) -> Person | None:
        """Who is named first: Telegram says whom it means where they have no @name, else we have to have seen them."""
        for entity, text in message.parse_entities(["text_mention", "mention"]).items():
            if entity.user is not None:
                return person_of(entity.user)
            if known := await self.house.db(people.named, text.removeprefix("@")):
                return Person(known.id, known.name, known.username)
        return None

    async def _ask_at(self, place: Place, user: User, chat: Any, message_id: int) -> Ask:
        """What a handler needs to know of who asks, and where."""
        now, person = self.house.clock(), person_of(user)
        known = None if person.hidden else Known(person.id, person.name, person.username)
        met, account = await self.house.db(
            meetings.meet,
            place.chat_id,
            known,
            kind=chat.type,
            title=(chat.title or chat.full_name or "")[:NAME],
            language=person.language if place.private else "",
            now=now,
        )
        role = await self.rights.role(place, user.id)
        return Ask(
            house=self.house,
            place=place,
            person=person,
            role=role,
            say=self.house.words.say(chosen=met.language, telegram=person.language, zone=met.zone),
            now=now,
            account=account,
            message_id=message_id,
        )


def given(run: AnswerRun, argument: str) -> CommandRun:
    """A question's reader as a command's: the argument of the question goes along."""

    async def with_argument(ask: Ask) -> Reply | None:
        return await run(ask, argument)

    return with_argument


def text_of(message: Message) -> str:
    """What a person wrote, or the number of the contact they shared."""
    if message.contact is not None:
        return message.contact.phone_number
    return (message.text or message.caption or "").strip()


def has_buttons(message: Message | None) -> bool:
    """Whether it is a card or a question of ours; nobody else's messages have buttons that reach us."""
    return message is not None and message.reply_markup is not None


def attached_to(message: Message) -> Attachment | None:
    """The file a message brings, whoever sent it."""
    file = message.document
    return Attachment(file.file_id, file.file_name or "", file.file_size or 0) if file is not None else None


def tap_of(ask: Ask, pressed: Pressed) -> Tap:
    same = {name: getattr(ask, name) for name in Ask.__dataclass_fields__}
    return Tap(**same, arg=pressed.argument)

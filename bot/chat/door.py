"""Update → Ask or Tap → handler → Reply. Who may do what is asked here, once, for messages and taps alike."""

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import Bot, CallbackQuery, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from bot.chat.keyboards import PREFIX
from bot.chat.replies import Replies
from bot.chat.rights import NOBODY, Rights
from handlers.ask import (
    AnswerHandler,
    AnswerRun,
    Ask,
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
from handlers.delivery import Undelivered
from handlers.problems import NoRight, Problem
from handlers.words import _
from storage import accounts, actions, chats, questions, subscriptions
from storage.actions import Pressed, Refusal

log = logging.getLogger(__name__)

NAME = 128  # characters, as long as Telegram's names of people and chats may be
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)

REFUSALS = {
    Refusal.UNKNOWN: _("This button is too old."),
    Refusal.EXPIRED: _("This button has expired."),
    Refusal.USED: _("This was pressed already."),
    Refusal.SOMEONE_ELSES: _("This button is for somebody else."),
}
HIDDEN = _(
    "🎭 Telegram does not tell me who you are\n"
    "An anonymous administrator may only look. Turn anonymity off in your rights and try again."
)


@dataclass
class Door:
    """Where Telegram's updates come in."""

    bot: Bot = field(repr=False)
    house: House
    rights: Rights
    replies: Replies
    commands: Mapping[str, Command]
    taps: Mapping[str, TapHandler]
    answers: Mapping[str, AnswerHandler]
    allowed_chats: frozenset[int]

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
        elif text:
            await self._answer(ask, text)

    async def _command(self, ask: Ask, found: "re.Match[str]") -> None:
        name, bot_name, rest = found[1].lower(), found[2], (found[3] or "").strip()
        if bot_name and bot_name.lower() != self.house.bot_name().lower():
            return
        command = self.commands.get(name)
        if command is None:
            await self._hint(ask, _("🤷 I do not know this command.\nAll of them: /help"))
        elif not await self._served(ask) and not (name == "start" and rest):  # a link of ours may lead here
            sorry = ask.say(_("🔒 This bot serves only the chats its owner named."))
            await self.replies.send(ask, Reply(sorry))
        else:
            await self._run(replace(ask, rest=rest), command.role, command.run)

    async def _answer(self, ask: Ask, text: str) -> None:
        """A message that is no command may be the answer to a question of ours; the question stays until it is one."""
        question = await self.house.db(questions.pending, ask.asker, ask.now)
        if question is None:
            await self._hint(ask, _("ℹ️ I answer to commands.\nAll of them: /help"))
            return
        answer = self.answers[question.name]
        if await self._run(replace(ask, rest=text), answer.role, given(answer.run, question.argument)):
            await self.house.db(questions.settle, ask.asker, question)

    async def _hint(self, ask: Ask, sentence: str) -> None:
        """In a group nobody asked us; in a private chat everything is said to us."""
        if ask.place.private and await self._served(ask):
            await self.replies.send(ask, Reply(ask.say(sentence)))

    async def _run(self, ask: Ask, role: Role, run: CommandRun) -> bool:
        """Run a handler and send what it returns, or the sentence for what it raised; True if it raised nothing."""
        try:
            if ask.role < role:
                raise lacking(ask, role)  # noqa: TRY301 - explained below like every other problem
            reply = await run(ask)
        except Undelivered as error:
            await self.replies.lost(ask.place, error)
            return False
        except Exception as error:
            await self.replies.send(ask, await self.replies.problem(ask, error))
            return False
        if reply is not None:
            await self.replies.send(ask, reply)
        return True

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
        if handler is None or not await self._served(ask):
            await self._toast(query, Toast(ask.say.label(REFUSALS[Refusal.UNKNOWN])))
        elif ask.role < handler.role:
            text = await self.replies.problem(ask, lacking(ask, handler.role))
            await self._toast(query, Toast(text.text, alert=True))
        else:
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
        tap, fresh = tap_of(ask, pressed), handler.fresh
        result: Reply | Toast | None = None
        try:
            result = await handler.run(tap)
        except Undelivered as error:
            await self.replies.lost(tap.place, error)
        except Exception as error:
            result, fresh = await self.replies.problem(tap, error), True
        if handler.quick:
            await self._toast(query, result if isinstance(result, Toast) else None)
        if isinstance(result, Reply):
            await self.replies.show(tap, result, fresh=fresh)

    async def _toast(self, query: CallbackQuery, toast: Toast | None) -> None:
        try:
            await self.bot.answer_callback_query(
                query.id, toast.text[:200] if toast else None, show_alert=toast.alert if toast else None
            )
        except TelegramError as error:
            log.debug("a tap was not answered: %s", type(error).__name__)

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Let in again: telling goes on. Shut out: it pauses."""
        chat_id = change.chat.id
        self.rights.forget(chat_id)
        if change.new_chat_member.status in {"left", "kicked"}:
            await self.house.db(subscriptions.pause, chat_id, "the bot was removed")
        elif await self.house.db(subscriptions.resume, chat_id):
            chat = await self.house.db(chats.get, chat_id)
            if chat and chat.account_id:
                self.house.wake(chat.account_id)

    async def _served(self, ask: Ask) -> bool:
        if not self.allowed_chats or ask.place.chat_id in self.allowed_chats:
            return True
        return ask.place.private and await self.rights.owns(ask.person.id)

    async def _ask(self, message: Message, user: User) -> Ask:
        thread = message.message_thread_id if message.is_topic_message else None
        ask = await self._ask_at(Place(message.chat_id, thread or 0), user, message.chat, message.message_id)
        replied = message.reply_to_message
        return replace(ask, quoted=text_of(replied)) if replied is not None else ask

    async def _ask_at(self, place: Place, user: User, chat: Any, message_id: int) -> Ask:
        """What a handler needs to know of who asks, and where."""
        now, language = self.house.clock(), (user.language_code or "")[:8]
        met = await self.house.db(
            chats.meet,
            place.chat_id,
            kind=chat.type,
            title=(chat.title or chat.full_name or "")[:NAME],
            language=language if place.private else "",
            now=now,
        )
        return Ask(
            house=self.house,
            place=place,
            person=Person(user.id, user.full_name[:NAME], user.username or "", language),
            role=await self.rights.role(place, user.id),
            say=self.house.words.say(chosen=met.language, telegram=language),
            now=now,
            account=await self.house.db(accounts.of_chat, place.chat_id),
            message_id=message_id,
        )


def lacking(ask: Ask, role: Role) -> Problem:
    """Why *ask* may not be done."""
    return Problem(HIDDEN) if ask.person.id in NOBODY else NoRight(role.name.lower())


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


def tap_of(ask: Ask, pressed: Pressed) -> Tap:
    same = {name: getattr(ask, name) for name in Ask.__dataclass_fields__}
    return Tap(**same, arg=pressed.argument)

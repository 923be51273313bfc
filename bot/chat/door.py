"""Update → Ask or Tap → handler → Reply. Who may do what is asked here, once, for messages and taps alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from telegram import Bot, ChatMemberUpdated, Message, Update, User

from bot.chat.reader import Reader, has_buttons, text_of
from bot.chat.replies import Replies
from bot.chat.rights import NOBODY, Rights
from bot.chat.taps import Taps
from handlers import parting
from handlers.ask import AnswerHandler, AnswerRun, Ask, Command, CommandRun
from handlers.commands import login, myself
from handlers.delivery import Undelivered
from handlers.house import House, Role
from handlers.reply import Reply
from handlers.words import _
from storage import questions, subscriptions

COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+(.*))?", re.DOTALL)


@dataclass
class Door:
    """Where Telegram's updates come in."""

    bot: Bot = field(repr=False)
    house: House
    rights: Rights
    reader: Reader
    replies: Replies
    taps: Taps
    commands: Mapping[str, Command]
    answers: Mapping[str, AnswerHandler]
    unasked: AnswerHandler | None = None  # what becomes of a file that comes without a word

    async def open(self, raw: Mapping[str, Any]) -> None:
        """Handle one update; everything that goes wrong with it ends here, in a sentence."""
        update = Update.de_json(dict(raw), self.bot)
        if update.message is not None and update.message.from_user is not None:
            await self._message(update.message, update.message.from_user)
        elif update.callback_query is not None:
            await self.taps.take(update.callback_query)
        elif update.my_chat_member is not None:
            await self._membership(update.my_chat_member)

    async def _message(self, message: Message, user: User) -> None:
        if message.migrate_to_chat_id:
            await self.house.db(subscriptions.move_chat, message.chat_id, message.migrate_to_chat_id)
            return
        if message.forward_origin is not None or message.via_bot or (user.is_bot and user.id not in NOBODY):
            return
        ask, text = await self.reader.of(message, user), text_of(message)
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
        elif not link and not await self.reader.serves(ask, in_question=name == "cancel"):
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
        async with self.replies.patience.around(ask) as wait:
            try:
                ask.require(role)
                reply = await run(ask)
            except Undelivered as error:
                went_well = False
                await self.replies.lost(ask.place, error)
            except Exception as error:
                went_well, reply = False, await self.replies.problem(ask, error)
        await self.replies.finish(ask, reply, wait.card)
        return went_well

    async def _membership(self, change: ChatMemberUpdated) -> None:
        """Let in again: telling goes on. Shut out: it pauses."""
        self.rights.forget(change.chat.id)
        if change.new_chat_member.status in {"left", "kicked"}:
            await parting.left(change.chat.id, "the bot was removed", self.house)
        else:
            await parting.returned(change.chat.id, self.house)


def given(run: AnswerRun, argument: str) -> CommandRun:
    """A question's reader as a command's: the argument of the question goes along."""

    async def with_argument(ask: Ask) -> Reply | None:
        return await run(ask, argument)

    return with_argument

"""Reply → Bot API calls, within Telegram's limits; Telegram's errors → what the sender can do about them."""

import html
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar

from telegram import Bot, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, TelegramError

from bot.chat.errors import CANNOT_PARSE, NOT_MODIFIED, is_doubtful, is_flood, undelivered
from bot.chat.keyboards import keyboard
from bot.chat.limits import Limits
from bot.metrics import Metrics
from handlers.ask import TapHandler
from handlers.delivery import ChatGone, NotNow, Perhaps, TooLarge, Undelivered, Unfetched
from handlers.house import Place
from handlers.reply import Attachment, Document, Picture, Reply
from storage import actions
from storage.database import Database

log = logging.getLogger(__name__)

CAPTION = 1024
DOWNLOAD = 20 * 1024 * 1024  # core.telegram.org/bots/api#getfile
SOON = 1.0  # seconds before a chat is spoken to again after a broken connection
REFUSALS = 3  # in a row, until a chat is believed to be shut that a 400 says is shut
DOUBT = timedelta(seconds=5)  # between two of them
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
T = TypeVar("T")


@dataclass
class Sender:
    """Speaks to chats. Every message and every edit waits for its chat's turn."""

    bot: Bot = field(repr=False)
    db: Database
    limits: Limits
    taps: Mapping[str, TapHandler]
    clock: Callable[[], datetime]
    metrics: Metrics
    _refusals: Counter[int] = field(default_factory=Counter)

    async def turn(self, place: Place) -> None:
        await self.limits.ready(place.chat_id)

    async def send(self, place: Place, reply: Reply, *, answers: int | None = None) -> int:
        """Send; the message's id (of the one with the text, where a picture, a long text or a file go separately)."""
        markup = await self._markup(place, reply)
        files = [file for file in (reply.picture, reply.document) if file is not None]
        if files and length(reply.text) <= CAPTION:
            first = await self._file(place, reply, files.pop(0), markup, answers)
        else:
            first = await self._text(place, reply, markup, answers)
        for file in files:
            await self._file(place, Reply("", loud=reply.loud), file, None, first.message_id)
        return first.message_id

    async def edit(self, place: Place, message_id: int, reply: Reply) -> None:
        """Edit the text and buttons of a message; that it shows them already is fine."""
        markup = await self._markup(place, reply)

        async def edit(text: str, mode: str | None) -> None:
            await self.bot.edit_message_text(
                text,
                chat_id=place.chat_id,
                message_id=message_id,
                parse_mode=mode,
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )

        try:
            await self._parsed(place, reply.text, edit)
        except Undelivered as error:
            if NOT_MODIFIED not in str(error).lower():
                raise

    async def delete(self, place: Place, message_id: int) -> bool:
        try:
            return bool(await self.bot.delete_message(place.chat_id, message_id))
        except TelegramError as error:
            log.warning("a message in chat %s was not deleted: %s", place.chat_id, type(error).__name__)
            return False

    async def working(self, place: Place, *, on_file: bool = False) -> None:
        action = ChatAction.UPLOAD_DOCUMENT if on_file else ChatAction.TYPING
        try:
            await self.bot.send_chat_action(place.chat_id, action, message_thread_id=place.thread_id or None)
        except TelegramError as error:
            log.debug("no chat action in %s: %s", place.chat_id, type(error).__name__)

    async def fetch(self, file: Attachment) -> bytes:
        if file.size > DOWNLOAD:
            raise TooLarge
        try:
            kept = await self.bot.get_file(file.id)
            return bytes(await kept.download_as_bytearray(read_timeout=60))
        except TelegramError as error:
            if "too big" in error.message.lower():
                raise TooLarge from error
            raise Unfetched(type(error).__name__) from error

    async def _markup(self, place: Place, reply: Reply) -> InlineKeyboardMarkup | None:
        made = keyboard(reply, self.taps, chat_id=place.chat_id, now=self.clock())
        if made.actions:
            await self.db(actions.keep, made.actions)
        return made.markup

    async def _text(
        self, place: Place, reply: Reply, markup: InlineKeyboardMarkup | None, answers: int | None
    ) -> Message:
        async def send(text: str, mode: str | None) -> Message:
            return await self.bot.send_message(
                place.chat_id,
                text,
                parse_mode=mode,
                message_thread_id=place.thread_id or None,
                reply_parameters=reply_to(answers),
                reply_markup=markup,
                disable_notification=not reply.loud,
                link_preview_options=NO_PREVIEW,
            )

        return await self._parsed(place, reply.text, send)

    async def _file(
        self,
        place: Place,
        reply: Reply,
        file: Picture | Document,
        markup: InlineKeyboardMarkup | None,
        answers: int | None,
    ) -> Message:
        async def send(text: str, mode: str | None) -> Message:
            return await self._upload(
                file,
                chat_id=place.chat_id,
                caption=text or None,
                parse_mode=mode,
                message_thread_id=place.thread_id or None,
                reply_parameters=reply_to(answers),
                reply_markup=markup,
                disable_notification=not reply.loud,
                write_timeout=120,
            )

        return await self._parsed(place, reply.text, send)

    async def _upload(self, file: Picture | Document, **how: Any) -> Message:
        if isinstance(file, Picture):
            return await self.bot.send_photo(photo=InputFile(file.data, filename="picture.png"), **how)
        return await self.bot.send_document(document=InputFile(file.data, filename=file.name), **how)

    async def _parsed(self, place: Place, text: str, send: Callable[[str, str | None], Awaitable[T]]) -> T:
        """Send, and count what became of it."""
        try:
            result = await self._as_html_or_plain(place, text, send)
        except Undelivered as error:
            self.metrics.sends.labels(type(error).__name__).inc()
            raise
        self.metrics.sends.labels("sent").inc()
        self._refusals.pop(place.chat_id, None)
        return result

    async def _as_html_or_plain(self, place: Place, text: str, send: Callable[[str, str | None], Awaitable[T]]) -> T:
        """Send as HTML; if Telegram cannot read our markup, once more as plain text: a fault of ours loses nothing."""
        try:
            async with self.limits.turn(place.chat_id):
                return await send(text, ParseMode.HTML)
        except BadRequest as error:
            if CANNOT_PARSE not in error.message.lower():
                raise self._translated(place, error) from error
            log.exception("Telegram cannot parse a message of ours; sent as plain text")
        except TelegramError as error:
            raise self._translated(place, error) from error
        try:
            async with self.limits.turn(place.chat_id):
                return await send(plain(text), None)
        except TelegramError as error:
            raise self._translated(place, error) from error

    def _translated(self, place: Place, error: TelegramError) -> Undelivered:
        meaning = undelivered(error)
        if isinstance(meaning, ChatGone) and is_doubtful(error):
            meaning = self._believed(place, meaning)
        if is_flood(error):
            self.limits.calm_down()
        match meaning:
            case NotNow(wait=wait):
                self.limits.pause(place.chat_id, wait.total_seconds())
            case Perhaps():
                self.limits.pause(place.chat_id, SOON)
        return meaning

    def _believed(self, place: Place, gone: ChatGone) -> Undelivered:
        """The third time in a row."""
        self._refusals[place.chat_id] += 1
        if self._refusals[place.chat_id] < REFUSALS:
            return NotNow(DOUBT)
        del self._refusals[place.chat_id]
        return gone


def reply_to(message_id: int | None) -> ReplyParameters | None:
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id else None


def plain(text: str) -> str:
    """The text without our markup."""
    return html.unescape(re.sub(r"<[^>]+>", "", text)) or "—"


def length(text: str) -> int:
    """In UTF-16 units after parsing, as Telegram counts at most."""
    return len(plain(text).encode("utf-16-le")) // 2

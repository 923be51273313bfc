"""Whoever speaks to the bot, and where: everything a command needs to know first, in one visit to the database."""

from datetime import datetime

from sqlite_utils import Database as Db

from storage import accounts, chats, people
from storage.accounts import Account
from storage.chats import Chat
from storage.people import Known


def meet(
    db: Db, chat_id: int, person: Known | None, *, kind: str, title: str, language: str, now: datetime
) -> tuple[Chat, Account | None]:
    """Remember the *person* (None: Telegram hides who it is) and the chat; the chat, and the account it speaks for."""
    if person is not None:
        people.meet(db, person, now)
    met = chats.meet(db, chat_id, kind=kind, title=title, now=now, language=language)
    return met, accounts.of_chat(db, chat_id)

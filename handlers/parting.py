"""A chat shuts the bot out, or lets it in again: telling pauses and goes on, and the account's owner hears of it."""

import logging

from handlers.answering import deliver
from handlers.delivery import Undelivered
from handlers.house import House, Place
from handlers.reply import Reply
from handlers.words import _
from storage import accounts, chats, digests, subscriptions

log = logging.getLogger(__name__)


async def left(chat_id: int, why: str, house: House) -> None:
    """Pause what the chat was told; its owner is told the first time."""
    digests_too = await house.db(digests.pause_chat, chat_id)
    if await house.db(subscriptions.pause, chat_id, why) or digests_too:
        log.warning("chat %s cannot be told any more: %s", chat_id, why)
        sentence = _("⏸ I cannot write to “{title}” any more\nIts news wait until I am let in again: /account")
        await tell_owner(chat_id, sentence, house)


async def returned(chat_id: int, house: House) -> None:
    """Go on telling where it was paused."""
    digests_too = await house.db(digests.resume_chat, chat_id)
    if await house.db(subscriptions.resume, chat_id) or digests_too:
        await tell_owner(chat_id, _("▶️ I am back in “{title}”\nWhat happened meanwhile is told there now."), house)
        chat = await house.db(chats.get, chat_id)
        if chat and chat.account_id:
            house.wake(chat.account_id)


async def tell_owner(chat_id: int, sentence: str, house: House) -> None:
    """To whoever connected the account, in private; what happens to a private chat its person knows."""
    account, chat = await house.db(accounts.of_chat, chat_id), await house.db(chats.get, chat_id)
    if account is None or chat is None or account.owner_id == chat_id:
        return
    if not await house.rights.serves(account.owner_id):
        return
    private = await house.db(chats.get, account.owner_id)
    say = house.words.say(chosen=private.language if private else None, zone=private.zone if private else None)
    try:
        await deliver(Reply(say(sentence, title=chat.title), loud=True), Place(account.owner_id), house, say)
    except Undelivered as error:
        log.warning("the owner of chat %s was not told: %s", chat_id, error)

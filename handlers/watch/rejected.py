"""A key that SMSC has refused: who connected it hears of it once, and so do the chats that use it."""

import logging

from handlers.answering import deliver
from handlers.delivery import Undelivered
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.reply import Button, Reply
from handlers.words import Say, _
from smsc.errors import AccountStopped, Reason, Refused
from storage import accounts, chats, subscriptions
from storage.accounts import Account

log = logging.getLogger(__name__)


def rejects(error: Exception) -> bool:
    """Whether SMSC refuses the account's credentials, now or since somebody asked it who could not say so."""
    return isinstance(error, AccountStopped) or (isinstance(error, Refused) and error.reason is Reason.AUTH)


async def note(error: Exception, account: Account | None, house: House) -> None:
    """Where *error* says that SMSC refuses *account*, remember it: `tell` tells its people."""
    if account is not None and rejects(error):
        await house.db(accounts.stop, account.id, str(error), house.clock())


async def tell(house: House) -> None:
    """Calls of a refused account are stopped already; say so, loudly, and how they are started again."""
    for account in await house.db(accounts.stopped_untold):
        using = {chat.id for chat in await house.db(chats.of_account, account.id)}
        await house.db(accounts.told_of_stop, account.id)  # before: a crash must not tell ten chats twice
        topics = {target.chat_id: target.thread_id for target in await house.db(subscriptions.targets, account.id)}
        for chat_id in sorted(using | {account.owner_id}):
            if not await house.rights.serves(chat_id):
                continue
            say, place = await language_of(chat_id, house), Place(chat_id, topics.get(chat_id, 0))
            try:
                await deliver(card(account, say, uses=chat_id in using), place, house, say)
            except Undelivered as error:
                log.warning("chat %s cannot be told that account %s is refused: %s", chat_id, account.id, error)


def card(account: Account, say: Say, *, uses: bool) -> Reply:
    """The button leads to /login where the chat itself uses the account."""
    text = say(
        _(
            "🔑 SMSC rejects the key “{alias}” since {at}\n"
            "Commands and polling are stopped, callbacks arrive.\nConnect it again: /login · #sys"
        ),
        alias=account.alias,
        at=account.stopped_at,
    )
    if not uses:
        text += "\n" + say(_("Write /login in the group that uses it."))
    renew = Button(say.label(_("🔑 Update the key")), "start.connect")
    return Reply(text, ((renew,),) if uses else (), loud=True)

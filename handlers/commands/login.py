"""/login: an SMSC account is connected in a private chat; a group gets there through a one-time link."""

from contextlib import suppress
from datetime import timedelta

from handlers import credentials as typed
from handlers import links
from handlers.answering import deliver
from handlers.ask import Ask, Button, Place, Reply, Role, answer, command
from handlers.callbacks import masked
from handlers.commands.cancel import cancel_button
from handlers.connecting import connect as accept
from handlers.delivery import Undelivered
from handlers.problems import Problem, explain
from handlers.words import Money, _
from smsc.credentials import Credentials
from smsc.errors import Reason, Refused, SmscError
from smsc.types import Balance
from storage import chats
from storage.accounts import Account

LINK = timedelta(minutes=10)
FROM_GROUP = "login"
NOT_DELETED = _("⚠️ Telegram did not let me delete your message: delete it yourself.")


@command(about=_("Connect an account"), role=Role.OWNER)
async def login(ask: Ask) -> Reply | None:
    if not ask.place.private:
        return await in_group(ask)
    if ask.rest:
        return await connect(ask, ask.rest, Place(ask.place.chat_id))
    return await begin(ask, Place(ask.place.chat_id))


async def in_group(ask: Ask) -> Reply:
    """A button that leads the one who asked into a private chat. Nothing secret belongs into a group."""
    arg = f"{ask.place.chat_id}:{ask.place.thread_id}"
    token = await links.make(ask.db, FROM_GROUP, arg, person_id=ask.person.id, until=ask.now + LINK)
    url = f"https://t.me/{ask.house.bot_name()}?start={token}"
    text = ask.say(
        _("🔑 {person}, connect SMSC in a private chat with me\nThe button works once, for you, for 10 minutes."),
        person=ask.person.handle,
    )
    if ask.rest:
        deleted = await ask.delete_message()
        text += "\n" + ask.say(
            _("⚠️ Never write a password in a group: everybody here has seen it. Change it in the SMSC cabinet.")
        )
        text += "" if deleted else "\n" + ask.say(NOT_DELETED)
    return Reply(text, ((Button(ask.say.label(_("🔑 Connect")), url=url),),))


async def from_group(ask: Ask, arg: str) -> Reply:
    """The link from a group was opened in a private chat."""
    chat_id, _colon, thread_id = arg.partition(":")
    return await begin(ask, Place(int(chat_id), int(thread_id)))


async def begin(ask: Ask, target: Place) -> Reply:
    await ask.expect(credentials, f"{target.chat_id}:{target.thread_id}")
    chat = await ask.db(chats.get, target.chat_id)
    text = ask.say(
        _(
            "🔑 Send login and password, or an API key\nin one message, such as <code>mylogin mypassword</code>. "
            "I delete it at once and check it.\nA key is safer: it is made in the SMSC cabinet and can be taken back."
        )
    )
    if chat and not target.private:
        text += "\n" + ask.say(_("It is for the group “{title}”."), title=chat.title)
    return Reply(text, ((cancel_button(ask),),))


@answer(role=Role.VIEWER)
async def credentials(ask: Ask, arg: str) -> Reply | None:
    """The message that holds the credentials."""
    chat_id, _colon, thread_id = arg.partition(":")
    return await connect(ask, ask.rest, Place(int(chat_id), int(thread_id)))


async def connect(ask: Ask, text: str, target: Place) -> Reply:
    """Delete the message, prove the credentials with SMSC, and only then store them."""
    deleted = await ask.delete_message()
    note = "" if deleted else "\n" + ask.say(NOT_DELETED)
    try:
        given = typed.read(text)
        balance = await prove(ask, given)
    except (Problem, SmscError) as error:
        await begin(ask, target)
        return Reply((explain(error, ask.say) or "") + note, ((cancel_button(ask),),))
    account = await accept(ask.house, given, target, owner_id=ask.person.id, now=ask.now)
    money = Money(balance.amount, balance.currency)
    lines = [ask.say(_("🔑 Accepted: {alias} · balance {money}"), alias=account.alias, money=money)]
    if deleted:
        lines.append(ask.say(_("Your message is deleted, the credentials are stored encrypted.")))
    await tell_group(ask, account, target)
    return Reply("\n".join([*lines, *after(ask)]) + note)


async def prove(ask: Ask, given: Credentials) -> Balance:
    """Ask SMSC for the balance: the cheapest question that only the right credentials get answered."""
    house = ask.house
    house.limits.forgive(given.identity)
    try:
        return await house.dial(given, house.base_url).balance()
    except Refused as error:
        if error.reason is Reason.AUTH:
            raise Problem(
                _(
                    "❌ SMSC does not accept this login, password or key\n"
                    "(or calls from this server's address). Nothing is stored. Send them once more, or /cancel."
                )
            ) from error
        raise


def after(ask: Ask) -> list[str]:
    """What to do next."""
    if not ask.house.public_url:
        return [ask.say(_("This bot has no public address, so it asks SMSC for news itself. What is told: /subscribe"))]
    return [ask.say(_("Put the callback address into the SMSC cabinet: /webhook\nWhat is told: /subscribe"))]


async def tell_group(ask: Ask, account: Account, target: Place) -> None:
    """The group that waits for it gets a card; nothing of the credentials is in it."""
    if target == Place(ask.place.chat_id):
        return
    lines = [ask.say(_("✅ Connected: {alias} · {person}"), alias=account.alias, person=ask.person.handle)]
    if ask.house.public_url:
        lines.append(f"<code>{ask.say.html(masked(account, public_url=ask.house.public_url))}</code>")
    with suppress(Undelivered):
        await deliver(Reply("\n".join([*lines, *after(ask)])), target, ask.house, ask.say)

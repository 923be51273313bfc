"""/login: an SMSC account is connected in a private chat; a group gets there through a one-time link."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Self

from handlers import credentials as typed
from handlers import links
from handlers.answering import deliver
from handlers.ask import Ask, Tap, answer, command, tap
from handlers.callbacks import masked
from handlers.commands.cancel import cancel_button
from handlers.connecting import connect as accept
from handlers.delivery import Undelivered
from handlers.house import House, Place, Role
from handlers.problems import NoRight, Problem, explain
from handlers.reply import Button, Reply
from handlers.words import Money, Say, _
from smsc.credentials import Credentials
from smsc.errors import AddressBlocked, Reason, Refused, SmscError
from smsc.types import Balance
from storage import accounts, attempts, chats
from storage.accounts import Account

LINK = timedelta(minutes=10)
FROM_GROUP = "login"
# One API; an account lives where it was registered.
SERVICES = ("https://smsc.ru", "https://smscentre.com", "https://smsc.kz", "https://smsc.ua", "https://smsc.tj")
BRAKE = _(
    "⏳ Too many wrong logins: wait until {at}\n"
    "SMSC was not asked: after more of them it would block this bot for everybody. Nothing is stored."
)
NOT_DELETED = _("⚠️ Telegram did not let me delete your message: delete it yourself.")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which chat and topic an account is connected to, and at which of SMSC's services it is proved."""

    target: Place
    base_url: str

    @classmethod
    async def of(cls, target: Place, house: House) -> Self:
        """The service is the one the chat's account lives at, else where new accounts live."""
        known = await house.db(accounts.of_chat, target.chat_id)
        return cls(target, known.base_url if known and known.base_url in services(house) else house.base_url)

    @classmethod
    def read(cls, arg: str) -> Self:
        chat_id, thread_id, base_url = arg.split(" ")
        return cls(Place(int(chat_id), int(thread_id)), base_url)

    def __str__(self) -> str:
        return f"{self.target.chat_id} {self.target.thread_id} {self.base_url}"


def services(house: House) -> tuple[str, ...]:
    """Where an account may live; first of all where this installation is told to look, a stand-in say."""
    return tuple(dict.fromkeys((house.base_url, *SERVICES)))


@command(about=_("Connect an account"), role=Role.OWNER)
async def login(ask: Ask) -> Reply | None:
    if not ask.place.private:
        return await in_group(ask)
    plan = await Plan.of(Place(ask.place.chat_id), ask.house)
    return await connect(ask, ask.rest, plan) if ask.rest else await begin(ask, plan)


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
        text += "\n" + await exposed(ask)
    return Reply(text, ((Button(ask.say.label(_("🔑 Connect")), url=url),),))


async def exposed(ask: Ask) -> str:
    """A password stands in a group: it is deleted where Telegram lets us, and called out."""
    deleted = await ask.delete_message()
    text = ask.say(_("⚠️ Never write a password in a group: everybody here has seen it. Change it in the SMSC cabinet."))
    return text if deleted else text + "\n" + ask.say(NOT_DELETED)


async def from_group(ask: Ask, arg: str) -> Reply:
    """The link from a group was opened in a private chat."""
    chat_id, _colon, thread_id = arg.partition(":")
    return await begin(ask, await Plan.of(Place(int(chat_id), int(thread_id)), ask.house))


async def begin(ask: Ask, plan: Plan) -> Reply:
    await ask.expect(credentials, str(plan))
    chat = await ask.db(chats.get, plan.target.chat_id)
    text = ask.say(
        _(
            "🔑 Send login and password, or an API key\nin one message, such as <code>mylogin mypassword</code>. "
            "I delete it at once and check it.\nA key is safer: it is made in the SMSC cabinet and can be taken back.\n"
            "The buttons say where you are registered."
        )
    )
    if chat and not plan.target.private:
        text += "\n" + ask.say(_("It is for the group “{title}”."), title=chat.title)
    return Reply(text, choices(ask, plan))


def choices(ask: Ask, plan: Plan) -> tuple[tuple[Button, ...], ...]:
    """Where the account is registered: the chosen service has a mark."""
    buttons = [
        Button(
            f"{'✓ ' if url == plan.base_url else ''}{url.partition('//')[2]}",
            "login.at",
            str(Plan(plan.target, url)),
            only=ask.person.id,
        )
        for url in services(ask.house)
    ]
    return tuple(buttons[:3]), tuple(buttons[3:]), (cancel_button(ask, credentials),)


@tap(role=Role.VIEWER)
async def at(tap: Tap) -> Reply:
    """Another service: the question stays the same."""
    return await begin(tap, Plan.read(tap.arg))


@answer(role=Role.VIEWER)
async def credentials(ask: Ask, arg: str) -> Reply | None:
    """The message that holds the credentials."""
    return await connect(ask, ask.rest, Plan.read(arg))


async def connect(ask: Ask, text: str, plan: Plan) -> Reply:
    """Delete the message, prove the credentials with SMSC, and only then store them."""
    deleted = await ask.delete_message()
    note = "" if deleted else "\n" + ask.say(NOT_DELETED)
    refused_note = note or "\n" + ask.say(_("Your message is deleted."))
    try:
        await require_right(ask, plan.target)
        given = typed.read(text)
        balance = await prove(ask, given, plan)
    except NoRight as error:
        return Reply((explain(error, ask.say) or "") + refused_note)
    except (Problem, SmscError) as error:
        await begin(ask, plan)
        return Reply((explain(error, ask.say) or "") + refused_note, choices(ask, plan))
    account = await accept(ask.house, given, plan.target, plan.base_url, owner_id=ask.person.id, now=ask.now)
    await note_login(ask, account, plan.target)
    money = Money(balance.amount, balance.currency)
    lines = [ask.say(_("🔑 Accepted: {alias} · balance {money}"), alias=account.alias, money=money)]
    if deleted:
        lines.append(ask.say(_("Your message is deleted, the credentials are stored encrypted.")))
    await tell_group(ask, account, plan.target)
    return Reply("\n".join([*lines, after(ask.house, ask.say)]) + note)


async def require_right(ask: Ask, target: Place) -> None:
    """The link was for an owner of the group; the right may have been lost since. Raises NoRight."""
    if not target.private and await ask.house.rights.role(target, ask.person.id) < Role.OWNER:
        raise NoRight(Role.OWNER.name.lower(), ask.person.username)


async def note_login(ask: Ask, account: Account | None, target: Place, *, result: str = "done") -> None:
    """Into the audit of the chat that is to be connected, wherever the credentials were written. What was typed
    in vain is not: it may have been a password in the wrong place."""
    there = replace(ask, place=target, account=account)
    await there.note("login", account.alias if account else "", result=result)


async def prove(ask: Ask, given: Credentials, plan: Plan) -> Balance:
    """Ask SMSC for the balance: the cheapest question that only the right credentials get answered.

    After a few wrong ones nobody is asked any more for a while: SMSC would block our address for everybody.
    """
    house = ask.house
    if free_at := await ask.db(attempts.free_at, ask.person.id, ask.now):
        raise Problem(BRAKE, at=free_at)
    house.limits.forgive(given.identity)
    try:
        return await house.dial(given, plan.base_url).balance()
    except AddressBlocked as error:
        raise Problem(BRAKE, at=ask.now + error.wait) from error
    except Refused as error:
        if error.reason is Reason.AUTH:
            await ask.db(attempts.note, ask.person.id, house.clock())
            await note_login(ask, None, plan.target, result="refused")
            raise Problem(
                _(
                    "❌ SMSC does not accept this login, password or key\n"
                    "(or calls from this server's address). Nothing is stored. Send them once more, or /cancel."
                )
            ) from error
        raise


def after(house: House, say: Say) -> str:
    """What to do next."""
    if not house.public_url:
        return say(_("This bot has no public address, so it asks SMSC for news itself. What is told: /subscribe"))
    return say(_("Put the callback address into the SMSC cabinet: /webhook\nWhat is told: /subscribe"))


async def tell_group(ask: Ask, account: Account, target: Place) -> None:
    """The group that waits for it gets a card in its own language; nothing of the credentials is in it."""
    if target == Place(ask.place.chat_id):
        return
    house, chat = ask.house, await ask.db(chats.get, target.chat_id)
    say = house.words.say(chosen=chat.language if chat else None, telegram=ask.person.language)
    lines = [say(_("✅ Connected: {alias} · {person}"), alias=account.alias, person=ask.person.handle)]
    if house.public_url:
        lines.append(f"<code>{say.html(masked(account, public_url=house.public_url))}</code>")
    with suppress(Undelivered):
        await deliver(Reply("\n".join([*lines, after(house, say)])), target, house, say)

"""/account: which SMSC account this chat speaks for, and how it is."""

from handlers.ask import Ask, Tap, command, tap
from handlers.commands.balance import render as balance_card
from handlers.house import Role
from handlers.problems import NotConnected, explain
from handlers.reply import Button, Reply
from handlers.words import Say, _
from smsc.errors import SmscError
from storage import chats, digests, events, subscriptions
from storage.accounts import Account
from storage.subscriptions import Silence


@command(about=_("Account"), role=Role.OWNER, alone=True)
async def account(ask: Ask) -> Reply:
    account = ask.account
    if account is None or account.credentials is None:
        raise NotConnected
    others = await ask.db(chats.of_account, account.id)
    counts = await ask.db(events.count, account.id)
    lines = [
        ask.say(_("🔑 Account {alias} · {host}"), alias=account.alias, host=account.base_url.partition("//")[2]),
        state(account, ask.say),
        ask.say.plural("Used in {n} chat", "Used in {n} chats", len(others)),
        ask.say.plural("{n} event is kept", "{n} events are kept", sum(counts.values())),
        await money(ask),
        ask.say(_("What is told: /subscribe · callbacks: /webhook · another account: /login")),
    ]
    silences = await ask.db(subscriptions.paused, account.id)
    lines += [silence_line(silence, ask.say) for silence in silences]
    retry = Button(ask.say.label(_("🔁 Try to tell them again")), "account.retry")
    return Reply("\n".join(lines), ((retry,),) if silences else ())


@tap(role=Role.OWNER, fresh=True)
async def retry(tap: Tap) -> Reply:
    """What could not be told is tried once more; a chat that still cannot be told pauses again."""
    account = tap.connected
    for silence in await tap.db(subscriptions.paused, account.id):
        await tap.db(subscriptions.resume, silence.chat_id)
        await tap.db(digests.resume_chat, silence.chat_id)
    tap.house.wake(account.id)
    return Reply(tap.say(_("🔁 Trying again. What still fails is listed in /account")))


def silence_line(silence: Silence, say: Say) -> str:
    sentence = _("⏸ {title}: not told since Telegram says “{why}”, {waiting} waiting")
    return say(sentence, title=silence.title or str(silence.chat_id), why=silence.why, waiting=silence.waiting)


def state(account: Account, say: Say) -> str:
    if account.stopped_why:
        return say(_("⚠️ SMSC refused the credentials. Connect again: /login"))
    return say(_("✅ Connected since {day}"), day=account.connected_at.astimezone(say.zone).date())


async def money(ask: Ask) -> str:
    """The balance, or why it cannot be had just now."""
    try:
        return balance_card(await ask.smsc.balance(), ask.say, alias=ask.connected.alias).partition("\n")[0]
    except SmscError as error:
        return explain(error, ask.say) or ""

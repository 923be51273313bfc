"""/clients set ivan limit=500: what would be sent to SMSC is shown first, and only its button sends it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from handlers import client_fields
from handlers.ask import Ask, Tap, answer, tap
from handlers.client_drafts import NOT_DELETED, change_line, draft_of, open_draft, reveal, spoken
from handlers.client_drafts import begin as draft_with
from handlers.client_fields import NEW_LOGIN, QUIET
from handlers.commands.cancel import cancel_button
from handlers.commands.settings import in_reply
from handlers.doubts import certainly_not_done
from handlers.house import Role
from handlers.problems import Problem, explain
from handlers.reply import Button, Reply
from handlers.subclients import spelled
from handlers.words import Say, _
from smsc.errors import SmscError
from storage import clients as known
from storage import drafts, payments
from storage.drafts import Draft, Kind, State

VALID = timedelta(hours=1)
SECRET = re.compile(r"(?:password|пароль|pswc?)(?:\[\w*\])?\s*[=:]", re.IGNORECASE)  # rather too often than not


async def begin(ask: Ask, text: str) -> Reply:
    """`/clients set LOGIN key=value …`; without changes they are asked for."""
    login, _space, line = text.partition(" ")
    if login and "=" not in login and not line.strip():
        return await ask_what(ask, await spelled(ask, login))
    return await propose(ask, login, line.strip())


async def propose(ask: Ask, login: str, line: str) -> Reply:
    """Show what would be sent. A message with a password is deleted at once, whatever else is wrong with it."""
    note = await deleted(ask) if SECRET.search(line) else ""
    try:
        card = await proposed(ask, login, line, exposed=bool(note) and not ask.place.private)
    except Exception as error:
        if note and (sentence := explain(error, ask.say)):
            return Reply(f"{sentence}\n{note}")
        raise
    return replace(card, text=f"{card.text}\n{note}") if note else card


async def proposed(ask: Ask, login: str, line: str, *, exposed: bool) -> Reply:
    if exposed:
        raise Problem(
            _("⚠️ A password belongs in a private chat. Nothing was sent.\nEverybody here has seen it: choose another.")
        )
    if not login or "=" in login:
        raise Problem(_("❌ Say which subclient\nFor example: <code>/clients set ivan limit=500 prefixes=7,-77</code>"))
    settings = client_fields.read(line)
    draft = await draft_with(ask, Kind.SET, await spelled(ask, login), settings)
    return await proposal(ask, draft, settings)


async def deleted(ask: Ask) -> str:
    if await ask.delete_message():
        return ask.say(_("Your message with the password is deleted."))
    return ask.say(NOT_DELETED)


async def proposal(ask: Ask, draft: Draft, settings: Mapping[str, str]) -> Reply:
    say, client = ask.say, await ask.db(known.get, draft.account_id, draft.login)
    before = {**(client.settings if client else {}), NEW_LOGIN: draft.login}
    lines = [
        say(_("✏️ Change subclient {login}? · {alias}"), login=draft.login[:40], alias=ask.connected.alias),
        *(change_line(field, value, before.get(field), say) for field, value in settings.items()),
    ]
    if not all(client_fields.documented(field) for field in settings):
        lines.append(say(_("⚠️ SMSC's documents do not name this setting: it is sent exactly as it stands here.")))
    lines.append(say(_("Nothing is sent before ✅ · {person}"), person=draft.person))
    dangerous = settings.get(client_fields.BLOCK) == "1" or NEW_LOGIN in settings
    style: Literal["danger", "primary"] = "danger" if dangerous else "primary"
    send = Button(say.label(_("✅ Change")), "clients_set.confirm", str(draft.id), style=style, only=draft.person_id)
    cancel = Button(say.label(_("Cancel")), "clients_set.withdraw", str(draft.id), only=draft.person_id)
    return Reply("\n".join(lines), ((send,), (cancel,)), lasts=VALID)


@tap(role=Role.OWNER, fresh=True)
async def ask(tap: Tap) -> Reply:
    """The button on a subclient's card."""
    return await ask_what(tap, tap.arg)


async def ask_what(ask: Ask, login: str) -> Reply:
    _account = ask.connected
    await ask.expect(settings, login)
    text = ask.say(
        _("✏️ What shall change for {login}?\nSend it as <code>limit=500 prefixes=7,-77 hours=9-21</code>"),
        login=login,
    )
    return Reply(f"{text}{in_reply(ask)}", ((cancel_button(ask, settings),),))


@answer(role=Role.OWNER)
async def settings(ask: Ask, login: str) -> Reply:
    return await propose(ask, login, ask.rest)


@tap(role=Role.OWNER, fresh=True)
async def block(tap: Tap) -> Reply:
    word, _colon, login = tap.arg.partition(":")
    return await propose(tap, login, f"block={word}")


@tap(role=Role.OWNER, once=True)
async def withdraw(tap: Tap) -> Reply:
    await tap.db(drafts.withdraw, int(tap.arg))
    return Reply(tap.say(_("✖️ Cancelled. Nothing was changed.")))


@tap(role=Role.OWNER)
async def again(tap: Tap) -> Reply:
    """The same once more, to be confirmed anew: a change that is sent twice is the same change."""
    old = await draft_of(tap, tap.arg)
    if old.person_id != tap.person.id:
        raise Problem(_("🔒 Whoever asked for it may send it again\nYou can ask for it yourself: /clients set"))
    draft = await draft_with(tap, Kind.SET, old.login, old.fields)
    return await proposal(tap, draft, old.fields)


@tap(role=Role.OWNER, once=True)
async def confirm(tap: Tap) -> Reply:
    draft = await open_draft(tap, tap.arg)
    changes = {**draft.fields, **reveal(tap, draft)}
    if not await tap.db(drafts.ask, draft.id, tap.house.clock(), message_id=tap.message_id, absent_before=False):
        raise Problem(_("⏳ This is already being sent\nNothing more was changed."))
    try:
        await tap.smsc.change_client(draft.login, **changes)
    except SmscError as error:
        state = State.REFUSED if certainly_not_done(error) else State.UNKNOWN
        reason = explain(error, tap.say) if state is State.REFUSED else ""
        return await ended(tap, replace(draft, state=state), changes, reason or "")
    await remember(tap, draft, changes)
    return await ended(tap, replace(draft, state=State.DONE), changes)


async def ended(tap: Tap, draft: Draft, changes: Mapping[str, str], reason: str = "") -> Reply:
    await tap.db(drafts.finish, draft.id, draft.state, now=tap.house.clock(), shown=True)
    await tap.note("client set", draft.login, result=f"{draft.state}: {spoken(changes)}")
    card = result_card(draft, tap.say, alias=tap.connected.alias, repeatable=not QUIET & changes.keys())
    return replace(card, text=f"{card.text}\n{reason}") if reason else card


async def remember(tap: Tap, draft: Draft, changes: Mapping[str, str]) -> None:
    """What the bot knows of the subclient from now on; under another login, if it has another."""
    login, account = changes.get(NEW_LOGIN, draft.login), draft.account_id
    if login != draft.login:
        await tap.db(known.rename, account, draft.login, login)
        await tap.db(payments.rename, account, draft.login, login)
    settings = {field: value for field, value in draft.fields.items() if field != NEW_LOGIN}
    await tap.db(known.note, account, login, settings, tap.house.clock())


def result_card(draft: Draft, say: Say, *, alias: str, repeatable: bool = True) -> Reply:
    """What became of a change that was sent."""
    last = say(_("{alias} · {person} · #sys"), alias=alias, person=draft.person)
    login = draft.fields.get(NEW_LOGIN, draft.login)
    show = Button(say.label(_("👤 Its card")), "clients.show", login)
    if draft.state is State.DONE:
        lines = [say(_("✅ Subclient {login} is changed"), login=draft.login)]
        lines += [
            say(
                _("{setting}: {value}"),
                setting=client_fields.label(field, say),
                value=client_fields.shown(field, value, say),
            )
            for field, value in draft.fields.items()
        ]
        return Reply("\n".join([*lines, last]), ((show,),))
    if draft.state is State.REFUSED:
        lines = [say(_("❌ Subclient {login} was not changed"), login=draft.login)]
    else:
        lines = [
            say(_("⚠️ No answer from SMSC about {login}"), login=draft.login),
            say(_("It is not known whether it was changed. Sending the same once more does no harm.")),
        ]
    retry = Button(say.label(_("🔁 Once more")), "clients_set.again", str(draft.id), only=draft.person_id)
    return Reply("\n".join([*lines, last]), ((retry, show),) if repeatable else ((show,),))

"""What `/clients add` has put together is created: SMSC is asked once, and looked at where it stays silent."""

from dataclasses import replace

from handlers import passwords
from handlers.answering import deliver
from handlers.ask import Tap, tap
from handlers.client_drafts import draft_of, open_draft, reveal, spoken
from handlers.client_values import TYPES
from handlers.commands.clients_add import THERE, summary
from handlers.delivery import Undelivered
from handlers.doubts import certainly_not_done
from handlers.house import Place, Role
from handlers.problems import Problem, explain
from handlers.reply import Button, Reply
from handlers.subclients import exists
from handlers.words import Html, Msgid, Say, _
from smsc.errors import SmscError
from storage import clients as known
from storage import drafts
from storage.drafts import Draft, State


@tap(role=Role.OWNER, once=True)
async def create(tap: Tap) -> Reply:
    """Look whether the login is free, hand the password over, and only then ask SMSC, once."""
    draft = await open_draft(tap, tap.arg)
    try:
        there = await exists(tap.smsc, draft.login, tap.now)
    except SmscError as error:
        return postponed(tap, draft, explain(error, tap.say) or "")
    if there:
        return Reply(tap.say(THERE, login=draft.login))
    now, absent = tap.house.clock(), there is False
    if not await tap.db(drafts.ask, draft.id, now, message_id=tap.message_id, absent_before=absent):
        raise Problem(
            _("⏳ {login} is already being created, or that is checked\nNothing more was sent."), login=draft.login
        )
    try:
        secret, message_id = await hand_over(tap, draft)
    except Undelivered:
        await tap.db(drafts.reopen, draft.id)
        return postponed(tap, draft, tap.say(MAY_NOT_WRITE))
    return await carry_out(tap, draft, secret, message_id)


MAY_NOT_WRITE = _(
    "❌ The password cannot be handed over: nothing is created\nOpen a private chat with me and press Start."
)


def postponed(tap: Tap, draft: Draft, reason: str) -> Reply:
    card = summary(draft, tap.say, alias=tap.connected.alias)
    return replace(card, text=f"{reason}\n\n{card.text}")


async def hand_over(tap: Tap, draft: Draft) -> tuple[str, int | None]:
    """The password, and the message in the private chat that holds it if it was made up here.

    It goes there before SMSC is asked: whatever happens next, whoever may own a subclient has its password.
    """
    if typed := reveal(tap, draft).get("password"):
        return typed, None
    secret = passwords.generate()
    text = tap.say(
        _("🔐 Password of subclient {login} ({alias})\n{secret}\nI do not keep it: write it down, then delete this."),
        login=draft.login,
        alias=tap.connected.alias,
        secret=Html(f"<code>{secret}</code>"),
    )
    reply = Reply(text, ((Button(tap.say.label(_("📋 Copy")), copy=secret),),))
    return secret, await deliver(reply, Place(tap.person.id), tap.house, tap.say)


async def carry_out(tap: Tap, draft: Draft, secret: str, message_id: int | None) -> Reply:
    try:
        id = await tap.smsc.add_client(draft.login, secret, **draft.fields)
    except SmscError as error:
        state = State.REFUSED if certainly_not_done(error) else State.UNKNOWN
        await tap.db(drafts.finish, draft.id, state, now=tap.house.clock(), shown=True)
        await tap.note("client add", draft.login, result=str(state))
        card = result_card(replace(draft, state=state), tap.say, alias=tap.connected.alias)
        if state is State.UNKNOWN:
            return card
        if message_id is not None:
            await tap.house.mouth.delete(Place(tap.person.id), message_id)
        return replace(card, text=f"{card.text}\n{explain(error, tap.say)}")
    await tap.db(drafts.finish, draft.id, State.DONE, now=tap.house.clock(), shown=True)
    await tap.db(known.note, draft.account_id, draft.login, draft.fields, tap.house.clock())
    await tap.note("client add", draft.login, result=f"id {id}, {spoken(draft.fields)}")
    return result_card(replace(draft, state=State.DONE), tap.say, alias=tap.connected.alias, smsc_id=id)


def settling(draft: Draft, say: Say) -> tuple[tuple[Button, ...], ...]:
    """Buttons for whoever has looked into the SMSC cabinet."""
    there = Button(say.label(_("It is there")), "clients_create.settle", f"{draft.id}:{State.DONE}")
    absent = Button(say.label(_("It is absent")), "clients_create.settle", f"{draft.id}:{State.REFUSED}")
    return ((there, absent),)


@tap(role=Role.OWNER, once=True)
async def settle(tap: Tap) -> Reply:
    """A person has looked: it is as they say."""
    id, _colon, state = tap.arg.partition(":")
    draft = await draft_of(tap, id)
    if draft.state is not State.UNKNOWN:
        raise Problem(_("ℹ️ That is known by now\nLook at the card of the subclient: /clients"))
    found = replace(draft, state=State(state))
    await tap.db(drafts.finish, draft.id, found.state, now=tap.house.clock(), shown=True)
    if found.state is State.DONE:
        await tap.db(known.note, draft.account_id, draft.login, draft.fields, tap.house.clock())
    await tap.note("client add", draft.login, result=f"settled by hand: {state}")
    return result_card(found, tap.say, alias=tap.connected.alias)


def result_card(draft: Draft, say: Say, *, alias: str, smsc_id: str = "") -> Reply:
    """What became of a subclient that SMSC was asked to create."""
    last = say(_("{alias} · {person} · #sys"), alias=alias, person=draft.person)
    match draft.state:
        case State.DONE:
            lines = [say(_("✅ Subclient {login} is created"), login=draft.login)]
            kind = Msgid(TYPES[draft.fields.get("type", "0")])
            lines.append(say(_("Type: {type}"), type=kind))
            if smsc_id:
                lines.append(say(_("Its id at SMSC: {id}"), id=smsc_id))
            show = Button(say.label(_("👤 Its card")), "clients.show", draft.login)
            pay = Button(say.label(_("💰 Pay in")), "clients_pay.ask_sum", draft.login)
            return Reply("\n".join([*lines, last]), ((show, pay),))
        case State.REFUSED:
            lines = [say(_("❌ Subclient {login} was not created"), login=draft.login)]
        case _:
            lines = [
                say(_("⚠️ No answer from SMSC about {login}"), login=draft.login),
                say(_("Looking whether it was created… It is not sent again.")),
            ]
    return Reply("\n".join([*lines, last]))

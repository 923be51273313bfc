"""/clients add: a subclient is put together step by step, shown, and created once, when its button is pressed."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from handlers import client_fields
from handlers.ask import AnswerHandler, Ask, Tap, answer, tap
from handlers.client_drafts import NOT_DELETED, conceal, open_draft
from handlers.client_drafts import begin as draft_with
from handlers.client_values import TYPES
from handlers.commands.settings import in_reply
from handlers.house import Role
from handlers.problems import Problem, explain
from handlers.reply import Button, Reply
from handlers.subclients import subclients
from handlers.words import Html, Msgid, Say, _
from smsc.phone import Phone
from storage import drafts, questions
from storage.drafts import Draft, Kind

VALID = timedelta(hours=1)
CONTACTS = {
    "phone": _("📱 Its phone?\nSend the number, or skip it."),
    "email": _("✉️ Its e-mail?\nSend the address, or skip it."),
    "fio": _("🏷 Its name or company?\nSend it, or skip it."),
}
THERE = _("❌ There is a subclient {login} already\nNothing was created. Choose another login, or look: /clients")


async def begin(ask: Ask, login: str) -> Reply:
    """A login may stand in the command already."""
    draft = await draft_with(ask, Kind.ADD, "", {})
    return await named(ask, draft, login) if login else await ask_login(ask, draft)


@tap(role=Role.OWNER, fresh=True)
async def start(tap: Tap) -> Reply:
    return await begin(tap, "")


async def question(ask: Ask, draft: Draft, reader: AnswerHandler, text: str, *buttons: Button) -> Reply:
    """One step: the person's next message is its answer; Cancel is at every one."""
    await ask.expect(reader, str(draft.id))
    return Reply(
        f"{text}{in_reply(ask)}", (*((button,) for button in buttons), (stop_button(ask, draft),)), lasts=VALID
    )


def stop_button(ask: Ask, draft: Draft) -> Button:
    return Button(ask.say.label(_("Cancel")), "clients_add.stop", str(draft.id), only=draft.person_id)


@tap(role=Role.OWNER)
async def stop(tap: Tap) -> Reply:
    await tap.db(questions.close, tap.asker)
    if not await tap.db(drafts.withdraw, int(tap.arg)):
        raise Problem(_("⌛ This is finished or withdrawn. Nothing more was sent.\nBegin again: /clients"))
    return Reply(tap.say(_("✖️ Cancelled. Nothing was created.")))


async def ask_login(ask: Ask, draft: Draft) -> Reply:
    text = ask.say(_("👤 New subclient: which login?\nSend 3–40 letters, digits or . _ - @"))
    return await question(ask, draft, login, text)


@answer(role=Role.OWNER)
async def login(ask: Ask, id: str) -> Reply:
    return await named(ask, await open_draft(ask, id), ask.rest)


async def named(ask: Ask, draft: Draft, login: str) -> Reply:
    login = client_fields.value_of("new_login", login.strip())
    if any(one.login.casefold() == login.casefold() for one in await subclients(ask)):
        raise Problem(THERE, login=login)
    await ask.db(drafts.name, draft.id, login)
    draft = replace(draft, login=login)
    return await ask_password(ask, draft) if ask.place.private else await ask_contact(ask, draft, "phone")


async def ask_password(ask: Ask, draft: Draft) -> Reply:
    """Only in private: in a group everybody would read it, so there it is always made up."""
    text = ask.say(
        _("🔐 Password of {login}?\nLet me make one up, or send one (8–64 characters): I delete your message."),
        login=draft.login,
    )
    made = Button(ask.say.label(_("🎲 Make one up")), "clients_add.skip", f"{draft.id}:password", only=draft.person_id)
    return await question(ask, draft, password, text, made)


@answer(role=Role.OWNER)
async def password(ask: Ask, id: str) -> Reply:
    """Deleted first, whatever it is."""
    gone = await ask.delete_message()
    note = "" if gone else ask.say(NOT_DELETED) + "\n"
    draft = await open_draft(ask, id)
    try:
        typed = client_fields.value_of("password", ask.rest)
    except Problem as error:
        again = await ask_password(ask, draft)
        return replace(again, text=f"{note}{explain(error, ask.say)}\n{again.text}")
    await conceal(ask, draft.id, {"password": typed})
    card = await ask_contact(ask, draft, "phone")
    return replace(card, text=f"{note}{card.text}")


async def ask_contact(ask: Ask, draft: Draft, field: str) -> Reply:
    skip = Button(ask.say.label(_("Skip")), "clients_add.skip", f"{draft.id}:{field}", only=draft.person_id)
    return await question(
        ask, draft, {"phone": phone, "email": email, "fio": fio}[field], ask.say(CONTACTS[field]), skip
    )


@answer(role=Role.OWNER)
async def phone(ask: Ask, id: str) -> Reply:
    return await contact(ask, id, "phone")


@answer(role=Role.OWNER)
async def email(ask: Ask, id: str) -> Reply:
    return await contact(ask, id, "email")


@answer(role=Role.OWNER)
async def fio(ask: Ask, id: str) -> Reply:
    return await contact(ask, id, "fio")


async def contact(ask: Ask, id: str, field: str) -> Reply:
    draft = await open_draft(ask, id)
    await ask.db(drafts.write, draft.id, {field: client_fields.value_of(field, " ".join(ask.rest.split()))})
    return await after(ask, draft, field)


@tap(role=Role.OWNER)
async def skip(tap: Tap) -> Reply:
    id, _colon, field = tap.arg.partition(":")
    return await after(tap, await open_draft(tap, id), field)


async def after(ask: Ask, draft: Draft, field: str) -> Reply:
    """The question that follows the one about *field*."""
    match field:
        case "password":
            return await ask_contact(ask, draft, "phone")
        case "phone":
            return await ask_contact(ask, draft, "email")
        case "email":
            return await ask_contact(ask, draft, "fio")
        case _:
            return await ask_type(ask, draft)


async def ask_type(ask: Ask, draft: Draft) -> Reply:
    await ask.db(questions.close, ask.asker)
    say, only = ask.say, draft.person_id
    rows = [(Button(say.label(word), "clients_add.choose", f"{draft.id}:{n}", only=only),) for n, word in TYPES.items()]
    text = say(_("💳 Whose tariff and balance does {login} use?"), login=draft.login)
    return Reply(text, (*rows, (stop_button(ask, draft),)), lasts=VALID)


@tap(role=Role.OWNER)
async def choose(tap: Tap) -> Reply:
    id, _colon, kind = tap.arg.partition(":")
    draft = await open_draft(tap, id)
    await tap.db(drafts.write, draft.id, {"type": kind})
    return summary(await open_draft(tap, id), tap.say, alias=tap.connected.alias)


def summary(draft: Draft, say: Say, *, alias: str) -> Reply:
    """Everything that will be sent, but the password."""
    typed = _("Password: the one you sent")
    made = _("Password: made up, comes to your private chat")
    lines = [
        say(_("👤 Create subclient {login}? · {alias}"), login=draft.login, alias=alias),
        say(typed if draft.secret else made),
        contacts_line(draft.fields, say),
        say(_("Type: {type}"), type=Msgid(TYPES[draft.fields["type"]])),
        say(_("Nothing is sent before ✅ · {person}"), person=draft.person),
    ]
    id, only = str(draft.id), draft.person_id
    create = Button(say.label(_("✅ Create")), "clients_create.create", id, style="primary", only=only)
    return Reply(
        "\n".join(lines), ((create,), (Button(say.label(_("Cancel")), "clients_add.stop", id, only=only),)), lasts=VALID
    )


def contacts_line(fields: Mapping[str, str], say: Say) -> str:
    contacts = {**fields, "phone": Phone.of_smsc(fields["phone"])} if "phone" in fields else fields
    found = [say.inert(contacts[field]) for field in CONTACTS if field in contacts]
    return say(_("Contacts: {contacts}"), contacts=Html(" · ".join(found)) if found else "—")

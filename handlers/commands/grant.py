"""/grant @ivan buyer: who may do what in a group, beyond what Telegram's administrators may."""

from collections.abc import Mapping

from handlers.ask import Ask, command
from handlers.house import Person, Role
from handlers.problems import ROLES, Problem
from handlers.reply import Reply
from handlers.words import Msgid, _
from storage import grants
from storage.grants import Grant
from storage.people import Known

WORDS = {
    "viewer": Role.VIEWER,
    "наблюдатель": Role.VIEWER,
    "operator": Role.OPERATOR,
    "оператор": Role.OPERATOR,
    "buyer": Role.BUYER,
    "покупатель": Role.BUYER,
    "owner": Role.OWNER,
    "владелец": Role.OWNER,
}
RESET = {"reset", "сброс"}
LIST = {"", "list", "список"}
MOST = 40  # lines of the list; a group of more needs no list but a rule

EXAMPLE = _(
    "❌ Say who, and which role\n"
    "Roles: viewer, operator, buyer, owner. For example: <code>/grant @ivan buyer</code>, "
    "or reply to a message of theirs: <code>/grant buyer</code>"
)


@command(about=_("Roles"), usage="@ivan buyer", role=Role.OWNER)
async def grant(ask: Ask) -> Reply:
    if ask.place.private:
        raise Problem(_("ℹ️ Roles are for groups\nHere you have every role."))
    word = ask.rest.split()[-1].lower() if ask.rest else ""
    if ask.rest.lower() in LIST:
        return await listing(ask)
    if word not in WORDS.keys() | RESET:
        raise Problem(EXAMPLE)
    person = whom(ask)
    if await ask.house.rights.owns(person.id):
        raise Problem(_("👑 {person} owns this installation\nNobody takes that role away here."), person=person.handle)
    before = await ask.house.rights.role(ask.place, person.id)
    if word in RESET:
        return await reset(ask, person, before)
    return await give(ask, person, before, WORDS[word])


def whom(ask: Ask) -> Person:
    """Who is meant: named in the command, or the author of the message it replies to."""
    named = any(word.startswith("@") for word in ask.rest.split())
    person = ask.mentioned or (None if named else ask.quoted_person)
    if person is None and named:
        raise Problem(_("🤷 I have not seen anybody of that name\nReply to a message of theirs: /grant buyer"))
    if person is None:
        raise Problem(EXAMPLE)
    if person.hidden:
        raise Problem(_("🎭 Telegram does not say who that is\nAn anonymous administrator cannot be given a role."))
    return person


async def give(ask: Ask, person: Person, before: Role, role: Role) -> Reply:
    if role < Role.OWNER:
        await keep_an_owner(ask, person, before)
    known = Known(person.id, person.name, person.username)
    await ask.db(grants.give, ask.place.chat_id, known, role.name.lower(), by_id=ask.person.id, now=ask.now)
    return await changed(ask, person, before, role)


async def reset(ask: Ask, person: Person, before: Role) -> Reply:
    """What Telegram says counts again."""
    if person.id not in await ask.house.rights.administrators(ask.place.chat_id):
        await keep_an_owner(ask, person, before)
    await ask.db(grants.take_back, ask.place.chat_id, person.id)
    return await changed(ask, person, before, await ask.house.rights.role(ask.place, person.id))


async def keep_an_owner(ask: Ask, person: Person, before: Role) -> None:
    """Raise Problem if *person* is the group's last owner."""
    given = {one.person.id: one.role for one in await ask.db(grants.of_chat, ask.place.chat_id)}
    administrators = await ask.house.rights.administrators(ask.place.chat_id)
    owners = {id for id in administrators if id not in given} | {id for id, role in given.items() if role == "owner"}
    if before is Role.OWNER and not owners - {person.id}:
        raise Problem(_("🔒 {person} is the last owner here\nMake somebody else an owner first."), person=person.handle)


async def changed(ask: Ask, person: Person, before: Role, after: Role) -> Reply:
    await ask.note("role", person.handle, result=f"{before.name.lower()} → {after.name.lower()}")
    return Reply(
        ask.say(
            _("✅ {person} is now: {role}\nBefore: {before}. All roles here: /grant list\n{by} · #sys"),
            person=person.handle,
            role=word_of(after.name),
            before=word_of(before.name),
            by=ask.person.handle,
        )
    )


async def listing(ask: Ask) -> Reply:
    """Everybody with a role here, and where it comes from."""
    given = await ask.db(grants.of_chat, ask.place.chat_id)
    administrators = await ask.house.rights.administrators(ask.place.chat_id)
    lines = [*from_telegram(ask, administrators, given), *(by_hand(ask, one) for one in given)]
    head = ask.say(_("👥 Roles here; everybody else is a viewer"))
    more = len(lines) - MOST
    end = [ask.say.plural("… and {n} more", "… and {n} more", more)] if more > 0 else []
    return Reply("\n".join([head, *lines[:MOST], *end]))


def from_telegram(ask: Ask, administrators: Mapping[int, Person], given: list[Grant]) -> list[str]:
    overruled = {one.person.id for one in given}
    sentence = _("{person} — owner, as administrator of the group")
    return [ask.say(sentence, person=one.handle) for id, one in administrators.items() if id not in overruled]


def by_hand(ask: Ask, one: Grant) -> str:
    person, by = handle_of(one.person), handle_of(one.by) if one.by else "?"
    return ask.say(_("{person} — {role}, given by {by}"), person=person, role=word_of(one.role), by=by)


def handle_of(known: Known) -> str:
    return f"@{known.username}" if known.username else known.name


def word_of(role: str) -> Msgid:
    return Msgid(ROLES[role.lower()])

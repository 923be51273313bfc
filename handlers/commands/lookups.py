"""Lists of numbers in files: read, asked for bit by bit by `handlers.watch.lookups`, stopped, handed out again."""

import asyncio

from handlers import lists
from handlers.answering import deliver
from handlers.ask import Ask, Tap, answer, tap
from handlers.commands.cancel import close_button
from handlers.house import Role
from handlers.lists import Listed
from handlers.lookup_card import card, shows
from handlers.problems import Problem
from handlers.reply import Attachment, Button, Reply, Toast
from handlers.results import part_of
from handlers.sheets import check_size, readable
from handlers.words import _
from storage import lookups
from storage.lookups import Lookup, NewLookup, State

IN_LINE = 5  # lists of a chat that are not through
FILE_NAME = 100  # letters that are kept of a file's name


@answer(role=Role.VIEWER, files=True)
async def offer(ask: Ask, _arg: str) -> Reply:
    """A file that nobody asked for, in a private chat: if it may be a list, it can be looked up by a button."""
    if ask.account is None or ask.attached is None or not readable(ask.attached.name):
        return Reply(ask.say(_("ℹ️ I answer to commands.\nAll of them: /help")))
    file = ask.attached
    text = ask.say(
        _("📄 {file}: is it a list of phones?\nI can look up whose numbers they are."), file=shown(file.name)
    )
    look = Button(ask.say.label(_("🔎 Whose numbers")), "lookups.begin", f"{file.size}:{file.id}:{file.name}")
    return Reply(text, ((look, close_button(ask.say)),))


@tap(role=Role.VIEWER, once=True, fresh=True)
async def begin(tap: Tap) -> None:
    size, id, name = tap.arg.split(":", 2)
    await start(tap, Attachment(id, name, int(size)))


async def start(ask: Ask, file: Attachment) -> None:
    """Read the file and put it in line; its card tells how it goes on."""
    account = ask.connected
    if await ask.db(lookups.open_in, ask.place.chat_id) >= IN_LINE:
        raise Problem(
            _("⏳ {n} lists of this chat wait already\nSend the next when one of them is through."), n=IN_LINE
        )
    check_size(file.size)
    data = await ask.house.mouth.fetch(file)
    listed = await asyncio.to_thread(lists.read, file.name, data)
    id = await ask.db(lookups.begin, new_lookup(ask, account.id, file, listed), ask.house.clock())
    lookup = await ask.db(lookups.get, id)
    if lookup is not None and lookup.message_id is None:
        await ask.note("lookup", shown(file.name), result=str(lookup.total))
        await show(ask, lookup, account.alias)
        ask.house.wake(account.id)


def new_lookup(ask: Ask, account_id: int, file: Attachment, listed: Listed) -> NewLookup:
    return NewLookup(
        account_id=account_id,
        chat_id=ask.place.chat_id,
        thread_id=ask.place.thread_id,
        asked_in=ask.message_id,
        person_id=ask.person.id,
        person=ask.person.handle,
        file=shown(file.name),
        phones=[number.digits for number in listed.numbers],
        rejects=[(reject.line, reject.text, reject.reason) for reject in listed.rejects],
        repeated=listed.repeated,
    )


def shown(name: str) -> str:
    return name[:FILE_NAME] or "—"


async def show(ask: Ask, lookup: Lookup, alias: str) -> None:
    reply = card(lookup, ask.say, alias=alias, now=ask.now)
    message_id = await deliver(reply, ask.place, ask.house, ask.say, to=ask.message_id)
    await ask.db(lookups.show_on, lookup.id, message_id)
    await ask.db(lookups.shown, lookup.id, shows(lookup))


@tap(role=Role.VIEWER, quick=True)
async def stop(tap: Tap) -> Toast:
    """Whoever asked for it may stop it, and so may an operator; the card says so within seconds."""
    lookup = await tap.db(lookups.get, int(tap.arg))
    if lookup is None or lookup.state is not State.OPEN:
        return Toast(tap.say.label(_("This list is through.")))
    if tap.person.id != lookup.person_id and tap.role < Role.OPERATOR:
        sentence = _("🔒 Only {person} or an operator may stop this.")
        return Toast(tap.say.label(sentence, person=lookup.person), alert=True)
    await tap.db(lookups.end, lookup.id, State.CANCELLED, tap.house.clock())
    tap.house.wake(lookup.account_id)
    return Toast(tap.say.label(_("✖️ Cancelled.")))


@tap(role=Role.VIEWER, fresh=True)
async def file(tap: Tap) -> Reply:
    """What was found, once more: a list is kept for a day after its end."""
    lookup = await tap.db(lookups.get, int(tap.arg))
    if lookup is None or lookup.account_id != tap.connected.id:
        raise Problem(_("🤷 This list is not kept any more\nResults are kept for 24 hours: send the file again."))
    return await part_of(lookup, tap.house, tap.say)

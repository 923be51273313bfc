"""/tasks: SMSC's deferred exports, their files as documents, and those that come by themselves."""

import re
from collections.abc import Sequence

from handlers.answering import deliver
from handlers.ask import Ask, Tap, command, tap
from handlers.exports import (
    UNDER_WAY,
    File,
    as_excel,
    as_it_is,
    as_zip,
    exports_of,
    fetched,
    number_of,
    sign_of,
    state_of,
)
from handlers.house import Role
from handlers.notifications import masks
from handlers.pages import WIDE, in_rows, page_of, turned, turning
from handlers.problems import Problem
from handlers.reply import Button, Reply
from handlers.words import Say, _
from smsc.types import Task, TaskStatus
from storage import chats
from storage import exports as awaited
from storage.exports import Awaited, Watch
from storage.subscriptions import Target

SMSCS_TIME = re.compile(r"(\d\d\.\d\d)\.\d{4} (\d\d:\d\d)(?::\d\d)?", re.ASCII)
WATCH = {"watch", "следить"}
ON = {"on", "вкл", "да"}
OFF = {"off", "выкл", "нет"}


@command(about=_("Exports and files"), usage="8841", role=Role.OPERATOR)
async def tasks(ask: Ask) -> Reply | None:
    _account = ask.connected
    word, _space, rest = ask.rest.partition(" ")
    if not word:
        return await listed(ask, 1)
    if word.lower() in WATCH and rest.strip().lower() in ON | OFF | {""}:
        return await watch(ask, on=rest.strip().lower() not in OFF)
    if ask.rest.isascii() and ask.rest.isdigit():
        return await hand_over(ask, f"id:{ask.rest}")
    return await hand_over(ask, f"name:{ask.rest}")


async def exports(ask: Ask) -> list[Task]:
    return await exports_of(ask.connected, ask.house, ask.now)


async def listed(ask: Ask, number: int) -> Reply:
    """One page of the exports, newest first."""
    found, watched = await exports(ask), await ask.db(awaited.watches_in, ask.place.chat_id, ask.connected.id)
    page = page_of(found, number)
    refresh = Button(ask.say.label(_("Refresh")), "tasks.turn", f"{page.number}:")
    every = switch(ask.say, on=not watched, page=page.number)
    pages = turning(page, "tasks.turn")  # where there are any, the number in the middle refreshes
    if not found:
        sentence = _("📦 There are no exports.\nThey are ordered in the SMSC cabinet; here you fetch their files.")
        return Reply(ask.say(sentence), ((every, refresh),))
    expected = await ask.db(awaited.awaited_in, ask.place.chat_id, ask.connected.id)
    head = ask.say(_("📦 Exports · {alias}"), alias=ask.connected.alias)
    lines = [line(task, ask.say, expected=task.id in expected) for task in page.lines]
    actions = [button for task in page.lines if (button := action(task, page.number, expected=task.id in expected))]
    return Reply("\n".join([head, *lines]), keyboard(actions, every, pages or (refresh,)))


def keyboard(actions: Sequence[Button], every: Button, last: tuple[Button, ...]) -> tuple[tuple[Button, ...], ...]:
    """Four rows at most: the switch stands beside the only button of the *last* one, or where there is room."""
    if len(last) == 1:
        return (*in_rows(actions), (every, *last))
    if len(actions) <= 2 * WIDE:
        return (*in_rows(actions), (every,), last)
    return (*in_rows([*actions, every]), last)


def line(task: Task, say: Say, *, expected: bool) -> str:
    ready = task.status == TaskStatus.DONE
    shown = say(
        _("{sign} <code>{id}</code> {name} · {more}"),
        sign=sign_of(task),
        id=task.id,
        name=task.name,
        more=short(task.time or task.created) if ready else state_of(task, say),
    )
    return f"{shown} 🔔" if expected else shown


def short(time: str) -> str:
    """25.11 17:45 of 25.11.2026 17:45:48; SMSC documents no format for these times, so others stay as they are."""
    found = SMSCS_TIME.fullmatch(time.strip())
    return f"{found[1]} {found[2]}" if found else time


def action(task: Task, page: int, *, expected: bool) -> Button | None:
    """Fetch what is ready, be sent what is not."""
    if task.status == TaskStatus.DONE:
        return Button(f"⬇️ {task.id}", "tasks.fetch", task.id)
    if task.status in UNDER_WAY and not expected:
        return Button(f"🔔 {task.id}", "tasks.expect", f"{page}:{task.id}")
    return None


def switch(say: Say, *, on: bool, page: int) -> Button:
    sentence = _("🔔 All: off") if on else _("🔔 All: on")
    return Button(say.label(sentence), "tasks.turn_watch", f"{page}:{'on' if on else 'off'}")


@tap(role=Role.OPERATOR)
async def turn(tap: Tap) -> Reply:
    number, _rest = turned(tap.arg)
    return await listed(tap, number)


@tap(role=Role.OPERATOR)
async def turn_watch(tap: Tap) -> Reply:
    number, word = turned(tap.arg)
    await watch(tap, on=word == "on")
    return await listed(tap, number)


async def watch(ask: Ask, *, on: bool) -> Reply:
    """Whether this chat gets every export as it becomes ready, those under way included."""
    if not on:
        await ask.db(awaited.unwatch, ask.place.chat_id, ask.connected.id)
        await ask.note("exports", "every one", result="not sent any more")
        sentence = _("🔕 Exports do not come by themselves any more\nThose marked 🔔 still do. The list: /tasks")
        return Reply(ask.say(sentence))
    found = await exports(ask)
    pending = [task for task in found if task.status in UNDER_WAY]
    for task in pending:
        await ask.db(awaited.wait_for, awaited_here(ask, task.id))
    last = max((number_of(task) for task in found), default=0)
    await ask.db(awaited.watch, Watch(ask.place.chat_id, ask.place.thread_id, ask.connected.id, last))
    await ask.note("exports", "every one", result="sent when ready")
    head = ask.say(_("🔔 Each export comes here once it is ready"))
    under_way = ask.say.plural("{n} is being made now.", "{n} are being made now.", len(pending))
    off = ask.say(_("No more of them: <code>/tasks watch off</code>"))
    return Reply(f"{head}\n{under_way}\n{off}")


def awaited_here(ask: Ask, id: str) -> Awaited:
    return Awaited(ask.place.chat_id, ask.place.thread_id, ask.connected.id, id, ask.now)


@tap(role=Role.OPERATOR)
async def expect(tap: Tap) -> Reply:
    """One export that is not ready yet."""
    number, id = turned(tap.arg)
    await tap.db(awaited.wait_for, awaited_here(tap, id))
    return await listed(tap, number)


@tap(role=Role.OPERATOR, fresh=True)
async def fetch(tap: Tap) -> Reply | None:
    return await hand_over(tap, f"id:{tap.arg}")


@tap(role=Role.OPERATOR, fresh=True)
async def excel(tap: Tap) -> Reply | None:
    file = await got(tap, tap.arg)
    return await given(tap, await as_excel(file, tap.say, alias=tap.connected.alias))


@tap(role=Role.OPERATOR, fresh=True)
async def zip(tap: Tap) -> Reply | None:
    file = await got(tap, tap.arg)
    return await as_zip(file, tap.say, alias=tap.connected.alias)


async def hand_over(ask: Ask, key: str) -> Reply | None:
    """The file of an export, whatever it takes to get it through."""
    file = await got(ask, key)
    chat = await ask.db(chats.get, ask.place.chat_id)
    masked = masks(chat, Target(ask.place.chat_id, ask.place.thread_id, ask.connected.id))
    return await given(ask, await as_it_is(file, ask.say, alias=ask.connected.alias, masked=masked))


async def got(ask: Ask, key: str) -> File:
    """Raises Problem for an export that is not ready."""
    kind, _colon, wanted = key.partition(":")
    task = next((task for task in await exports(ask) if task.id == wanted), None) if kind == "id" else None
    if task is not None and task.status != TaskStatus.DONE:
        raise Problem(unready(task), id=wanted, state=state_of(task, ask.say))
    await ask.house.mouth.working(ask.place, on_file=True)
    return await fetched(ask.smsc, key, name=task.name if task else "")


def unready(task: Task) -> str:
    if task.status in UNDER_WAY:
        return _("⏳ Export {id} is not ready: {state}.\nThe list: /tasks")
    return _("❌ Export {id} has no file: {state}\nOrder it anew in the SMSC cabinet. The list: /tasks")


async def given(ask: Ask, replies: list[Reply]) -> Reply:
    """Send all but the last, which the door sends."""
    for reply in replies[:-1]:
        await deliver(reply, ask.place, ask.house, ask.say, to=ask.message_id)
    return replies[-1]

"""/tasks: SMSC's deferred exports, and their files as documents."""

import re
from datetime import timedelta

from pydantic import TypeAdapter

from handlers.ask import Ask, Button, Document, Reply, Role, Tap, command, tap
from handlers.pages import in_rows, page_of, turned, turning
from handlers.problems import Problem
from handlers.remembered import remembered
from handlers.words import Say, _
from smsc.errors import Nonsense
from smsc.types import Task, TaskStatus

KEPT = timedelta(seconds=20)  # SMSC answers three equal questions a minute
LIST = TypeAdapter(list[Task])
MOST = 200  # SMSC names no default for `cnt`, so it is always sent
FILE_LIMIT = 50 * 1024 * 1024  # core.telegram.org/bots/api#senddocument
PAGE = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)  # what a proxy or a site under repair answers

STATES = {
    TaskStatus.WAITING: _("⏸ waiting"),
    TaskStatus.RUNNING: _("⏳ being made"),
    TaskStatus.DONE: _("✅ ready"),
    TaskStatus.CANCELLED: _("⏹ cancelled"),
    TaskStatus.FAILED: _("❌ failed"),
}


@command(about=_("Exports and files"), usage="8841", role=Role.OPERATOR)
async def tasks(ask: Ask) -> Reply:
    _account = ask.connected
    if not ask.rest:
        return await listed(ask, 1)
    if ask.rest.isascii() and ask.rest.isdigit():
        return await file_of(ask, ask.rest)
    return await file_named(ask, ask.rest)


async def listed(ask: Ask, number: int) -> Reply:
    """One page of the exports, newest first."""
    found = await exports(ask)
    if not found:
        return Reply(
            ask.say(_("📦 There are no exports.\nThey are ordered in the SMSC cabinet; here you fetch their files."))
        )
    page = page_of(found, number)
    head = ask.say(_("📦 Exports · {alias}"), alias=ask.connected.alias)
    lines = [line(task, ask.say) for task in page.lines]
    ready = [Button(f"⬇️ {task.id}", "tasks.fetch", task.id) for task in page.lines if task.status == TaskStatus.DONE]
    refresh = Button(ask.say.label(_("Refresh")), "tasks.turn", f"{page.number}:")
    return Reply("\n".join([head, *lines]), (*in_rows(ready), (*turning(page, "tasks.turn"), refresh)))


async def exports(ask: Ask) -> list[Task]:
    async def fetch() -> list[Task]:
        return await ask.smsc.tasks(count=MOST)

    found = (await remembered(ask, "tasks", LIST, fetch, age=KEPT)).value
    return sorted(found, key=lambda task: task.id.zfill(20), reverse=True)


def line(task: Task, say: Say) -> str:
    state = STATES.get(task.status)
    shown = say.label(state) if state else say.label(_("status {code}"), code=str(task.status))
    return say(
        _("<code>{id}</code>  {state}  {name}  {at}"),
        id=task.id,
        state=shown,
        name=task.name,
        at=task.time or task.created,
    )


@tap(role=Role.OPERATOR)
async def turn(tap: Tap) -> Reply:
    number, _rest = turned(tap.arg)
    return await listed(tap, number)


@tap(role=Role.OPERATOR, fresh=True)
async def fetch(tap: Tap) -> Reply:
    return await file_of(tap, tap.arg)


async def file_of(ask: Ask, id: str) -> Reply:
    task = next((task for task in await exports(ask) if task.id == id), None)
    if task is not None and task.status != TaskStatus.DONE:
        raise Problem(
            _("⏳ Export {id} is not ready: {state}.\nThe list: /tasks"),
            id=id,
            state=ask.say.label(STATES.get(task.status, "{code}"), code=str(task.status)),
        )
    await ask.house.mouth.working(ask.place, on_file=True)
    data = await ask.smsc.task_file(id)
    return attached(ask, data, name=task.name if task else "", id=id)


async def file_named(ask: Ask, name: str) -> Reply:
    await ask.house.mouth.working(ask.place, on_file=True)
    return attached(ask, await ask.smsc.task_file_named(name), name=name, id="")


def attached(ask: Ask, data: bytes, *, name: str, id: str) -> Reply:
    """The file as SMSC made it, byte for byte, under a name that tells what it is. Raises Nonsense for what is none."""
    if not data or PAGE.match(data):
        raise Nonsense("downloads.php")
    if len(data) > FILE_LIMIT:
        raise Problem(
            _("📦 The file has {size} MB, and Telegram takes 50 at most.\nFetch it in the SMSC cabinet."),
            size=round(len(data) / 1024 / 1024),
        )
    rows = max(0, data.count(b"\n") + (not data.endswith(b"\n")) - 1)
    text = ask.say.plural(
        "📦 Export {title} is ready · {n} row, {size}\n{alias} · #export",
        "📦 Export {title} is ready · {n} rows, {size}\n{alias} · #export",
        rows,
        title=id or name,
        size=size_of(len(data), ask.say),
        alias=ask.connected.alias,
    )
    return Reply(text, document=Document(file_name(ask.connected.alias, id, name), data))


def size_of(count: int, say: Say) -> str:
    if count < 1024 * 1024:
        return say.label(_("{n} KB"), n=round(count / 1024, 1))
    return say.label(_("{n} MB"), n=round(count / 1024 / 1024, 1))


def file_name(alias: str, id: str, name: str) -> str:
    parts = [re.sub(r"[^\w.-]+", "_", part).strip("_.") for part in ("smsc", alias, id, name.removesuffix(".csv"))]
    return "_".join(part for part in parts if part)[:100] + ".csv"

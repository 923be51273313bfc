"""SMSC's exports as chats see them: their list, and the messages in which a file arrives."""

import asyncio
import csv
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from handlers.digest import CAPTION, size
from handlers.exported import Contents, contents, for_excel, packed, zipped
from handlers.house import House
from handlers.masking import mask
from handlers.problems import Problem
from handlers.reply import Button, Document, Reply
from handlers.words import Money, Say, _
from smsc.client import Smsc
from smsc.codes import Outcome
from smsc.errors import Nonsense
from smsc.types import Task, TaskStatus
from storage import answers
from storage.accounts import Account

KEPT = timedelta(seconds=20)  # SMSC answers three equal questions a minute
LIST = TypeAdapter(list[Task])
A_PAGE = 200  # SMSC names no default for `cnt`, so it is always sent
FEW = 50  # a page of fewer is the last one, whatever SMSC's own limit of a page is
PAGES_MOST = 20
FILE_MOST = 49 * 1024 * 1024  # Telegram takes 50 MB, form and all; core.telegram.org/bots/api#senddocument
PAGE = re.compile(rb"\s*<(!doctype|html|\?xml)", re.IGNORECASE)  # what a proxy or a site under repair answers
ROW = 90  # letters of a row under a file

SIGNS = {
    TaskStatus.WAITING: "⏸",
    TaskStatus.RUNNING: "⏳",
    TaskStatus.DONE: "✅",
    TaskStatus.CANCELLED: "⏹",
    TaskStatus.FAILED: "❌",
}
STATES = {
    TaskStatus.WAITING: _("waiting"),
    TaskStatus.RUNNING: _("being made"),
    TaskStatus.DONE: _("ready"),
    TaskStatus.CANCELLED: _("cancelled"),
    TaskStatus.FAILED: _("failed"),
}
UNDER_WAY = {TaskStatus.WAITING, TaskStatus.RUNNING}


async def exports_of(account: Account, house: House, now: datetime) -> list[Task]:
    """All exports, newest first; the answer is shared for a short while by everybody who asks."""
    known = await house.db(answers.recall, account.id, "tasks", after=now - KEPT)
    if known is not None:
        return LIST.validate_json(known.body)
    found = sorted(await all_tasks(house.sign_in(account)), key=number_of, reverse=True)
    await house.db(answers.remember, account.id, "tasks", LIST.dump_json(found).decode(), now)
    return found


async def all_tasks(smsc: Smsc) -> list[Task]:
    """Page by page: SMSC does not say which it gives first, so each next page begins after the highest id seen."""
    found: dict[str, Task] = {}
    last: str | None = None
    for _page in range(PAGES_MOST):
        page = await smsc.tasks(count=A_PAGE, after_id=last)
        fresh = {task.id: task for task in page if task.id not in found}
        found |= fresh
        if not fresh or len(page) < FEW:
            break
        last = max(found.values(), key=number_of).id
    return list(found.values())


def number_of(task: Task) -> int:
    return int(task.id) if task.id.isascii() and task.id.isdigit() else 0


def sign_of(task: Task) -> str:
    return SIGNS.get(task.status, "❔")


def state_of(task: Task, say: Say) -> str:
    sentence = STATES.get(task.status)
    return say.label(sentence) if sentence else say.label(_("status {code}"), code=str(int(task.status)))


@dataclass(frozen=True, slots=True)
class File:
    """A finished export. *key* finds it again: `id:8841`, or `name:` and the name it was asked for by."""

    key: str
    name: str
    data: bytes = field(repr=False)

    @property
    def id(self) -> str:
        kind, _colon, rest = self.key.partition(":")
        return rest if kind == "id" else ""


async def fetched(smsc: Smsc, key: str, *, name: str) -> File:
    """The file that *key* finds, byte for byte. Raises Nonsense for a page where a file should be."""
    kind, _colon, rest = key.partition(":")
    data = await (smsc.task_file(rest) if kind == "id" else smsc.task_file_named(rest))
    if not data or PAGE.match(data):
        raise Nonsense("downloads.php")
    return File(key, name or rest, data)


async def as_it_is(file: File, say: Say, *, alias: str, masked: bool, most: int = FILE_MOST) -> list[Reply]:
    """The messages that bring a file: the first has the words, more than one come where it is too large for one."""
    name = file_name(alias, file)
    found, documents = await asyncio.to_thread(lambda: (contents(file.data), packed(name, file.data, most=most)))
    text = caption(file, found, say, alias=alias, masked=masked, parts=len(documents), most=most)
    first, *rest = (Document(*document) for document in documents)
    return [Reply(text, buttons(file, say), first), *(Reply("", document=part) for part in rest)]


async def as_excel(file: File, say: Say, *, alias: str, most: int = FILE_MOST) -> list[Reply]:
    """A copy that spreadsheets open as people expect. Raises Problem for what is no table."""
    name = f"{file_name(alias, file).removesuffix('.csv')}_excel.csv"
    try:
        documents = await asyncio.to_thread(lambda: packed(name, for_excel(file.data), most=most))
    except csv.Error:
        raise Problem(_("❌ This file is no table\nThe original is as SMSC made it.")) from None
    text = say(_("📄 Export {title} for Excel\nUTF-8, phones as text, no formulas"), title=title(file))
    return [Reply(text if not number else "", document=Document(*part)) for number, part in enumerate(documents)]


async def as_zip(file: File, say: Say, *, alias: str) -> Reply:
    name = file_name(alias, file)
    data = await asyncio.to_thread(zipped, name, file.data)
    text = say(_("🗜 Export {title} · {size}"), title=title(file), size=size_of(len(data), say))
    return Reply(text, document=Document(f"{name.removesuffix('.csv')}.zip", data))


def caption(
    file: File, found: Contents, say: Say, *, alias: str, masked: bool, parts: int, most: int = FILE_MOST
) -> str:
    """How many rows, what became of the messages, the first rows as far as there is room."""
    lines = [
        say.plural(
            "📦 Export {title} is ready · {n} row, {size}",
            "📦 Export {title} is ready · {n} rows, {size}",
            found.rows,
            title=title(file),
            size=size_of(len(file.data), say),
        ),
        *outcomes(found, say),
    ]
    if len(file.data) > most:
        lines.append(
            say.plural(
                "Telegram takes {limit} at most: it comes in {n} archive.",
                "Telegram takes {limit} at most: it comes in {n} archives.",
                parts,
                limit=size_of(most, say),
            )
        )
    last = say(_("{alias} · {name} · #export"), alias=alias, name=file.name[:60])
    quote = first_rows(found, say, masked=masked, room=CAPTION - size("\n".join([*lines, last])) - 40)
    return "\n".join([*lines, *([quote] if quote else []), last])


def outcomes(found: Contents, say: Say) -> list[str]:
    """✅ 46,004 (95.4%) ❌ 1,902 ⏳ 304 · 61,344.20; nothing where the file has no states."""
    total = sum(found.outcomes.values())
    if not total:
        return []
    share = say.percent(found.outcomes[Outcome.DELIVERED] / total)
    parts = [say(_("✅ {n} ({share})"), n=found.outcomes[Outcome.DELIVERED], share=share)]
    signs = {Outcome.FAILED: "❌", Outcome.PENDING: "⏳", Outcome.UNKNOWN: "❔"}
    parts += [f"{sign} {say.plain(found.outcomes[kind])}" for kind, sign in signs.items() if found.outcomes[kind]]
    cost = [say(_("cost {cost}"), cost=Money(found.cost))] if found.cost is not None else []
    return [" · ".join(["  ".join(parts), *cost])]


def first_rows(found: Contents, say: Say, *, masked: bool, room: int) -> str:
    """The first rows in a quote that opens; codes in them are dots where the chat hides codes."""
    shown: list[str] = []
    for row in found.first:
        cells = (mask(cell) if masked else cell for cell in row)
        text = " · ".join(cell.strip() for cell in cells if cell.strip())
        line = say.inert(text if len(text) <= ROW else f"{text[: ROW - 1]}…")
        if size("\n".join([*shown, line])) > room:
            break
        shown.append(line)
    return f"<blockquote expandable>{chr(10).join(shown)}</blockquote>" if shown else ""


def buttons(file: File, say: Say) -> tuple[tuple[Button, ...], ...]:
    excel = Button(say.label(_("📄 For Excel")), "tasks.excel", file.key)
    return ((excel, Button("🗜 ZIP", "tasks.zip", file.key)),)


def title(file: File) -> str:
    return file.id or file.name[:40]


def size_of(count: int, say: Say) -> str:
    if count < 1024 * 1024:
        return say.label(_("{n} KB"), n=round(count / 1024, 1))
    return say.label(_("{n} MB"), n=round(count / 1024 / 1024, 1))


def file_name(alias: str, file: File) -> str:
    named = (alias, file.id, file.name.removesuffix(".csv"))
    parts = [re.sub(r"[^\w.-]+", "_", part).strip("_.") for part in ("smsc", *named)]
    return "_".join(part for part in parts if part)[:100] + ".csv"

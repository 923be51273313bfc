"""What a person puts together for a subclient: found again, with its secrets opened, and shown as lines."""

import json
from collections.abc import Mapping

from handlers import client_fields
from handlers.ask import Ask
from handlers.client_fields import QUIET
from handlers.problems import Problem
from handlers.words import Html, Say, _
from storage import drafts
from storage.drafts import Draft, Kind, Plan, State

NOT_DELETED = _("⚠️ Telegram did not let me delete your message: delete it yourself.")


def gone() -> Problem:
    return Problem(_("⌛ This is finished or withdrawn. Nothing more was sent.\nBegin again: /clients"))


async def begin(ask: Ask, kind: Kind, login: str, settings: Mapping[str, str]) -> Draft:
    """A draft with *settings*; what may be secret among them is sealed."""
    place = ask.place
    open_ones = {field: value for field, value in settings.items() if field not in QUIET}
    plan = Plan(
        ask.connected.id, place.chat_id, place.thread_id, kind, login, open_ones, ask.person.id, ask.person.handle
    )
    id = await ask.db(drafts.begin, plan, ask.now)
    if quiet := {field: value for field, value in settings.items() if field in QUIET}:
        await conceal(ask, id, quiet)
    return await open_draft(ask, str(id))


async def conceal(ask: Ask, id: int, secrets: Mapping[str, str]) -> None:
    sealed = ask.house.vault.seal(json.dumps(dict(secrets)), owner=owner(id))
    await ask.db(drafts.conceal, id, sealed)


def reveal(ask: Ask, draft: Draft) -> dict[str, str]:
    """The secret fields of *draft*."""
    if not draft.secret:
        return {}
    found: dict[str, str] = json.loads(ask.house.vault.open(draft.secret, owner=owner(draft.id)))
    return found


def owner(id: int) -> str:
    return f"draft:{id}"


async def draft_of(ask: Ask, id: str) -> Draft:
    """The draft; raises Problem if it is somebody else's, of another account, or forgotten."""
    draft = await ask.db(drafts.get, int(id))
    if draft is None or (draft.account_id, draft.chat_id) != (ask.connected.id, ask.place.chat_id):
        raise gone()
    return draft


async def open_draft(ask: Ask, id: str) -> Draft:
    """The same while it may still be changed and sent, by whoever began it."""
    draft = await draft_of(ask, id)
    if draft.state is not State.OPEN or draft.person_id != ask.person.id:
        raise gone()
    return draft


def change_line(field: str, value: str, before: str | None, say: Say) -> str:
    """`daily limit: 100 → 500 · dlim=500`: what it means, and what exactly is sent."""
    secret = field in client_fields.SECRET
    sent = Html(f"<code>{say.html(f'{field}=' + ('••••••' if secret else value))}</code>")
    line = say(
        _("{setting}: {before} → {after} · {sent}"),
        setting=client_fields.label(field, say),
        before="?" if before is None else client_fields.shown(field, before, say),
        after=client_fields.shown(field, value, say),
        sent=sent,
    )
    return line if client_fields.documented(field) else f"{line} ⚠️"


def spoken(settings: Mapping[str, str]) -> str:
    """For the audit: what was sent, without what may be secret."""
    return ", ".join(field if field in QUIET else f"{field}={value}" for field, value in settings.items())

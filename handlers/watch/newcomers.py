"""Subclients that SMSC was asked to create or change without answering: looked at, never asked for again."""

import logging
from dataclasses import dataclass, field

from handlers.commands import clients_create, clients_set
from handlers.delivery import NotNow, Perhaps, Undelivered
from handlers.doubts import Looks
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.problems import NotConnected
from handlers.reply import Reply
from handlers.subclients import exists
from handlers.watch.cards import put
from handlers.words import Say, _
from smsc.errors import SmscError
from storage import accounts, audit, clients, drafts
from storage.audit import Deed
from storage.drafts import Draft, Kind, State

log = logging.getLogger(__name__)


@dataclass
class Newcomers:
    """Looks whether a subclient is there by now, soon and then ever less often.

    Of a change SMSC tells nothing, so its card only says so, where the bot stopped before it could.
    """

    house: House
    _looks: Looks = field(default_factory=Looks)

    async def reconcile(self) -> None:
        """Look at every one whose time has come; then say on the cards what is known by now."""
        for draft in await self.house.db(drafts.unknown):
            if self._looks.due(draft.id, draft.changed_at, self.house.clock()):
                await self._look(draft)
        for draft in await self.house.db(drafts.unshown):
            await show(draft, self.house)

    async def _look(self, draft: Draft) -> None:
        account = await self.house.db(accounts.get, draft.account_id)
        if account is None:
            return
        try:
            there = await exists(self.house.sign_in(account), draft.login, self.house.clock())
        except (SmscError, NotConnected) as error:
            log.info("whether a subclient was created stays unknown for now: %s", type(error).__name__)
            return
        if found := verdict(draft, there=there):
            await settle(draft, found, self.house)
        else:
            await doubt(draft, self.house, alias=account.alias)


def verdict(draft: Draft, *, there: bool | None) -> State | None:
    """Absent now: it was not created. Absent before and no longer so: it was. Else SMSC's silence says nothing."""
    if there is False:
        return State.REFUSED
    return State.DONE if there or draft.absent_before else None


async def settle(draft: Draft, found: State, house: House) -> None:
    now = house.clock()
    await house.db(drafts.finish, draft.id, found, now=now, shown=False)
    if found is State.DONE:
        await house.db(clients.note, draft.account_id, draft.login, draft.fields, now)
    deed = Deed(
        at=now,
        chat_id=draft.chat_id,
        account_id=draft.account_id,
        person_id=draft.person_id,
        person=draft.person,
        what="client add",
        about=draft.login,
        result=f"found out: {found}",
    )
    await house.db(audit.write, deed)


async def show(draft: Draft, house: House) -> None:
    """The truth on the card; what Telegram does not take now is shown the next time."""
    account = await house.db(accounts.get, draft.account_id)
    say = await language_of(draft.chat_id, house)
    render = clients_create.result_card if draft.kind is Kind.ADD else clients_set.result_card
    card = render(draft, say, alias=account.alias if account else "")
    try:
        await put(card, place_of(draft), draft.message_id, house, say)
    except (NotNow, Perhaps):
        return
    except Undelivered as error:
        log.warning("the card of a subclient in chat %s cannot be changed: %s", draft.chat_id, error)
    await house.db(drafts.shown, draft.id, draft.state)


async def doubt(draft: Draft, house: House, *, alias: str) -> None:
    """Ask a person to look; the card changes by itself when SMSC tells."""
    say = await language_of(draft.chat_id, house)
    try:
        if draft.message_id is not None:
            await house.mouth.edit(place_of(draft), draft.message_id, doubt_card(draft, say, alias=alias))
    except Undelivered as error:
        log.info("the card of a subclient in chat %s was not changed: %s", draft.chat_id, error)


def doubt_card(draft: Draft, say: Say, *, alias: str) -> Reply:
    text = say(
        _(
            "⚠️ It is not known whether {login} was created\n"
            "SMSC's statistics do not tell; its cabinet does. I look again and do not send it again.\n"
            "{alias} · {person} · #sys"
        ),
        login=draft.login,
        alias=alias,
        person=draft.person,
    )
    return Reply(text, clients_create.settling(draft, say))


def place_of(draft: Draft) -> Place:
    return Place(draft.chat_id, draft.thread_id)

"""Cards of sent messages follow what SMSC tells; where it tells nothing, SMSC is asked. Nothing is ever sent again."""

import asyncio
import logging
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from handlers.delivery import NotNow, Perhaps, Undelivered
from handlers.house import House, Place
from handlers.notifications import language_of
from handlers.problems import NotConnected
from handlers.sent_card import card
from handlers.watch import rejected
from handlers.watch.cards import put
from smsc.codes import Outcome, Status, outcome
from smsc.errors import SmscError
from smsc.events import StatusEvent
from smsc.messages import MessageKind, MessageStatus
from smsc.phone import Phone
from storage import accounts, arrivals, audit, messages
from storage.audit import Deed
from storage.messages import Message, State

log = logging.getLogger(__name__)

SOON = timedelta(seconds=20)
SILENT = timedelta(minutes=10)  # callbacks that have not come by then may not come at all
SELDOM = timedelta(hours=1)
CERTAIN = timedelta(minutes=1)  # a request whose answer was lost has arrived by then, or never will


@dataclass
class SentCards:
    """One task for each card that changes: no chat waits for another, no card is changed twice at once."""

    house: House
    _busy: dict[int, "asyncio.Task[None]"] = field(default_factory=dict)

    async def refresh(self) -> None:
        """Begin with every card that shows an older state; what does not succeed is begun again the next time."""
        await self.house.db(messages.follow, self.house.clock())
        for sent in await self.house.db(messages.unshown):
            if sent.id not in self._busy:
                task = asyncio.create_task(self._paint(sent))
                self._busy[sent.id] = task
                task.add_done_callback(partial(self._ended, sent.id))

    def _ended(self, id: int, done: "asyncio.Task[None]") -> None:
        del self._busy[id]
        if not done.cancelled() and (error := done.exception()):
            log.error("the card of message %s was not changed", id, exc_info=error)

    async def _paint(self, sent: Message) -> None:
        try:
            await show(sent, self.house)
        except (NotNow, Perhaps):
            return
        except Undelivered as error:
            log.warning("the card of a message in chat %s cannot be changed: %s", sent.chat_id, error)
        await self.house.db(messages.shown, sent.id, sent.version)

    async def close(self) -> None:
        """Let what is being shown arrive, for a few seconds; the rest is shown after the next start."""
        if self._busy:
            _done, late = await asyncio.wait(list(self._busy.values()), timeout=5)
            for task in late:
                task.cancel()


async def show(sent: Message, house: House) -> None:
    """The row on its card, or on a new one where that is gone. Raises what `put` raises."""
    account = await house.db(accounts.get, sent.account_id)
    say = await language_of(sent.chat_id, house)
    reply = card(sent, say, alias=account.alias if account else "")
    message_id = await put(reply, Place(sent.chat_id, sent.thread_id), sent.message_id, house, say)
    if message_id != sent.message_id:
        await house.db(messages.show_on, sent.id, message_id)


async def ask(house: House) -> None:
    """Ask SMSC where those messages are of which it has told nothing for too long. Where it does not answer for one
    message of an account, the others wait for the next round."""
    silent: set[int] = set()
    for sent in await house.db(messages.followed, house.clock()):
        if sent.account_id not in silent and due(sent, house) and not await look(sent, house):
            silent.add(sent.account_id)


def due(sent: Message, house: House) -> bool:
    """First soon, then each time when the message is twice as old as it was the last time.

    SMSC calls back where it can, so there it is asked only for what callbacks left out: a lost answer, a silence, and
    the SIM card of an HLR query.
    """
    now = house.clock()
    begun = sent.begun_at or sent.quoted_at
    last = sent.asked_at or begun
    wait = min(max(SOON, last - begun), SELDOM)
    if sent.state is State.UNKNOWN:
        return now - last >= wait
    if sent.over:
        return sent.kind is MessageKind.HLR and answers_nothing(sent) and sent.asked_at is None
    return now - last >= (max(wait, SILENT) if house.public_url else wait)


def answers_nothing(sent: Message) -> bool:
    """An HLR query found somebody, and the callback has not told whom."""
    found = sent.status is not None and outcome(sent.status) is Outcome.DELIVERED and not sent.err
    return found and not (sent.hlr and sent.hlr.imsi)


async def look(sent: Message, house: House) -> bool:
    """Ask for one message; what cannot be asked now is asked later. Whether there was an answer."""
    account = await house.db(accounts.get, sent.account_id)
    if account is None:
        return False
    await house.db(messages.asked, sent.id, house.clock())
    try:
        found = await house.sign_in(account).status(sent.own_id, Phone(sent.phone))
    except (SmscError, NotConnected) as error:
        await rejected.note(error, account, house)
        log.info("it is not known for now where a message is: %s", type(error).__name__)
        return False
    await learn(sent, found, house)
    return True


async def learn(sent: Message, found: MessageStatus, house: House) -> None:
    """What SMSC answered counts like a callback: into the log, from there on to the card and to whoever is told."""
    now = house.clock()
    if found.status == Status.NOT_FOUND:
        if sent.state is State.UNKNOWN and now - (sent.begun_at or now) >= CERTAIN:
            await settle(sent, State.REFUSED, house, why="not found")
        return
    if sent.state is State.UNKNOWN:
        await settle(sent, State.SENT, house)
    await house.db(arrivals.record, sent.account_id, as_told(sent, found), now)
    await house.db(messages.learn, sent.id, found)
    house.wake(sent.account_id)


async def settle(sent: Message, state: State, house: House, *, why: str = "") -> None:
    """The truth about a message whose answer was lost, in the register and in the audit."""
    await house.db(messages.finish, sent.id, state, why=why)
    result = f"found out: {state}"
    deed = Deed(house.clock(), sent.chat_id, sent.account_id, sent.person_id, sent.person, "send", sent.phone, result)
    await house.db(audit.write, deed)
    house.wake(sent.account_id)


def as_told(sent: Message, found: MessageStatus) -> StatusEvent:
    """The answer of status.php as the callback that did not come."""
    return replace(found.told(sent.own_id, sent.phone), type=int(sent.kind))

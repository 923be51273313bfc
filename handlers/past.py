"""Messages of the past, named by a button: a row of ours (`m12`), or an event of the log (`e345`)."""

from handlers.ask import Ask
from handlers.drafts import Draft
from handlers.problems import Problem
from handlers.words import _
from smsc.codes import Status
from smsc.events import StatusEvent
from smsc.messages import MessageKind
from smsc.phone import Phone
from storage import events, messages
from storage.messages import Message


async def draft_of(ask: Ask, named: str) -> Draft:
    """The message once more. The text of one that another program sent is asked of SMSC."""
    sent = await ask.db(messages.get, int(named[1:])) if named.startswith("m") else None
    if sent is not None and sent.account_id == ask.connected.id:
        return of_row(sent)
    logged = await ask.db(events.get, ask.connected.id, int(named[1:])) if named.startswith("e") else None
    if logged is None or not isinstance(status := logged.event, StatusEvent):
        raise Problem(_("🤷 This message is not known any more\nWrite it anew: /send"))
    ours = await ask.db(messages.of_id, ask.connected.id, status.id)
    return of_row(ours) if ours else await of_smsc(ask, status)


def of_row(sent: Message) -> Draft:
    return Draft(sent.kind, Phone(sent.phone), sent.text, sent.sender)


async def of_smsc(ask: Ask, status: StatusEvent) -> Draft:
    phone = Phone.of_smsc(status.phone)
    found = await ask.smsc.status(status.id, phone)
    if found.status == Status.NOT_FOUND:
        return Draft(phone=phone)
    return Draft(kind_of(status.type), phone, found.text.strip(), "")


def kind_of(type: int | None) -> MessageKind:
    """An SMS, unless SMSC's type is another that can be sent again."""
    return MessageKind(type) if type in {MessageKind.CALL, MessageKind.HLR} else MessageKind.SMS

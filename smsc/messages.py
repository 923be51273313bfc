"""What is sent through SMSC: an SMS, a voice call, an HLR query or a ping, and what SMSC says of it.

https://smscentre.com/api/http/send/ and …/status_messages/
"""

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import IntEnum

from smsc.events import StatusEvent
from smsc.hlr import Hlr
from smsc.phone import Phone

MOST_CHARACTERS = 1000
OWN_ID = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)


class MessageKind(IntEnum):
    """SMSC's own numbers for types of messages."""

    SMS = 0
    HLR = 4
    PING = 5
    CALL = 7


_FLAGS = {MessageKind.HLR: "hlr", MessageKind.PING: "ping", MessageKind.CALL: "call"}


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one phone. HLR queries and pings have no text; *voice* is who reads a call's (m, m2 … w4)."""

    phone: Phone
    text: str = ""
    kind: MessageKind = MessageKind.SMS
    sender: str = ""
    voice: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """As a form. The plus switches off SMSC's guessing at the number."""
        named = {"mes": self.text, "sender": self.sender, "voice": self.voice}
        flag = {_FLAGS[self.kind]: "1"} if self.kind in _FLAGS else {}
        return {"phones": str(self.phone)} | flag | {name: value for name, value in named.items() if value}


@dataclass(frozen=True, slots=True)
class Price:
    """What a message costs in the account's currency (None: SMSC names no price), and how many parts it has."""

    cost: Decimal | None
    parts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """SMSC has taken a message; ``balance`` is what is left."""

    id: str
    parts: int | None
    cost: Decimal | None
    balance: Decimal | None


@dataclass(frozen=True, slots=True)
class MessageStatus:
    """Where a message is. *time* is SMSC's own text in the account's zone, *at* the same moment where it is told."""

    status: int
    err: int | None = None
    at: datetime | None = None
    time: str = ""
    sent_at: datetime | None = None
    type: int | None = None
    parts: int | None = None
    cost: Decimal | None = None
    sender: str = ""
    text: str = ""
    country: str = ""
    operator: str = ""
    region: str = ""
    hlr: Hlr | None = None

    def told(self, id: str, phone: str) -> StatusEvent:
        """As the callback that did not come, of the message *id* to *phone*."""
        return StatusEvent(
            id=id,
            phone=phone,
            status=self.status,
            at=self.at,
            time=self.time,
            err=self.err or None,  # a callback has one only where there is an error
            cnt=self.parts,
            type=self.type,
            cost=self.cost,
            sender=self.sender,
            hlr=self.hlr,
        )


@dataclass(frozen=True, slots=True)
class Past:
    """A message in the account's history, without its text. *int_id* is its place there: older ones come before it."""

    int_id: str
    id: str
    phone: str
    status: MessageStatus

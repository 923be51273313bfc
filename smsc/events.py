"""What SMSC tells us: a delivery status, an incoming SMS, a confirming call.

Field names are SMSC's own, except `text` (its `mes`), `at` and `sent` (moments, made of its unix stamps).
https://smsc.ru/api/http/miscellaneous/callback/
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar
from urllib.parse import urlencode

from smsc.flag import Flag
from smsc.hlr import Hlr

__all__ = [
    "CallEvent",
    "Event",
    "Flag",
    "Hlr",
    "IncomingSms",
    "Kind",
    "StatusEvent",
    "from_timestamp",
    "to_form",
]


class Kind(StrEnum):
    """The three things SMSC calls us about."""

    SMS = "sms"
    CALL = "call"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """A message changed its status. *id*, *phone* and *status* are signed: show the rest, never act on it.

    *time* is SMSC's own text in the account's time zone, *cost* is in the account's currency, *cnt* counts
    the parts of an SMS or the seconds of a call, *at* is the `ts` of the change.
    """

    kind: ClassVar[Kind] = Kind.STATUS

    id: str
    phone: str
    status: int
    at: datetime | None = None
    time: str = ""
    err: int | None = None
    syserr: str = ""
    cnt: int | None = None
    type: int | None = None
    cost: Decimal | None = None
    flag: Flag | None = None
    sender: str = ""
    dtmf: str = ""
    cmt: str = ""
    hlr: Hlr | None = None
    calltime: str = ""
    callmenu: str = ""
    ringtime: str = ""

    @property
    def fingerprint(self) -> str:
        """Made of the signed fields alone, so that a replay with another cost or time is not news."""
        return f"status:{self.id}:{self.phone}:{self.status}"


@dataclass(frozen=True, slots=True)
class IncomingSms:
    """A subscriber wrote. *phone*, *text* and *to* are signed; *sms_id* is the message that was answered.

    *sent* is when the subscriber sent it, *at* when SMSC received it (its `time`).
    """

    kind: ClassVar[Kind] = Kind.SMS

    id: str
    phone: str
    text: str
    to: str
    sms_id: str = ""
    smsc: str = ""
    sent: datetime | None = None
    at: datetime | None = None

    @property
    def fingerprint(self) -> str:
        """SMSC's id; without one, a hash behind `#`, which no id may contain."""
        if self.id:
            return f"sms:{self.id}"
        told = json.dumps([self.phone, self.to, self.text, self.sent and int(self.sent.timestamp())])
        return f"sms:#{hashlib.sha256(told.encode()).hexdigest()}"


@dataclass(frozen=True, slots=True)
class CallEvent:
    """A subscriber rang the number that `wait_call` had named. Both fields are signed."""

    kind: ClassVar[Kind] = Kind.CALL

    phone: str
    at: datetime

    @property
    def fingerprint(self) -> str:
        """The caller and the second of the call."""
        return f"call:{self.phone}:{int(self.at.timestamp())}"


Event = StatusEvent | IncomingSms | CallEvent


def from_timestamp(seconds: int) -> datetime:
    """The moment *seconds* after 1970, aware, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def to_form(event: Event) -> bytes:
    """*event* as SMSC would post it, for those that were learnt in another way; what is unknown is left out."""
    told = {_NAMES.get(name, name): _text(getattr(event, name)) for name in event.__match_args__}
    match event:
        case CallEvent():
            told |= {"waitcall": "1", "ts": told.pop("at")}
        case StatusEvent():
            told |= {"ts": told.pop("at")} | (asdict(event.hlr) if event.hlr else {})
        case IncomingSms():
            told |= {"time": told.pop("at")}
    kept = {name: value for name, value in told.items() if value or name in {"mes", "to"}}
    return urlencode(kept | {"charset": "utf-8"}, errors="replace").encode()


_NAMES = {"text": "mes"}


def _text(value: object) -> str:
    match value:
        case None | Hlr():
            return ""
        case datetime():
            return str(int(value.timestamp()))
        case Flag():
            return str(value.number)
        case _:
            return str(value)

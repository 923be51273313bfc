"""What a callback says about each kind of event: the fields of SMSC's tables, all of them texts.

https://smscentre.com/api/http/miscellaneous/
"""

from sandbox.smsc import hlr, moscow
from sandbox.smsc.messages import Incoming, Message
from sandbox.smsc.money import plain

OPERATORS_CENTRE = "79037011111"


def status_fields(message: Message) -> dict[str, str]:
    """`time` is a date here; `err` is absent when it is 0. An HLR query's answer comes along."""
    fields = {
        "id": message.id,
        "phone": message.phone,
        "status": str(message.status),
        "time": moscow.short(message.status_at),
        "ts": str(int(message.status_at)),
        "cnt": str(message.parts),
        "type": str(int(message.kind)),
        "cost": plain(message.cost),
        "flag": str(int(message.kind)),
        "sender": message.sender,
    }
    return fields | ({"err": str(message.err)} if message.err else {}) | hlr.found_by(message)


def sms_fields(message: Incoming) -> dict[str, str]:
    """`time` is a stamp here; `sms_id` is absent unless it answers a message of ours."""
    fields = {
        "id": str(message.id),
        "phone": message.phone,
        "mes": message.text,
        "to": message.to,
        "smsc": OPERATORS_CENTRE,
        "sent": str(int(message.sent_at)),
        "time": str(int(message.received_at)),
    }
    return fields | ({"sms_id": message.answers} if message.answers else {})


def call_fields(phone: str, at: float) -> dict[str, str]:
    return {"waitcall": "1", "phone": phone, "ts": str(int(at))}

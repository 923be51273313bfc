"""What an HLR query finds out: the SIM, its operator at home, and the one it is with abroad.

https://smscentre.com/api/http/status_messages/
"""

from zlib import crc32

from sandbox.smsc import operators
from sandbox.smsc.messages import Kind, Message

REACHED = {1, 2}
ROAMING = ("Турция", "Turkcell")


def found_by(message: Message) -> dict[str, str]:
    """The eight fields of a subscriber who was found; nothing for other messages, and where nobody was."""
    operator = operators.of_phone(message.phone)
    if message.kind != Kind.HLR or message.status not in REACHED or message.err or operator is None:
        return {}
    country, network = ROAMING if message.abroad else ("", "")
    return {
        "imsi": f"{operator.mcc}{operator.mnc}{crc32(message.phone.encode()) % 10**10:010}",
        "msc": "79037011111",
        "mcc": operator.mcc,
        "mnc": operator.mnc,
        "cn": operator.country,
        "net": operator.operator,
        "rcn": country,
        "rnet": network,
    }

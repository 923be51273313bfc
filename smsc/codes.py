"""SMSC's numbers and what they mean. Sentences are English msgids: whoever shows them translates them.

Statuses: https://smscentre.com/api/http/status_messages, errors: https://smscentre.com/api/smpp/errors.
SMSC adds codes without notice, so nothing here refuses an unknown one.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Status(IntEnum):
    """Where a message is. There is no 21."""

    NOT_FOUND = -3
    STOPPED = -2
    WAITING = -1
    PASSED_TO_OPERATOR = 0
    DELIVERED = 1
    READ = 2
    EXPIRED = 3
    LINK_CLICKED = 4
    SPAM_FILTER = 6
    UNDELIVERABLE = 20
    WRONG_NUMBER = 22
    FORBIDDEN = 23
    NO_MONEY = 24
    UNAVAILABLE = 25


class Outcome(StrEnum):
    """What a status means for the person who waits."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


_PENDING = frozenset({Status.STOPPED, Status.WAITING, Status.PASSED_TO_OPERATOR})
_DELIVERED = frozenset({Status.DELIVERED, Status.READ, Status.LINK_CLICKED})

_RANKS: Mapping[int, int] = {
    Status.STOPPED: 0,
    Status.WAITING: 0,
    Status.PASSED_TO_OPERATOR: 1,
    Status.NO_MONEY: 1,  # the message leaves once the account is topped up
    Status.READ: 4,
    Status.LINK_CLICKED: 5,
}
_UNKNOWN_RANK = 2
_FINAL_RANK = 3


def outcome(status: int) -> Outcome:
    """Pending, delivered, failed, or unknown for a code that SMSC added later."""
    if status in _DELIVERED:
        return Outcome.DELIVERED
    if status in _PENDING:
        return Outcome.PENDING
    return Outcome.FAILED if status in STATUS_MEANING else Outcome.UNKNOWN


def rank(status: int) -> int:
    """How far a message has come. Callbacks overtake each other: the highest rank is the state to show.

    An unknown code ranks above the pending ones, because it is news, and below the final ones, because it
    must not hide a delivery.
    """
    return _RANKS.get(status, _FINAL_RANK if status in STATUS_MEANING else _UNKNOWN_RANK)


STATUS_MEANING: Mapping[int, str] = {
    Status.NOT_FOUND: "not found",
    Status.STOPPED: "stopped",
    Status.WAITING: "waiting to be sent",
    Status.PASSED_TO_OPERATOR: "passed to the operator",
    Status.DELIVERED: "delivered",
    Status.READ: "read",
    Status.EXPIRED: "expired",
    Status.LINK_CLICKED: "link opened",
    Status.SPAM_FILTER: "blocked by the receiver's spam filter",
    Status.UNDELIVERABLE: "cannot be delivered",
    Status.WRONG_NUMBER: "wrong number",
    Status.FORBIDDEN: "forbidden",
    Status.NO_MONEY: "not enough money",
    Status.UNAVAILABLE: "number unavailable",
}

ERR_MEANING: Mapping[int, str] = {
    0: "no error",
    1: "the subscriber does not exist",
    2: "the mailbox is full",
    3: "the receiver's mail server was not found",
    4: "the mailbox is blocked",
    6: "the subscriber is offline",
    11: "the subscriber has no SMS service",
    12: "a fault in the subscriber's phone or SIM card",
    13: "the subscriber is blocked",
    21: "the phone does not support this service",
    200: "virtual sending, test mode",
    219: "the SIM card was replaced less than a day ago",
    220: "the operator's queue is full",
    237: "the subscriber does not answer",
    238: "no matching template",
    239: "the IP address is forbidden",
    240: "the subscriber is busy or rejected the call",
    241: "voice conversion failed, or some SMS parts were not sent",
    242: "an answering machine picked up",
    243: "no contract for mass mailings",
    244: "mailings are forbidden, or the text has a forbidden link",
    245: "no status within a day",
    246: "outside the permitted hours",
    247: "the daily message limit is exceeded",
    248: "no route to the number",
    249: "the number has a wrong format",
    250: "the number is forbidden by the account's settings",
    251: "the limit per number is exceeded",
    252: "the number is forbidden",
    253: "stopped by SMSC's spam filter",
    254: "the sender name is not registered",
    255: "rejected by the operator",
}

TYPE_NAMES: Mapping[int, str] = {
    0: "SMS",
    1: "Flash SMS",
    2: "binary SMS",
    3: "WAP push",
    4: "HLR query",
    5: "Ping SMS",
    6: "MMS",
    7: "call",
    8: "e-mail",
    10: "Viber",
    12: "social networks",
}

TEMPLATE_KINDS: Mapping[int, str] = {
    0: "service",
    1: "transactional",
    2: "authorization",
    3: "advertising",
}

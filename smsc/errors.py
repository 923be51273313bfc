"""What can go wrong when talking to SMSC, named by what the caller can do about it.

No text, representation or attribute here ever holds credentials.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, auto
from types import MappingProxyType


class Reason(StrEnum):
    """Why SMSC said no. One number means different things on different pages; a reason does not."""

    PARAMETERS = auto()
    AUTH = auto()  # wrong login, password or key, or our address is not on the account's allow-list
    MONEY = auto()
    NOTHING_FOUND = auto()
    OPERATOR_NOT_FOUND = auto()
    IP_BLOCKED = auto()
    BLACK_LISTED = auto()
    NO_PRICE = auto()  # the account's settings (allowed numbers, hours, …) leave no price
    TASK_NOT_FOUND = auto()
    TOO_MANY = auto()  # too many alike in a minute, or fifteen and more at once
    FAILED = auto()
    NO_SUCH_CLIENT = auto()
    SHARED_BALANCE = auto()
    NOT_SAVED = auto()
    NOT_ENOUGH_TO_CREDIT = auto()
    WRONG_DATE = auto()
    FORBIDDEN = auto()  # the text or the sender, or a mass mailing without a contract
    WRONG_NUMBER = auto()
    NOT_DELIVERABLE = auto()
    WRONG_CAPTCHA = auto()
    NOT_DELETED = auto()
    UNKNOWN = auto()  # a code that the page's document does not list


_EVERYWHERE = {1: Reason.PARAMETERS, 2: Reason.AUTH, 4: Reason.IP_BLOCKED, 9: Reason.TOO_MANY}

# The error tables of https://smscentre.com/api/http/, page by page.
REASONS: Mapping[str, Mapping[int, Reason]] = MappingProxyType(
    {
        "wait_call.php": _EVERYWHERE | {3: Reason.MONEY, 5: Reason.BLACK_LISTED, 6: Reason.NO_PRICE},
        "receive_phones.php": _EVERYWHERE | {3: Reason.MONEY},
        "downloads.php": _EVERYWHERE | {5: Reason.TASK_NOT_FOUND},
        "info.php": _EVERYWHERE | {3: Reason.OPERATOR_NOT_FOUND},
        "users.php": _EVERYWHERE
        | {
            3: Reason.NOTHING_FOUND,
            5: Reason.FAILED,
            6: Reason.NO_SUCH_CLIENT,
            7: Reason.SHARED_BALANCE,
            8: Reason.NOT_SAVED,
            10: Reason.NOT_ENOUGH_TO_CREDIT,
        },
        "get.php": _EVERYWHERE | {3: Reason.NOTHING_FOUND},
        "balance.php": _EVERYWHERE,
        "send.php": _EVERYWHERE
        | {
            3: Reason.MONEY,
            5: Reason.WRONG_DATE,
            6: Reason.FORBIDDEN,
            7: Reason.WRONG_NUMBER,
            8: Reason.NOT_DELIVERABLE,
            10: Reason.WRONG_CAPTCHA,
        },
        "status.php": _EVERYWHERE | {5: Reason.NOT_DELETED},
    }
)


def reason_of(page: str, code: int) -> Reason:
    """What *code* means on *page* (``users.php``, …)."""
    return REASONS.get(page, _EVERYWHERE).get(code, Reason.UNKNOWN)


class SmscError(Exception):
    """SMSC could not do, or did not do, what was asked."""


@dataclass(eq=False)
class Refused(SmscError):
    """SMSC answered, and the answer is no. Nothing was done."""

    code: int
    reason: Reason
    text: str = ""  # SMSC's own words: English, for the log, never to be parsed
    page: str = ""
    id: str | None = None

    def __str__(self) -> str:
        return f"{self.page} refused: {self.code} {self.reason} ({self.text})"


@dataclass(eq=False)
class Unreachable(SmscError):
    """No answer. ``maybe_done`` is False only if the connection was certainly never made."""

    why: str
    maybe_done: bool

    def __str__(self) -> str:
        return f"no answer: {self.why}{', perhaps done' if self.maybe_done else ', not done'}"


@dataclass(eq=False)
class Nonsense(SmscError):
    """An answer nobody can read: the request may have been done all the same."""

    page: str
    sample: str = ""  # the first 200 characters, credentials blotted out

    def __str__(self) -> str:
        return f"{self.page} answered nonsense: {self.sample!r}"


@dataclass(eq=False)
class TooSoon(SmscError):
    """SMSC would refuse this as one too many, so it was not sent. Worth repeating after ``wait``."""

    wait: timedelta

    def __str__(self) -> str:
        return f"one request too many: free again in {self.wait}"


class AccountStopped(SmscError):
    """SMSC refused these credentials (error 2): nothing goes out with them until their owner acts."""

    def __str__(self) -> str:
        return "SMSC refused these credentials; calls are stopped until their owner acts"


@dataclass(eq=False)
class AddressBlocked(SmscError):
    """SMSC blocks our address, or would at the next wrong password, so this was not sent."""

    wait: timedelta

    def __str__(self) -> str:
        return f"our address is blocked, or nearly: free again in {self.wait}"

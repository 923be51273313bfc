"""Everything SMSC can be asked, as data: page, answer, limits, and whether asking twice does harm.

https://smscentre.com/api/http/miscellaneous/ (wait_call, receive_phones, downloads, info),
…/users/subclients/, …/balance/, …/get_data/, …/get_data/statistic/, …/get_data/inbox/, …/send/, …/status_messages/
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from smsc.formats import Format
from smsc.lines import Shape
from smsc.windows import Quota


class Pace(Enum):
    """How long an answer may take and how big it may be."""

    USUAL = auto()
    PURCHASE = auto()
    FILE = auto()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to ask.

    *flag* is the field that names it on its page. *shape* is None where the answer is a file. *harmless*: a
    repetition changes nothing. *nothing* are the codes by which SMSC says "an empty list". A minute takes
    *alike* requests whose fields are all equal but for *apart*, or whose *alike_by* is, and *numbers* numbers in all
    requests, of which *spare* are left to others. *format* is the one to ask for where no other is described.
    """

    page: str
    flag: str
    shape: Shape | None
    harmless: bool = False
    nothing: frozenset[int] = frozenset()
    alike: int | None = None
    alike_by: str = ""
    apart: str = ""
    numbers: int | None = None
    spare: int = 0
    pace: Pace = Pace.USUAL
    format: Format | None = None

    def form(self, fields: Mapping[str, str]) -> dict[str, str]:
        """*fields* and the action's own."""
        return {**fields, self.flag: "1"} if self.flag else dict(fields)

    def quotas(self, fields: Mapping[str, str]) -> list[Quota]:
        """What a request with *fields* takes of the limits of its minute."""
        quotas = []
        if self.alike_by:
            quotas.append(Quota((self.page, fields[self.alike_by]), self.alike or 0))
        elif self.alike:
            same = sorted((name, value) for name, value in fields.items() if name != self.apart)
            quotas.append(Quota((self.page, self.flag, *same), self.alike))
        if self.numbers:
            quotas.append(Quota(self.page, self.numbers, fields["phone"].count(",") + 1, self.spare))
        return quotas


_DONE = Shape(("result",))
_OPERATOR = ("country", "operator", "region", "mcc", "mnc", "tz")
_TOTAL = Shape(("login", "sms", "credit", "debit", "currency"))
_TASK_NOT_FOUND, _NOTHING_FOUND = 5, 3

WAIT_CALL = Action(
    "wait_call.php",
    "",
    Shape(("phone", "all_phones"), places=("all_phones",), free="all_phones"),
    alike=50,
)
RENTABLE = Action(
    "receive_phones.php",
    "get",
    Shape(("phone", "type", "cost", "current_cost", "info"), free="info"),
    harmless=True,
    alike=2,
)
BUY = Action("receive_phones.php", "buy", Shape(("cost",)), alike=2, pace=Pace.PURCHASE)
RENEWAL = Action("receive_phones.php", "chg", _DONE, alike=2)

TASKS = Action(
    "downloads.php",
    "get_list",
    Shape(("id", "name", "status", "created", "time", "file"), free="name"),
    harmless=True,
    nothing=frozenset({_TASK_NOT_FOUND, _NOTHING_FOUND}),
    alike=3,
)
TASK_FILE = Action("downloads.php", "get_file", None, harmless=True, alike=3, pace=Pace.FILE)

OPERATOR = Action("info.php", "get_operator", Shape(_OPERATOR, free="region"), harmless=True, alike=3, numbers=100)
OPERATORS = Action(
    "info.php",
    "get_operator",
    Shape(("phone", *_OPERATOR), free="region"),
    harmless=True,
    nothing=frozenset({_NOTHING_FOUND}),
    alike=3,
    numbers=100,
)

ADD_CLIENT = Action("users.php", "add", Shape(("id",)), alike=3, alike_by="user")
CHANGE_CLIENT = Action("users.php", "chg", _DONE, alike=3, alike_by="user")
PAY_CLIENT = Action("users.php", "pay", _DONE, alike=3, alike_by="user")
TOTALS = Action("users.php", "get_stat", _TOTAL, harmless=True, nothing=frozenset({_NOTHING_FOUND}))
DETAILS = Action(
    "users.php",
    "get_stat_all",
    Shape(
        ("login", "description", "operator", "mccmnc", "sms", "credit", "debit", "currency"),
        free="description",
    ),
    harmless=True,
    nothing=frozenset({_NOTHING_FOUND}),
)
OWN_TOTALS = Action("get.php", "get_stat", _TOTAL, harmless=True, nothing=frozenset({_NOTHING_FOUND}), alike=3)
RECEIVED = Action(
    "get.php",
    "get_answers",
    Shape(("id", "received", "phone", "message", "to_phone", "sent"), free="message"),
    harmless=True,
    nothing=frozenset({_NOTHING_FOUND}),
    alike=3,
)
# No document shows an answer, and only one in JSON was ever recorded: the order of the others' values, with a text full
# of commas in the middle, would be a guess.
HISTORY = Action(
    "get.php",
    "get_messages",
    Shape(("int_id", "id", "phone", "status", "err", "last_date", "last_timestamp", "send_timestamp", "cost")),
    harmless=True,
    nothing=frozenset({_NOTHING_FOUND}),
    alike=3,
    format=Format.JSON,
)
BALANCE = Action(
    "balance.php",
    "",
    Shape(("balance", "currency", "credit"), places=("balance",), free="balance"),
    harmless=True,
    alike=10,
)

# One phone a request, so what it answers is about that phone. An id of our own does not make it another message.
PRICE = Action(
    "send.php",
    "cost",
    Shape(("cost", "cnt"), sentence=r"(?P<cost>[\d.]+) \((?P<cnt>\d+) SMS\)"),
    harmless=True,
    alike=5,
)
SEND = Action(
    "send.php",
    "",
    Shape(
        ("id", "cnt", "cost", "balance"),
        sentence=(
            r"OK - (?P<cnt>\d+) SMS, ID - (?P<id>[\w.-]+)"
            r"(?:, cost - (?P<cost>[\d.]+))?(?:, balance - (?P<balance>-?[\d.]+))?"
        ),
    ),
    alike=1,
    apart="id",
    pace=Pace.PURCHASE,
)

_STATE = ("status", "last_timestamp", "err")
_HLR = ("imsi", "msc", "mcc", "mnc", "cn", "net", "rcn", "rnet")
_SENT = ("send_timestamp", "phone", "cost", "country", "operator", "region", "sender_id", "status_name", "message")
STATUS = Action(
    "status.php",
    "",
    Shape(
        (*_STATE, "check_time", "last_date", *_HLR, *_SENT, "send_date", "mccmnc", "type", "sms_cnt", "flag"),
        places=(*_STATE, *_SENT),
        others=((*_STATE, *_HLR, *_SENT), (*_STATE, *_HLR), _STATE, _STATE[:2], _STATE[:1]),
        free="message",
    ),
    harmless=True,
    alike=5,
)

# What no setting of a sub-client may be called.
RESERVED = frozenset({"login", "psw", "apikey", "fmt", "charset", "user_id"}) | {
    action.flag for action in (ADD_CLIENT, CHANGE_CLIENT, PAY_CLIENT, TOTALS, DETAILS)
}

"""What to do when a message did not arrive: a sentence for each status and error code, and the steps it leads to.

The codes: https://smscentre.com/api/http/status_messages/ and https://smscentre.com/api/smpp/errors/; their names are
in `smsc.codes`. An error code says more than a status, so it is looked up first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from handlers.pages import in_rows
from handlers.reply import Button
from handlers.words import Say, _
from smsc.codes import Status
from smsc.messages import MessageKind


class Step(Enum):
    """A button."""

    AGAIN = auto()
    BY_VOICE = auto()
    IN_WRITING = auto()
    REWRITE = auto()
    OPERATOR = auto()
    HLR = auto()


@dataclass(frozen=True, slots=True)
class Advice:
    """What is to be said and what can be done about it."""

    sentence: str
    steps: tuple[Step, ...]


LATER = (Step.AGAIN, Step.BY_VOICE, Step.OPERATOR)
OTHERWISE = (Step.BY_VOICE, Step.OPERATOR)
CABINET = (Step.REWRITE,)
CALL_AGAIN = (Step.AGAIN, Step.IN_WRITING, Step.OPERATOR)

DIGITS = Advice(_("Check the digits of the number."), (Step.OPERATOR,))
SETTINGS = Advice(_("The account's settings in the SMSC cabinet forbid it."), ())
BY_ERR: Mapping[int, Advice] = {
    1: Advice(_("Nobody has this number. Check the digits."), (Step.OPERATOR, Step.HLR)),
    6: Advice(_("The phone was off or out of reach. Try later, or call."), LATER),
    11: Advice(_("It takes no SMS here: a landline, or roaming. Call it."), OTHERWISE),
    12: Advice(_("The phone or its SIM card does not work properly. Try later, or call."), LATER),
    13: Advice(_("The operator has blocked the subscriber. Ask for another number."), (Step.OPERATOR, Step.HLR)),
    21: Advice(_("The phone cannot show such messages. Call it."), OTHERWISE),
    200: Advice(_("The account is in test mode: nothing really leaves. It is switched off in the SMSC cabinet."), ()),
    219: Advice(_("After a change of SIM no named sender gets through for a day. Call, or try tomorrow."), LATER),
    220: Advice(_("The operator is overloaded. Try again in some minutes."), (Step.AGAIN, Step.BY_VOICE)),
    237: Advice(_("Nobody answered. Call again later, or write."), CALL_AGAIN),
    238: Advice(_("The operator wants texts by an approved template: see the SMSC cabinet."), CABINET),
    239: Advice(_("This server's address is not among those the account allows: see the SMSC cabinet."), ()),
    240: Advice(_("The line was busy, or the call was rejected. Call again later, or write."), CALL_AGAIN),
    241: Advice(_("Not all of it was handed over. Send it again, or make it shorter."), (Step.AGAIN, Step.REWRITE)),
    242: Advice(_("An answering machine took the call. Call again later, or write."), CALL_AGAIN),
    243: Advice(_("Mass mailings need a contract with SMSC: see its cabinet."), ()),
    244: Advice(_("Take links and advertising out of the text."), CABINET),
    245: Advice(
        _("The operator says nothing for a day. An HLR query tells whether the phone is on."), (Step.HLR, *LATER)
    ),
    246: Advice(_("Sending is allowed at other hours: try then, or change them in the SMSC cabinet."), (Step.AGAIN,)),
    247: Advice(
        _("The account's daily limit is used up. Try tomorrow, or raise it in the SMSC cabinet."), (Step.AGAIN,)
    ),
    248: Advice(_("SMSC has no way to this number. Try a call."), OTHERWISE),
    249: DIGITS,
    250: SETTINGS,
    251: Advice(_("This number has had too many messages. Try later."), (Step.AGAIN, Step.OPERATOR)),
    252: Advice(_("SMSC does not send to this number."), (Step.OPERATOR,)),
    253: Advice(_("SMSC took the text for spam. Write it in other words."), CABINET),
    254: Advice(_("The sender's name is not registered: see the SMSC cabinet."), CABINET),
    255: Advice(_("The operator does not take it. Write it in other words, or call."), (Step.REWRITE, *OTHERWISE)),
}
BY_STATUS: Mapping[int, Advice] = {
    Status.NOT_FOUND: Advice(_("SMSC knows no such message."), ()),
    Status.EXPIRED: Advice(_("It was not taken in time. Try again, or call."), LATER),
    Status.SPAM_FILTER: BY_ERR[253],
    Status.UNDELIVERABLE: Advice(_("The number may be blocked or not exist. Try a call."), (Step.HLR, *OTHERWISE)),
    Status.WRONG_NUMBER: DIGITS,
    Status.FORBIDDEN: Advice(_("SMSC did not let it through. Write it in other words."), CABINET),
    Status.NO_MONEY: Advice(_("Top up the account: /balance"), (Step.AGAIN,)),
    Status.UNAVAILABLE: Advice(_("It takes no SMS, or there is no way to it. Try a call."), OTHERWISE),
}
UNHEARD_OF = Advice(_("The SMSC cabinet may know more."), (Step.OPERATOR,))


def advice(status: int, err: int | None) -> Advice:
    """What to do about a failure; codes nobody has heard of have an advice too."""
    return BY_ERR.get(err or 0) or BY_STATUS.get(status, UNHEARD_OF)


def buttons(
    advised: Advice, kind: MessageKind, *more: Button, again: str, phone: str, say: Say
) -> tuple[tuple[Button, ...], ...]:
    """The steps of *advised* for a message of *kind*, and *more* behind them. *again* names the message to `send.again`
    and `send.by_voice`."""
    steps = [button(step, again, phone, say) for step in fitting(advised.steps, kind)]
    return in_rows([*steps, *more], width=2)


def fitting(steps: Sequence[Step], kind: MessageKind) -> list[Step]:
    """A call that failed is written instead, and a query has no text to be said or written otherwise."""
    found: list[Step]
    match kind:
        case MessageKind.CALL:
            found = [Step.IN_WRITING if step is Step.BY_VOICE else step for step in steps]
        case MessageKind.HLR | MessageKind.PING:
            found = [step for step in steps if step in {Step.AGAIN, Step.OPERATOR}]
        case _:
            found = [step for step in steps if step is not Step.IN_WRITING]
    return list(dict.fromkeys(found))


def button(step: Step, again: str, phone: str, say: Say) -> Button:
    match step:
        case Step.AGAIN:
            return Button(say.label(_("🔁 Again")), "send.again", again)
        case Step.BY_VOICE:
            return Button(say.label(_("📞 By voice")), "send.by_voice", again)
        case Step.IN_WRITING:
            return Button(say.label(_("✉️ By SMS")), "send.in_writing", again)
        case Step.REWRITE:
            return Button(say.label(_("✏️ Another text")), "send.write", phone)
        case Step.HLR:
            return Button(say.label(_("📶 HLR query")), "send.hlr", phone)
        case Step.OPERATOR:
            return Button(say.label(_("🔎 Operator")), "operators.look_up", phone)

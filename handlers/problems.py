"""The one place where errors become sentences: what happened, whether money moved, what to do next."""

from handlers.delivery import TooLarge, Unfetched
from handlers.words import Msgid, Say, _
from smsc.errors import (
    AccountStopped,
    AddressBlocked,
    Nonsense,
    Reason,
    Refused,
    SmscError,
    TooSoon,
    Unreachable,
)
from smsc.phone import BadPhone, BadPhoneReason, NoPhone, TooManyPhones
from storage.errors import NotStored


class Problem(Exception):
    """Something a person did or asked that cannot be done; the sentence tells them how it can."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.values = values


class NotConnected(Problem):
    """The chat has no SMSC account yet."""

    def __init__(self) -> None:
        super().__init__(_("🔑 No SMSC account is connected here.\nConnect one: /login"))


class NoRight(Problem):
    """The person's role in this chat is too low."""

    def __init__(self, role: str, username: str = "") -> None:
        """*username* is the one of whoever lacks it; somebody without one is granted a role by a reply."""
        name, sentence = (
            Msgid(ROLES[role]),
            _("🔒 This needs the role “{role}”.\nAn owner replies to you: /grant {word}"),
        )
        if username:
            sentence = _("🔒 This needs the role “{role}”.\nGrant it: /grant @{username} {word}")
        super().__init__(sentence, role=name, username=username, word=role)


class Hidden(Problem):
    """Telegram does not say who asks: an anonymous administrator, or a channel."""

    def __init__(self) -> None:
        super().__init__(
            _("🎭 Telegram does not tell me who you are\nAn anonymous administrator may only look; buttons tell me.")
        )


ROLES = {"viewer": _("viewer"), "operator": _("operator"), "buyer": _("buyer"), "owner": _("owner")}


REFUSALS: dict[Reason, str] = {
    Reason.PARAMETERS: _("❌ SMSC refused the parameters. Nothing was charged.\nCheck the number and try again."),
    Reason.AUTH: _(
        "🔑 SMSC rejects this account's login, password or key\n"
        "(or this server's address). Calls are stopped until you connect it again: /login"
    ),
    Reason.MONEY: _("💰 Not enough money on the SMSC account. Nothing was ordered.\nTop it up and try again: /balance"),
    Reason.NOTHING_FOUND: _("ℹ️ SMSC found nothing."),
    Reason.OPERATOR_NOT_FOUND: _("🤷 SMSC does not know this number. Check the digits."),
    Reason.IP_BLOCKED: _(
        "🚫 SMSC has blocked this server's address for a while.\n"
        "Calls are stopped for 30 minutes; events keep arriving."
    ),
    Reason.BLACK_LISTED: _("🚫 The number is on the account's black list."),
    Reason.NO_PRICE: _(
        "🚫 The account's settings forbid this. Not charged.\n"
        "Check allowed numbers and sending hours in the SMSC cabinet."
    ),
    Reason.TASK_NOT_FOUND: _("🤷 SMSC has no such export.\nThe list: /tasks"),
    Reason.TOO_MANY: _("⏳ Too many equal requests. Nothing was charged.\nTry again in a minute."),
    Reason.FAILED: _("❌ SMSC could not carry this out. Try again later."),
    Reason.NO_SUCH_CLIENT: _("🤷 SMSC has no subclient with this login.\nThe list: /clients"),
    Reason.SHARED_BALANCE: _("❌ This login shares the main account's balance."),
    Reason.NOT_SAVED: _("❌ SMSC could not save this. Try again later."),
    Reason.NOT_ENOUGH_TO_CREDIT: _("💰 Not enough money to credit this sum. Nothing was moved."),
    Reason.WRONG_DATE: _("❌ SMSC does not understand the date. Nothing was sent."),
    Reason.FORBIDDEN: _("🚫 SMSC forbids this text or this sender.\nWrite it in other words, or see the SMSC cabinet."),
    Reason.WRONG_NUMBER: _("❌ SMSC says that the number is wrong.\nNothing was sent. Check its digits."),
    Reason.NOT_DELIVERABLE: _(
        "🚫 SMSC cannot deliver to this number.\nNothing was charged. Try another number, or a call."
    ),
    Reason.WRONG_CAPTCHA: _("❌ SMSC asks for the code of a picture.\nNothing was sent. See the SMSC cabinet."),
    Reason.NOT_DELETED: _("❌ SMSC could not delete the message."),
}

BAD_PHONES: dict[BadPhoneReason, str] = {
    BadPhoneReason.TOO_SHORT: _("too few digits"),
    BadPhoneReason.TOO_LONG: _("too many digits"),
    BadPhoneReason.NOT_A_NUMBER: _("not a number"),
    BadPhoneReason.IMPOSSIBLE: _("no such number exists"),
    BadPhoneReason.EMPTY: _("nothing there"),
    BadPhoneReason.SHORTENED: _("a spreadsheet has cut its last digits"),
}


def explain(error: Exception, say: Say) -> str | None:
    """The sentence for *error*, as Telegram's HTML; None for a mistake of ours."""
    match error:
        case Problem():
            return say(error.sentence, **error.values)
        case SmscError():
            return explain_smsc(error, say)
        case NoPhone() | BadPhone(reason=BadPhoneReason.EMPTY):
            return say(_("❌ There is no phone number here.\nFor example: <code>79991234567</code>"))
        case BadPhone():
            return bad_phone(error, say) + "\n" + say(_("A number looks like this: <code>79991234567</code>"))
        case TooManyPhones():
            return say(_("❌ At most {limit} numbers in one message."), limit=error.limit)
        case TooLarge():
            return say(_("📎 The file is too large: 20 MB at most\nSend it in parts."))
        case Unfetched():
            return say(_("📎 Telegram did not hand out the file\nSend it once more."))
        case NotStored():
            return say(
                _("⚠️ The bot cannot write to its disk. Nothing was done.\nTell whoever runs it; then try again.")
            )
        case _:
            return None


def bad_phone(error: BadPhone, say: Say) -> str:
    """What is wrong with a number, as one line."""
    reason = say.label(BAD_PHONES[error.reason])
    return say(_("❌ <code>{text}</code>: {reason}"), text=error.text[:60], reason=reason)


def explain_smsc(error: SmscError, say: Say) -> str:
    match error:
        case Refused():
            if sentence := REFUSALS.get(error.reason):
                return say(sentence)
            return say(
                _("❌ SMSC refused with the unknown code {code}.\nNothing is known to be charged."),
                code=str(error.code),
            )
        case TooSoon():
            return say(_("⏳ SMSC takes only a few equal requests a minute.\nTry again in {wait}."), wait=error.wait)
        case AccountStopped():
            return say(REFUSALS[Reason.AUTH])
        case AddressBlocked():
            return say(REFUSALS[Reason.IP_BLOCKED])
        case Unreachable(maybe_done=False):
            return say(_("📡 SMSC cannot be reached. Nothing was done.\nTry again in a minute."))
        case Unreachable():
            return say(_("📡 SMSC did not answer in time.\nTry again in a minute."))
        case Nonsense():
            return say(_("📡 SMSC answered with something unreadable.\nTry again in a minute."))
        case _:
            return say(_("❌ SMSC could not carry this out. Try again later."))

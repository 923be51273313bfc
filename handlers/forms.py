"""What may follow each command: examples that work, with what they do, for /help COMMAND."""

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.words import _


@dataclass(frozen=True, slots=True)
class Form:
    """An *example* of what may follow the command, itself translated where it has words, and what that does."""

    example: str
    does: str


FORMS: Mapping[str, tuple[Form, ...]] = {
    "verify": (
        Form("79991234567", _("a call from this number confirms it")),
        Form("list 7d", _("what became of the checks")),
    ),
    "numbers": (
        Form("my", _("those rented")),
        Form("free 495", _("those to rent, with 495 in them")),
        Form("74950001122", _("one of them")),
        Form("add 74950001122", _("one rented elsewhere is listed too")),
        Form(_("name 74950001122 Support"), _("its name in lists")),
        Form("forget 74950001122", _("it is not listed any more")),
    ),
    "buy": (
        Form("74950001122", _("what it costs; only ✅ rents it")),
        Form("74950001122 norenew", _("for this month only")),
    ),
    "renew": (
        Form("74950001122 off", _("it ends with the month")),
        Form("74950001122 on", _("what going on costs; only ✅ switches it on")),
    ),
    "tasks": (
        Form("8841", _("the file of an export, also by its name")),
        Form("watch on", _("each export comes here by itself")),
        Form("watch off", _("none does any more")),
    ),
    "operator": (
        Form("79991234567", _("whose number it is")),
        Form("79991234567, 79120000001", _("up to 50 of them; up to 10,000 in a file")),
    ),
    "stats": (
        Form("7d", _("a period: today, 30d, month, prev, 2026-07, 01.07-15.07")),
        Form("month ivan", _("one subclient")),
        Form("top", _("the busiest subclients; also operations, operators")),
        Form("excel month", _("all of it as a file; also csv")),
        Form("daily 09:00", _("sent here by itself every day")),
        Form("weekly mon 09:00", _("sent here by itself every week")),
        Form("off", _("not sent by itself any more")),
    ),
    "clients": (
        Form("ivan", _("the card of one")),
        Form("add ivan", _("a new one, step by step")),
        Form("set ivan limit=500 prefixes=7,-77", _("its settings, after ✅")),
        Form("block ivan", _("it sends no more, after ✅; unblock takes that back")),
        Form("pay ivan 500", _("money for it, after ✅")),
    ),
    "send": (
        Form(_("79991234567 Your order is ready"), _("an SMS, after ✅; in reply to an incoming one the text will do")),
        Form(_("call 79991234567 Your order is ready"), _("the text read to them by voice")),
        Form("hlr 79991234567", _("whether the phone is on, and in which network")),
    ),
    "status": (
        Form("12345 79991234567", _("any message of the account; in reply to its card just /status")),
    ),
    "subscribe": (
        Form("in fail", _("incoming SMS and failures; also ok, call, all")),
        Form(_("in number=7495 word=order"), _("only those with this number and this word")),
    ),
    "unsubscribe": (
        Form("ok", _("this kind is not sent any more; nothing is, where none is named")),
    ),
    "audit": (
        Form("7d", _("a period, newest first")),
    ),
    "grant": (
        Form("@ivan buyer", _("a role: viewer, operator, buyer, owner; also in reply to somebody")),
        Form("@ivan reset", _("what Telegram says counts again")),
        Form("list", _("who has which role")),
    ),
    "help": (
        Form("verify", _("one command with examples")),
    ),
}  # fmt: skip

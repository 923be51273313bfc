"""The audit's entries in words. They are stored in English, as codes; what we have no words for is shown as it is."""

import re

from handlers.news import who
from handlers.problems import ROLES
from handlers.words import Html, Say, _
from storage.audit import Deed

WHAT = {
    "buy": _("rented a number"),
    "check": _("checked a number, paid"),
    "claim": _("took over this installation"),
    "client add": _("created a subclient"),
    "client pay": _("paid a subclient"),
    "client set": _("changed a subclient"),
    "code": _("looked at a one-time code"),
    "digest": _("changed what is sent by schedule"),
    "exports": _("changed which exports are sent"),
    "login": _("connected an account"),
    "lookup": _("looked up a list of numbers"),
    "logout": _("disconnected the account"),
    "number": _("changed a number"),
    "renew": _("changed a renewal"),
    "role": _("changed a role"),
    "send": _("sent a message"),
    "settings": _("changed a setting"),
    "subscribe": _("chose what is sent here"),
    "unsubscribe": _("chose what is not sent here"),
    "webhook": _("changed the callback address"),
}
ABOUT = {
    "asking": _("asking before paid checks"),
    "every one": _("every one"),
    "language": _("language"),
    "limit": _("monthly limit"),
    "masking": _("masking of codes"),
    "zone": _("time zone"),
}
RESULTS = ROLES | {
    "added": _("added"),
    "bought": _("rented"),
    "credentials deleted": _("credentials deleted"),
    "disconnected": _("disconnected"),
    "done": _("done"),
    "forgotten": _("forgotten"),
    "former address ended": _("former address ended"),
    "loud": _("loud"),
    "name taken away": _("name taken away"),
    "new address": _("new address"),
    "no filter": _("no filter"),
    "not sent any more": _("not sent any more"),
    "off": _("off"),
    "on": _("on"),
    "ordered": _("ordered"),
    "paid": _("paid"),
    "refused": _("refused"),
    "sent": _("sent"),
    "sent when ready": _("sent when ready"),
    "silent": _("silent"),
    "unknown": _("not known"),
}
# Results that hold others.
COMPOSED = (
    (r"(?P<result>.*), asked by (?P<person>.*), approved by (?P<second>.*)",
     _("{result}, asked by {person}, approved by {second}")),
    (r"settled by hand: (?P<result>.*)", _("settled by hand: {result}")),
    (r"found out: (?P<result>.*)", _("found out: {result}")),
    (r"named (?P<name>.*)", _("named {name}")),
    (r"(?P<result>.*) → (?P<after>.*)", _("{result} → {after}")),
    (r"(?P<result>[a-z ]+): (?P<more>.*)", _("{result}: {more}")),
)  # fmt: skip
OURS = {"result", "after"}  # parts that are results themselves; the others are what people wrote


def what(deed: Deed, say: Say) -> str:
    """What was done, to what, with which result, as HTML."""
    known = WHAT.get(deed.what)
    parts = [say(known) if known else say.inert(deed.what)]
    if deed.about:
        parts.append(about(deed, say))
    if deed.result != "done":
        parts.append(result(deed.result, say))
    return " · ".join(parts)


def about(deed: Deed, say: Say) -> str:
    if name := ABOUT.get(deed.about):
        return say(name)
    return who(deed.about, say) if deed.about.lstrip("+").isdecimal() else say.inert(deed.about)


def result(stored: str, say: Say) -> str:
    if known := RESULTS.get(stored):
        return say(known)
    for pattern, sentence in COMPOSED:
        if found := re.fullmatch(pattern, stored, re.DOTALL):
            parts = {
                name: Html(result(part, say)) if name in OURS else part for name, part in found.groupdict().items()
            }
            return say(sentence, **parts)
    return say.inert(stored)

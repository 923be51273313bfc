"""The answer of an HLR query in words: in the network, abroad, or not to be reached and why."""

from handlers.words import Say, _
from smsc.codes import ERR_MEANING, STATUS_MEANING, Outcome, outcome
from smsc.events import StatusEvent
from smsc.hlr import Hlr
from smsc.messages import MessageKind


def is_query(status: StatusEvent) -> bool:
    """Whether *status* answers an HLR query: its type says so, or it brings a SIM's number."""
    return status.type == MessageKind.HLR or status.hlr is not None


def reached(status: StatusEvent) -> bool | None:
    """Whether the subscriber was found; None while nobody knows. A delivery with an error code found nobody."""
    match outcome(status.status):
        case Outcome.DELIVERED:
            return not status.err
        case Outcome.FAILED:
            return False
        case _:
            return None


def head(status: StatusEvent, say: Say, phone: object) -> str:
    """The first line; *phone* is the number as it is shown there."""
    match reached(status):
        case None:
            return say(_("⏳ HLR query of {phone}"), phone=phone)
        case False:
            return say(_("📵 {phone} cannot be reached"), phone=phone)
        case _ if status.hlr and status.hlr.rnet:
            return say(_("🌍 {phone} is roaming"), phone=phone)
        case _:
            return say(_("📶 {phone} is in the network"), phone=phone)


def lines(status: StatusEvent, say: Say) -> list[str]:
    """What is known beside it: why not, which network at home and abroad, the SIM card."""
    found = [why(status, say)] if reached(status) is False else []
    return found + (networks(status.hlr, say) if status.hlr else [])


def why(status: StatusEvent, say: Say) -> str:
    meaning = ERR_MEANING.get(status.err or 0) if status.err else STATUS_MEANING.get(status.status)
    if meaning is None:
        return say(_("Error {code} (unknown)"), code=str(status.err or status.status))
    label = say.label(meaning)
    return say.inert(f"{label[:1].upper()}{label[1:]} ({status.status}/{status.err or 0})")


def networks(hlr: Hlr, say: Say) -> list[str]:
    lines = []
    if home := " · ".join(filter(None, [hlr.net, hlr.cn])):
        lines.append(say(_("Home: {network}"), network=home))
    if abroad := " · ".join(filter(None, [hlr.rnet, hlr.rcn])):
        lines.append(say(_("Now: {network}"), network=abroad))
    codes = " ".join(filter(None, [hlr.mcc, hlr.mnc]))
    if hlr.imsi:
        lines.append(say(_("IMSI <code>{imsi}</code> · net {codes}"), imsi=hlr.imsi, codes=codes or "—"))
    return lines

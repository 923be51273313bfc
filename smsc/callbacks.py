"""Bytes in, a callback you may believe out.

SMSC calls the handler after a change of status, an incoming SMS and a confirming call:
https://smsc.ru/api/http/miscellaneous/callback/
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple, Self
from urllib.parse import urlencode

from smsc.bodies import Malformed, RawFields, charset_of, decode, read_body, read_form
from smsc.events import CallEvent, Event, Hlr, IncomingSms, Kind, StatusEvent, to_form
from smsc.fields import ID, PHONE, RECEIVER, STATUS, Fields, check
from smsc.signature import Algorithm, Forged, sign, verify

__all__ = ["Algorithm", "Callback", "Forged", "Malformed", "event_of", "read_callback", "sign"]

_HLR = {name: name.encode() for name in Hlr.__match_args__}
_SIGNED = {Kind.STATUS: (b"id", b"phone", b"status"), Kind.SMS: (b"phone", b"mes", b"to"), Kind.CALL: (b"phone", b"ts")}


class Callback(NamedTuple):
    """A callback whose signature is right: what it is, what makes it the same as another, and SMSC's own bytes.

    *form* are its fields URL-encoded, as SMSC sent them (JSON, XML and fields of the query are brought into that
    form); `event_of` reads them and cannot fail. *status* is that of a delivery status.
    """

    kind: Kind
    fingerprint: str
    form: bytes
    status: int = 0

    @classmethod
    def of(cls, event: Event) -> Self:
        """As if SMSC had called: for events that were learnt in another way."""
        status = event.status if isinstance(event, StatusEvent) else 0
        return cls(event.kind, event.fingerprint, to_form(event), status)

    @property
    def event(self) -> Event:
        return event_of(self.form)


def read_callback(
    body: bytes,
    *,
    query: bytes = b"",
    content_type: str = "",
    algorithm: Algorithm,
    secrets: Sequence[str],
) -> Callback:
    """Verify and parse one callback; the result can be trusted as far as its fields are signed.

    *query* is the raw query string: fields named after `!` in the handler's address come there. *algorithm*
    is what the account chose, never what the callback carries. Any of *secrets* will do, so that a secret can
    be changed while callbacks are on their way.

    Raises `Malformed` and `Forged`, and nothing else, whatever the bytes.
    """
    if isinstance(secrets, str) or not secrets or not all(secrets):
        raise ValueError("secrets: a sequence of at least one secret, none of them empty")
    raw, is_form = read_body(body, query, content_type)
    kind = _kind_of(raw)
    message = _message(raw, _SIGNED[kind])
    verify(algorithm, secrets, raw.get(algorithm.encode()), _encodings(message, raw))
    fingerprint, status = _identity(kind, raw)
    return Callback(kind, fingerprint, body if is_form else urlencode(raw).encode(), status)


def event_of(form: bytes) -> Event:
    """The event in the fields that a `Callback` kept."""
    raw = read_form(form)
    fields = Fields(raw, charset_of(raw))
    match _kind_of(raw):
        case Kind.STATUS:
            return _status(fields)
        case Kind.SMS:
            return _sms(fields)
        case Kind.CALL:
            return _call(fields)


def _kind_of(raw: RawFields) -> Kind:
    """Presence tells, not truth: an empty `mes` is a text."""
    if b"mes" in raw:
        return Kind.SMS
    return Kind.CALL if b"waitcall" in raw else Kind.STATUS


def _message(raw: RawFields, names: Sequence[bytes]) -> bytes:
    """The signed fields as they were joined before hashing."""
    try:
        return b":".join([raw[name] for name in names])
    except KeyError as missing:
        raise Malformed(f"no {missing.args[0].decode()}") from None


def _identity(kind: Kind, raw: RawFields) -> tuple[str, int]:
    """The fingerprint, and the status where there is one; an odd shape of a signed field is `Malformed`."""
    if kind is Kind.STATUS:
        id, phone, status = check(raw, b"id", ID), check(raw, b"phone", PHONE), check(raw, b"status", STATUS)
        return f"status:{id}:{phone}:{int(status)}", int(status)
    check(raw, b"phone", PHONE)
    if kind is Kind.SMS:
        check(raw, b"to", RECEIVER)
        return _sms(Fields(raw, charset_of(raw))).fingerprint, 0
    return _call(Fields(raw, charset_of(raw))).fingerprint, 0


def _encodings(message: bytes, raw: RawFields) -> Iterator[bytes]:
    """What SMSC may have hashed, it is not said: the bytes that came, or their text in another encoding."""
    yield message
    if not message.isascii():
        charset = charset_of(raw)
        text = decode(message, charset)
        for encoding in ("utf-8", "windows-1251", charset):
            with suppress(UnicodeEncodeError):  # a text with no such encoding was not hashed in it
                yield text.encode(encoding)


def _status(fields: Fields) -> StatusEvent:
    return StatusEvent(
        id=fields.text(b"id"),
        phone=fields.text(b"phone"),
        status=int(fields.raw[b"status"]),
        at=fields.moment(b"ts"),
        time=fields.text(b"time"),
        err=fields.number(b"err"),
        syserr=fields.text(b"syserr"),
        cnt=fields.number(b"cnt"),
        type=fields.number(b"type"),
        cost=fields.money(b"cost"),
        flag=fields.flag(b"flag"),
        sender=fields.text(b"sender"),
        dtmf=fields.text(b"dtmf"),
        cmt=fields.text(b"cmt"),
        hlr=_hlr(fields),
        calltime=fields.text(b"calltime"),
        callmenu=fields.text(b"callmenu"),
        ringtime=fields.text(b"ringtime"),
    )


def _hlr(fields: Fields) -> Hlr | None:
    if fields.raw.keys().isdisjoint(_HLR.values()):
        return None
    found = Hlr(**{name: fields.text(raw) for name, raw in _HLR.items()})
    return None if found == Hlr() else found


def _sms(fields: Fields) -> IncomingSms:
    return IncomingSms(
        id=fields.identifier(b"id"),
        phone=fields.text(b"phone"),
        text=fields.text(b"mes"),
        to=fields.text(b"to"),
        sms_id=fields.identifier(b"sms_id"),
        smsc=fields.text(b"smsc"),
        sent=fields.moment(b"sent"),
        at=fields.moment(b"time"),
    )


def _call(fields: Fields) -> CallEvent:
    phone, at = fields.text(b"phone"), fields.moment(b"ts")
    if at is None:
        raise Malformed("odd ts")
    return CallEvent(phone, at)

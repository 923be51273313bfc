"""The body of a callback, form, JSON (`fmt=3`) or XML (`fmt=2`), becomes named raw fields.

SMSC publishes no JSON or XML sample, so any reasonable shape of them is read. Of a repeated name the last one
counts, as in PHP, the language of SMSC's own examples; what is verified is then also what is shown.
"""

import codecs
import json
from collections.abc import Mapping
from typing import NoReturn
from urllib.parse import unquote_to_bytes

from defusedxml.ElementTree import ParseError, fromstring

RawFields = Mapping[bytes, bytes]


class Malformed(ValueError):
    """The bytes are no callback. *reason* is short and quotes nothing of them."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_body(body: bytes, query: bytes, content_type: str) -> tuple[RawFields, bool]:
    """The fields of *body*, and those of *query* that the body lacks; whether *body* alone is a form with all of
    them. Raises `Malformed`.

    The first byte tells the format: senders and proxies are careless with Content-Type. Values of a form are
    the bytes that were transmitted, values of JSON and XML are UTF-8.
    """
    if content_type.strip().lower().startswith("multipart/"):
        raise Malformed("multipart body")
    body = body.removeprefix(codecs.BOM_UTF8).lstrip()
    address = read_form(query) if query else {}
    if body.startswith((b"{", b"[")):
        inside, is_form = read_json(decode(body, charset_of(address))), False
    elif body.startswith(b"<"):
        inside, is_form = read_xml(decode(body, charset_of(address))), False
    else:
        inside, is_form = read_form(body), True
    return ({**address, **inside}, False) if address else (inside, is_form)


def charset_of(fields: RawFields) -> str:
    """What the handler's address asked for (SMSC repeats it among the fields), windows-1251 by default."""
    return "koi8-r" if fields.get(b"charset", b"").lower() == b"koi8-r" else "windows-1251"


def decode(raw: bytes, charset: str) -> str:
    """Text of *raw*: UTF-8 where it is that, whatever was announced, else *charset*."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode(charset, "replace")


def read_form(raw: bytes) -> dict[bytes, bytes]:
    """URL-encoded fields as bytes; a broken escape stays as it is, as browsers and PHP leave it."""
    pairs = [pair.partition(b"=") for pair in raw.replace(b"+", b" ").split(b"&")]
    if b"%" not in raw:
        return {name: value for name, _, value in pairs}
    return {unescaped(name): unescaped(value) for name, _, value in pairs}


def unescaped(part: bytes) -> bytes:
    return unquote_to_bytes(part) if b"%" in part else part


def read_json(text: str) -> dict[bytes, bytes]:
    """The only record in *text*. Numbers keep the spelling that was signed; nested values are left out."""
    try:
        # Not strict: a line break that SMSC forgot to escape must not cost a message.
        document = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=_refuse)
        record = _only_record(document)
        return {name.encode(): value.encode() for name, value in record.items() if isinstance(value, str)}
    except (ValueError, RecursionError) as error:  # UnicodeEncodeError, a lone surrogate, is a ValueError
        raise Malformed("unreadable JSON") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _only_record(document: object) -> Mapping[str, object]:
    """The flat object inside lists of one and objects of one key."""
    while True:
        match document:
            case [only]:
                document = only
            case {} if len(document) == 1 and isinstance(inner := next(iter(document.values())), dict | list):
                document = inner
            case {}:
                return document
            case _:
                raise ValueError("not one record")


def read_xml(text: str) -> dict[bytes, bytes]:
    """A field per child of the root, or of the only element in it. DTDs, hence entities, are refused."""
    try:
        record = fromstring(text, forbid_dtd=True)
    except (ParseError, ValueError, LookupError) as error:
        raise Malformed("unreadable XML") from error
    while len(record) == 1 and len(record[0]):
        record = record[0]
    return {field.tag.encode(): (field.text or "").encode() for field in record}

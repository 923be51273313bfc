"""A callback as SMSC posts it: form, XML or JSON, in the handler's charset, with the hash where a secret was.

https://smscentre.com/api/http/miscellaneous/
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import md5, sha1
from typing import Final
from urllib.parse import urlencode

from sandbox.smsc.answers import element, leaves, to_json
from sandbox.smsc.handler import Handler

CORRECT: Final = "correct"
CONTENT_TYPES = {"": "application/x-www-form-urlencoded", "2": "text/xml", "3": "application/json"}


@dataclass(frozen=True)
class Callback:
    """*fields* are what is said; *body* is how, byte for byte the same on every attempt."""

    url: str
    content_type: str
    body: bytes = field(repr=False)
    fields: Mapping[str, str]


def compose(handler: Handler, fields: Mapping[str, str], *, signature: str | None = CORRECT) -> Callback:
    """*signature*: CORRECT, another text to send in its place, or None to leave it out."""
    posted = dict(fields)
    for name, value in handler.parameters:
        if name != handler.algorithm:
            posted[name] = value
        elif signature is not None:
            posted[name] = sign(handler, fields) if signature == CORRECT else signature
    content_type = CONTENT_TYPES[handler.fmt] + (f"; charset={handler.charset}" if handler.fmt else "")
    return Callback(handler.url, content_type, _body(handler, posted), posted)


def kind_of(fields: Mapping[str, str]) -> str:
    """`sms`, `call` or `status`, told apart by presence as the document says."""
    if "mes" in fields:
        return "sms"
    return "call" if "waitcall" in fields else "status"


SIGNED = {"sms": ("phone", "mes", "to"), "call": ("phone", "ts"), "status": ("id", "phone", "status")}


def sign(handler: Handler, fields: Mapping[str, str]) -> str:
    """The hash over the bytes that travel; crc32 in decimal, as PHP prints it."""
    said = [*(fields.get(name, "") for name in SIGNED[kind_of(fields)]), handler.secret]
    signed = ":".join(said).encode(handler.charset, "replace")
    match handler.algorithm:
        case "md5":
            return md5(signed, usedforsecurity=False).hexdigest()
        case "sha1":
            return sha1(signed, usedforsecurity=False).hexdigest()
        case _:
            return str(zlib.crc32(signed))


def _body(handler: Handler, fields: Mapping[str, str]) -> bytes:
    match handler.fmt:
        case "2":
            prolog = f'<?xml version="1.0" encoding="{handler.charset}"?>\n'
            return (prolog + element("result", *leaves(fields))).encode(handler.charset, "replace")
        case "3":
            return to_json(fields).encode(handler.charset, "replace")
        case _:
            return urlencode(fields, encoding=handler.charset, errors="replace").encode()

"""SMSC's side of a callback: fields, signed as the account asked, written in any of its formats."""

import json
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from smsc.callbacks import Algorithm, read_callback, sign
from smsc.events import Event

SECRET = "kJ3hd8skLq02_dks-ASD"

STATUS = {"id": "1001", "phone": "79991234567", "status": "1", "ts": "1700000000", "cost": "1.50"}
SMS = {"id": "77", "phone": "79991234567", "mes": "Привет, мир", "to": "79990000000", "time": "1700000005"}
CALL = {"waitcall": "1", "phone": "79991234567", "ts": "1700000000"}


def signed(
    fields: dict[str, str],
    *,
    algorithm: Algorithm = Algorithm.SHA1,
    secret: str = SECRET,
    charset: str = "utf-8",
) -> dict[str, str]:
    """*fields* with the control field that SMSC would add."""
    if "mes" in fields:
        names = ("phone", "mes", "to")
    elif "waitcall" in fields:
        names = ("phone", "ts")
    else:
        names = ("id", "phone", "status")
    return fields | {algorithm.value: sign(algorithm, secret, *(fields[name].encode(charset) for name in names))}


def form(fields: dict[str, str], charset: str = "utf-8") -> bytes:
    """URL-encoded: what SMSC sends unless `fmt` is in the handler's address."""
    return urlencode(fields, encoding=charset).encode()


def as_json(fields: dict[str, str], charset: str = "utf-8") -> bytes:
    """`fmt=3`."""
    return json.dumps(fields, ensure_ascii=False).encode(charset)


def as_xml(fields: dict[str, str], charset: str = "utf-8") -> bytes:
    """`fmt=2` that does not say how it is encoded."""
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in fields.items())
    return f"<sms>{inside}</sms>".encode(charset)


def as_declared_xml(fields: dict[str, str], charset: str = "utf-8") -> bytes:
    """`fmt=2` that says how it is encoded."""
    return f'<?xml version="1.0" encoding="{charset}"?>\n'.encode() + as_xml(fields, charset)


def read(body: bytes, **how: Any) -> Event:
    """Read *body* for an account that chose sha1 and `SECRET`, unless told otherwise."""
    callback = read_callback(body, **({"algorithm": Algorithm.SHA1, "secrets": [SECRET]} | how))
    assert callback.fingerprint == callback.event.fingerprint
    assert callback.kind is callback.event.kind
    return callback.event

"""Bytes become text, text becomes JSON or XML: whatever comes in, only `Unreadable` comes out."""

import codecs
import json
from typing import NoReturn
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring


class Unreadable(ValueError):
    """These bytes are not what SMSC would answer. The text says what is odd and quotes nothing."""


def text_of(body: bytes) -> str:
    """UTF-8, or windows-1251: SMSC's header says the latter either way, so it is not asked."""
    body = body.removeprefix(codecs.BOM_UTF8)
    try:
        return body.decode().strip()
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("windows-1251").strip()
    except UnicodeDecodeError:
        raise Unreadable("neither UTF-8 nor windows-1251") from None


def json_of(text: str) -> object:
    """The document in *text*; every number keeps the spelling it came in, so money is never a float."""
    try:
        # Not strict: a line break inside a string is no reason to lose an answer.
        document: object = json.loads(text, strict=False, parse_int=str, parse_float=str, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    return document


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def xml_of(text: str) -> Element:
    """The root element of *text*. A DTD, and with it every entity bomb, is refused, and so is a web page."""
    try:
        root: Element = fromstring(text, forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        raise Unreadable("no XML") from None
    if root.tag.lower().endswith("html"):
        raise Unreadable("a web page")
    return root

"""SMSC's "no", which has four spellings and comes with HTTP status 200 like everything else.

``ERROR = N (text)[, ID - id]``, ``0,-N`` or ``id,-N``, ``<result><error>…``, ``{"error": …}``:
https://smscentre.com/api/http/. All four are recognised whatever format was asked for.
"""

import re
from dataclasses import dataclass

from smsc.syntax import Unreadable, json_of, xml_of

# A refusal is a line or two; an export that merely begins like one is an export.
LONGEST = 1000
_SENTENCE = re.compile(r"ERROR = ([0-9]{1,6})(?: \(([^\r\n]*)\))?(?:, ID - ([^\s,]{1,64}))?")
_NUMBERS = re.compile(r"([0-9A-Za-z._-]{0,40}),-([0-9]{1,6})")
_CODE = re.compile(r"-?([0-9]{1,6})")


@dataclass(frozen=True, slots=True)
class Refusal:
    """What SMSC said: its code (0 if it gave none that can be read), its words, the id it was about."""

    code: int
    text: str = ""
    id: str | None = None


def refusal_in(text: str) -> Refusal | None:
    """The refusal that *text* is as a whole, if it is one."""
    if len(text) > LONGEST:
        return None
    if match := _SENTENCE.fullmatch(text):
        return Refusal(int(match[1]), match[2] or "", match[3])
    if match := _NUMBERS.fullmatch(text):
        return Refusal(int(match[2]), id=match[1] if match[1] not in ("", "0") else None)
    try:
        if text.startswith("<"):
            return _in_xml(text)
        if text.startswith("{"):
            return _in_json(text)
    except Unreadable:
        pass
    return None


def _in_xml(text: str) -> Refusal | None:
    root = xml_of(text)
    code, words = root.findtext("error_code"), root.findtext("error")
    if code is None and words is None:
        return None
    return _refusal(code, words, root.findtext("id"))


def _in_json(text: str) -> Refusal | None:
    document = json_of(text)
    if not isinstance(document, dict):
        return None
    code, words = document.get("error_code"), document.get("error")
    if code in (None, "", "0") and words in (None, "", "0", False):
        return None
    return _refusal(code, words, document.get("id"))


def _refusal(code: object, words: object, id: object) -> Refusal:
    number = _CODE.fullmatch(str(code).strip())
    return Refusal(
        int(number[1]) if number else 0,
        words.strip() if isinstance(words, str) else "",
        id if isinstance(id, str) and id else None,
    )

"""Phones in a message that somebody replies to: they stand among words, times and other numbers."""

import re

from smsc.phone import BadPhone, NoPhone, Phone

# No dots and slashes between the digits, as a date has them, nor 2026-08-12; a line break ends a number.
LIKE_A_PHONE = re.compile(r"(?<!\d)(?!(?:19|20)\d\d-\d\d-\d\d)\+?\d[\d \N{NO-BREAK SPACE}()-]{8,}\d")


def phones_in(text: str) -> list[Phone]:
    """What can be nothing else, each once, in the order of the text."""
    found: dict[Phone, None] = {}
    for part in LIKE_A_PHONE.findall(text):
        try:
            found.update(dict.fromkeys(Phone.parse_many(part)))
        except (BadPhone, NoPhone):
            continue
    return list(found)

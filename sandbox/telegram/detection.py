"""What Telegram makes active in a plain text by itself: commands, mentions, tags, addresses, phones.

An SMS shown in a chat is a stranger's text: these entities tell whether a part of it became something to tap.
"""

import re
from collections.abc import Iterator

from sandbox.telegram.entities import Entity, units

ZONES = (
    "ru|su|com|org|net|io|info|biz|dev|app|me|ua|by|kz|uz|am|ge|рф|xyz|online|site|tv|co|uk|de|fr|us|eu|edu|gov|mil"
    "|int|pro|club|shop|store|moscow|москва|ai|cc|ly|to|link|top"
)
EMAIL = re.compile(r"(?<![\w.+-])[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-])")
URL = re.compile(
    rf"(?<![\w@.-])(?:(?:https?|ftp|tg|ton)://[^\s<>\"'«»]+|(?:[\w-]+\.)+(?:{ZONES})(?![\w-])(?::\d+)?(?:[/?#][^\s<>\"'«»]*)?)",
    re.IGNORECASE,
)
COMMAND = re.compile(r"(?<![\w/<>@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])")
MENTION = re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{2,31}(?!\w)")
HASHTAG = re.compile(r"(?<![\w#@])#(?=\w*[^\W\d_])\w{1,256}(?![\w#])")
CASHTAG = re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")
PHONE = re.compile(r"(?<![\w+])\+\d(?:[ ()-]{0,2}\d){6,14}(?!\w)")
# The order decides who keeps a stretch that two patterns claim.
PATTERNS = (
    ("email", EMAIL), ("url", URL), ("bot_command", COMMAND), ("mention", MENTION),
    ("hashtag", HASHTAG), ("cashtag", CASHTAG), ("phone_number", PHONE),
)  # fmt: skip
TRAILING = ".,;:!?)]}…"


def found_in(text: str) -> list[Entity]:
    """The automatic entities of *text*, none overlapping another."""
    taken: list[Entity] = []
    for entity in _candidates(text):
        if not any(entity.overlaps(other) for other in taken):
            taken.append(entity)
    return sorted(taken, key=lambda entity: entity.offset)


def _candidates(text: str) -> Iterator[Entity]:
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            words = found[0].rstrip(TRAILING) if kind == "url" else found[0]
            yield Entity(kind, units(text[: found.start()]), units(words))

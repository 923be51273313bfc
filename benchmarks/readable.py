"""What people in a chat can read: an event counts as told when its phone stands in a message or in a file.

Phones are told apart by nothing else, so a flood must have one phone for each event. Neither words nor layout matter:
a line, a quote and a row of a table count alike, whoever wrote them.
"""

import re
from collections import Counter
from collections.abc import Iterable

from sandbox.telegram import Call

BETWEEN = "[ \u00a0\u2011()-]{0,2}"  # how people group a number's digits
PHONE = re.compile(BETWEEN.join([r"(?<!\d)7", r"(\d{3})", r"(\d{3})", r"(\d{2})", r"(\d{2})(?!\d)"]))
TEXTS = ("text", "caption", "media")


def phones(text: str) -> list[str]:
    """Russian numbers in *text*, as eleven digits."""
    return [f"7{''.join(groups)}" for groups in PHONE.findall(text)]


def told_at(calls: Iterable[Call]) -> dict[str, float]:
    """For each phone, when Telegram took the first message, edit or file that shows it."""
    found: dict[str, float] = {}
    for call in calls:
        if call.status == 200:
            for phone in in_texts(call) + in_files(call):
                found.setdefault(phone, call.at)
    return found


def in_texts(call: Call) -> list[str]:
    return [phone for name in TEXTS for phone in phones(str(call.params.get(name, "")))]


def in_files(call: Call) -> list[str]:
    return [phone for file in call.files.values() for phone in phones(file.data.decode("utf-8", "replace"))]


def repeated_in_files(calls: Iterable[Call]) -> int:
    """Rows too many: phones that the files list more than once, all files together."""
    rows = Counter(phone for call in calls if call.status == 200 for phone in in_files(call))
    return sum(count - 1 for count in rows.values())

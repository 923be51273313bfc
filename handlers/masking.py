"""One-time codes in SMS: which parts of a text are one, and the text without them. Pure.

The rule. A *code* is a number of 4 to 8 digits that stands alone, such as 4829, 123-456, 12 34 56, 4 8 2 9, G-482913.
What belongs to a phone, a date, a time, an amount of money or a card's tail (*1234) is none. Then:

1. Where the text speaks of codes at all (код, пароль, code, OTP, «не сообщайте», log in…), every such number is taken
   for one, also among other signs; so is A1B2C3, and a number of 4 to 8 digits that follows the word itself, whatever
   else it looks like: rather too much than too little.
2. Elsewhere only a short text whose only number is such a one, and is not called an order, a flight, an address.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from handlers.words import visible
from smsc.events import IncomingSms, to_form
from storage.arrivals import News
from storage.events import Logged

DOTS = "••••••"  # always as many, so that not even the length is told
LONG = 2000  # characters; whatever came, it was hardly an SMS, and reading it must not take long
SHORT = 60  # characters; a text without any word of codes is hardly longer if it is one

SEP = r"[ \u00a0\u2009\u202f‐‑–—-]"
ALONE = r"(?<![\w*•])(?<!\d[.,:/+-])"
END = r"(?!\w)(?![.,:/-]\d)"
PLAIN = r"\d{4,8}"
SPLIT = (
    rf"\d{{3}}{SEP}\d{{3,4}}|\d{{4}}{SEP}\d{{4}}|\d{{2}}{SEP}\d{{2}}{SEP}\d{{2}}(?:{SEP}\d{{2}})?|\d(?:{SEP}\d){{3,7}}"
)
CODE = re.compile(rf"{ALONE}(?:[A-Za-zА-Яа-я]{{1,3}}-)?(?:{SPLIT}|{PLAIN}){END}")
NUMBER = re.compile(rf"(?<![\d*•])(?:{SPLIT}|{PLAIN})(?!\d)")
RUN = re.compile(rf"\d(?:{SEP}?\d){{3,}}")
MIXED = re.compile(rf"{ALONE}(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z\d]{{4,8}}{END}")

WORD = re.compile(
    r"(?<![^\W\d_])(?:"
    r"(?:пин|вход[ае]?|codes?|pass|pin|otp|tan|kod)(?![^\W\d_])"
    r"|код(?!екс|иров)|пинкод|парол[ьяею]|одноразов|подтвержд|верифик|авториз|активац|секретн"
    r"|войти|войдите|никому|не (?:сообщайте|говорите|передавайте)"
    r"|passcode|passwor|pwd|parol|2fa|one[- ]time|verif|authori[sz]|authenti|confirmation|security"
    r"|log ?in|sign[- ]?in|sign up|(?:do not|don['’]t|never) (?:share|tell|give|disclose)"
    r")",
    re.IGNORECASE,
)
CALLED = re.compile(
    rf"(?:{WORD.pattern})[^\d\n]{{0,40}}?(?<![*+])((?:\d(?:{SEP}|\.)?){{3,7}}\d)(?!{SEP}?\d)", re.IGNORECASE
)
# Senders write Cyrillic words with Latin letters in them, to be cheaper or to slip through filters.
LATIN = str.maketrans("aekopcyxbmthAEKOPCYXBMTH", "аекорсухвмтнАЕКОРСУХВМТН")

PHONE = (
    r"(?<!\d)(?:\+\d{1,3}|[78])[ \u00a0(-]*\d{3}[ \u00a0)-]*\d{3}[ \u00a0-]*\d{2}[ \u00a0-]*\d{2}(?!\d)"
    r"|\+\d[\d \u00a0()-]{7,}\d|\d{3}-\d{2}-\d{2}"
)
YEAR = r"(?<!\d)(?:19|20)\d\d"
DATE = rf"(?<!\d)\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}(?!\d)|{YEAR}[-./]\d{{1,2}}[-./]\d{{1,2}}|{YEAR} ?г(?:\.|од)"
TIME = r"(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"
SUM = r"(?:\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}|\d+)(?:[.,]\d{1,2})?"
UNIT = r"(?:₽|(?:руб(?:л\w*)?|р|rub|rur|usd|eur|kzt|тенге|тг|балл\w*|бонус\w*|мин|мб|гб|mb|gb|kg|кг|шт|points)(?!\w))"
MONEY = rf"(?<![\d.,]){SUM}[ \u00a0\u202f]?{UNIT}|[$€£₽] ?{SUM}|(?<![\d.,])\d+[.,]\d\d(?!\d)"
NO_CODE = re.compile("|".join((PHONE, DATE, TIME)), re.IGNORECASE)
OTHER = re.compile(f"{NO_CODE.pattern}|{MONEY}", re.IGNORECASE)
NAMED = re.compile(
    r"(?<!\w)(?:заказ\w*|посылк\w*|отправлени\w*|накладн\w*|договор\w*|сч[её]т\w*|поезд\w*|индекс\w*|офис\w*|кв|дом|каб"
    r"|номер\w*|заявк\w*|полис\w*|талон\w*|билет\w*|году?|в|до|на"
    r"|рейс\w*(?: [a-zа-я]{2})?|order|parcel|shipment|invoice|flight|ticket|account|room|no|number|in)"
    r"\.?\s*(?:[№#]|n[o°])?\s*\W?$|[№#]\s*$",
    re.IGNORECASE,
)


def codes_in(text: str) -> list[str]:
    """What of *text* (as it is shown) is a one-time code or may be one, what is called one first."""
    if len(text) > LONG:
        return list(dict.fromkeys(run[:16] for run in RUN.findall(text))) if speaks_of_codes(text) else []
    spans = [found.span() for found in OTHER.finditer(text)]
    if not speaks_of_codes(text):
        return [found[0] for found in CODE.finditer(text) if not inside(found.span(), spans) and is_lonely(found, text)]
    never = [found.span() for found in NO_CODE.finditer(text)]  # what is called a code may look like money all the same
    called = [found[1] for found in CALLED.finditer(text) if not inside(found.span(1), never)]
    others = [found[0] for kind in (NUMBER, MIXED) for found in kind.finditer(text) if not inside(found.span(), spans)]
    return list(dict.fromkeys([*called, *others]))


def inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def speaks_of_codes(text: str) -> bool:
    """Also where Latin letters stand for Cyrillic ones."""
    return bool(WORD.search(text) or WORD.search(text.translate(LATIN)))


def is_lonely(found: "re.Match[str]", text: str) -> bool:
    """Whether a short *text* has this one number, and does not say that it is something else."""
    rest = text[: found.start()] + text[found.end() :]
    return len(text) <= SHORT and not re.search(r"\d{2}", rest) and not NAMED.search(text[: found.start()])


def mask(text: str) -> str:
    """*text* with dots for every code, wherever it stands: also a second time, or in a link."""
    shown = visible(text)
    if len(shown) > LONG:
        return RUN.sub(DOTS, shown) if speaks_of_codes(shown) else shown
    for code in sorted(codes_in(shown), key=len, reverse=True):
        digits = re.sub(r"\D", "", code)
        again = re.escape(code) if MIXED.fullmatch(code) else f"(?:{SEP}|\\.)?".join(digits)
        shown = re.sub(rf"(?<!\d){again}(?!\d)", DOTS, shown)
    return shown


def copied(code: str) -> str:
    """What people type of a code: G-482913 and 482-913 are 482913; A1B2C3 is itself."""
    return code if MIXED.fullmatch(code) else re.sub(r"\D", "", code)


def veiled(logged: Logged) -> tuple[Logged, bool]:
    """An event with its codes masked, and whether it had any. What cannot be read is shown nowhere, so it stays."""
    try:
        event = logged.event
    except Exception:
        return logged, False
    if not isinstance(event, IncomingSms) or not codes_in(visible(event.text)):
        return logged, False
    form = to_form(replace(event, text=mask(event.text)))
    return Logged(logged.id, logged.kind, form, logged.received_at), True


def veil(news: Iterable[News]) -> tuple[News, ...]:
    """*news* as a group may see it that masks codes."""
    found = ((item, *veiled(item.logged)) for item in news)
    return tuple(replace(item, logged=logged, hidden=hidden) for item, logged, hidden in found)

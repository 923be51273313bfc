"""Words: English sentences stand in the code, `locales/` holds them in other languages, values are escaped here."""

import gettext
import html
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent, get_currency_symbol
from babel.units import format_unit

from smsc.phone import Phone

CATALOGUES = Path(__file__).parent.parent / "locales"
MOSCOW = ZoneInfo("Europe/Moscow")
TELEGRAMS_TIMES = range(1, 2**31)  # core.telegram.org/bots/api#html-style; others make the whole text unreadable
# What Telegram's clients make active by themselves (TDLib's MessageEntity.cpp), and rather too much than too little:
# mentions, tags, addresses, commands. The marks are those that Telegram takes out of a text before it looks.
ACTIVE = re.compile(r"[@#$]|\.[^\W\d]|\.[\u0300-\u036f]|\d\.\d+\.\d|://|(?<![\w/<>])/[\w\u0300-\u036f]")
NUMBERED = re.compile(r"([+-])(\d\d)(\d\d)?")
UNITS = {"day": 86400, "hour": 3600, "minute": 60, "second": 1}


def _(sentence: str) -> str:
    """Mark a sentence for translation; `say` translates it."""
    return sentence


class Html(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


class Msgid(str):
    """A sentence among the values of another: it is translated where it is shown."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the account's currency; without one it is a bare number."""

    amount: Decimal
    currency: str = ""


@dataclass(frozen=True)
class Say:
    """Speaks one language to one chat. Called with a sentence and its values, it answers with Telegram's HTML."""

    language: str
    catalogue: gettext.NullTranslations
    zone: tzinfo = MOSCOW

    def __call__(self, sentence: str, **values: object) -> str:
        return self._fill(self.catalogue.gettext(sentence), values, self.inert)

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form that *n* needs; `{n}` in it is the number itself."""
        return self._fill(self.catalogue.ngettext(one, many, n), {"n": n, **values}, self.inert)

    def label(self, sentence: str, **values: object) -> str:
        """The same as plain text: for buttons, toasts and file names."""
        return self._fill(self.catalogue.gettext(sentence), values, self.plain)

    def inert(self, value: object) -> str:
        """As HTML; a text that Telegram would make a link, a mention or a command of stands in monospace."""
        shown = self.html(value)
        foreign = isinstance(value, str) and not isinstance(value, Html | Msgid)
        return f"<code>{shown}</code>" if foreign and ACTIVE.search(self.plain(value)) else shown

    def html(self, value: object) -> str:
        if isinstance(value, Html):
            return value
        if isinstance(value, datetime):
            stamp = int(value.timestamp())
            if stamp not in TELEGRAMS_TIMES:
                return html.escape(self.plain(value), quote=False)
            return f'<tg-time unix="{stamp}" format="t">{html.escape(self.plain(value))}</tg-time>'
        return html.escape(self.plain(value), quote=False)

    def plain(self, value: object) -> str:
        match value:
            case Msgid():
                return self.catalogue.gettext(value)
            case Phone():
                return value.pretty
            case Money():
                return self.money(value)
            case datetime():
                return f"{self.local(value):%H:%M} {self.zone_name(value)}"
            case date():
                return format_skeleton("MMMd", value, locale=self.language)
            case timedelta():
                return self.duration(value)
            case bool() | str():
                return visible(str(value))
            case int() | float() | Decimal():
                return str(format_decimal(value, locale=self.language))
            case _:
                return visible(str(value))

    def money(self, money: Money) -> str:
        """187,10 ₽; SMSC calls the rouble RUR as well (smsc.ru/api)."""
        if not money.currency:
            return str(format_decimal(money.amount, format="#,##0.00##", locale=self.language))
        whole = money.amount == money.amount.to_integral_value()
        amount = format_decimal(money.amount, format="#,##0" if whole else "#,##0.00", locale=self.language)
        sign = "₽" if money.currency in {"RUR", "RUB"} else get_currency_symbol(money.currency, locale=self.language)
        return f"{amount} {visible(sign)}"

    def percent(self, share: float) -> str:
        """95.4%, in Russian 95,4 %."""
        pattern = Locale.parse(self.language).percent_formats[None].pattern
        return str(format_percent(share, format=pattern.replace("##0", "##0.#"), locale=self.language))

    def duration(self, length: timedelta) -> str:
        """2 min 10 s: two units at most."""
        left = max(0, math.ceil(length.total_seconds()))
        parts: list[str] = []
        for unit, size in UNITS.items():
            count, left = divmod(left, size)
            if count or (unit == "second" and not parts):
                parts.append(format_unit(count, f"duration-{unit}", "short", locale=self.language))
        return " ".join(parts[:2])

    def zone_name(self, at: datetime) -> str:
        """МСК, CET; a zone whose name is only a number (+05) is UTC+5 and +0530 UTC+5:30."""
        name = self.local(at).tzname() or ""
        if name == "MSK" and self.language == "ru":
            return "МСК"
        if number := NUMBERED.fullmatch(name):
            sign, hours, minutes = number.groups()
            return f"UTC{sign}{int(hours)}" + (f":{minutes}" if minutes else "")
        return name

    def local(self, at: datetime) -> datetime:
        """In the chat's zone; at the very end of the calendar, where that zone has no time any more, as it is."""
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            return at

    @staticmethod
    def _fill(sentence: str, values: Mapping[str, object], show: Callable[[object], str]) -> str:
        return sentence.format_map({name: show(value) for name, value in values.items()})


HIDING = re.compile(
    # Controls but tab and line feed, surrogates, private use; soft hyphen, direction marks, zero widths, and
    # the separators that Telegram takes out as well, joining what stood apart.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\U000f0000-\U0010ffff"
    "\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
STRAY = re.compile(
    # Joiners make one emoji of several and belong to scripts that join letters; among other letters they only hide.
    "(?<![\u0600-\U000dffff])[\u200c\u200d]+"
    # Tag characters spell the flags of England, Scotland and Wales; elsewhere they are text nobody sees.
    "|(?<![\U0001f3f4\U000e0000-\U000e007f])[\U000e0000-\U000e007f]+"
)
MARKS_MOST = 3


def visible(text: str) -> str:
    """Without characters that could hide, reverse or pile up text; line breaks and tabs stay."""
    kept: list[str] = []
    marks = 0
    for char in STRAY.sub("", HIDING.sub("", text)):
        if unicodedata.category(char) in {"Mn", "Me"}:
            marks += 1
        elif char not in "\u200c\u200d":
            marks = 0
        if marks <= MARKS_MOST:
            kept.append(char)
    return "".join(kept)


@dataclass(frozen=True)
class Words:
    """All languages we speak, compiled from their .po files at start."""

    catalogues: Mapping[str, gettext.NullTranslations]
    default: str

    @classmethod
    def load(cls, default: str, folder: Path = CATALOGUES) -> "Words":
        return cls({path.stem: compiled(path) for path in sorted(folder.glob("*.po"))}, default)

    def say(self, *, chosen: str | None, telegram: str | None = None, zone: str | None = None) -> Say:
        """In the chat's language, else the person's (`ru…` is Russian, others English), else the default.

        Times are those of *zone*, an IANA name; without one, Moscow's.
        """
        language = chosen or (("ru" if telegram.startswith("ru") else "en") if telegram else self.default)
        language = language if language in self.catalogues else self.default
        return Say(language, self.catalogues[language], zone_of(zone))


def zone_of(name: str | None) -> tzinfo:
    """The zone of that IANA name; Moscow's where none was chosen, or the one that was is known no more."""
    try:
        return ZoneInfo(name) if name else MOSCOW
    except (ZoneInfoNotFoundError, ValueError):
        return MOSCOW


@cache
def compiled(path: Path) -> gettext.GNUTranslations:
    """A .po file as gettext reads it, once in a program; fuzzy entries are left out, a test refuses them."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.stem)
    binary = BytesIO()
    write_mo(binary, catalogue)
    binary.seek(0)
    return gettext.GNUTranslations(binary)

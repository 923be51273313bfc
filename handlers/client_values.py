"""What a person writes as the value of a subclient's setting → what SMSC is sent."""

import re
from collections.abc import Callable

from handlers.words import _
from smsc.phone import Phone

LOGIN = re.compile(r"[\w.@-]{3,40}")
MAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+")
LONGEST = 300  # characters of a text
YES = {"1", "да", "вкл", "yes", "on", "true"}
NO = {"0", "нет", "выкл", "no", "off", "false"}
CURRENCIES = {"RUB": "1", "RUR": "1", "USD": "2", "EUR": "3", "UAH": "4", "KZT": "5"}
TYPES = {
    "0": _("own tariff, own balance"),
    "1": _("main tariff, own balance"),
    "2": _("main tariff, main balance"),
    "3": _("own tariff, main balance"),
    "4": _("another login of the main account"),
}


class Misfit(Exception):
    """What stands in a field does not fit it; *sentence* says what would."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


Reader = Callable[[str], str]  # what a person wrote → what SMSC is sent; raises Misfit


def text(value: str) -> str:
    if len(value) > LONGEST:
        raise Misfit(_("that is too long"))
    return value


def whole(value: str) -> str:
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise Misfit(_("a whole number is expected, such as 500"))
    return value


def amount(value: str) -> str:
    if not re.fullmatch(r"\d{1,9}([.,]\d{1,2})?", value, re.ASCII):
        raise Misfit(_("an amount is expected, such as 1500.50"))
    return value.replace(",", ".")


def flag(value: str) -> str:
    if value.casefold() in YES | NO:
        return "1" if value.casefold() in YES else "0"
    raise Misfit(_("yes or no is expected"))


def prefixes(value: str) -> str:
    found = re.sub(r"\s*,\s*", ",", value)
    if not re.fullmatch(r"-?\d{1,15}(,-?\d{1,15})*", found, re.ASCII):
        raise Misfit(_("prefixes are expected, such as 7,-77"))
    return found


def hours(value: str) -> str:
    found = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", value, re.ASCII)
    if not found or int(found[1]) > 24 or int(found[2]) > 24:
        raise Misfit(_("hours are expected, such as 9-21"))
    return f"{int(found[1])}-{int(found[2])}"


def phone(value: str) -> str:
    return Phone.parse(value).digits


def mail(value: str) -> str:
    if not MAIL.fullmatch(value) or len(value) > LONGEST:
        raise Misfit(_("an e-mail address is expected"))
    return value


def zone(value: str) -> str:
    """SMSC counts 0…24 from GMT-12; people say +3."""
    found = re.fullmatch(r"(?:UTC|GMT)?([+-]\d{1,2})|(\d{1,2})", value, re.ASCII | re.IGNORECASE)
    number = (int(found[1]) + 12 if found[1] else int(found[2])) if found else -1
    if not 0 <= number <= 24:
        raise Misfit(_("a time zone is expected, such as +3"))
    return str(number)


def tariff(value: str) -> str:
    if value not in set("012345678"):
        raise Misfit(_("a tariff from 0 (the first) to 8 is expected"))
    return value


def kind(value: str) -> str:
    if value not in TYPES:
        raise Misfit(_("a type from 0 to 4 is expected"))
    return value


def currency(value: str) -> str:
    number = CURRENCIES.get(value.upper(), value)
    if number not in CURRENCIES.values():
        raise Misfit(_("a currency is expected: RUB, USD, EUR, UAH, KZT"))
    return number


def login(value: str) -> str:
    if not LOGIN.fullmatch(value):
        raise Misfit(_("a login has 3–40 letters, digits or . _ - @"))
    return value


def password(value: str) -> str:
    if not 8 <= len(value) <= 64 or re.search(r"\s", value):
        raise Misfit(_("a password has 8–64 characters and no blanks"))
    return value

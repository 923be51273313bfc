"""A subscriber's number: people's spellings in, E.164 digits out."""

import re
import unicodedata
from dataclasses import dataclass
from functools import partial
from typing import Self

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from smsc.bad_phone import BadPhone, BadPhoneReason, NoPhone, TooManyPhones
from smsc.phone_list import numbers_in

__all__ = ["BadPhone", "BadPhoneReason", "NoPhone", "Phone", "TooManyPhones"]

# Digits of any script (phonenumbers turns them into ours), a plus at the very beginning, and what people
# write between digits. Letters stay out: phonenumbers dials 1-800-FLOWERS and reads «доб. 5» as extension.
_SPELLING = re.compile(r"[\s(]*[+＋]?[\d\s()./‐-―−-]*")
_PLUS = re.compile(r"[\s(]*[+＋]")
_NO_ASCII_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True, order=True)
class Phone:
    """An international number: *digits* are E.164 without the plus, ``79991234567``."""

    digits: str

    @classmethod
    def parse(cls, text: str, *, region: str = "RU") -> Self:
        """The number a person of *region* means by *text*; raises `BadPhone`.

        A number has to be *possible* (its length), not *valid* (a range the numbering plan has handed out):
        plans change faster than libraries, and refusing somebody's real number is the worse mistake.
        """
        text = _without_marks(text)
        if not text:
            raise BadPhone(text, BadPhoneReason.EMPTY)
        if not _SPELLING.fullmatch(text):
            raise BadPhone(text, BadPhoneReason.NOT_A_NUMBER)
        try:
            number = phonenumbers.parse(text, region)
        except NumberParseException as error:
            raise BadPhone(text, _reason_of(error)) from error
        if region == "RU" and _lost_a_digit(text):
            raise BadPhone(text, BadPhoneReason.TOO_SHORT)
        if fault := _fault_of(number):
            raise BadPhone(text, fault)
        return cls(phonenumbers.format_number(number, PhoneNumberFormat.E164).removeprefix("+"))

    @classmethod
    def parse_many(cls, text: str, *, region: str = "RU", limit: int = 50) -> "list[Phone]":
        """All numbers in *text*, in its order, each once; raises `BadPhone`, `NoPhone`, `TooManyPhones`.

        Commas, semicolons and line ends always part two numbers, blanks only where they have to:
        ``8 999 123-45-67`` is one number, ``79991234567 79120000001`` are two.
        """
        found: dict[Phone, None] = {}
        for phone in numbers_in(text, partial(cls.parse, region=region)):
            found[phone] = None
            if len(found) > limit:
                raise TooManyPhones(limit)
        if not found:
            raise NoPhone("no number in the text")
        return list(found)

    @classmethod
    def of_smsc(cls, raw: str) -> Self:
        """SMSC's own spelling, its digits taken as they are; raises `BadPhone` only where there is none."""
        digits = _NO_ASCII_DIGIT.sub("", raw)
        if not digits:
            raise BadPhone(raw, BadPhoneReason.NOT_A_NUMBER)
        return cls(digits)

    @property
    def pretty(self) -> str:
        """For people: ``+7 999 123-45-67``."""
        try:
            number = phonenumbers.parse(f"+{self.digits}")
        except NumberParseException:
            return str(self)
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)

    def __str__(self) -> str:
        return f"+{self.digits}"


def _without_marks(text: str) -> str:
    """Phones' address books copy numbers wrapped in invisible direction marks, none of which is ASCII."""
    if text.isascii():
        return text.strip()
    return "".join(character for character in text if unicodedata.category(character) != "Cf").strip()


def _lost_a_digit(text: str) -> bool:
    """Ten digits that begin like eleven: 7 999 123-45-6 would become the Kazakh +7 799 912 34 56."""
    if sum(map(str.isdecimal, text)) != 10 or _PLUS.match(text):
        return False
    first = next(filter(str.isdecimal, text))
    return unicodedata.decimal(first) in (7, 8)


def _fault_of(number: PhoneNumber) -> BadPhoneReason | None:
    """What keeps *number* from being possible, if anything."""
    if number.country_code == 7:
        # The metadata also allows 14 digits, which no subscriber of Russia or Kazakhstan has.
        match len(phonenumbers.national_significant_number(number)):
            case 10:
                return None
            case length:
                return BadPhoneReason.TOO_SHORT if length < 10 else BadPhoneReason.TOO_LONG
    match phonenumbers.is_possible_number_with_reason(number):
        case ValidationResult.IS_POSSIBLE:
            return None
        case ValidationResult.TOO_SHORT | ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return BadPhoneReason.TOO_SHORT
        case ValidationResult.TOO_LONG:
            return BadPhoneReason.TOO_LONG
        case _:
            return BadPhoneReason.IMPOSSIBLE


def _reason_of(error: NumberParseException) -> BadPhoneReason:
    match error.error_type:
        case NumberParseException.TOO_LONG:
            return BadPhoneReason.TOO_LONG
        case NumberParseException.TOO_SHORT_AFTER_IDD | NumberParseException.TOO_SHORT_NSN:
            return BadPhoneReason.TOO_SHORT
        case NumberParseException.INVALID_COUNTRY_CODE:
            return BadPhoneReason.IMPOSSIBLE
        case _:
            return BadPhoneReason.NOT_A_NUMBER

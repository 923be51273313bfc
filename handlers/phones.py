"""Phones as people send them: the numbers in a text, and what looks like one and is none."""

import re
from collections.abc import Sequence

from phonenumbers import is_valid_number, parse

from handlers.quoted import phones_in
from smsc.phone import BadPhone, BadPhoneReason, NoPhone, Phone, TooManyPhones

# 79991234567.0 and 7.9991234567E+10: how spreadsheets and data tools write a number that they take for an amount.
AMOUNT = re.compile(r"([+＋]?\d+)[.,]0+")
POWER = re.compile(r"[+＋]?(\d)[.,](\d+)[eEеЕ]\+?(\d\d?)")
FOREIGN = re.compile(r"[1-9]\d{11,14}", re.ASCII)  # no number of this country is so long
APART = re.compile(r"[,;\n]+")
FEWEST_DIGITS = 5  # what has fewer is no attempt at a number
LONG = 1000  # letters; a longer text is no list of numbers, though it may have some in it


def read(text: str, *, limit: int) -> tuple[list[Phone], list[BadPhone]]:
    """The numbers in *text*, each once, and what looks like one and is none. Raises what a lone bad number does."""
    try:
        return Phone.parse_many(text, limit=limit), []
    except BadPhone:
        numbers, bad = in_chunks(text)
        if len(numbers) + len(bad) > limit:
            raise TooManyPhones(limit) from None
        if not numbers and len(bad) == 1:
            raise bad[0] from None
        return numbers, bad


def short(phone: Phone) -> str:
    """495 0001122: what three buttons in a row have room for on a phone; our own country goes without saying."""
    return phone.pretty.removeprefix("+7 ").replace("-", "")


def in_cell(text: str) -> tuple[Sequence[Phone], Sequence[BadPhone]]:
    """The same for a cell of a table, which may be an amount, and may have words around the number."""
    try:
        return (Phone.parse(unfolded(text)),), ()
    except BadPhone as error:
        alone = BadPhone(text, error.reason)
    if alone.reason is BadPhoneReason.TOO_LONG and (number := abroad(unfolded(text))):
        return [number], []
    numbers, bad = in_chunks(text) if len(text) <= LONG else ([], [])
    if numbers:
        return numbers, [error for error in bad if sum(map(str.isdecimal, error.text)) >= FEWEST_DIGITS]
    numbers = [number for number in phones_in(text) if is_valid(number)]
    return numbers, [] if numbers else [alone]


def is_valid(number: Phone) -> bool:
    """Whether the numbering plans know it; a date or an amount may be a possible one."""
    return bool(is_valid_number(parse(str(number))))


def abroad(text: str) -> Phone | None:
    """A whole number of another country, from which the spreadsheet has taken the plus."""
    try:
        number = Phone.parse(f"+{text}") if FOREIGN.fullmatch(text) else None
    except BadPhone:
        return None
    return number if number is not None and is_valid(number) else None


def in_chunks(text: str) -> tuple[list[Phone], list[BadPhone]]:
    """What commas, semicolons and line ends part is read one by one."""
    numbers: dict[Phone, None] = {}
    bad: list[BadPhone] = []
    for chunk in APART.split(text):
        some, errors = in_chunk(chunk.strip())
        numbers.update(dict.fromkeys(some))
        bad += errors
    return list(numbers), bad


def in_chunk(chunk: str) -> tuple[list[Phone], list[BadPhone]]:
    """Numbers with blanks between them; a chunk of which no part is a number is one bad number."""
    if not chunk:
        return [], []
    try:
        return Phone.parse_many(unfolded(chunk)), []
    except (NoPhone, TooManyPhones):
        return [], [BadPhone(chunk, BadPhoneReason.NOT_A_NUMBER)]
    except BadPhone as whole:
        numbers, errors = [], []
        for word in chunk.split():
            try:
                numbers.append(Phone.parse(unfolded(word)))
            except BadPhone as error:
                errors.append(error)
        return (numbers, errors) if numbers else ([], [whole])


def unfolded(text: str) -> str:
    """An amount as the number it was; raises BadPhone where its last digits are lost."""
    if amount := AMOUNT.fullmatch(text):
        return amount[1]
    if power := POWER.fullmatch(text):
        digits, places = power[1] + power[2], int(power[3])
        if len(power[2]) < places:
            raise BadPhone(text, BadPhoneReason.SHORTENED)
        return digits if len(power[2]) == places else text
    return text

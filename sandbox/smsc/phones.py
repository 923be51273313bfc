"""Phone numbers as SMSC takes them: digits; without a plus it puts the country right by itself."""

import re


def digits(phone: str) -> str:
    """`8 999 123-45-67` and `9991234567` become `79991234567`; a number with `+` is left as it is."""
    found = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+"):
        return found
    if len(found) == 11 and found.startswith("8"):
        return "7" + found[1:]
    return "7" + found if len(found) == 10 and found.startswith("9") else found


def sender(name: str) -> str:
    """Who an incoming SMS is from: a phone's digits, or a name such as `MyBank24` as it is."""
    return name if re.search(r"[^\W\d_]", name) else digits(name)


def is_phone(number: str) -> bool:
    return number.isdecimal() and 10 <= len(number) <= 15

"""Why a text is no phone number, in words for the person who typed it."""

from enum import StrEnum, auto


class BadPhoneReason(StrEnum):
    """What is wrong with it."""

    EMPTY = auto()
    NOT_A_NUMBER = auto()
    TOO_SHORT = auto()
    TOO_LONG = auto()
    IMPOSSIBLE = auto()
    SHORTENED = auto()  # by a spreadsheet, which has put zeros for the last digits


class BadPhone(ValueError):
    """*text* is no phone number, or a doubtful one: doubtful numbers are asked about, never guessed."""

    def __init__(self, text: str, reason: BadPhoneReason) -> None:
        super().__init__(f"{text!r}: {reason}")
        self.text = text
        self.reason = reason


class NoPhone(ValueError):
    """There is no number in the text at all."""


class TooManyPhones(ValueError):
    """There are more than *limit* different numbers."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} numbers")
        self.limit = limit

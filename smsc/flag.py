"""The `flag` of a status: one two-byte number that holds several facts about the message."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Flag:
    """*type* is a key of `codes.TYPE_NAMES`, *template_kind* one of `codes.TEMPLATE_KINDS`."""

    type: int
    second_balance: bool
    template: bool
    template_kind: int

    @classmethod
    def decode(cls, number: int) -> Self:
        """Bits 0-3 are the type, bit 5 payment from the second balance, bit 8 a template, 9 and 10 its kind.

        https://smsc.ru/api/http/miscellaneous/callback/
        """
        return cls(number & 15, bool(number >> 5 & 1), bool(number >> 8 & 1), number >> 9 & 3)

    @property
    def number(self) -> int:
        """The documented bits put together again."""
        return self.type | self.second_balance << 5 | self.template << 8 | self.template_kind << 9

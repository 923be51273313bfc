"""An answer of SMSC, told apart from its refusals and ready to be read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from smsc.errors import Nonsense, Refused, reason_of
from smsc.formats import Format, read
from smsc.lines import Shape
from smsc.record import Record
from smsc.refusal import LONGEST, refusal_in
from smsc.syntax import Unreadable, text_of

T = TypeVar("T")

SAMPLE = 200
_LOOKED_AT = 100_000  # far more than a sample, so that no half of a password is left at its end


def _as_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Answer:
    """What *page* answered: the bytes, and the records in them unless they are a file.

    *hide* takes the credentials out of whatever goes into an error.
    """

    page: str
    body: bytes
    records: tuple[Record, ...] = ()
    hide: Callable[[str], str] = _as_is

    def raise_if_refused(self) -> None:
        """Raise `Refused` if the body as a whole is one of SMSC's four refusals."""
        if len(self.body) > 4 * LONGEST:  # the most bytes UTF-8 makes of it; a long file is not even decoded
            return
        try:
            refusal = refusal_in(text_of(self.body))
        except Unreadable:
            return
        if refusal:
            reason = reason_of(self.page, refusal.code)
            raise Refused(refusal.code, reason, self.hide(refusal.text), self.page, refusal.id)

    def read(self, shape: Shape | None, format: Format) -> Self:
        """With the records of a body of *shape*; none if it is empty, or a file. Raises `Nonsense`."""
        if shape is None:
            return self
        try:
            return replace(self, records=tuple(read(text_of(self.body), format, shape)))
        except Unreadable as error:
            raise self.nonsense() from error

    def one(self, reader: Callable[[Record], T]) -> T:
        """The only record, as *reader* understands it; `Nonsense` if it cannot, or if there is not one."""
        if len(self.records) != 1:
            raise self.nonsense()
        return self.each(reader)[0]

    def each(self, reader: Callable[[Record], T]) -> list[T]:
        """Every record, as *reader* understands it; `Nonsense` if it cannot."""
        return self.all(lambda records: [reader(record) for record in records])

    def all(self, reader: Callable[[Sequence[Record]], T]) -> T:
        """The records together, as *reader* understands them; `Nonsense` if it cannot."""
        try:
            return reader(self.records)
        except Unreadable as error:
            raise self.nonsense() from error

    def nonsense(self, remark: str = "") -> Nonsense:
        """The error that shows the beginning of the body."""
        start = self.body[:_LOOKED_AT]
        text = start.decode(errors="replace")
        if "\ufffd" in text[:-1]:  # the last letter may have been cut in two
            text = start.decode("windows-1251", errors="replace")
        return Nonsense(self.page, (remark + self.hide(text))[:SAMPLE])

"""Bodies that SMSC would not send: its own, broken in every way, and noise."""

import asyncio
import resource
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.program import Program
from tests.faults.sender import Sender
from tests.smsc.posting import CALL, SMS, STATUS, as_declared_xml, as_json, as_xml, form, signed

MAY_BE_ANSWERED = {200, 403, 413}
LIMIT = 64 * 1024  # of a body; beyond it the answer is 413
NAMES = (
    "id",
    "phone",
    "status",
    "mes",
    "to",
    "waitcall",
    "ts",
    "time",
    "err",
    "cost",
    "flag",
    "sent",
    "charset",
    "sha1",
)
VALUES = (
    "",
    "0",
    "-1",
    "9" * 400,
    "1e999",
    "NaN",
    "٣",
    "\ud7ff",
    "\x00",
    "%",
    "&",
    "<",
    "]]>",
    "'",
    '"',
    "\u202e",
    "я" * 99,
)
BITS = (
    b"&",
    b"=",
    b"%",
    b"%zz",
    b"<",
    b"]]>",
    b'"',
    b"\\u",
    b"{",
    b"[",
    b"\x00",
    b"\xff",
    b"&#xD800;",
    b"<!DOCTYPE a>",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "text/xml; charset=windows-1251",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain; charset=utf-7",
    "text/plain; charset=klingon",
    "",
    ";;;",
)
QUERIES = ("", "", "?charset=koi8-r", "?id=1&sha1=0", "?%ff=%00&&=")
ENCODINGS = ("", "", "", "", "gzip", "deflate", "br", "klingon")


@dataclass(frozen=True)
class Body:
    """One request: what is posted, and what is said of it."""

    data: bytes
    headers: Mapping[str, str]
    query: str


@dataclass(frozen=True)
class Fuzz:
    """Bodies without end. *secret* signs some of them rightly: those get furthest."""

    secret: str = field(repr=False)
    luck: Random

    def __iter__(self) -> Iterator[Body]:
        kinds = (self.broken, self.odd, self.noise, self.large)
        while True:
            data, encoding = self.luck.choices(kinds, weights=(6, 3, 2, 1))[0](), self.luck.choice(ENCODINGS)
            headers = {"Content-Type": self.luck.choice(TYPES)} | ({"Content-Encoding": encoding} if encoding else {})
            yield Body(self.encoded(data, encoding), headers, self.luck.choice(QUERIES))

    def broken(self) -> bytes:
        """A good one with one to four wounds."""
        data = self.good(self.luck.choice((STATUS, SMS, CALL)))
        for _ in range(self.luck.randint(1, 4)):
            start = self.luck.randrange(len(data) + 1)
            data = data[:start] + self.luck.choice(BITS) + data[start + self.luck.choice((0, 0, 1, 20)) :]
        return data

    def odd(self) -> bytes:
        """Any fields with any values, rightly signed."""
        complete = {"id": "1", "phone": "7", "status": "1", "to": "", "ts": "0"}
        drawn = {self.luck.choice(NAMES): self.luck.choice(VALUES) for _ in range(self.luck.randint(1, 6))}
        return self.good(complete | drawn)

    def good(self, fields: Mapping[str, str]) -> bytes:
        write: Callable[[dict[str, str]], bytes] = self.luck.choice((form, form, as_json, as_xml, as_declared_xml))
        return write(signed(dict(fields), secret=self.luck.choice((self.secret, "wrong"))))

    def noise(self) -> bytes:
        return self.luck.randbytes(self.luck.choice((0, 1, 10, 300, 5000)))

    def large(self) -> bytes:
        """About as much as is allowed, in shapes that are deep, repetitive or many."""
        size = self.luck.choice((LIMIT - 1, LIMIT, LIMIT + 1, 3 * LIMIT))
        shape = self.luck.choice((b"[", b'{"a":', b"<a>", b"&a=", b"%00", b"=&", b"\xf0\x9f\x92\xa9"))
        return (shape * size)[:size]

    def encoded(self, data: bytes, encoding: str) -> bytes:
        """Half of those that claim to be compressed are."""
        if encoding in {"gzip", "deflate"} and self.luck.random() < 0.5:
            packer = zlib.compressobj(wbits=31 if encoding == "gzip" else 15)
            return packer.compress(data) + packer.flush()
        return data


@dataclass(frozen=True)
class Answered:
    """*first* is one of the requests that had each answer; *growth* of the program's memory is in megabytes."""

    answers: Counter[int]
    first: dict[int, Body]
    growth: float


async def thrown_at(running: Program, posting: Sender, bodies: Iterable[Body], *, at_once: int = 16) -> Answered:
    """Post *bodies*, several at a time."""
    first: dict[int, Body] = {}
    before, waiting = memory(running), iter(bodies)

    async def work_off() -> None:
        for body in waiting:
            first.setdefault(await posting.post(body.data, headers=body.headers, query=body.query), body)

    await asyncio.gather(*(work_off() for _ in range(at_once)))
    return Answered(Counter(posting.answers), first, memory(running) - before)


def memory(running: Program) -> float:
    """What the program holds of the machine's memory, in megabytes. https://man7.org/linux/man-pages/man5/proc.5.html"""
    pages = int(Path(f"/proc/{running.process.pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6

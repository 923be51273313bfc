"""What a program asked of the kernel, in order, read from the log that strace wrote of it.

https://man7.org/linux/man-pages/man1/strace.1.html. A call that another thread interrupts stands in two lines; when
it was begun and when it was done are two different moments here always.
"""

import re
from ast import literal_eval
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

FILES = ("openat", "pwrite64", "ftruncate", "fsync", "fdatasync", "unlink")
HEARING = ("recvfrom", "recvmsg", "read", "readv")  # asyncio's own loop uses the first, uvloop others
SAYING = ("sendto", "sendmsg", "write", "writev")
LONGEST = 20_000  # bytes of one buffer, more than SQLite writes at once

LINE = re.compile(r"(\d+) +(?:<\.\.\. (?P<resumed>\w+) resumed>(?P<rest>.*)|(?P<name>\w+)\((?P<args>.*))")
UNFINISHED = " <unfinished ...>"
TARGET = re.compile(r"\d+<(?P<path>[^>]*)>")
TEXT = re.compile(r'"(?P<inside>(?:[^"\\]|\\.)*)"')
RESULT = re.compile(r"\) += (?P<result>-?\d+)(?P<opened><[^>]*>)?[^=]*$")
OFFSET = re.compile(r", (?P<offset>\d+)(?:\) += .*)?$")


class Moment(Enum):
    BEGUN = "begun"
    DONE = "done"


@dataclass(frozen=True)
class Call:
    """One call at one moment. *target* is the file or socket; *result* and what was read are known when it is done."""

    moment: Moment
    name: str
    target: str
    data: bytes = field(default=b"", repr=False)
    offset: int = 0
    result: int | None = None
    flags: str = ""


def recording(log: Path) -> tuple[str, ...]:
    """The command that runs another one and writes down what it asks. The tracer is nobody's parent (-D): signals go
    to the program itself."""
    trace = f"trace={','.join(FILES + HEARING + SAYING)}"
    return ("strace", "-D", "-f", "-y", "-x", "-s", str(LONGEST), "-o", str(log), "-e", trace, "-e", "signal=none")


def calls(lines: Iterable[str]) -> Iterator[Call]:
    """Every call in *lines*, twice: begun, and done."""
    begun: dict[tuple[str, str], str] = {}
    for line in lines:
        found = LINE.match(line)
        if found is None:
            continue
        if name := found["resumed"]:
            yield call(Moment.DONE, name, begun.pop((found[1], name), "") + found["rest"].rstrip("\n"))
            continue
        name, text = found["name"], found["args"].rstrip("\n")
        known = text.removesuffix(UNFINISHED)
        yield call(Moment.BEGUN, name, known)
        if known != text:
            begun[found[1], name] = known
        else:
            yield call(Moment.DONE, name, text)


def call(moment: Moment, name: str, text: str) -> Call:
    """A call as it is known at *moment*: a read has no data before it is done."""
    result, where = RESULT.search(text), TARGET.match(text)
    data = b"".join(literal_eval(f'b"{inside}"') for inside in TEXT.findall(text))
    offset = OFFSET.search(text) if name in {"pwrite64", "ftruncate"} else None
    if name == "openat":
        target = result["opened"] or "" if result else ""
        return Call(moment, name, target.strip("<>"), result=number(result), flags=text)
    if name == "unlink":
        return Call(moment, name, data.decode(errors="replace"), result=number(result))
    return Call(
        moment, name, where["path"] if where else "", data, int(offset["offset"]) if offset else 0, number(result)
    )


def number(result: "re.Match[str] | None") -> int | None:
    return int(result["result"]) if result else None

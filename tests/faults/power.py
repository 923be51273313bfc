"""What a power cut leaves of a database, worked out from the system calls of the program that wrote it.

A disk keeps what was synced: the writes that were done before a sync was begun are safe when it is done. Of all
others it may keep any, so each cut is tried in three ways: none of them kept, all of them, each by the toss of a coin.
A new name in a folder is safe when the folder was synced. Promised is what the outside was told before the cut: a
callback whose 200 was begun, an update that Telegram may forget because a higher offset was asked for.
"""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.faults.syscalls import HEARING, SAYING, Call, Moment
from tests.faults.told import telephones

ACCEPTED = b"HTTP/1.1 200 "
CONFIRMING = re.compile(rb"(?:^|\r\n\r\n)timeout=.*&offset=(\d+)")  # the body of a getUpdates, alone or behind its head
UPDATE = re.compile(rb'"update_id": ?(\d+)')
Write = tuple[int, bytes | None]  # where and what; None cuts the file there
Luck = Callable[[], bool]  # whether an unsynced write reached the disk


@dataclass
class File:
    """One file: what is safe, and what was written since."""

    safe: bytes = b""
    since: list[Write] = field(default_factory=list)
    named: bool = True  # the folder's entry for it is safe
    syncing: int = 0

    def begin_sync(self) -> None:
        self.syncing = len(self.since)

    def finish_sync(self) -> None:
        self.safe = written(self.safe, self.since[: self.syncing])
        del self.since[: self.syncing]
        self.syncing = 0

    def after_a_cut(self, luck: Luck) -> bytes | None:
        """The content, or None if there is no such file."""
        if not self.named and not luck():
            return None
        return written(self.safe, [write for write in self.since if luck()])


def written(content: bytes, writes: Iterable[Write]) -> bytes:
    made = bytearray(content)
    for at, data in writes:
        if data is None:
            del made[at:]
            made.extend(bytes(max(0, at - len(made))))
        else:
            made.extend(bytes(max(0, at - len(made))))
            made[at : at + len(data)] = data
    return bytes(made)


def is_socket(target: str) -> bool:
    return target.startswith("socket:")


@dataclass
class Disk:
    """The database and its log, and what was promised about them."""

    database: Path
    files: dict[str, File]
    callbacks: set[str] = field(default_factory=set)
    updates: set[int] = field(default_factory=set)
    _heard: set[int] = field(default_factory=set)  # updates that Telegram has sent
    _asked: dict[str, str] = field(default_factory=dict)  # which telephone a connection has told us of

    @classmethod
    def of(cls, database: Path) -> "Disk":
        """As it stands before the program starts."""
        return cls(database, {str(database): File(database.read_bytes())})

    def apply(self, call: Call) -> None:
        match call:
            case Call(Moment.BEGUN, name, target) if name in SAYING and is_socket(target):
                self._promise(call)
            case Call(Moment.DONE, name, target) if name in HEARING and is_socket(target):
                self._hear(call)
            case Call(Moment.DONE, "openat") if "O_CREAT" in call.flags and self._ours(call.target):
                self.files.setdefault(call.target, File(named=False))
            case Call(Moment.BEGUN, "fsync" | "fdatasync") if call.target in self.files:
                self.files[call.target].begin_sync()
            case Call(Moment.DONE, "fsync" | "fdatasync", result=0):
                self._synced(call.target)
            case Call(Moment.DONE, _, target, result=int(result)) if target in self.files and result >= 0:
                self._changed(call, result)

    def _ours(self, path: str) -> bool:
        return path in {str(self.database), f"{self.database}-wal", f"{self.database}-journal"}

    def _hear(self, call: Call) -> None:
        for phone in telephones(call.data.decode("latin-1")):
            self._asked[call.target] = phone
        self._heard |= {int(id) for id in UPDATE.findall(call.data)}

    def _promise(self, call: Call) -> None:
        if call.data.startswith(ACCEPTED) and call.target in self._asked:
            self.callbacks.add(self._asked.pop(call.target))
        elif found := CONFIRMING.search(call.data):
            self.updates |= {id for id in self._heard if id < int(found[1])}

    def _synced(self, target: str) -> None:
        if target in self.files:
            self.files[target].finish_sync()
        elif target == str(self.database.parent):
            for file in self.files.values():
                file.named = True

    def _changed(self, call: Call, result: int) -> None:
        file = self.files[call.target]
        match call.name:
            case "pwrite64":
                file.since.append((call.offset, call.data[:result]))
            case "ftruncate":
                file.since.append((call.offset, None))
            case "unlink":
                del self.files[call.target]
            case name if name in SAYING:
                raise NotImplementedError("a database that is not written by position cannot be followed")

    def lost(self, luck: Luck) -> set[str]:
        """What was promised and is not there after a cut now; damage is among it."""
        with tempfile.TemporaryDirectory() as folder:
            for path, file in self.files.items():
                if (content := file.after_a_cut(luck)) is not None:
                    (Path(folder) / Path(path).name).write_bytes(content)
            with closing(sqlite3.connect(Path(folder) / self.database.name)) as db:
                return self._missing(db)

    def _missing(self, db: sqlite3.Connection) -> set[str]:
        try:
            damage = {row[0] for row in db.execute("pragma integrity_check")} - {"ok"}
            bodies = "\n".join(row[0] for row in db.execute("select cast(body as text) from events"))
            stored = {row[0] for row in db.execute("select id from updates")}
        except sqlite3.DatabaseError as error:
            return {str(error)}
        return damage | {str(id) for id in self.updates - stored} | (self.callbacks - telephones(bodies))


@dataclass(frozen=True)
class Verdict:
    """*losses*: of how many cuts something that was promised was lost."""

    callbacks: int
    updates: int
    cuts: int
    losses: int
    most_lost: int


def cut_often(disk: Disk, recorded: Sequence[Call], *, times: int, luck: Random) -> Verdict:
    """Play *recorded* on *disk* and cut the power *times* times on the way, each in three ways."""
    moments = set(luck.sample(range(len(recorded)), min(times, len(recorded))))
    ways: tuple[Luck, ...] = (lambda: False, lambda: True, lambda: luck.random() < 0.5)
    lost = []
    for number, call in enumerate(recorded):
        disk.apply(call)
        if number in moments:
            lost += [len(disk.lost(way)) for way in ways]
    return Verdict(
        callbacks=len(disk.callbacks),
        updates=len(disk.updates),
        cuts=len(lost),
        losses=sum(n > 0 for n in lost),
        most_lost=max(lost, default=0),
    )

"""The simulation of power cuts itself: it finds what is lost, and nothing where nothing is."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest

from tests.faults.happenings import phone_of
from tests.faults.power import Disk, File, cut_often
from tests.faults.syscalls import Call, Moment, calls

SOCKET = "socket:[1]"
PHONE = phone_of(1)


@dataclass(frozen=True)
class Log:
    """A database whose only event stands in its log, as the system calls that led there."""

    database: Path
    content: bytes
    wal: bytes

    @property
    def disk(self) -> Disk:
        return Disk(self.database, {str(self.database): File(self.content)})

    def calls(self, *, synced: bool, named: bool) -> list[Call]:
        wal, asked = f"{self.database}-wal", f"POST /smsc/x HTTP/1.1\r\n\r\nphone={PHONE}".encode()
        found = [done("recvfrom", SOCKET, data=asked), done("openat", wal, flags="O_RDWR|O_CREAT")]
        if named:
            found += both("fdatasync", str(self.database.parent))
        found += both("pwrite64", wal, data=self.wal)
        if synced:
            found += both("fdatasync", wal)
        return [*found, *both("sendto", SOCKET, data=b"HTTP/1.1 200 OK\r\n")]


def done(name: str, target: str, *, data: bytes = b"", flags: str = "") -> Call:
    result = len(data) if data else 0
    return Call(Moment.DONE, name, target, data=data, result=result, flags=flags)


def both(name: str, target: str, *, data: bytes = b"") -> list[Call]:
    finished = done(name, target, data=data)
    return [replace(finished, moment=Moment.BEGUN, result=None), finished]


@pytest.fixture
def log(tmp_path: Path) -> Log:
    path = tmp_path / "bot.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("pragma journal_mode = wal")
        db.execute("create table events (body blob)")
        db.execute("create table updates (id integer primary key)")
        db.execute("pragma wal_checkpoint(truncate)")
        db.execute("insert into events values (?)", (f"phone={PHONE}".encode(),))
        return Log(path, path.read_bytes(), path.with_name("bot.sqlite3-wal").read_bytes())


def losses(log: Log, recorded: list[Call]) -> int:
    return cut_often(log.disk, recorded, times=len(recorded), luck=Random(1)).losses


def test_what_was_synced_before_it_was_answered_is_never_lost(log: Log):
    assert losses(log, log.calls(synced=True, named=True)) == 0


def test_what_was_answered_before_it_was_synced_is_lost(log: Log):
    assert losses(log, log.calls(synced=False, named=True)) > 0


def test_a_log_whose_name_was_not_synced_is_lost_with_all_that_is_in_it(log: Log):
    assert losses(log, log.calls(synced=True, named=False)) > 0


def test_a_sync_saves_what_was_written_before_it_began_and_no_more():
    file = File(safe=b"....", since=[(0, b"a")])
    file.begin_sync()
    file.since.append((1, b"b"))
    file.finish_sync()

    assert file.after_a_cut(lambda: False) == b"a..."
    assert file.after_a_cut(lambda: True) == b"ab.."


@pytest.mark.parametrize("head", [b"", b"POST /bot1:x/getUpdates HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_an_update_that_telegram_may_forget_is_promised(head: bytes):
    disk = Disk(Path("bot.sqlite3"), {})

    disk.apply(done("recvfrom", SOCKET, data=b'{"ok": true, "result": [{"update_id": 7}, {"update_id": 8}]}'))
    disk.apply(both("sendto", SOCKET, data=head + b"timeout=25&allowed_updates=%5B%5D&offset=8")[0])

    assert disk.updates == {7}


LINES = r"""
10 openat(AT_FDCWD</>, "bot.sqlite3-wal", O_RDWR|O_CREAT, 0600) = 7</data/bot.sqlite3-wal>
10 pwrite64(7</data/bot.sqlite3-wal>, "\x00a\"\n\\", 5, 4096 <unfinished ...>
11 sendto(9<socket:[5]>, "HTTP/1.1 200 OK\r\n", 17, 0, NULL, 0) = 17
10 <... pwrite64 resumed>) = 5
10 fdatasync(7</data/bot.sqlite3-wal>) = 0
11 recvfrom(9<socket:[5]>, 0x7f, 262144, 0, NULL, NULL) = -1 EAGAIN (Resource temporarily unavailable)
11 --- SIGTERM ---
""".strip().split("\n")


def test_the_log_of_strace_is_read_call_by_call():
    found = [(call.moment.value, call.name, call.target, call.data, call.offset, call.result) for call in calls(LINES)]

    assert found[2:6] == [
        ("begun", "pwrite64", "/data/bot.sqlite3-wal", b'\x00a"\n\\', 4096, None),
        ("begun", "sendto", "socket:[5]", b"HTTP/1.1 200 OK\r\n", 0, 17),
        ("done", "sendto", "socket:[5]", b"HTTP/1.1 200 OK\r\n", 0, 17),
        ("done", "pwrite64", "/data/bot.sqlite3-wal", b'\x00a"\n\\', 4096, 5),
    ]
    assert found[1] == ("done", "openat", "/data/bot.sqlite3-wal", b"", 0, 7)
    assert [call[5] for call in found[6:]] == [0, 0, -1, -1]

"""Opening: what cannot be trusted is refused in a sentence that says what to do, and is left as it is."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import accounts, events, opening
from storage.database import Database
from storage.errors import Unusable
from storage.events import Kind
from storage.opening import APPLICATION_ID, backup, path_of
from tests.storage.samples import ACCOUNT, NOON, event


async def filled(path):
    """A database of a few dozen pages, closed; its bytes."""
    async with Database(path) as db:
        account = await db(accounts.connect, ACCOUNT, NOON)
        for number in range(300):
            await db(events.append, account, event(Kind.FAILED, number), NOON)
    return path.read_bytes()


async def refused(path):
    """The sentence with which *path* is refused."""
    with pytest.raises(Unusable) as caught:
        async with Database(path):
            pass
    return str(caught.value)


async def test_a_first_start_makes_the_folder_and_a_file_for_our_eyes_only(tmp_path):
    path = tmp_path / "new" / "folder" / "bot.sqlite3"

    async with Database(path):
        assert path.stat().st_mode & 0o777 == 0o600


async def test_a_new_file_is_ours_from_its_first_page_on(path):
    async with Database(path):
        header = path.read_bytes()[:100]

    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID


async def test_a_second_start_finds_what_the_first_one_left(path):
    await filled(path)

    async with Database(path) as db:
        assert await db(events.last_id) == 300


async def test_a_first_start_that_died_half_way_is_begun_anew(path):
    with opening.locked(path):
        pass
    assert not path.exists()

    async with Database(path) as db:
        assert await db(events.last_id) == 0
    assert not opening.draft_of(path).exists()


async def test_a_database_that_is_gone_is_not_begun_anew(path):
    await filled(path)
    path.unlink()

    sentence = await refused(path)

    assert str(path) in sentence
    assert "gone" in sentence
    assert "backup" in sentence
    assert "delete bot.sqlite3.lock to start anew" in sentence
    assert not path.exists()


async def test_a_backup_from_before_the_first_account_is_refused(path, tmp_path):
    early = tmp_path / "early.sqlite3"
    async with Database(path):
        backup(path, early)
    await filled(path)
    path.write_bytes(early.read_bytes())

    sentence = await refused(path)

    assert "holds no account" in sentence
    assert "delete bot.sqlite3.lock to start anew" in sentence
    opening.lock_of(path).unlink()
    async with Database(path) as db:
        assert await db(accounts.everyone) == []


async def test_without_the_lock_file_a_missing_database_is_a_first_start(path):
    await filled(path)
    path.unlink()
    path.with_name("bot.sqlite3.lock").unlink()

    async with Database(path) as db:
        assert await db(events.last_id) == 0


async def test_an_empty_file_is_refused(path):
    path.touch()

    sentence = await refused(path)

    assert f"{path} is empty" in sentence
    assert "backup" in sentence
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "body", [b"x", b"SQLite format 3\x00", b"\x00" * 8192, b"SQLite format 2\x00" + b"\x00" * 4080]
)
async def test_what_is_no_sqlite_database_is_refused(path, body):
    path.write_bytes(body)

    sentence = await refused(path)

    assert f"{path} is not a SQLite database" in sentence
    assert "DATABASE_URL" in sentence
    assert path.read_bytes() == body


@pytest.mark.parametrize("application_id", [0, 1, 0x0F055112])
async def test_another_programs_database_is_refused(path, application_id):
    with closing(sqlite3.connect(path)) as other:
        other.execute(f"pragma application_id = {application_id}")
        other.execute("create table notes (text)")
    body = path.read_bytes()

    sentence = await refused(path)

    assert f"{path} belongs to another program" in sentence
    assert "DATABASE_URL" in sentence
    assert path.read_bytes() == body


@pytest.mark.parametrize("kept", [100, 4096, 4096 * 3 + 17, -4096])
async def test_a_truncated_database_is_refused(path, kept):
    body = (await filled(path))[:kept]
    path.write_bytes(body)

    sentence = await refused(path)

    assert str(path) in sentence
    assert "put a backup in its place" in sentence
    assert "\n" not in sentence
    assert path.read_bytes() == body


async def test_a_damaged_page_is_found_before_anything_is_written(path):
    whole = await filled(path)
    page = len(whole) // 4096 // 2 * 4096
    body = whole[:page] + os.urandom(4096) + whole[page + 4096 :]
    path.write_bytes(body)

    sentence = await refused(path)

    assert str(path) in sentence
    assert "put a backup in its place" in sentence
    assert "\n" not in sentence
    assert path.read_bytes() == body


async def test_a_damaged_database_is_not_even_folded_back_from_its_log(path):
    async with Database(path) as db:
        account = await db(accounts.connect, ACCOUNT, NOON)
        for number in range(300):
            await db(events.append, account, event(Kind.FAILED, number), NOON)
        log = path.with_name("bot.sqlite3-wal").read_bytes()
    body = path.read_bytes()[:4096] + b"\xff" * 4096 * 3
    path.write_bytes(body)
    path.with_name("bot.sqlite3-wal").write_bytes(log[: len(log) // 2])

    await refused(path)

    assert path.read_bytes() == body


async def test_a_refused_database_can_be_opened_once_it_is_put_right(path):
    whole = await filled(path)
    path.write_bytes(whole[:5000])
    await refused(path)
    path.write_bytes(whole)

    async with Database(path) as db:
        assert await db(events.last_id) == 300


async def test_a_second_program_is_refused_and_the_first_goes_on(path):
    async with Database(path) as first:
        sentence = await refused(path)

        assert f"another smsc-bot is running on {path}" in sentence
        assert "stop it first" in sentence
        assert await first(events.last_id) == 0


async def test_closing_lets_the_next_one_in(path):
    async with Database(path):
        pass

    async with Database(path) as second:
        assert await second(events.last_id) == 0


async def test_a_folder_nobody_may_write_to_is_refused():
    sentence = await refused(Path("/sys/bot.sqlite3"))  # not even root may

    assert "/sys/bot.sqlite3" in sentence
    assert "check its rights and free space" in sentence


async def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "data").write_text("a file")

    sentence = await refused(tmp_path / "data" / "bot.sqlite3")

    assert str(tmp_path / "data" / "bot.sqlite3") in sentence
    assert (tmp_path / "data").read_text() == "a file"


async def test_a_folder_in_the_databases_place_is_refused(path):
    path.mkdir()

    sentence = await refused(path)

    assert f"{path} cannot be read" in sentence
    assert "DATABASE_URL" in sentence


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///data/bot.sqlite3", "data/bot.sqlite3"),
        ("sqlite:////var/lib/bot.sqlite3", "/var/lib/bot.sqlite3"),
        ("sqlite:///bot.db", "bot.db"),
        ("sqlite:///мои данные/bot.db", "мои данные/bot.db"),
    ],
)
def test_an_address_with_three_slashes_is_relative_and_with_four_absolute(url, path):
    assert path_of(url) == Path(path)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data/bot.sqlite3",
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite:////",
        "sqlite:///data/",
        "sqlite:///:memory:",
        "sqlite:///./:memory:",
        "sqlite://data/bot.sqlite3",
        "sqlite:///bot.sqlite3?mode=ro",
        "sqlite:///bot#2.sqlite3",
        "sqlite://[bot/bot.sqlite3",
        "postgresql:///bot",
    ],
)
def test_any_other_address_is_refused_with_an_example(url):
    with pytest.raises(Unusable, match=r"DATABASE_URL is .* expected sqlite:///data/bot.sqlite3"):
        path_of(url)


def test_the_password_in_another_databases_address_is_not_repeated():
    with pytest.raises(Unusable) as caught:
        path_of("postgresql://bot:pass@word@localhost/bot")

    assert "postgresql://…@localhost/bot" in str(caught.value)
    assert "pass" not in str(caught.value)


@given(st.text() | st.text().map("sqlite:///".__add__))
def test_whatever_the_address_it_names_a_file_or_is_refused(url):
    try:
        found = path_of(url)
    except Unusable:
        return

    assert found.name not in {"", ":memory:"}


async def test_a_backup_of_a_running_bot_is_whole_and_for_our_eyes_only(db, account, tmp_path):
    await db(events.append, account, event(Kind.CALL, 1), NOON)

    backup(db.path, tmp_path / "copy.sqlite3")

    assert (tmp_path / "copy.sqlite3").stat().st_mode & 0o777 == 0o600
    async with Database(tmp_path / "copy.sqlite3") as copy:
        assert await copy(events.last_id) == 1


async def test_a_backup_overwrites_nothing(db, tmp_path):
    (tmp_path / "copy.sqlite3").write_text("precious")

    with pytest.raises(Unusable, match="exists already: name a new file"):
        backup(db.path, tmp_path / "copy.sqlite3")

    assert (tmp_path / "copy.sqlite3").read_text() == "precious"


def test_a_backup_of_nothing_is_refused_and_makes_nothing(tmp_path):
    with pytest.raises(Unusable, match="no backup of"):
        backup(tmp_path / "bot.sqlite3", tmp_path / "copy.sqlite3")

    assert list(tmp_path.iterdir()) == []


async def test_a_backup_that_fails_leaves_nothing_behind(path, tmp_path):
    whole = await filled(path)
    path.write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])

    with pytest.raises(Unusable, match="no backup of"):
        backup(path, tmp_path / "copy.sqlite3")

    assert not (tmp_path / "copy.sqlite3").exists()

"""A file that is there to be thrown away when the disk is full."""

import shutil

import pytest

from storage import ballast

MB = 1024 * 1024


def test_ballast_takes_real_space_beside_the_database(tmp_path):
    assert ballast.lay(tmp_path / "bot.sqlite3") == (shutil.disk_usage(tmp_path).free >= ballast.AMPLE - ballast.SIZE)

    file = ballast.file_of(tmp_path / "bot.sqlite3")
    assert file.stat().st_blocks * 512 >= ballast.SIZE


def test_ballast_stays_while_there_is_room(tmp_path):
    ballast.lay(tmp_path / "bot.sqlite3")

    ballast.drop_if_full(tmp_path / "bot.sqlite3")

    assert ballast.file_of(tmp_path / "bot.sqlite3").exists()


def test_without_ballast_there_is_nothing_to_throw_away(tmp_path):
    ballast.drop_if_full(tmp_path / "bot.sqlite3")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("free", "total", "low"),
    [(127, 50_000, True), (129, 50_000, False), (9, 100, True), (11, 100, False), (0, 1, True)],
)
def test_space_is_low_long_before_there_is_none(free, total, low):
    assert ballast.is_low(free * MB, total * MB) is low

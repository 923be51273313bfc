"""The program as a stranger starts it: help, wrong settings, one clear line and exit status 2; what is shipped."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tomllib
import zipfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.settings import Settings

ROOT = Path(__file__).parent.parent
SECONDS = 30  # what no command here may need, on the slowest machine
SECRET = "AAE-this-part-of-a-token-is-never-shown"
TOKEN = f"123456789:{SECRET}"
NOBODY_LISTENS = "http://127.0.0.1:9"

WRONG = [
    ("TELEGRAM_TOKEN", f"{SECRET} without its number"),
    ("TELEGRAM_TOKEN", "123456789:кириллица"),
    ("TELEGRAM_API_URL", "api.telegram.org"),
    ("TELEGRAM_API_URL", f"api.telegram.org/bot{TOKEN}"),
    ("TELEGRAM_MODE", "push"),
    ("TELEGRAM_MODE", "webhook"),  # and no PUBLIC_URL
    ("TELEGRAM_PROXY", "127.0.0.1:1080"),
    ("TELEGRAM_PROXY", f"ftp://me:{SECRET}@127.0.0.1"),
    ("SMSC_API_URL", "smsc.ru"),
    ("SMSC_API_URL", f"https://me:{SECRET}@smsc.ru"),
    ("PUBLIC_URL", "bot.example.org"),
    ("PUBLIC_URL", "https://bot.example.org/?a=b"),
    ("HOST", "203.0.113.1"),  # an address of nobody's machine: https://www.rfc-editor.org/rfc/rfc5737
    ("PORT", "http"),
    ("PORT", "65536"),
    ("PORT", "80\n80"),
    ("DATABASE_URL", "data/bot.sqlite3"),
    ("DATABASE_URL", f"postgresql://me:{SECRET}@127.0.0.1/bot"),
    ("SECRET_KEYS", SECRET),
    ("OWNERS", "@ivan"),
    ("OWNERS", "1001,two"),
    ("ALLOWED_CHATS", "everywhere"),
    ("LANGUAGE", "de"),
    ("RETENTION_DAYS", "0"),
    ("RETENTION_DAYS", "a month"),
    ("LOG_LEVEL", "LOUD"),
    ("LOG_FORMAT", "xml"),
    ("METRICS_PORT", "65536"),
]


@dataclass(frozen=True)
class Ended:
    """How a run of the program ended."""

    status: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """The one line it said; anything else fails the test."""
        assert self.out == ""
        assert self.err.count("\n") == 1, self.err
        return self.err.strip()


def environment(**settings: str) -> dict[str, str]:
    """Nothing of ours but *settings*, and a Telegram that cannot be reached."""
    known = {"PATH": os.environ["PATH"], "TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": NOBODY_LISTENS, "PORT": "0"}
    return known | settings


def bot(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run `python -m bot` in *folder* to its end."""
    done = subprocess.run(  # noqa: S603 - the program under test
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@asynccontextmanager
async def running_bot(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Process]:
    """`python -m bot` in *folder*; what still runs at the end is killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, cwd=folder, env=environment(**settings), stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def said(stream: asyncio.StreamReader | None, text: str) -> str:
    """The next line of *stream* that holds *text*."""
    assert stream is not None
    async with asyncio.timeout(SECONDS):
        while line := (await stream.readline()).decode():
            if text in line:
                return line
    raise AssertionError(f"it ended without saying {text!r}")


def test_help_needs_no_settings(tmp_path: Path):
    shown = bot(tmp_path, "--help", TELEGRAM_TOKEN="", PORT="wrong")

    assert shown.status == 0
    assert all(command in shown.out for command in ("run", "sandbox", "check", "backup", "rotate-key"))


@pytest.fixture(scope="module")
def endings(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Ended]:
    """How `run` ends for each of WRONG; a few at a time, as each of them is a whole start."""
    folders = [tmp_path_factory.mktemp("wrong") for _wrong in WRONG]  # two bots in one would refuse each other
    with ThreadPoolExecutor(4) as pool:
        ended = pool.map(lambda folder, wrong: bot(folder, "run", **dict([wrong])), folders, WRONG)
        return dict(zip(WRONG, ended, strict=True))


@pytest.mark.parametrize("wrong", WRONG, ids="{0[0]}={0[1]}".format)
def test_a_wrong_setting_ends_in_one_line_that_names_it(endings: dict[tuple[str, str], Ended], wrong: tuple[str, str]):
    ended = endings[wrong]

    assert ended.status == 2
    assert wrong[0] in ended.line
    assert SECRET not in ended.line


def test_every_setting_is_tried_with_a_wrong_value():
    assert {name.lower() for name, _value in WRONG} == set(Settings.model_fields)


def test_a_wrong_setting_in_the_file_is_named_with_what_it_holds(tmp_path: Path):
    (tmp_path / ".env").write_text('LANGUAGE = "de"\n', encoding="utf-8")

    ended = bot(tmp_path, "run")

    assert (ended.status, ended.line) == (2, "smsc-bot: LANGUAGE is 'de': expected 'ru' or 'en'")


def test_a_file_of_settings_that_is_no_text_is_said_so(tmp_path: Path):
    (tmp_path / ".env").write_bytes(b"LANGUAGE=\xff\xfe\n")

    ended = bot(tmp_path, "run")

    assert ended.status == 2
    assert ".env" in ended.line


def test_a_list_of_languages_for_gettext_is_no_wrong_setting(tmp_path: Path):
    ended = bot(tmp_path, "run", LANGUAGE="de_DE:en_US:ru", TELEGRAM_TOKEN="")

    assert "TELEGRAM_TOKEN" in ended.line


def test_without_a_token_the_line_says_what_to_do(tmp_path: Path):
    ended = bot(tmp_path, "run", TELEGRAM_TOKEN="")

    assert ended.status == 2
    assert "TELEGRAM_TOKEN" in ended.line
    assert "smsc-bot sandbox" in ended.line


def a_folder(path: Path) -> None:
    path.mkdir()


def another_kind_of_file(path: Path) -> None:
    path.write_text("Dear diary, today nothing was stored.\n" * 100, encoding="utf-8")


def an_empty_file(path: Path) -> None:
    path.touch()


def a_lock_that_cannot_be_held(path: Path) -> None:
    path.with_name(f"{path.name}.lock").mkdir()


def only_a_lock(path: Path) -> None:
    path.with_name(f"{path.name}.lock").touch()


@pytest.mark.parametrize(
    "place", [a_folder, another_kind_of_file, an_empty_file, a_lock_that_cannot_be_held, only_a_lock]
)
def test_a_database_that_cannot_be_opened_is_left_alone(tmp_path: Path, place: Callable[[Path], None]):
    place(tmp_path / "kept.sqlite3")
    before = sorted(tmp_path.iterdir())

    ended = bot(tmp_path, "run", DATABASE_URL="sqlite:///kept.sqlite3")

    assert ended.status == 2
    assert "kept.sqlite3" in ended.line
    assert "DATABASE_URL" in ended.line
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "data").touch()

    ended = bot(tmp_path, "run")

    assert ended.status == 2
    assert "data/" in ended.line
    assert "DATABASE_URL" in ended.line


def test_an_address_that_is_none_is_not_blamed_on_the_port(tmp_path: Path):
    ended = bot(tmp_path, "run", HOST="no-such-host.invalid")

    assert ended.status == 2
    assert ended.line.startswith("smsc-bot: HOST is 'no-such-host.invalid': expected")
    assert "PORT" not in ended.line


@pytest.mark.parametrize("arguments", [["backup", "copy.sqlite3"], ["rotate-key"]], ids=lambda arguments: arguments[0])
def test_what_needs_a_database_makes_none(tmp_path: Path, arguments: list[str]):
    ended = bot(tmp_path, *arguments, SECRET_KEYS=Fernet.generate_key().decode())

    assert ended.status == 2
    assert ended.line.startswith("smsc-bot: DATABASE_URL names data/bot.sqlite3, which is not there")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["PORT", "METRICS_PORT"])
def test_a_taken_port_is_one_clear_line(tmp_path: Path, name: str):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = bot(tmp_path, "run", **{name: port})

    assert ended.status == 2
    assert f"{name}={port}" in ended.line


def test_the_port_of_the_chat_page_may_be_taken_too(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        ended = bot(tmp_path, "sandbox", "--port", port)

    assert ended.status == 2
    assert port in ended.line


async def test_a_second_bot_on_one_database_ends_and_the_first_goes_on(tmp_path: Path):
    async with running_bot(tmp_path, "run") as first:
        await said(first.stderr, "listening on")
        second = await asyncio.to_thread(bot, tmp_path, "run")
        assert first.returncode is None
        first.send_signal(signal.SIGTERM)
        async with asyncio.timeout(SECONDS):
            await first.communicate()

    assert (first.returncode, second.status) == (0, 2)
    assert "another smsc-bot is running" in second.line


async def test_the_sandbox_hears_nothing_of_the_machines_settings(tmp_path: Path):
    machines = {"TELEGRAM_MODE": "push", "LANGUAGE": "de", "HOST": "203.0.113.1", "TELEGRAM_PROXY": NOBODY_LISTENS}
    async with running_bot(tmp_path, "sandbox", **machines) as sandbox:
        assert sandbox.stdout is not None
        async with asyncio.timeout(SECONDS):
            address = (await sandbox.stdout.readline()).decode()
        sandbox.send_signal(signal.SIGINT)
        async with asyncio.timeout(SECONDS):
            await sandbox.communicate()

    assert re.search(r"http://127\.0\.0\.1:\d+", address)
    assert sandbox.returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [[], ["rnu"], ["run", "--fast"], [TOKEN], ["sandbox", "--port", "65536"], ["backup"], ["backup", "no/such/folder"]],
)
def test_arguments_that_are_unusable_are_one_line(tmp_path: Path, arguments: list[str]):
    ended = bot(tmp_path, *arguments)

    assert ended.status == 2
    assert ended.line.startswith("smsc-bot: ")
    assert SECRET not in ended.line


def test_keys_are_rotated_only_where_there_are_keys(tmp_path: Path):
    ended = bot(tmp_path, "rotate-key")

    assert ended.status == 2
    assert "SECRET_KEYS is empty" in ended.line


def test_the_wheel_holds_all_that_the_program_reads(tmp_path: Path):
    subprocess.run(  # noqa: S603 - the build itself
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        timeout=SECONDS,
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    shipped = set(zipfile.ZipFile(wheel).namelist())

    folders = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    there = {str(path.relative_to(ROOT)) for name in folders["packages"] for path in (ROOT / name).rglob("*.*")}
    assert {path for path in there if "__pycache__" not in path} - shipped == set()
    assert {"locales/ru.po", "locales/en.po"} <= shipped


def test_the_image_is_built_from_everything_in_the_wheel():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    copied = set(re.findall(r"^COPY (\w+) \1$", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE))
    let_in = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE))

    assert copied == {*wheel["packages"], "locales"}
    assert copied <= let_in


def test_the_unit_is_not_checked_without_systemd_and_the_package_is_named():
    done = subprocess.run(
        [sys.executable, "-m", "scripts.check_unit", "deploy/smsc-bot.service"],
        cwd=ROOT,
        env={"PATH": ""},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )

    assert done.returncode == 1
    assert "apt-get install systemd" in done.stderr

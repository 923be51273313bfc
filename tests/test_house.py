"""The rules of the house that no linter knows, and the linters' own rules seen to break."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import SecretStr

from bot.settings import Settings
from handlers.commands import COMMANDS

ROOT = Path(__file__).parent.parent
PACKAGES = ("bot", "handlers", "storage", "smsc", "sandbox")
LONGEST = 40  # lines of one function; the aim is 25, this is where it stops being a matter of taste
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.lock", "requirements-dev.lock")

# For each import contract an import that must not be: the file it is added to, and the line.
VIOLATIONS = {
    "bot runs, handlers behave, storage remembers, smsc speaks: imports go down": [
        ("smsc/phone.py", "import storage.rows"),
        ("storage/rows.py", "import handlers.words"),
        ("handlers/pages.py", "import bot.every"),
    ],
    "the sandbox is the outside world and knows nothing of us": [
        ("sandbox/smsc/money.py", "import smsc.phone"),
        ("sandbox/telegram/tags.py", "import bot.logs"),
    ],
    "only the program itself starts the sandbox": [("handlers/pages.py", "import sandbox.smsc")],
    "only bot.chat knows Telegram": [
        ("bot/every.py", "import telegram"),
        ("handlers/pages.py", "from telegram.constants import ParseMode"),
    ],
    "only the drawing worker knows matplotlib": [
        ("handlers/pages.py", "import matplotlib"),
        ("bot/drawing/studio.py", "import numpy"),
    ],
    "only storage knows SQLite": [
        ("handlers/pages.py", "import sqlite3"),
        ("bot/every.py", "from sqlite_utils import Database"),
    ],
}
# The same for what ruff watches over.
BANNED = [
    ("handlers/any.py", "from aiohttp import web\n\nweb.Response()\n"),
    ("bot/every.py", "from aiohttp import web\n\nweb.Response()\n"),
    ("smsc/any.py", "from datetime import UTC, datetime\n\ndatetime.now(UTC)\n"),
    ("storage/any.py", "import time\n\ntime.time()\n"),
    ("handlers/any.py", "from unittest.mock import patch\n\npatch\n"),
]


FORBIDDEN = re.compile(r"(\bmock|monkeypatch\.setattr|pytest\.(skip|importorskip|xfail)|mark\.(skip|skipif|xfail))$")


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def test_every_folder_of_tests_is_a_package():
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}

    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_nothing_is_patched_and_no_test_is_skipped():
    found = [
        f"{path}:{node.lineno}"
        for path, tree in modules("tests")
        for node in ast.walk(tree)
        for name in named_by(node)
        if FORBIDDEN.search(name)
    ]

    assert found == []


def named_by(node: ast.AST) -> list[str]:
    """The dotted names that *node* imports or reaches for."""
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=module, names=names):
            return [module or "", *(f"{module}.{alias.name}" for alias in names)]
        case ast.Attribute():
            return [ast.unparse(node)]
        case _:
            return []


@pytest.mark.parametrize(
    "line",
    [
        "from unittest.mock import patch",
        "import unittest.mock",
        "from unittest import mock",
        "monkeypatch.setattr(bot, 'clock', None)",
        "pytest.mark.skip(reason='later')",
    ],
)
def test_what_is_forbidden_in_tests_would_be_found(line: str):
    assert any(FORBIDDEN.search(name) for node in ast.walk(ast.parse(line)) for name in named_by(node))


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path}: {node.name} has {length} lines"
        for path, tree in modules(*PACKAGES)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST
    ]

    assert long == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_by_hash_and_names_no_address(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = [entry for entry in re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)) if entry]

    assert len(entries) > 20
    assert [entry for entry in entries if not re.match(r"[a-z0-9-]+(\[\w+\])?==\S+( ;.*?)? \\\n", entry)] == []
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in text
    assert re.findall(r"^\s*(--(?!hash)|-\w)", text, flags=re.MULTILINE) == []


def test_everything_the_program_needs_is_in_both_locks():
    pinned = [set(re.findall(r"^([a-z0-9-]+)", (ROOT / lock).read_text(), flags=re.MULTILINE)) for lock in LOCKS]
    wanted = {re.match(r"[A-Za-z0-9-]+", line)[0] for line in CONFIG["project"]["dependencies"]}

    assert wanted <= pinned[0] <= pinned[1]


def test_the_example_of_env_explains_every_setting_and_no_other():
    paragraphs = uncommented().split("\n\n")
    settings = [part for part in paragraphs if re.search(r"^[A-Z_]+=", part, re.MULTILINE)]

    assert [part.splitlines()[-1].partition("=")[0].lower() for part in settings] == list(Settings.model_fields)
    assert [part for part in settings if not re.fullmatch(r"(# .+\n)+[A-Z_]+=.*\n?", part)] == []


def test_the_example_of_env_shows_the_defaults():
    shown = dotenv_values(stream=StringIO(uncommented()))

    assert {name.lower(): value for name, value in shown.items()} == {
        name: spelled(field.default) for name, field in Settings.model_fields.items()
    }


def uncommented() -> str:
    """`.env.example` as it would be with every setting in force."""
    return re.sub(r"^#(?=[A-Z_]+=)", "", (ROOT / ".env.example").read_text(encoding="utf-8"), flags=re.MULTILINE)


def spelled(default: object) -> str:
    """A default as it stands in `.env`."""
    match default:
        case SecretStr():
            return default.get_secret_value()
        case tuple():
            return ",".join(map(str, default))
        case _:
            return str(default)


def test_the_example_of_env_sets_nothing_by_itself():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert re.findall(r"^[^#\n].*", example, flags=re.MULTILINE) == ["TELEGRAM_TOKEN="]


def test_the_table_of_roles_is_that_of_the_code():
    listed = re.findall(r"^\| `/(\w+)` \| (\w+) \|$", (ROOT / "docs/access.md").read_text("utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted((command.name, command.role.name.lower()) for command in COMMANDS)


def test_every_command_is_in_the_readme():
    listed = re.findall(r"^\| `/(\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE)

    assert sorted(listed) == sorted(command.name for command in COMMANDS)


def test_every_dependency_has_its_reason_written_down():
    reasons = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    groups = CONFIG["dependency-groups"].values()
    wanted = [*CONFIG["project"]["dependencies"], *(line for group in groups for line in group)]

    names = [re.match(r"[A-Za-z0-9-]+", line)[0] for line in wanted]
    assert [name for name in names if not re.search(rf"\b{name}\b", reasons)] == []


def test_every_link_of_the_documents_leads_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
        for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert broken == []


def test_every_target_of_make_that_the_documents_name_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]
    named = {name for page in pages for name in re.findall(r"`make ([a-z]+)", page.read_text(encoding="utf-8"))}

    assert {"run", "test", "check", "bench", "install"} <= targets
    assert named <= targets


def test_every_import_contract_has_a_violation_to_be_tried():
    assert set(VIOLATIONS) == {contract["name"] for contract in CONFIG["tool"]["importlinter"]["contracts"]}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scratch copy of the packages, to be violated."""
    folder = tmp_path_factory.mktemp("house")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


@pytest.mark.parametrize(
    ("contract", "file", "line"),
    [(contract, *violation) for contract, violations in VIOLATIONS.items() for violation in violations],
)
def test_an_import_contract_breaks_when_it_is_violated(house: Path, contract: str, file: str, line: str):
    whole = (house / file).read_text(encoding="utf-8")
    (house / file).write_text(f"{whole}\n{line}\n", encoding="utf-8")

    try:
        linted = lint_imports(house)
    finally:
        (house / file).write_text(whole, encoding="utf-8")

    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert f"{contract} BROKEN" in linted.stdout


def test_no_import_contract_breaks_by_itself(house: Path):
    linted = lint_imports(house)

    assert linted.returncode == 0, linted.stdout + linted.stderr


def lint_imports(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the linter on the packages in *folder*, which come before the installed ones."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "COLUMNS": "200"}
    program = str(Path(sys.executable).with_name("lint-imports"))
    return subprocess.run(  # noqa: S603 - our own linter
        [program, "--no-cache"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(("file", "code"), BANNED)
def test_what_only_one_place_may_use_is_banned_elsewhere(file: str, code: str):
    program = str(Path(sys.executable).with_name("ruff"))
    linted = subprocess.run(  # noqa: S603 - our own linter
        [program, "check", "--no-cache", "--select", "TID251", "--stdin-filename", file, "-"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert linted.returncode == 1, linted.stdout + linted.stderr
    assert "TID251" in linted.stdout

"""The audit is read in the reader's language, whatever was done."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import deeds
from handlers.words import Words
from sandbox.telegram.markup import parse_html
from storage.audit import Deed

ROOT = Path(__file__).parent.parent.parent / "handlers"
RU = Words.load("ru").say(chosen="ru")
AT = datetime(2026, 8, 12, 9, tzinfo=UTC)


def noted() -> list[tuple[str, str | None]]:
    """What the code writes into the audit: the kind, and the result where it is written out."""
    found = []
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="note"), args=[ast.Constant(value=str(kind)), *_], keywords=named
                ):
                    given = {one.arg: one.value for one in named}
                    value = given.get("result")
                    found.append((kind, value.value if isinstance(value, ast.Constant) else None))
    return found


def deed(what: str, about: str = "", result: str = "done") -> Deed:
    return Deed(AT, -1, 1, 7, "@anna", what, about, result)


def test_everything_that_is_noted_has_words():
    kinds = {kind for kind, _result in noted()}
    results = {result for _kind, result in noted() if result}

    assert len(kinds) > 10
    assert kinds - set(deeds.WHAT) == set()
    assert results - set(deeds.RESULTS) == set()


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ("refused", "отказ"),
        ("viewer → buyer", "наблюдатель → покупатель"),
        ("settled by hand: bought", "решено вручную: арендован"),
        ("187.10 RUR, asked by @anna, approved by @boris", "187.10 RUR, запросил @anna, одобрил @boris"),
        ("named Поддержка", "имя Поддержка"),
        ("нечто", "нечто"),
    ],
)
def test_a_result_is_told_in_the_readers_language(result: str, said: str):
    assert parse_html(deeds.result(result, RU)).text == said


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_whatever_was_written_is_only_text(what: str, about: str, result: str):
    shown = parse_html(deeds.what(deed(what, about, result), RU))

    assert {entity.type for entity in shown.entities} <= {"code"}

"""Logs: one line for one message, and nothing in it that should not be there, tracebacks included."""

import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import JsonFormatter, Redactor, TextFormatter, one_line

TOKEN = "1000:A-TOKEN/that=needs+quoting"
QUOTED = "1000%3AA-TOKEN%2Fthat%3Dneeds%2Bquoting"
FORMATTERS = [TextFormatter(Redactor([TOKEN])), JsonFormatter(Redactor([TOKEN]))]


def fail(error: Exception) -> None:
    raise error


def record(message: str, *args: object, error: Exception | None = None) -> logging.LogRecord:
    trace = None
    if error is not None:
        try:
            fail(error)
        except Exception:
            trace = sys.exc_info()
    return logging.LogRecord("bot", logging.WARNING, __file__, 1, message, args, trace)


@pytest.mark.parametrize("formatter", FORMATTERS, ids=["text", "json"])
def test_a_secret_is_blotted_out_wherever_it_stands(formatter: logging.Formatter):
    line = formatter.format(record("a %s and %s", TOKEN, f"https://x/{QUOTED}/y", error=ValueError(f"of {TOKEN}")))

    assert TOKEN not in line
    assert QUOTED not in line
    assert line.count("<secret>") >= 3


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("https://api.telegram.org/bot123456789:AAF-abcdefghijklmnopqrstuvwxyz_012/getMe", "AAF-abcdefgh"),
        ("POST /smsc/Zm9vYmFyLWJhei1xdXV4 200", "Zm9vYmFy"),
        ("login=demo&psw=hunter2&fmt=3", "hunter2"),
        ("psw%3Dhunter2%26fmt", "hunter2"),
        ("{'password': 'hunter2', 'login': 'demo'}", "hunter2"),
        ('{"apikey": "hunter2"}', "hunter2"),
        ("?charset=utf-8&sha1=hunter2", "hunter2"),
        ("secret=hunter2 md5=hunter2 crc32=hunter2", "hunter2"),
    ],
)
def test_what_has_the_shape_of_a_secret_is_blotted_out_too(said: str, secret: str):
    for formatter in FORMATTERS:
        assert secret not in formatter.format(record(said))


@pytest.mark.parametrize(
    "harmless", ["chat -1001234567890", "phone 79991234567", "12:30:45", "secretary", "md5 chosen"]
)
def test_what_is_no_secret_stays(harmless: str):
    for formatter in FORMATTERS:
        assert harmless in formatter.format(record(harmless))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_a_message_is_one_line_whatever_it_holds(text: str):
    lines = TextFormatter(Redactor()).format(record("%s", text)).splitlines()

    assert len(lines) == 1


def test_terminals_and_log_readers_are_not_tricked():
    assert one_line("a\nERROR forged\x1b[31m\u2028b\x85") == r"a\x0aERROR forged\x1b[31m\x2028b\x85"


def test_json_is_one_object_a_line_with_everything_in_it():
    entry = json.loads(FORMATTERS[1].format(record("a\nb %s", "ё", error=ValueError("x"))))

    assert entry["message"] == "a\nb ё"
    assert entry["level"] == "WARNING"
    assert entry["logger"] == "bot"
    assert "ValueError: x" in entry["trace"]
    assert entry["at"].endswith("+00:00")


def test_a_traceback_stays_readable_as_text():
    lines = FORMATTERS[0].format(record("it failed", error=ValueError("x"))).splitlines()

    assert lines[1].startswith("Traceback")
    assert lines[-1] == "ValueError: x"


def test_too_short_a_secret_blots_out_nothing():
    assert Redactor(["", "ab"])("about a cab") == "about a cab"

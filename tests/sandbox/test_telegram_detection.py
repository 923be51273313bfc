"""What becomes active by itself in a plain text."""

import pytest

from sandbox.telegram.detection import found_in
from sandbox.telegram.entities import part
from sandbox.telegram.texts import formatted


def active(text: str) -> list[tuple[str, str]]:
    return [(entity.type, part(text, entity)) for entity in found_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [("bot_command", "/start")]),
        ("жми /buy@smsc_bot сейчас", [("bot_command", "/buy@smsc_bot")]),
        ("и/или, 1/2, </b>, //x", []),
        ("@ivan_petrov, a@b", [("mention", "@ivan_petrov")]),
        ("почта i.petrov@smsc.ru.", [("email", "i.petrov@smsc.ru")]),
        ("#in #1 и#нет", [("hashtag", "#in")]),
        ("$USD", [("cashtag", "$USD")]),
        ("https://smsc.ru/a?b=1#c.", [("url", "https://smsc.ru/a?b=1#c")]),
        ("на smsc.ru, пример.рф и file.csv", [("url", "smsc.ru"), ("url", "пример.рф")]),
        ("🏟 +7 495 000-11-22, 2+2", [("phone_number", "+7 495 000-11-22")]),
        ("v1.2 от 12.08.2026 14:32", []),
    ],
)
def test_finds_what_a_tap_would_open(text, found):
    assert active(text) == found


def test_code_keeps_a_strangers_text_inactive():
    made = formatted("<code>/buy https://evil.example.com</code> /help", "HTML", [])

    assert [entity.type for entity in made.entities] == ["code", "bot_command"]


def test_words_of_a_quote_stay_active():
    made = formatted("<blockquote>звоните +74950001122</blockquote>", "HTML", [])

    assert [entity.type for entity in made.entities] == ["blockquote", "phone_number"]

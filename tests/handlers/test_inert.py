"""What other people chose (an account's login, a person's name, a group's title) is never active where it is shown."""

import string

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.words import CATALOGUES, Html, Msgid, Words
from tests.handlers.strangers import NASTY, active_in, shown, texts

WORDS = Words.load("en")
EN = WORDS.say(chosen="en")
TAPPABLE = (
    "t.me/x",
    "http://evil.ru",
    "@all",
    "/start",
    "#tag",
    "$USD",
    "a@b.ru",
    "x.рф",
    "1.2.3.4",
    ".\u030ame",
    "demo@smsc.ru",
    "@a",
)
PLAIN = (
    "demo",
    "ООО «Ромашка»",
    "…a91f",
    "ivan-petrov_2",
    "2.1 MB",
    "1 авг. – 5 авг.",
    "3/6",
    "и т. д.",
    "a - b",
    "50 %",
    "",
)


def sentences():
    """Every sentence of the program with the names in it, singular and plural alike."""
    with (CATALOGUES / "ru.po").open("rb") as file:
        catalogue = read_po(file, locale="ru")
    for message in catalogue:
        for id in [message.id] if isinstance(message.id, str) else message.id:
            names = {name for _text, name, _spec, _conversion in string.Formatter().parse(id) if name}
            if names:
                yield id, names


@pytest.mark.parametrize("text", TAPPABLE)
def test_a_text_that_telegram_would_make_active_stands_in_monospace(text):
    assert EN("{x}", x=text) == f"<code>{text}</code>"
    assert active_in(EN("{x}", x=text)) == set()


@pytest.mark.parametrize("text", PLAIN)
def test_an_ordinary_text_stands_as_it_is(text):
    assert EN("{x}", x=text) == text


@pytest.mark.parametrize(
    "ours", [Html("/help"), Html('<a href="https://smsc.ru">SMSC</a>'), Msgid("All of them: /help")]
)
def test_what_is_ours_stays_active(ours):
    assert EN("{x}", x=ours) == str(ours)


def test_labels_of_buttons_have_no_markup():
    assert EN.label("{x}", x="@all") == "@all"


@settings(deadline=None, max_examples=50)
@given(text=texts)
def test_no_text_whatever_becomes_active(text):
    assert active_in(EN("a {x} b", x=text) or "-") == set()
    assert active_in(EN.plural("{n} {x}", "{n} {x}", 2, x=text)) == set()


@settings(deadline=None, max_examples=50)
@given(text=st.text())
def test_monospace_changes_nothing_of_the_words(text):
    assert shown(EN("a{x}b", x=text)).text.strip() == f"a{EN.plain(text)}b".strip()


@pytest.mark.parametrize("name", ["alias", "person", "login", "title", "word", "text"])
def test_no_sentence_of_ours_lets_a_name_become_active(name):
    shows = [(id, names) for id, names in sentences() if name in names]

    assert shows
    for id, names in shows:
        others = dict.fromkeys(names - {name}, "1")
        own = active_in(EN(id, **others, **{name: "x"}))
        for nasty in (*TAPPABLE, *NASTY):
            assert active_in(EN(id, **others, **{name: nasty})) <= own

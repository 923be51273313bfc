"""The catalogues: every sentence of the code in every language, and nothing in them that could break a message."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.chat.menu import DESCRIPTION
from handlers.words import CATALOGUES, Money, Say, Words, visible
from sandbox.telegram.markup import Formatted, parse_html
from scripts.check_catalogues import checked, main, placeholders
from scripts.extract import Sentence, Unreadable, sentences, updated, written
from smsc.codes import ERR_MEANING, STATUS_MEANING
from smsc.phone import Phone

HEADER = r"""# Ours.
msgid ""
msgstr ""
"Language: ru\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"
"""
WHOLE = (
    HEADER
    + r"""
#: handlers/cards.py
#, python-brace-format
msgid "Call from <b>{phone}</b>"
msgstr "Звонок с <b>{phone}</b>"

#: handlers/cards.py
#, python-brace-format
msgid "{n} call"
msgid_plural "{n} calls"
msgstr[0] "{n} звонок"
msgstr[1] "{n} звонка"
msgstr[2] "{n} звонков"

#: handlers/cards.py
msgid "📄 CSV"
msgstr "📄 CSV"
"""
)
CODE = """
from handlers.words import _

def card(say, phone, n):
    return say(_("Call from " "<b>{phone}</b>"), phone=phone) + say.plural("{n} call", "{n} calls", n)

FILE = _("📄 CSV")
"""

# A first line is what a lock screen shows: https://core.telegram.org/bots/api leaves its length to us.
LOCK_SCREEN = 60
MOMENT = datetime(2026, 8, 12, 11, 47, tzinfo=UTC)
TYPICAL = {
    "phone": Phone("79991234567"),
    "call_to": Phone("74950001122"),
    "person": "@ivan",
    "alias": "prod",
    "host": "smsc.ru",
    "role": "покупатель",
    "sender": "MyBank",
    "to": "Поддержка",
    "period": "6 авг. – 12 авг.",
    "state": "⏳ готовится",
    "day": date(2026, 8, 12),
    "wait": timedelta(seconds=48),
    **dict.fromkeys(("at", "called", "deadline", "told", "until"), MOMENT),
    **dict.fromkeys(("amount", "money", "balance"), Money(Decimal("1530.00"), "RUB")),
    **dict.fromkeys(("price", "old", "new", "charged", "monthly"), Money(Decimal("187.10"), "RUB")),
}
USUAL = "слово"

HOSTILE = ('<b>&"{x}', "</b></code></i>", "&lt;tg-spoiler&gt;", "\u202e\u2066\u200bfdp.exe", '<&{"' * 1024, "")

spoken = pytest.mark.parametrize("language", ["en", "ru"])


@pytest.fixture(scope="module")
def words() -> Words:
    return Words.load("en")


@pytest.fixture(scope="module")
def said() -> list[Sentence]:
    return sentences()


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A small source with two sentences and a plural, wholly translated."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "handlers").mkdir()
    (tmp_path / "handlers" / "cards.py").write_text(CODE, "utf-8")
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "ru.po").write_text(WHOLE, "utf-8")
    return tmp_path


def found_in(house: Path) -> list[str]:
    return checked(house / "locales", sentences(house))


def named(sentence: Sentence) -> set[str]:
    """The values of *sentence* but its number."""
    return placeholders(sentence.many or sentence.text) - {"n"}


def all_forms(sentence: Sentence, say: Say, **values: object) -> Iterator[str]:
    if not sentence.many:
        yield say(sentence.text, **({"n": 5} | values))
        return
    for n in (1, 2, 5):
        yield say.plural(sentence.text, sentence.many, n, **values)


# The real catalogues


def test_every_sentence_is_in_every_language(said):
    assert checked(CATALOGUES, said) == []


def test_the_meanings_of_smscs_codes_are_sentences_too(said):
    texts = {sentence.text for sentence in said}

    assert {*STATUS_MEANING.values(), *ERR_MEANING.values()} <= texts


@spoken
@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda value: value[:12] or "nothing")
def test_no_value_can_add_markup_to_a_sentence_or_take_it_away(words, said, language, hostile):
    say = words.say(chosen=language)
    for sentence in said:
        names = named(sentence)
        harmless = all_forms(sentence, say, **dict.fromkeys(names, USUAL))
        attacked = all_forms(sentence, say, **dict.fromkeys(names, hostile))
        for tame, wild in zip(harmless, attacked, strict=True):
            assert wild == tame.replace(USUAL, say.inert(hostile))
            shown = parse_html(wild)  # raises MarkupError where Telegram would refuse it
            assert tags(shown) <= tags(parse_html(tame)) | {"code"}
            assert not names or visible(hostile) in shown.text


def tags(shown: Formatted) -> set[str]:
    return {entity.type for entity in shown.entities}


@spoken
def test_the_first_line_of_a_card_fits_a_lock_screen(words, said, language):
    say = words.say(chosen=language)
    cards = [sentence for sentence in said if "\n" in sentence.text and sentence.text != DESCRIPTION]
    first_lines = [
        parse_html(form).text.partition("\n")[0]
        for sentence in cards
        for form in all_forms(sentence, say, **{name: TYPICAL.get(name, USUAL) for name in named(sentence)})
    ]

    assert [line for line in first_lines if len(line) > LOCK_SCREEN] == []


def test_russian_quotes_are_russian(words, said):
    say = words.say(chosen="ru")
    forms = [form for sentence in said for form in all_forms(sentence, say, **dict.fromkeys(named(sentence), USUAL))]

    assert [form for form in forms if set(form) & set('“”„"')] == []


# What the check finds


def test_a_whole_catalogue_has_no_findings(house):
    assert found_in(house) == []


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ('msgstr "Звонок с <b>{phone}</b>"', 'msgstr ""', "empty"),
        ('msgstr[1] "{n} звонка"', 'msgstr[1] ""', "empty"),
        ('msgid "Call from', '#, fuzzy\nmsgid "Call from', "fuzzy"),
        ("с <b>{phone}</b>", "с <b>{fone}</b>", "placeholders"),
        ("с <b>{phone}</b>", "с <b>номера</b>", "placeholders"),
        ("с <b>{phone}</b>", "с <b>{phone.digits}</b>", "placeholders"),
        ("с <b>{phone}</b>", "с <b>{phone</b>", "placeholders"),
        ('msgstr[2] "{n} звонков"', 'msgstr[2] "звонки"', "placeholders"),
        ("с <b>{phone}</b>", "с <i>{phone}</i>", "HTML tags"),
        ("с <b>{phone}</b>", "с <b>{phone}", "HTML tags"),
        ("с <b>{phone}</b>", "<b>с</b> <b>{phone}</b>", "HTML tags"),
        ('"Звонок с <b>{phone}</b>"', '"Call from <b>{phone}</b>"', "untranslated"),
        ('msgstr[2] "{n} звонков"', 'msgstr[2] "{n} calls"', "untranslated"),
        ('msgstr[2] "{n} звонков"\n', "", "empty"),
        ('msgstr[2] "{n} звонков"\n', 'msgstr[2] "{n} звонков"\nmsgstr[3] "{n} звонка"\n', "unreadable"),
        ('msgstr "📄 CSV"', "📄 CSV", "unreadable"),
        ('msgstr "📄 CSV"', 'msgid_plural "📄 CSVs"\nmsgstr[0] "1"\nmsgstr[1] "2"\nmsgstr[2] "3"', "plural forms"),
    ],
)
def test_a_faulty_translation_is_found(house, right, wrong, finding):
    assert WHOLE.count(right) == 1
    (house / "locales" / "ru.po").write_text(WHOLE.replace(right, wrong), "utf-8")

    assert [line.split(": ")[:2] for line in found_in(house)] == [["ru.po", finding]]


def test_a_sentence_that_nobody_translated_is_found(house):
    (house / "handlers" / "more.py").write_text('TITLE = _("More")', "utf-8")

    assert found_in(house) == ["ru.po: missing: 'More'"]


@pytest.mark.parametrize("mark", ["", "#~ "])
def test_a_translation_that_nobody_says_any_more_is_found(house, mark):
    (house / "locales" / "ru.po").write_text(f'{WHOLE}\n{mark}msgid "Old"\n{mark}msgstr "Старое"\n', "utf-8")

    assert found_in(house) == ["ru.po: obsolete: 'Old'"]


def test_a_sentence_that_has_got_a_plural_since_is_found(house):
    code = CODE.replace('_("📄 CSV")', 'say.plural("📄 CSV", "📄 CSVs", 2)')
    (house / "handlers" / "cards.py").write_text(code, "utf-8")

    assert found_in(house) == ["ru.po: plural forms: '📄 CSV'"]


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ("Language: ru", "Language: uk", "language is 'uk' instead of 'ru'"),
        ("charset=utf-8", "charset=latin-1", "charset is 'latin-1' instead of 'utf-8'"),
        ("nplurals=3", "nplurals=4", "plural forms is 4 instead of 3"),
    ],
)
def test_a_faulty_header_is_found(house, right, wrong, finding):
    (house / "locales" / "ru.po").write_text(WHOLE.replace(right, wrong), "utf-8")

    assert f"ru.po: header: {finding}" in found_in(house)


def test_the_language_of_the_code_needs_a_header_and_nothing_else(house):
    (house / "locales" / "en.po").write_text(HEADER.replace("ru", "en").replace("nplurals=3", "nplurals=2"), "utf-8")

    assert found_in(house) == []


def test_the_check_fails_where_anything_is_found(house, capsys):
    (house / "locales" / "ru.po").write_text(HEADER, "utf-8")

    assert main(house / "locales") == 1
    assert "ru.po: missing: " in capsys.readouterr().out


def test_the_check_passes_on_what_is_in_the_repository(capsys):
    assert main() == 0
    assert capsys.readouterr().out.count("\n") == 1


# Bringing a catalogue up to date


def brought_up_to_date(text: str, house: Path) -> str:
    return written(updated(read_po(BytesIO(text.encode()), locale="ru"), sentences(house)), text)


def test_a_whole_catalogue_is_not_changed(house):
    assert brought_up_to_date(WHOLE, house) == WHOLE


def test_new_sentences_come_in_where_the_source_has_them_and_old_ones_go(house):
    (house / "bot" / "door.py").write_text('TITLE = _("Hello")', "utf-8")
    old = WHOLE + '\nmsgid "Old"\nmsgstr "Старое"\n\n#~ msgid "Older"\n#~ msgstr "Совсем старое"\n'

    hello = '\n#: bot/door.py\nmsgid "Hello"\nmsgstr ""\n'
    assert brought_up_to_date(old, house) == HEADER + hello + WHOLE.removeprefix(HEADER)


def test_a_sentence_said_in_two_files_names_both(house):
    (house / "handlers" / "tables.py").write_text('FILE = _("📄 CSV")', "utf-8")

    assert "#: handlers/cards.py handlers/tables.py\nmsgid" in brought_up_to_date(WHOLE, house)


def test_a_translators_comment_and_doubt_stay(house):
    doubted = WHOLE.replace("#: handlers/cards.py\nmsgid", "# Коротко.\n#: handlers/cards.py\n#, fuzzy\nmsgid")

    assert brought_up_to_date(doubted, house) == doubted


def test_a_sentence_that_has_got_a_plural_since_is_to_be_translated_again(house):
    code = CODE.replace('_("📄 CSV")', 'say.plural("📄 CSV", "📄 CSVs", 2)')
    (house / "handlers" / "cards.py").write_text(code, "utf-8")

    assert 'msgid_plural "📄 CSVs"\nmsgstr[0] ""\nmsgstr[1] ""\nmsgstr[2] ""\n' in brought_up_to_date(WHOLE, house)


def test_sentences_inside_an_f_string_are_found(house):
    (house / "handlers" / "cards.py").write_text("""TEXT = f"{title}\\n{say(_('Once more'))}" """, "utf-8")

    assert [sentence.text for sentence in sentences(house)] == ["Once more"]


def test_the_meanings_a_handler_imports_are_found(house):
    (house / "handlers" / "cards.py").write_text("from smsc.codes import TYPE_NAMES, Outcome", "utf-8")

    found = sentences(house)
    assert "Flash SMS" in {sentence.text for sentence in found}
    assert {sentence.files for sentence in found} == {("smsc/codes.py",)}


@pytest.mark.parametrize("code", ["_(title)", '_(f"Hello {name}")', 'say.plural(one, "many", n)'])
def test_a_sentence_made_up_as_the_program_runs_is_refused(house, code):
    (house / "handlers" / "cards.py").write_text(code, "utf-8")

    with pytest.raises(Unreadable, match=r"handlers/cards\.py:1"):
        sentences(house)

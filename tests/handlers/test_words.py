"""Words: languages, plurals, money and times, and what becomes of strangers' text on its way into Telegram's HTML."""

import unicodedata
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.words import Html, Money, Msgid, Say, Words, _, visible
from sandbox.telegram.markup import parse_html
from smsc.phone import Phone

RUSSIAN = r"""
msgid ""
msgstr ""
"Language: ru\n"
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"

msgid "<b>{who}</b> called"
msgstr "Звонок: <b>{who}</b>"

msgid "{n} call from {who}"
msgid_plural "{n} calls from {who}"
msgstr[0] "{n} звонок, {who}"
msgstr[1] "{n} звонка, {who}"
msgstr[2] "{n} звонков, {who}"

msgid "owner"
msgstr "владелец"

#, fuzzy
msgid "A guess"
msgstr "Догадка"
"""
ENGLISH = 'msgid ""\nmsgstr ""\n"Language: en\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
NOON = datetime(2026, 8, 12, 11, 32, tzinfo=UTC)

# Letters, figures, punctuation, signs and blanks of every script: what no rule of ours changes.
ordinary = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]) | st.just("\n"))
tricky = st.text(
    st.sampled_from(
        "ae<&>\"'{}\n\t\r\x00\u0301\u0e49\u20dd\u00ad\u200b\u200c\u200d\u202e\u2066\ufeff\ufe0f👩🏴\U000e0067"
    )
    | st.characters()
)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    folder: Path = tmp_path_factory.mktemp("locales")
    (folder / "ru.po").write_text(RUSSIAN, "utf-8")
    (folder / "en.po").write_text(ENGLISH, "utf-8")
    return Words.load("ru", folder)


@pytest.fixture(scope="module")
def ru(words: Words) -> Say:
    return words.say(chosen="ru")


@pytest.fixture(scope="module")
def en(words: Words) -> Say:
    return words.say(chosen="en")


# Escaping


def test_a_value_is_escaped_once(ru):
    assert ru("<b>{who}</b> called", who="a<b & c>d") == "Звонок: <b>a&lt;b &amp; c&gt;d</b>"


def test_what_looks_escaped_already_is_escaped_like_any_text(ru):
    assert ru("{x}", x="&lt;b&gt;") == "&amp;lt;b&amp;gt;"


def test_html_is_not_escaped_again(ru):
    assert ru("{x}", x=Html("<i>да</i> &amp; нет")) == "<i>да</i> &amp; нет"


def test_what_say_made_is_a_plain_text_for_the_next_one_unless_it_is_called_html(ru):
    inner = ru("<b>{who}</b> called", who="x")

    assert ru("{x}", x=inner) == "Звонок: &lt;b&gt;x&lt;/b&gt;"
    assert ru("{x}", x=Html(inner)) == inner


def test_a_label_is_plain_text(ru):
    assert ru.label("{x}", x="a<b & c>d") == "a<b & c>d"


def test_braces_in_a_value_stay_as_they_are(ru):
    assert ru("{x}", x="{who} {0} {{}} %s") == "{who} {0} {{}} %s"


def test_a_sentence_without_its_value_is_our_mistake_and_says_so(ru):
    with pytest.raises(KeyError):
        ru("<b>{who}</b> called")


def test_every_kind_of_value_is_escaped(ru):
    assert ru("{x}", x=Money(Decimal(5), "<b>")) == "5 &lt;b&gt;"
    assert ru("{x}", x=ValueError("<b>")) == "&lt;b&gt;"


@given(text=tricky)
def test_no_text_brings_markup_of_its_own(ru, text):
    said = ru("<b>{who}</b> called", who=text)

    shown = parse_html(said)
    assert {entity.type for entity in shown.entities} <= {"bold", "code"}
    assert shown.text == f"Звонок: {visible(text)}"


@given(text=ordinary)
def test_an_ordinary_text_arrives_as_it_was(ru, text):
    assert parse_html(ru("{x}", x=text)).text == text


@given(text=ordinary)
def test_an_ordinary_text_is_the_same_on_a_button(ru, text):
    assert ru.label("{x}", x=text) == text


# Characters nobody sees


@pytest.mark.parametrize(
    "hidden",
    [
        pytest.param("\u202e", id="right-to-left override"),
        pytest.param("\u2066", id="isolate"),
        pytest.param("\u200f", id="right-to-left mark"),
        pytest.param("\u061c", id="arabic letter mark"),
        pytest.param("\u200b", id="zero-width space"),
        pytest.param("\u200d", id="joiner between our letters"),
        pytest.param("\u200b\u200d\U000e0061\u200d", id="several, one covering another"),
        pytest.param("\ufeff", id="byte order mark"),
        pytest.param("\u00ad", id="soft hyphen"),
        pytest.param("\U000e0061", id="tag character"),
        pytest.param("\x00", id="nul"),
        pytest.param("\x1b", id="escape"),
        pytest.param("\x85", id="next line"),
        pytest.param("\ud83d", id="half of a surrogate pair"),
        pytest.param("\ue000", id="private use"),
    ],
)
def test_what_hides_or_reverses_text_is_taken_out(ru, hidden):
    assert ru("{x}", x=f"pay{hidden}pal") == "paypal"


def test_line_breaks_and_tabs_stay(ru):
    assert ru("{x}", x="a\r\n\tb") == "a\n\tb"


@pytest.mark.parametrize(
    "emoji",
    [
        pytest.param("👨‍👩‍👧", id="family"),
        pytest.param("👩‍❤️‍💋‍👨", id="kiss"),
        pytest.param("🏳️‍🌈", id="rainbow flag"),
        pytest.param("🏴󠁧󠁢󠁥󠁮󠁧󠁿", id="England"),
        pytest.param("1️⃣", id="keycap"),
        pytest.param("👍🏽", id="skin"),
        pytest.param("\U0001fae9", id="newer than this Python"),
    ],
)
def test_an_emoji_stays_whole(ru, emoji):
    assert ru("{x}", x=f"a{emoji}b") == f"a{emoji}b"


def test_joiners_stay_in_scripts_that_join_their_letters(ru):
    assert ru("{x}", x="می‌خواهم क्‍ष") == "می‌خواهم क्‍ष"


@pytest.mark.parametrize(
    ("piled", "kept"),
    [
        ("e" + "\u0301" * 50 + "!", "e" + "\u0301" * 3 + "!"),
        ("ส" + "\u0e49" * 50, "ส" + "\u0e49" * 3),
        ("o" + "\u20dd" * 50, "o" + "\u20dd" * 3),
        ("e" + "\u0301\u0301\u200b" * 50, "e" + "\u0301" * 3),
        ("ส" + "\u0e49\u0e49\u200d" * 50, "ส" + "\u0e49\u0e49\u200d\u0e49"),
    ],
    ids=["accents", "Thai", "circles", "hidden characters between", "joiners between"],
)
def test_marks_cannot_pile_up(piled, kept):
    assert visible(piled) == kept


@pytest.mark.parametrize("text", [unicodedata.normalize("NFD", "Việt Nam"), "שָׁלוֹם", "นี่", "ཧཱུྃ"])
def test_marks_that_a_language_needs_stay(text):
    assert visible(text) == text


@given(text=tricky)
def test_taking_out_what_hides_once_is_enough(text):
    assert visible(visible(text)) == visible(text)


# Money


@pytest.mark.parametrize(
    ("money", "russian", "english"),
    [
        (Money(Decimal("187.10"), "RUR"), "187,10 ₽", "187.10 ₽"),
        (Money(Decimal("187.1"), "RUB"), "187,10 ₽", "187.10 ₽"),
        (Money(Decimal("400"), "RUB"), "400 ₽", "400 ₽"),
        (Money(Decimal("1342.90"), "RUB"), "1 342,90 ₽", "1,342.90 ₽"),
        (Money(Decimal("-3.2"), "RUB"), "-3,20 ₽", "-3.20 ₽"),
        (Money(Decimal("0"), "RUB"), "0 ₽", "0 ₽"),
        (Money(Decimal("12.5"), "USD"), "12,50 $", "12.50 $"),
        (Money(Decimal("12.5"), "KZT"), "12,50 KZT", "12.50 KZT"),
        (Money(Decimal("12.5"), "баллы"), "12,50 баллы", "12.50 баллы"),
        (Money(Decimal("187.10"), ""), "187,10", "187.10"),
        (Money(Decimal("0.0045"), ""), "0,0045", "0.0045"),
    ],
)
def test_money_is_written_as_its_reader_writes_it(ru, en, money, russian, english):
    assert ru.plain(money).replace("\u00a0", " ") == russian
    assert en.plain(money) == english


# Durations and times


@pytest.mark.parametrize(
    ("seconds", "russian", "english"),
    [
        (0, "0 с", "0 sec"),
        (-5, "0 с", "0 sec"),
        (0.2, "1 с", "1 sec"),
        (48, "48 с", "48 sec"),
        (60, "1 мин", "1 min"),
        (130, "2 мин 10 с", "2 min 10 sec"),
        (3600, "1 ч", "1 hr"),
        (3725, "1 ч 2 мин", "1 hr 2 min"),
        (90061, "1 дн. 1 ч", "1 day 1 hr"),
        (40 * 86400, "40 дн.", "40 days"),
    ],
)
def test_a_duration_has_the_two_units_that_matter(ru, en, seconds, russian, english):
    assert ru.plain(timedelta(seconds=seconds)).replace("\u00a0", " ") == russian
    assert en.plain(timedelta(seconds=seconds)) == english


def test_a_moment_is_shown_in_the_readers_zone_with_a_readable_fallback(ru, en):
    unix = int(NOON.timestamp())

    assert ru("{at}", at=NOON) == f'<tg-time unix="{unix}" format="t">14:32 МСК</tg-time>'
    assert en("{at}", at=NOON) == f'<tg-time unix="{unix}" format="t">14:32 MSK</tg-time>'


def test_a_moment_on_a_button_has_no_markup(ru):
    assert ru.label("{at}", at=NOON) == "14:32 МСК"


def test_a_moment_is_shown_in_the_zone_of_the_chat(words):
    chat = Say("ru", words.catalogues["ru"], ZoneInfo("Asia/Yekaterinburg"))

    assert chat.label("{at}", at=NOON) == "16:32 UTC+5"


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (None, "14:32 МСК"),
        ("Europe/Moscow", "14:32 МСК"),
        ("Asia/Kathmandu", "17:17 UTC+5:45"),
        ("UTC", "11:32 UTC"),
        ("Atlantis/Capital", "14:32 МСК"),
        ("../../etc/passwd", "14:32 МСК"),
    ],
)
def test_the_zone_is_named_by_its_iana_name_and_moscow_where_there_is_none(words, zone, shown):
    assert words.say(chosen="ru", zone=zone).label("{at}", at=NOON) == shown


@pytest.mark.parametrize("year", [1969, 2039, 5138])
def test_a_moment_that_telegram_cannot_count_to_is_plain_text(ru, year):
    assert ru("{at}", at=NOON.replace(year=year)).endswith(":32 МСК")


def test_telegram_takes_a_moment_of_ours_for_a_time(ru):
    entity = parse_html(ru("{at}", at=NOON)).entities[0]

    assert (entity.type, entity.unix_time) == ("date_time", NOON.timestamp())


def test_a_day_is_a_day_and_a_month(ru, en):
    assert ru.plain(date(2026, 5, 9)) == "9 мая"
    assert en.plain(date(2026, 5, 9)) == "May 9"


# Other values


def test_a_phone_is_written_so_that_it_can_be_dialled(ru):
    assert ru("{x}", x=Phone("79991234567")) == "+7 999 123-45-67"


def test_a_large_number_is_grouped(ru, en):
    assert ru("{x}", x=48210).replace("\u00a0", " ") == "48 210"
    assert en("{x}", x=48210) == "48,210"


def test_a_sentence_among_the_values_is_translated(ru, en):
    assert ru("{role}", role=Msgid(_("owner"))) == "владелец"
    assert en("{role}", role=Msgid(_("owner"))) == "owner"


# Plurals


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 звонков"), (1, "1 звонок"), (2, "2 звонка"), (5, "5 звонков"), (11, "11 звонков"), (21, "21 звонок")],
)
def test_a_noun_agrees_with_its_number_in_russian(ru, n, said):
    assert ru.plural("{n} call from {who}", "{n} calls from {who}", n, who="<Ян>") == f"{said}, &lt;Ян&gt;"


@pytest.mark.parametrize(("n", "said"), [(0, "0 calls"), (1, "1 call"), (2, "2 calls"), (21, "21 calls")])
def test_a_noun_agrees_with_its_number_in_english(en, n, said):
    assert en.plural("{n} call from {who}", "{n} calls from {who}", n, who="Jan") == f"{said} from Jan"


# Languages


@pytest.mark.parametrize(
    ("chosen", "telegram", "spoken"),
    [
        ("en", "ru", "en"),
        ("ru", "en", "ru"),
        (None, "ru", "ru"),
        (None, "ru-RU", "ru"),
        (None, "uk", "en"),
        (None, "en-US", "en"),
        (None, "", "ru"),
        (None, None, "ru"),
        ("", "uk", "en"),
        ("tlh", None, "ru"),
    ],
)
def test_the_language_is_the_chats_then_the_persons_then_the_default(words, chosen, telegram, spoken):
    assert words.say(chosen=chosen, telegram=telegram).language == spoken


def test_a_sentence_nobody_translated_is_said_in_english(ru):
    assert ru(_("Never translated")) == "Never translated"


def test_a_translation_somebody_has_to_look_at_is_not_said(ru):
    assert ru("A guess") == "A guess"

"""Telegram's HTML, as its server reads it."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.entities import part, tidied, units
from sandbox.telegram.markup import parse_html
from sandbox.telegram.tags import MarkupError


def seen(source: str) -> tuple[str, list[tuple[str, str]]]:
    made = tidied(parse_html(source))
    return made.text, [(entity.type, part(made.text, entity)) for entity in made.entities]


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
    ],
)
def test_a_plain_tag_marks_its_words(tag, kind):
    assert seen(f"да <{tag}>🏟 нет</{tag}>.") == ("да 🏟 нет.", [(kind, "🏟 нет")])


def test_offsets_count_utf16_units():
    entity = parse_html("🏟 🏟<i>🏟 &lt🏟</i>").entities[0]

    assert (entity.offset, entity.length) == (5, 6)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#1078;&#x436;", "жж"),
        ("&lt без точки", "< без точки"),
        ("&laquo;&apos;&#0;&#12345678;", "&laquo;&apos;&#0;&#12345678;"),
        ("a & b && c", "a & b && c"),
        ("5 > 3", "5 > 3"),
    ],
)
def test_only_the_known_references_are_decoded(source, text):
    assert parse_html(source).text == text


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("да <script>", 'Unsupported start tag "script" at byte offset 5'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b c> d", "Can't find end tag"),
        ("a << b >", 'Unsupported start tag "<"'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b></b></", "Unexpected end tag at byte offset 7"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<i>a</i  ", "Unclosed end tag at byte offset 4"),
        ("<i   =x>a</i>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<a href=tel,7>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>y</a>', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<tg-emoji emoji-id="9999999999999999999">x</tg-emoji>', "Invalid custom emoji identifier specified"),
        ('<tg-time unix="soon">x</tg-time>', "Invalid Unix time specified"),
        ('<tg-time unix="5" format="rt">x</tg-time>', "Invalid date format used"),
        ("&#xD800;", "Text contains invalid Unicode characters"),
    ],
)
def test_the_complaint_is_telegrams(source, complaint):
    with pytest.raises(MarkupError) as refused:
        parse_html(source)

    assert str(refused.value).startswith(complaint)


def test_code_with_a_language_inside_pre_is_one_entity():
    entities = parse_html('<pre><code class="language-json">{}</code></pre>').entities

    assert [(entity.type, entity.language) for entity in entities] == [("pre", "json")]


def test_code_holds_nothing_else_and_interrupts_bold():
    assert seen("<code>a<b>b</b></code><b>c<code>d</code>e</b>") == (
        "abcde",
        [("code", "ab"), ("bold", "c"), ("code", "d"), ("bold", "e")],
    )


def test_a_quote_inside_a_quote_is_one_quote():
    text, entities = seen("<blockquote expandable>a <blockquote>b</blockquote></blockquote>")

    assert (text, entities) == ("a b", [("expandable_blockquote", "a b")])


def test_a_time_keeps_its_moment_and_format():
    entity = parse_html('<tg-time unix="1647531900" format="wDT">вечером</tg-time>').entities[0]

    assert (entity.type, entity.unix_time, entity.date_time_format) == ("date_time", 1647531900, "wDT")


@pytest.mark.parametrize(
    ("href", "kind", "url"),
    [
        ("https://smsc.ru/sys?a=1&amp;b=2", "text_link", "https://smsc.ru/sys?a=1&b=2"),
        ("smsc.ru", "text_link", "http://smsc.ru/"),
        ("tg://user?id=77", "text_mention", ""),
    ],
)
def test_a_link_becomes_what_it_points_to(href, kind, url):
    entity = parse_html(f'<a href="{href}">сюда</a>').entities[0]

    assert (entity.type, entity.url) == (kind, url)


def test_a_link_to_nowhere_is_plain_text():
    assert seen('<a href="not a link">сюда</a>') == ("сюда", [])


def test_blank_ends_and_empty_entities_vanish():
    assert seen("  \n<b> </b><i></i> текст <u>\n</u>") == ("текст", [])


@given(st.text())
def test_an_escaped_text_arrives_as_it_was(text):
    assert parse_html(f"<b>{escape(text)}</b>").text == text


@given(st.text(alphabet="<>/&;\"'=abi #x1\n"))
def test_any_source_is_read_or_refused_and_entities_fit_the_text(source):
    try:
        made = tidied(parse_html(source))
    except MarkupError:
        return

    assert all(0 <= entity.offset < entity.end <= units(made.text) for entity in made.entities)

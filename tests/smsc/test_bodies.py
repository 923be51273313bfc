"""Form, JSON and XML become the same raw fields."""

from urllib.parse import parse_qsl, quote_from_bytes

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsc.bodies import Malformed, charset_of, decode, read_body, read_form, read_json, read_xml


def named(fields: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """Without the field that has no name, which `&&` makes."""
    return {name: value for name, value in fields.items() if name}


def test_a_form_keeps_the_bytes_that_were_transmitted():
    assert read_form(b"mes=%CF%F0+%d0%9F&to=") == {b"mes": b"\xcf\xf0 \xd0\x9f", b"to": b""}


def test_a_form_may_have_names_without_values_and_values_with_equal_signs():
    assert read_form(b"a&b=c=d&%63=%3D&+e=1") == {b"a": b"", b"b": b"c=d", b"c": b"=", b" e": b"1"}


@given(fields=st.dictionaries(st.binary(min_size=1), st.binary()))
@settings(deadline=None)
def test_any_escaped_form_is_read_back(fields):
    body = "&".join(f"{quote_from_bytes(name)}={quote_from_bytes(value)}" for name, value in fields.items())

    assert named(read_form(body.encode())) == fields


@given(raw=st.text(st.sampled_from("ab1=&+%2fG"), max_size=40))
@settings(deadline=None)
def test_a_form_is_read_as_the_standard_library_reads_it(raw):
    expected = {
        name.encode("latin-1"): value.encode("latin-1")
        for name, value in parse_qsl(raw, keep_blank_values=True, encoding="latin-1")
    }

    assert named(read_form(raw.encode())) == named(expected)


def test_json_keeps_the_spelling_of_numbers_and_leaves_out_what_is_no_value():
    told = read_json('{"id": 1001, "cost": 1.50, "a": null, "b": true, "c": []}')

    assert told == {b"id": b"1001", b"cost": b"1.50"}


def test_json_may_hold_a_line_break_that_was_not_escaped():
    assert read_json('{"mes": "one\ntwo\t"}') == {b"mes": b"one\ntwo\t"}


def test_xml_has_a_field_per_child():
    text = "<?xml version='1.0' encoding='windows-1251'?><any><id>1</id><mes>a &amp; b\n</mes><to/></any>"

    assert read_xml(text) == {b"id": b"1", b"mes": b"a & b\n", b"to": b""}


@pytest.mark.parametrize("body", [b'{"mes": "\xcf\xf0"}', b"<a><mes>\xcf\xf0</mes></a>"])
def test_what_is_not_utf_8_is_windows_1251(body):
    assert read_body(body, b"", "") == ({b"mes": "Пр".encode()}, False)


@pytest.mark.parametrize("body", [b'{"mes": "\xf0\xd2"}', b"<a><mes>\xf0\xd2</mes></a>"])
def test_the_address_may_ask_for_koi8_r(body):
    assert read_body(body, b"charset=koi8-r", "")[0][b"mes"] == "Пр".encode()


@pytest.mark.parametrize("start", [b" ", b"\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("body", [b"id=1", b'{"id": "1"}', b"<a><id>1</id></a>"])
def test_blanks_and_a_byte_order_mark_may_come_first(start, body):
    assert read_body(start + body, b"", "")[0] == {b"id": b"1"}


def test_a_refusal_says_why_and_quotes_nothing():
    with pytest.raises(Malformed) as refusal:
        read_json('{"password": "hunter2"')

    assert (refusal.value.reason, str(refusal.value)) == ("unreadable JSON", "unreadable JSON")


@pytest.mark.parametrize(
    ("announced", "charset"),
    [(b"koi8-r", "koi8-r"), (b"KOI8-R", "koi8-r"), (b"utf-8", "windows-1251"), (b"rot13", "windows-1251")],
)
def test_only_the_charsets_of_smsc_can_be_announced(announced, charset):
    assert charset_of({b"charset": announced}) == charset


def test_windows_1251_is_the_default():
    assert charset_of({}) == "windows-1251"


def test_utf_8_is_known_by_itself_whatever_was_announced():
    assert decode("Привет".encode(), "koi8-r") == "Привет"
    assert decode("Привет".encode("koi8-r"), "koi8-r") == "Привет"

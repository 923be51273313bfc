"""Whatever the bytes: an event, `Malformed` or `Forged`, and nothing else."""

from contextlib import suppress

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smsc.callbacks import Algorithm, Forged, Malformed, event_of, sign
from smsc.events import to_form
from tests.smsc.posting import CALL, SECRET, SMS, STATUS, as_declared_xml, as_json, as_xml, form, read, signed

BILLION_LAUGHS = (
    b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    b"<l><id>&c;</id><phone>7</phone><status>1</status></l>"
)
EXTERNAL_ENTITY = b'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><l><id>&x;</id></l>'

UNREADABLE = {
    "nothing": b"",
    "blanks": b" \r\n\t",
    "zeroes": b"\x00" * 1000,
    "one byte": b"\xff",
    "one name": b"id",
    "equal signs": b"=" * 60000,
    "ampersands": b"&" * 60000,
    "broken escapes": b"%&%=%zz&%f=%",
    "a bare escape": b"id=%",
    "multipart": b'--x\r\nContent-Disposition: form-data; name="id"\r\n\r\n1\r\n--x--\r\n',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "json: half": b'{"id":',
    "json: empty": b"{}",
    "json: empty list": b"[]",
    "json: two": b"[" + as_json(signed(STATUS)) + b"," + as_json(signed(STATUS)) + b"]",
    "json: deep lists": b"[" * 60000,
    "json: deep objects": b'{"a":' * 10000 + b"1" + b"}" * 10000,
    "json: not a number": as_json(signed(STATUS)).replace(b'"1.50"', b"NaN"),
    "json: infinity": as_json(signed(STATUS)).replace(b'"1.50"', b"-Infinity"),
    "json: half a pair": as_json(signed(STATUS)).replace(b"1.50", b"\\ud83d"),
    "json: half a pair in a name": as_json(signed(STATUS)).replace(b"cost", b"\\udc00"),
    "json: nested value": as_json(signed(STATUS)).replace(b'"1001"', b'{"a":"1001"}'),
    "json: null": as_json(signed(STATUS)).replace(b'"1001"', b"null"),
    "json: scalar in a list": b"[1]",
    "json: utf-16": as_json(signed(STATUS), "utf-16"),
    "xml: half": b"<sms><id>1",
    "xml: empty": b"<sms/>",
    "xml: a list of two": b"<l>" + as_xml(signed(STATUS)) * 2 + b"</l>",
    "xml: deep": b"<a>" * 9000 + b"</a>" * 9000,
    "xml: html": b"<html><body><h1>It works!</h1></body></html>",
    "xml: entities": BILLION_LAUGHS,
    "xml: a file of ours": EXTERNAL_ENTITY,
    "xml: a harmless dtd": b"<!DOCTYPE sms>" + as_xml(signed(STATUS)),
    "xml: undefined entity": b"<sms><id>&nbsp;</id></sms>",
    "xml: half a pair": b"<sms><id>&#xD800;</id></sms>",
    "xml: utf-16": as_xml(signed(STATUS), "utf-16"),
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_smsc_would_not_send_is_malformed(body):
    with pytest.raises(Malformed) as refusal:
        read(body)

    assert len(refusal.value.reason) < 30


@pytest.mark.parametrize("encoding", ["klingon", "utf-16", "utf-7", "rot13", ""])
def test_xml_may_name_any_encoding(encoding):
    with suppress(Malformed):
        assert read(as_declared_xml(signed(SMS)).replace(b"utf-8", encoding.encode())).text == "Привет, мир"


def test_of_a_repeated_field_the_last_one_is_both_verified_and_shown():
    told = form(signed(STATUS))

    assert read(b"status=20&" + told).status == 1
    with pytest.raises(Forged):
        read(told + b"&status=20")


def test_of_a_repeated_json_field_the_last_one_is_both_verified_and_shown():
    told = as_json(signed(STATUS))

    assert read(b'{"status": "20",' + told[1:]).status == 1
    with pytest.raises(Forged):
        read(told[:-1] + b', "status": "20"}')


def test_a_broken_escape_in_a_text_stays_in_it():
    body = b"phone=7&to=8&mes=100%+sure+%zz%&sha1=" + sign(Algorithm.SHA1, SECRET, "7", "100% sure %zz%", "8").encode()

    assert read(body).text == "100% sure %zz%"


def test_a_byte_that_windows_1251_does_not_have_costs_one_letter():
    body = b"phone=7&to=8&mes=%EF%F0%98&sha1=" + sign(Algorithm.SHA1, SECRET, "7", b"\xef\xf0\x98", "8").encode()

    assert read(body).text == "пр\ufffd"


def test_a_text_of_ten_thousand_characters_is_read():
    text = "Ж" * 10_000

    assert read(form(signed(SMS | {"mes": text}))).text == text


GOOD = [
    write(signed(fields | {"charset": charset}, charset=charset), charset)
    for write in (form, as_json, as_xml, as_declared_xml)
    for fields in (STATUS, SMS, CALL)
    for charset in ("utf-8", "windows-1251")
]
NAMES = [
    "id",
    "phone",
    "status",
    "mes",
    "to",
    "waitcall",
    "ts",
    "time",
    "err",
    "cost",
    "flag",
    "sent",
    "charset",
    "net",
]


def attempt(body: bytes, **how: object) -> None:
    with suppress(Malformed, Forged):
        event = read(body, **how)
        assert event_of(to_form(event)) == event


@given(body=st.binary(max_size=300), query=st.binary(max_size=50))
@settings(deadline=None)
def test_random_bytes_do_no_harm(body, query):
    attempt(body, query=query)


@given(good=st.sampled_from(GOOD), data=st.data())
@settings(deadline=None, max_examples=300)
def test_a_callback_broken_anywhere_does_no_harm(good, data):
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(start + 20, len(good))))
    patch = data.draw(st.binary(max_size=8) | st.sampled_from([b"&", b"=", b"%", b"<", b"]]>", b'"', b"\\u", b"{"]))

    attempt(good[:start] + patch + good[end:])


@given(fields=st.dictionaries(st.sampled_from(NAMES), st.text(max_size=20), min_size=3))
@settings(deadline=None, max_examples=300)
def test_any_fields_do_no_harm_even_when_they_are_signed(fields):
    complete = {"id": "1", "phone": "7", "status": "1", "to": "", "ts": "0"} | fields

    for write in (form, as_json, as_xml):
        attempt(write(signed(complete)))


@given(text=st.text())
@settings(deadline=None)
def test_any_utf_8_text_comes_through_form_and_json(text):
    fields = signed(SMS | {"mes": text})

    assert read(form(fields)).text == text
    assert read(as_json(fields)).text == text


@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")))
@settings(deadline=None)
def test_any_printable_text_comes_through_xml(text):
    assert read(as_xml(signed(SMS | {"mes": text}))).text == text


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r"])
@given(data=st.data())
@settings(deadline=None)
def test_any_text_in_an_older_charset_comes_through(charset, data):
    text = data.draw(st.text(st.characters(codec=charset)))
    assume(text.isascii() or not is_utf8(text.encode(charset)))

    fields = signed(SMS | {"mes": text, "charset": charset}, charset=charset)

    assert read(form(fields, charset)).text == text


def is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True

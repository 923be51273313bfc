"""The handler's address, and what is signed."""

import zlib
from hashlib import md5, sha1

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.smsc.callbacks import compose, sign
from sandbox.smsc.handler import Handler


def handler(query):
    return Handler.parse(f"http://bot.example/hook?{query}")


def test_what_follows_the_question_mark_is_posted_and_what_follows_the_exclamation_mark_stays():
    parsed = Handler.parse("https://mysite.ru/!param1&param2=2?param3&param4=4")

    assert parsed.url == "https://mysite.ru/?param1&param2=2"
    assert parsed.parameters == (("param3", ""), ("param4", "4"))


@pytest.mark.parametrize(
    ("query", "charset", "fmt"),
    [
        ("", "windows-1251", ""),
        ("charset=UTF-8", "utf-8", ""),
        ("charset=koi8-r", "koi8-r", ""),
        ("charset=koi8-r&fmt=3", "windows-1251", "3"),
        ("charset=latin-1&fmt=2", "windows-1251", "2"),
        ("fmt=1", "windows-1251", ""),
    ],
)
def test_charset_and_format_are_what_smsc_knows(query, charset, fmt):
    parsed = handler(query)

    assert (parsed.charset, parsed.fmt) == (charset, fmt)


@pytest.mark.parametrize("address", ["", "bot.example/hook", "ftp://bot.example/", "http://"])
def test_refuses_what_is_no_address(address):
    with pytest.raises(ValueError, match="not an http address"):
        Handler.parse(address)


def test_signs_an_incoming_message_as_a_live_client_expects():
    assert sign(handler("sha1=zxc"), {"phone": "123", "mes": "text", "to": "234"}) == (
        "b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"
    )


def test_signs_a_status_over_id_phone_and_status():
    signed = sign(handler("md5=s"), {"id": "1001", "phone": "79991234567", "status": "1", "err": "6"})

    assert signed == md5(b"1001:79991234567:1:s", usedforsecurity=False).hexdigest()


def test_signs_a_call_over_phone_and_time():
    signed = sign(handler("crc32=s"), {"waitcall": "1", "phone": "79991234567", "ts": "17"})

    assert signed == str(zlib.crc32(b"79991234567:17:s"))


@pytest.mark.parametrize("charset", ["windows-1251", "utf-8", "koi8-r"])
def test_signs_the_bytes_that_travel(charset):
    signed = sign(handler(f"sha1=s&charset={charset}"), {"phone": "7", "mes": "Привет", "to": "8"})

    assert signed == sha1("7:Привет:8:s".encode(charset), usedforsecurity=False).hexdigest()


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=4), st.sampled_from(["", "2", "3"]))
def test_any_text_can_be_composed_in_any_charset(extra, fmt):
    fields = {"phone": "7", "mes": "✌ <&>", "to": "8"}
    callback = compose(handler(f"sha1=s&fmt={fmt}"), fields | {f"x{n}": v for n, v in enumerate(extra.values())})

    assert callback.fields["sha1"] == sha1(b"7:? <&>:8:s", usedforsecurity=False).hexdigest()
    callback.body.decode("windows-1251")


def test_the_secret_never_travels_and_is_not_shown():
    callback = compose(handler("sha1=s3cret&branch=7"), {"id": "1", "phone": "7", "status": "0"})

    assert callback.fields["branch"] == "7"
    assert b"s3cret" not in callback.body
    assert "s3cret" not in repr(handler("sha1=s3cret"))

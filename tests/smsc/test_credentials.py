"""Credentials sign requests and stay out of sight."""

import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc.credentials import ApiKey, Credentials, Login

LOGIN = Login("demo", "s3cret & <пароль>")
KEY = ApiKey("0123456789abcdef")


def test_a_login_signs_with_its_password() -> None:
    assert LOGIN.form() == {"login": "demo", "psw": "s3cret & <пароль>"}


def test_a_key_signs_alone() -> None:
    assert KEY.form() == {"apikey": "0123456789abcdef"}


def test_a_password_is_not_shown() -> None:
    assert "s3cret" not in repr(LOGIN)
    assert "s3cret" not in str(LOGIN)


@pytest.mark.parametrize(("key", "shown"), [("0123456789abcdef", "ApiKey(…cdef)"), ("short", "ApiKey(…)")])
def test_a_key_shows_its_end_at_most(key: str, shown: str) -> None:
    assert repr(ApiKey(key)) == str(ApiKey(key)) == shown


def test_a_login_is_its_own_identity() -> None:
    assert LOGIN.identity == "demo"


def test_a_keys_identity_is_steady_and_does_not_give_it_away() -> None:
    assert KEY.identity == ApiKey("0123456789abcdef").identity
    assert KEY.identity != ApiKey("0123456789abcdee").identity
    assert "cdef" not in KEY.identity


def spellings(secret: str) -> list[str]:
    return [
        secret,
        quote(secret).lower(),
        secret.upper(),
        quote(secret),
        quote_plus(secret),
        json.dumps(secret),
        urlencode({"psw": secret}),
        repr(secret),
    ]


@pytest.mark.parametrize("who", [LOGIN, KEY], ids=["login", "key"])
def test_hidden_is_every_spelling(who: Credentials) -> None:
    for secret in who.form().values():
        for spelling in spellings(secret):
            hidden = who.hide(f"<p>{spelling}</p>")
            assert secret not in hidden
            assert "***" in hidden


def test_the_rest_of_a_text_stays() -> None:
    assert LOGIN.hide("ERROR = 2 (authorise error)") == "ERROR = 2 (authorise error)"
    assert Login("", "").hide("nothing to hide") == "nothing to hide"


@given(st.text(min_size=1, max_size=20), st.text(max_size=30), st.text(max_size=30))
def test_no_password_survives_hiding(password: str, before: str, after: str) -> None:
    hidden = Login("demo", password).hide(before + password + after)

    assert password not in hidden.replace("***", "\0") or password in ("*", "**", "***", "\0")

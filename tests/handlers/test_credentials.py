"""Credentials as people type them, as cards name them, as the vault keeps them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.credentials import alias_of, pack, read, unpack
from handlers.problems import Problem
from smsc.credentials import ApiKey, Login

words = st.text(min_size=1, max_size=20).filter(lambda text: text.split() == [text] and not text.startswith("/"))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mylogin mypassword", Login("mylogin", "mypassword")),
        ("  mylogin \n mypassword ", Login("mylogin", "mypassword")),
        ("логин пароль", Login("логин", "пароль")),
        ("login /pass", Login("login", "/pass")),
        ("abcdef1234567890", ApiKey("abcdef1234567890")),
        ("12345678", ApiKey("12345678")),
    ],
)
def test_a_login_with_its_password_or_a_lone_key(text, meant):
    assert read(text) == meant


@pytest.mark.parametrize(
    "text", ["", "  ", "short", "one two three", "/login demo", "/password12345", "ключключключ", "my login pass"]
)
def test_anything_else_is_a_problem_that_does_not_repeat_it(text):
    with pytest.raises(Problem) as problem:
        read(text)

    assert problem.value.values == {}
    assert text.strip() == "" or text not in str(problem.value)


def test_an_account_is_named_by_its_login_and_never_by_its_password():
    assert alias_of(Login("demo", "secret")) == "demo"
    assert len(alias_of(Login("d" * 500, "secret"))) == 32


def test_a_key_is_named_by_its_end():
    assert alias_of(ApiKey("abcdef1234a91f")) == "…a91f"


@settings(deadline=None, max_examples=50)
@given(login=words, password=words)
def test_what_is_packed_is_unpacked(login, password):
    assert unpack(pack(Login(login, password))) == Login(login, password)
    assert unpack(pack(ApiKey(password))) == ApiKey(password)


@pytest.mark.parametrize("packed", ["{}", "[]", '{"login": "x"}', '{"key": 5}', "null"])
def test_an_unknown_shape_is_no_credentials(packed):
    with pytest.raises(ValueError, match="shape"):
        unpack(packed)

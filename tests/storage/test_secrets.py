"""Secrets at rest: sealed for one row, opened by any of our keys, never shown."""

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import Unusable
from storage.secrets import Unsealable, Vault, digest, keys_beside

OLD, NEW, FOREIGN = (urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n", b"f"))
VAULT = Vault.of([OLD])


@given(secret=st.text(), owner=st.text())
def test_what_is_sealed_opens_for_its_owner(secret, owner):
    assert VAULT.open(VAULT.seal(secret, owner=owner), owner=owner) == secret


def test_a_sealed_secret_shows_neither_the_secret_nor_its_owner():
    sealed = VAULT.seal("hunter2", owner="account:1")

    assert "hunter2" not in sealed
    assert "account" not in sealed


def test_the_same_secret_is_sealed_differently_each_time():
    assert VAULT.seal("hunter2", owner="a") != VAULT.seal("hunter2", owner="a")


def test_a_secret_moved_to_another_row_does_not_open():
    sealed = VAULT.seal("hunter2", owner="account:1")

    with pytest.raises(Unsealable, match="a row it was not made for"):
        VAULT.open(sealed, owner="account:2")


def test_a_wrong_key_does_not_open():
    sealed = VAULT.seal("hunter2", owner="a")

    with pytest.raises(Unsealable, match="SECRET_KEYS"):
        Vault.of([FOREIGN]).open(sealed, owner="a")


@given(st.text() | st.binary().map(urlsafe_b64encode).map(bytes.decode))
def test_whatever_was_not_sealed_does_not_open(text):
    with pytest.raises(Unsealable):
        VAULT.open(text, owner="a")


def test_a_damaged_secret_does_not_open():
    with pytest.raises(Unsealable):
        VAULT.open(VAULT.seal("hunter2", owner="a")[:-4], owner="a")


def test_a_vault_with_a_new_first_key_opens_what_the_old_one_sealed():
    sealed = VAULT.seal("hunter2", owner="a")

    assert Vault.of([NEW, OLD]).open(sealed, owner="a") == "hunter2"


def test_resealing_moves_a_secret_to_the_first_key():
    resealed = Vault.of([NEW, OLD]).reseal(VAULT.seal("hunter2", owner="a"))

    assert Vault.of([NEW]).open(resealed, owner="a") == "hunter2"
    with pytest.raises(Unsealable):
        VAULT.open(resealed, owner="a")


def test_what_no_key_opens_cannot_be_resealed():
    with pytest.raises(Unsealable):
        Vault.of([FOREIGN]).reseal(VAULT.seal("hunter2", owner="a"))


@pytest.mark.parametrize("keys", [[], [""], ["short"], [OLD, "x" * 44], ["ключ" * 11]])
def test_what_is_no_key_is_refused_without_being_repeated(keys):
    with pytest.raises(Unusable, match="SECRET_KEYS") as caught:
        Vault.of(keys)

    assert not any(key and key in str(caught.value) for key in keys)


def test_a_vault_does_not_show_its_keys():
    shown = f"{VAULT!r} {VAULT!s} {[VAULT]}"

    assert OLD not in shown
    assert "Fernet" not in shown


def test_a_token_is_looked_up_by_its_sha256():
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_first_start_makes_a_key_for_our_eyes_only(tmp_path):
    keys = keys_beside(tmp_path / "new" / "bot.sqlite3")

    key_file = tmp_path / "new" / "secret.key"
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert key_file.read_text().strip() == keys[0]
    assert Vault.of(keys).open(Vault.of(keys).seal("hunter2", owner="a"), owner="a") == "hunter2"


def test_the_next_start_finds_the_same_key(path):
    made = keys_beside(path)
    path.write_bytes(b"a database")

    assert keys_beside(path) == made


def test_a_database_without_its_key_is_refused_and_no_key_is_made(path):
    path.write_bytes(b"a database")

    with pytest.raises(Unusable) as caught:
        keys_beside(path)

    assert str(path) in str(caught.value)
    assert str(path.with_name("secret.key")) in str(caught.value)
    assert "SECRET_KEYS is empty" in str(caught.value)
    assert not path.with_name("secret.key").exists()


@pytest.mark.parametrize("body", [b"", b"\xff\xfe" * 22, bytes(range(128, 160))])
def test_a_key_file_that_holds_no_key_is_refused(path, body):
    path.with_name("secret.key").write_bytes(body)

    with pytest.raises(Unusable, match=r"secret\.key"):
        Vault.of(keys_beside(path))


def test_a_key_file_that_cannot_be_read_is_refused(path):
    path.with_name("secret.key").mkdir()

    with pytest.raises(Unusable, match=r"cannot use the key file .*secret\.key: Is a directory"):
        keys_beside(path)

"""What a callback must prove before it is believed."""

import pytest

from smsc.callbacks import Algorithm, Forged
from tests.smsc.posting import CALL, SECRET, SMS, STATUS, as_json, as_xml, form, read, signed

KINDS = pytest.mark.parametrize("fields", [STATUS, SMS, CALL], ids=["status", "sms", "call"])


@KINDS
@pytest.mark.parametrize("write", [form, as_json, as_xml])
def test_no_signature_is_a_forgery(fields, write):
    with pytest.raises(Forged):
        read(write(fields))


@KINDS
@pytest.mark.parametrize("write", [form, as_json, as_xml])
def test_another_secret_is_a_forgery(fields, write):
    with pytest.raises(Forged):
        read(write(signed(fields, secret="another")))


@pytest.mark.parametrize("value", ["", "0", "x" * 40, "é", "\x00", SECRET])
@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_wrong_signature_is_a_forgery(algorithm, value):
    with pytest.raises(Forged):
        read(form(STATUS | {algorithm.value: value}), algorithm=algorithm)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (STATUS, "id"),
        (STATUS, "phone"),
        (STATUS, "status"),
        (SMS, "phone"),
        (SMS, "mes"),
        (SMS, "to"),
        (CALL, "phone"),
        (CALL, "ts"),
    ],
)
def test_a_signed_field_cannot_be_changed(fields, name):
    with pytest.raises(Forged):
        read(form(signed(fields) | {name: "25"}))


@pytest.mark.parametrize("weaker", [Algorithm.CRC32, Algorithm.MD5])
@KINDS
def test_the_algorithm_is_the_accounts_choice_not_the_callbacks(fields, weaker):
    with pytest.raises(Forged):
        read(form(signed(fields, algorithm=weaker)), algorithm=Algorithm.SHA1)


def test_a_weaker_signature_beside_a_wrong_one_does_not_help():
    body = form(signed(STATUS, algorithm=Algorithm.CRC32) | {"sha1": "0" * 40})

    with pytest.raises(Forged):
        read(body)


def test_a_stronger_algorithm_is_not_accepted_instead_either():
    with pytest.raises(Forged):
        read(form(signed(STATUS)), algorithm=Algorithm.MD5)


def test_the_right_hash_under_the_name_of_another_algorithm_is_a_forgery():
    fields = signed(STATUS, algorithm=Algorithm.MD5)

    with pytest.raises(Forged):
        read(form(STATUS | {"sha1": fields["md5"]}), algorithm=Algorithm.MD5)


def test_the_signature_of_one_kind_does_not_open_another():
    call = signed(CALL)

    with pytest.raises(Forged):
        read(form(call | {"mes": "", "to": ""}))


def test_while_a_secret_is_changed_both_are_believed():
    before, after = form(signed(STATUS, secret="old")), form(signed(STATUS, secret="new"))

    assert read(before, secrets=("new", "old")) == read(after, secrets=("new", "old"))


def test_a_secret_that_was_withdrawn_is_no_longer_believed():
    with pytest.raises(Forged):
        read(form(signed(STATUS, secret="old")), secrets=["new"])


def test_the_forged_text_is_not_in_the_error():
    with pytest.raises(Forged) as refusal:
        read(form(SMS | {"sha1": "f" * 40}))

    assert str(refusal.value) == "wrong sha1"

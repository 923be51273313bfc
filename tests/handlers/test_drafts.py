"""What people write after /send, read as kind, number and text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.drafts import Draft, read
from handlers.problems import Problem
from smsc.messages import MessageKind
from smsc.phone import BadPhone, Phone

IVAN, ANNA = Phone("79991234567"), Phone("79120000001")
INCOMING = "📩 +7 999 123-45-67 → +7 495 000-11-00\nпозвоните на +7 912 000-00-01\n12:00 МСК · demo · #in"


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("79991234567 Ваш код 4821", Draft(phone=IVAN, text="Ваш код 4821")),
        ("+79991234567 Привет", Draft(phone=IVAN, text="Привет")),
        ("8 999 123-45-67 Привет", Draft(phone=IVAN, text="Привет")),
        ("8 (999) 123 45 67 4821 — ваш код", Draft(phone=IVAN, text="4821 — ваш код")),
        ("9991234567 Привет", Draft(phone=IVAN, text="Привет")),
        ("79991234567\nПривет,\n  Анна", Draft(phone=IVAN, text="Привет,\n  Анна")),
        ("79991234567 Привет,\nАнна", Draft(phone=IVAN, text="Привет,\nАнна")),
        ("79991234567 два  пробела", Draft(phone=IVAN, text="два  пробела")),
        ("79991234567", Draft(phone=IVAN)),
        ("", Draft()),
        ("call 79991234567 Привет", Draft(MessageKind.CALL, IVAN, "Привет")),
        ("Голосом 79991234567 Привет", Draft(MessageKind.CALL, IVAN, "Привет")),
        ("HLR 79991234567", Draft(MessageKind.HLR, IVAN)),
        ("hlr 79991234567 и ещё что-то", Draft(MessageKind.HLR, IVAN)),
        ("hlr", Draft(MessageKind.HLR)),
        ("79991234567 from=SHOP Привет", Draft(phone=IVAN, text="Привет", sender="SHOP")),
        ("79991234567 от=79120000001 Привет", Draft(phone=IVAN, text="Привет", sender="79120000001")),
        ("79991234567 from=TOOLONGNAME1 x", Draft(phone=IVAN, text="from=TOOLONGNAME1 x")),
        ("79991234567 from=", Draft(phone=IVAN, text="from=")),
        ("79991234567 +79120000001 перезвоните", Draft(phone=IVAN, text="+79120000001 перезвоните")),
        ("+375 29 123-45-67 Привет", Draft(phone=Phone("375291234567"), text="Привет")),
    ],
)
def test_what_is_written_is_understood(written: str, means: Draft):
    assert read(written) == means


@pytest.mark.parametrize("written", ["привет", "12345 Привет", "7999 Привет", "8 999 123-45 Привет", "call привет"])
def test_what_has_no_number_says_what_is_wrong_with_it(written: str):
    with pytest.raises(BadPhone):
        read(written)


@pytest.mark.parametrize("written", ["+49 30 1234 5678 Hallo", "+49 30 12345 67 89"])
def test_a_number_that_may_end_in_two_places_is_asked_about(written: str):
    with pytest.raises(Problem):
        read(written)


@pytest.mark.parametrize(
    ("written", "quoted", "means"),
    [
        ("Едем!", INCOMING, Draft(phone=IVAN, text="Едем!")),
        ("4821 ваш код", INCOMING, Draft(phone=IVAN, text="4821 ваш код")),
        ("hlr", INCOMING, Draft(MessageKind.HLR, IVAN)),
        ("call Едем!", INCOMING, Draft(MessageKind.CALL, IVAN, "Едем!")),
        ("79120000001 Едем!", INCOMING, Draft(phone=ANNA, text="Едем!")),
        ("Едем!", "Номер клиента +7 912 000-00-01", Draft(phone=ANNA, text="Едем!")),
        ("", INCOMING, Draft(phone=IVAN)),
    ],
)
def test_a_reply_goes_to_whoever_wrote(written: str, quoted: str, means: Draft):
    assert read(written, quoted) == means


def test_where_several_people_wrote_the_number_has_to_be_named():
    quoted = f"{INCOMING}\n\n{INCOMING.replace('999', '912')}"

    with pytest.raises(Problem):
        read("Едем!", quoted)
    assert read("79991234567 Едем!", quoted).phone == IVAN


def test_our_own_number_is_never_taken_for_the_sender_of_an_sms():
    with pytest.raises(BadPhone):
        read("Едем!", "📩 MyBank → +7 495 000-11-00\nВаш код 4821")


def test_a_thousand_characters_are_taken_and_one_more_is_not():
    assert len(read(f"79991234567 {'я' * 1000}").text) == 1000
    with pytest.raises(Problem):
        read(f"79991234567 {'я' * 1001}")


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_written_is_understood_or_explained(written: str, quoted: str):
    try:
        draft = read(written, quoted)
    except (BadPhone, Problem):
        return
    assert draft.message is None or draft.message.text == draft.text


@pytest.mark.parametrize("draft", [Draft(), Draft(MessageKind.CALL, IVAN), Draft(phone=IVAN, sender="A.b-1")])
def test_a_question_remembers_what_is_known_already(draft: Draft):
    assert Draft.unpack(draft.pack()) == draft

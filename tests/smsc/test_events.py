"""Events, their fingerprints, and their way through the database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smsc.callbacks import Callback, event_of
from smsc.events import CallEvent, Flag, Hlr, IncomingSms, Kind, StatusEvent, from_timestamp, to_form

NOON = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
STATUS = StatusEvent(id="1001", phone="79991234567", status=0)
SMS = IncomingSms(id="77", phone="79991234567", text="Привет", to="79990000000")
CALL = CallEvent(phone="79991234567", at=NOON)

moments = st.integers(0, 253_402_300_799).map(from_timestamp)
numbers = st.integers(0, 999_999_999_999)
flags = st.integers(0, 0xFFFF).map(Flag.decode)
statuses = st.builds(
    StatusEvent,
    status=st.integers(-999, 999),
    at=st.none() | moments,
    err=st.none() | numbers,
    cost=st.none() | st.decimals(-99_999, 99_999, places=4),
    flag=st.none() | flags,
    hlr=st.none() | st.builds(Hlr, imsi=st.text(min_size=1), rnet=st.text()),
    cmt=st.text(),
    sender=st.text(),
)
ids = st.from_regex(r"[A-Za-z0-9_.-]{0,40}", fullmatch=True)
messages = st.builds(IncomingSms, id=ids, sms_id=ids, text=st.text(), sent=st.none() | moments, at=st.none() | moments)
calls = st.builds(CallEvent, at=moments)


def test_each_kind_has_its_name():
    assert (STATUS.kind, SMS.kind, CALL.kind) == (Kind.STATUS, Kind.SMS, Kind.CALL)


def test_fingerprints_say_what_happened():
    assert STATUS.fingerprint == "status:1001:79991234567:0"
    assert SMS.fingerprint == "sms:77"
    assert CALL.fingerprint == "call:79991234567:1782907200"


def test_unsigned_fields_do_not_make_a_status_new():
    changed = replace(STATUS, at=NOON, time="now", err=1, cost=Decimal(9), flag=Flag.decode(1), cmt="x", sender="y")

    assert changed.fingerprint == STATUS.fingerprint


@pytest.mark.parametrize("change", [{"id": "1002"}, {"phone": "7"}, {"status": 1}])
def test_signed_fields_make_a_status_new(change):
    assert replace(STATUS, **change).fingerprint != STATUS.fingerprint


def test_an_sms_with_an_id_is_known_by_it_alone():
    assert replace(SMS, text="other", sent=NOON, sms_id="5").fingerprint == SMS.fingerprint


def test_an_sms_without_an_id_is_known_by_what_was_said_and_when():
    nameless = replace(SMS, id="")

    assert nameless.fingerprint == replace(nameless, at=NOON, smsc="x", sms_id="1").fingerprint
    assert len({replace(nameless, **change).fingerprint for change in ({}, {"phone": "7"}, {"to": "8"})}) == 3
    assert len({replace(nameless, **change).fingerprint for change in ({}, {"text": "?"}, {"sent": NOON})}) == 3


def test_no_id_looks_like_the_hash_of_an_sms_without_one():
    assert replace(SMS, id="").fingerprint.startswith("sms:#")


@pytest.mark.parametrize("change", [{"phone": "7"}, {"at": NOON.replace(second=1)}])
def test_another_caller_or_second_is_another_call(change):
    assert replace(CALL, **change).fingerprint != CALL.fingerprint


@given(event=statuses | messages | calls)
@settings(deadline=None)
def test_an_event_comes_back_from_its_form_as_it_was(event):
    assert event_of(to_form(event)) == event


@pytest.mark.parametrize("event", [STATUS, SMS, replace(SMS, text="", to="", id=""), CALL])
def test_an_event_learnt_in_another_way_is_the_same_as_one_that_smsc_posted(event):
    callback = Callback.of(event)

    assert (callback.kind, callback.fingerprint, callback.event) == (event.kind, event.fingerprint, event)


def test_a_form_has_the_names_that_smsc_uses():
    event = replace(STATUS, at=NOON, cost=Decimal("1.50"), flag=Flag.decode(40), hlr=Hlr(net="MTS"))

    assert to_form(event) == (
        b"id=1001&phone=79991234567&status=0&cost=1.50&flag=40&ts=1782907200&net=MTS&charset=utf-8"
    )

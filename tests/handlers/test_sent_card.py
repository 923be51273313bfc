"""The card of a message in every state: fit for a lock screen, six lines at most, nothing of a stranger's active."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.sent_card import card, quote_card
from handlers.status_card import render
from handlers.words import Words
from smsc.codes import ERR_MEANING, STATUS_MEANING
from smsc.errors import Reason
from smsc.events import StatusEvent
from smsc.hlr import Hlr
from smsc.messages import MessageKind, MessageStatus
from storage.messages import Message, State
from tests.fakes import NOON
from tests.handlers.strangers import active_in, shown, texts

WORDS = Words.load("en")
SAYS = [WORDS.say(chosen=language) for language in ("ru", "en")]
LONGEST, LINES = 60, 6

SMS = Message(
    id=1,
    account_id=1,
    own_id="bot-0123456789abcdef",
    chat_id=1,
    thread_id=0,
    message_id=7,
    kind=MessageKind.SMS,
    phone="79991234567",
    text="Ваш заказ готов",
    sender="SHOP",
    parts=2,
    price=Decimal("8.20"),
    currency="RUB",
    balance_before=Decimal("1530.00"),
    balance_after=Decimal("1521.80"),
    charged=Decimal("8.20"),
    person_id=1,
    person="@anna",
    approver_id=None,
    approver=None,
    quoted_at=NOON,
    begun_at=NOON,
    state=State.SENT,
    why="",
    status=None,
    err=None,
    status_at=None,
    hlr=None,
    asked_at=None,
    version=1,
)
HLR = Hlr("250011234567890", "79001234567", "250", "01", "Россия", "МТС", "Турция", "Turkcell")
STATES = [
    *(replace(SMS, kind=kind, state=state) for kind in MessageKind for state in State),
    *(replace(SMS, state=State.REFUSED, why=why) for why in (*Reason, "unreachable", "not found")),
    *(
        replace(SMS, kind=kind, status=status, err=err, status_at=NOON + timedelta(seconds=6))
        for kind in MessageKind
        for status in (*STATUS_MEANING, 777)
        for err in (None, *ERR_MEANING, 999)
    ),
    replace(SMS, kind=MessageKind.HLR, text="", status=1, hlr=HLR),
]


def visible_lines(text: str) -> list[str]:
    return shown(text).text.split("\n")


@pytest.mark.parametrize("say", SAYS, ids=["ru", "en"])
def test_every_state_has_a_card_that_a_lock_screen_and_a_phone_can_show(say):
    for sent in STATES:
        reply = card(sent, say, alias="prod")
        lines = visible_lines(reply.text)

        assert len(lines[0]) <= LONGEST, lines[0]
        assert ord(lines[0][0]) > 0x2000, lines[0]  # an emoji
        assert len(lines) <= LINES + 1, reply.text
        assert all(len(row) <= 3 for row in reply.buttons)


@pytest.mark.parametrize("say", SAYS, ids=["ru", "en"])
@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("changes", [{}, {"price": None}, {"parts": 1, "sender": ""}, {"text": ""}])
def test_every_quote_fits_and_is_confirmed_by_a_green_or_a_red_tick(say, kind, changes):
    reply = quote_card(replace(SMS, state=State.QUOTED, kind=kind, **changes), say, alias="prod")
    [[button], [cancel]] = reply.buttons

    assert len(visible_lines(reply.text)[0]) <= LONGEST
    assert len(visible_lines(reply.text)) <= LINES
    assert button.label.startswith("✅")
    assert len(button.label) <= 32
    assert button.style == ("danger" if "price" in changes else "success")
    assert button.only == cancel.only == SMS.person_id


@given(texts, texts, texts)
def test_nothing_of_what_people_wrote_is_active(text, person, alias):
    sent = replace(SMS, text=text, person=person, status=3, err=6)

    for say in SAYS:
        assert active_in(card(sent, say, alias=alias).text) == set()
        assert active_in(quote_card(sent, say, alias=alias).text) == set()


@given(texts, texts, st.sampled_from([*STATUS_MEANING, 777]), st.none() | st.integers(0, 300))
def test_nothing_of_what_smsc_says_is_active(text, other, status, err):
    hlr = Hlr(imsi=text, net=other, cn=text, rnet=other, rcn=text, mcc=text, mnc=other)
    found = MessageStatus(status, err, time=text, sender=other, country=text, operator=other, region=text)
    for known in (None, hlr):
        event = StatusEvent("bot-1", "79991234567", status, err=err, time=text, hlr=known)
        for say in SAYS:
            assert active_in(render(event, replace(found, hlr=known), say, alias=other)) <= {"/balance"}


def test_a_delivery_says_how_long_it_took():
    sent = replace(SMS, status=1, status_at=NOON + timedelta(seconds=6))

    assert "after 6 sec" in shown(card(sent, SAYS[1], alias="prod").text).text


def test_a_stamp_from_before_the_message_left_says_no_nonsense():
    sent = replace(SMS, status=1, status_at=NOON - timedelta(seconds=1))

    assert "after" not in card(sent, SAYS[1], alias="prod").text


def test_what_is_over_well_has_no_buttons_and_what_is_not_known_can_be_looked_up():
    assert card(replace(SMS, status=1), SAYS[1], alias="prod").buttons == ()
    for sent in (SMS, replace(SMS, state=State.UNKNOWN), replace(SMS, status=0), replace(SMS, status=777)):
        [[look]] = card(sent, SAYS[1], alias="prod").buttons
        assert (look.do, look.arg) == ("status.look", "bot-0123456789abcdef 79991234567")


def test_only_what_certainly_did_not_go_says_that_nothing_was_charged():
    for sent in STATES:
        said = "Nothing was charged" in card(sent, SAYS[1], alias="prod").text.splitlines()[0]
        assert said is (sent.state is State.REFUSED)

"""After a failure: a sentence for every code, and buttons that fit what was sent."""

import pytest

from handlers.next_steps import BY_ERR, BY_STATUS, Step, advice, buttons, fitting
from handlers.words import Words
from smsc.codes import ERR_MEANING, STATUS_MEANING, Outcome, Status, outcome
from smsc.messages import MessageKind

WORDS = Words.load("en")
MAILBOX = {2, 3, 4}  # e-mail, which the bot sends none of


def test_every_error_code_of_a_message_has_its_advice():
    assert set(ERR_MEANING) - {0} - MAILBOX == set(BY_ERR)


def test_every_failed_status_has_its_advice():
    assert {status for status in STATUS_MEANING if outcome(status) is Outcome.FAILED} == set(BY_STATUS)


def test_the_error_code_says_more_than_the_status():
    assert advice(20, 1) is BY_ERR[1]
    assert advice(20, 0) is advice(20, None) is BY_STATUS[Status.UNDELIVERABLE]
    assert advice(20, 9999) is BY_STATUS[Status.UNDELIVERABLE]


@pytest.mark.parametrize(("status", "err"), [(999, None), (21, 9999)])
def test_codes_nobody_has_heard_of_have_an_advice_too(status: int, err: int | None):
    assert advice(status, err).sentence


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("found", [*BY_ERR.values(), *BY_STATUS.values()])
def test_the_steps_fit_on_a_phone(found, kind, language):
    rows = buttons(found, kind, again="m1", phone="79991234567", say=WORDS.say(chosen=language))

    assert len(rows) <= 2
    assert all(len(row) <= 2 and all(len(button.label) <= 18 for button in row) for row in rows)


def test_a_call_is_followed_by_a_text_and_a_text_by_a_call():
    steps = (Step.AGAIN, Step.BY_VOICE, Step.OPERATOR)

    assert fitting(steps, MessageKind.SMS) == [*steps]
    assert fitting(steps, MessageKind.CALL) == [Step.AGAIN, Step.IN_WRITING, Step.OPERATOR]
    assert fitting(steps, MessageKind.HLR) == [Step.AGAIN, Step.OPERATOR]

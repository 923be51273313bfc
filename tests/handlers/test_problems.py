"""Every error has a sentence in every language that says what happened and what to do, and tells no more than that."""

from datetime import timedelta

import pytest

from handlers.problems import BAD_PHONES, REFUSALS, ROLES, Hidden, NoRight, NotConnected, Problem, explain
from handlers.words import Words
from smsc.errors import (
    REASONS,
    AccountStopped,
    AddressBlocked,
    Nonsense,
    Reason,
    Refused,
    SmscError,
    TooSoon,
    Unreachable,
)
from smsc.phone import BadPhone, BadPhoneReason, NoPhone, TooManyPhones
from storage.errors import NotStored
from tests.handlers.strangers import active_in, shown

WORDS = Words.load("en")
EN, RU = WORDS.say(chosen="en"), WORDS.say(chosen="ru")
BOTH = pytest.mark.parametrize("say", [EN, RU], ids=["en", "ru"])
RAW = "raw words of SMSC"
COMMANDS = {"/login", "/balance", "/clients", "/tasks", "/grant", "@anna"}

ERRORS = [
    *(Refused(1, reason, RAW, "receive_phones.php") for reason in Reason),
    *(Unreachable(RAW, maybe_done) for maybe_done in (True, False)),
    *(TooSoon(timedelta(seconds=40)), AccountStopped(), AddressBlocked(timedelta(minutes=30))),
    *(Nonsense("info.php", RAW), SmscError(RAW), NotStored(RAW), NotConnected(), NoPhone(RAW), TooManyPhones(50)),
    *(BadPhone("12", reason) for reason in BadPhoneReason),
    *(NoRight(role, username) for role in ROLES for username in ("", "anna")),
    Hidden(),
    Problem("❌ {what}", what="<this>"),
]


def names(error):
    return getattr(error, "reason", None) or type(error).__name__


@BOTH
@pytest.mark.parametrize("error", ERRORS, ids=names)
def test_every_error_has_a_sentence_that_telegram_takes(error, say):
    sentence = explain(error, say)

    seen = shown(sentence)
    assert len(seen.text) > len("❌ ")
    assert len(seen.text.splitlines()[0]) <= 110
    assert seen.text[0] in "❌🔑💰ℹ🤷🚫⏳📡🔒⚠🎭"
    assert active_in(sentence) <= COMMANDS


@BOTH
@pytest.mark.parametrize("error", ERRORS, ids=names)
def test_no_sentence_shows_what_smsc_or_python_say_among_themselves(error, say):
    sentence = explain(error, say)

    assert RAW not in sentence
    assert "Traceback" not in sentence
    assert type(error).__name__ not in sentence
    assert ".php" not in sentence


@pytest.mark.parametrize("error", [error for error in ERRORS if not isinstance(error, Problem)], ids=names)
def test_every_sentence_is_translated(error):
    assert explain(error, RU) != explain(error, EN)


def test_every_reason_that_a_page_documents_has_its_own_sentence():
    documented = {reason for page in REASONS.values() for reason in page.values()}

    assert documented - REFUSALS.keys() == set()


def test_every_fault_of_a_number_has_words():
    assert set(BAD_PHONES) == set(BadPhoneReason)


def test_an_unknown_code_is_named():
    assert "77" in explain(Refused(77, Reason.UNKNOWN, RAW), EN)


def test_whether_something_was_done_is_not_claimed_where_nobody_knows():
    assert "Nothing was done" in explain(Unreachable("refused", maybe_done=False), EN)
    assert "Nothing" not in explain(Unreachable("reset", maybe_done=True), EN)
    assert "Nothing" not in explain(Nonsense("receive_phones.php"), EN)


def test_how_long_to_wait_is_said():
    assert "40 sec" in explain(TooSoon(timedelta(seconds=40)), EN)


def test_a_number_is_shown_as_it_was_typed_and_not_at_length():
    sentence = explain(BadPhone("<b>1" + "2" * 5000, BadPhoneReason.TOO_LONG), EN)

    assert "&lt;b&gt;12" in sentence
    assert len(shown(sentence).text) < 200


def test_the_values_of_a_problem_are_escaped():
    assert explain(Problem("❌ {what}", what="<this>"), EN) == "❌ &lt;this&gt;"


@BOTH
def test_the_missing_role_is_named_in_the_chats_language(say):
    assert say.label(ROLES["buyer"]) in explain(NoRight("buyer"), say)


@pytest.mark.parametrize("mistake", [KeyError("x"), ValueError("x"), RuntimeError("x"), AssertionError()])
def test_a_mistake_of_ours_has_no_sentence(mistake):
    assert explain(mistake, EN) is None

"""Whatever has gathered becomes one message that Telegram takes, and in which nothing of a stranger's is active."""

import csv
import io
import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.digest import CARDS, again, digest, in_file, in_numbers, size, table
from handlers.masking import veil
from handlers.next_steps import advice
from handlers.reply import Document, Reply
from handlers.words import Words
from sandbox.telegram.entities import units
from smsc.codes import Outcome, outcome
from smsc.events import CallEvent, IncomingSms, StatusEvent
from storage.subscriptions import Loudness
from tests.fakes import NOON
from tests.handlers.strangers import NASTY, active_in, calls, events, incoming, news_of, shown, statuses, texts, told

WORDS = Words.load("en")
SAYS = [WORDS.say(chosen="ru"), WORDS.say(chosen="en")]
EN = SAYS[1]
often = settings(max_examples=25, deadline=None)
says = st.sampled_from(SAYS)
gathered = st.lists(events.filter(told), min_size=1, max_size=30).map(lambda found: news_of(*found))
few = st.lists(events.filter(told), min_size=1, max_size=CARDS).map(lambda found: news_of(*found))

SMS = IncomingSms(id="1", phone="79991234567", text="Когда привезёте заказ?", to="74950001122", at=NOON)
CALL = CallEvent("79991234567", NOON)
DELIVERED = StatusEvent(id="2", phone="79991234567", status=1, at=NOON)
FAILED = StatusEvent(id="3", phone="79991234567", status=3, err=6, at=NOON)


def rows_of(document: Document) -> list[list[str]]:
    text = document.data.decode("utf-8")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))


def assert_telegram_takes(reply: Reply) -> None:
    """Read as Telegram reads it; the limits are those of core.telegram.org/bots/api#sendmessage and #senddocument."""
    seen = shown(reply.text)
    assert seen.text
    assert units(seen.text) <= (4096 if reply.document is None else 1024)
    assert len(seen.entities) < 100


# One message


@often
@given(news=gathered, say=says, alias=texts.map(lambda text: text[:32]))
def test_whatever_happened_is_one_message_that_telegram_takes(news, say, alias):
    reply = digest(news, say, alias=alias)

    assert_telegram_takes(reply)
    assert_telegram_takes(again(reply, say))


@often
@given(news=gathered, say=says, alias=texts.map(lambda text: text[:32]))
@example(news=news_of(replace(FAILED, status=24, err=None)), say=EN, alias="")
def test_nothing_of_a_strangers_can_be_tapped(news, say, alias):
    assert active_in(digest(news, say, alias=alias).text) <= advised(news, say)


def advised(news, say):
    """The command that our own advice names, where one failure is told alone."""
    event = news[0].logged.event
    alone = len(news) == 1 and isinstance(event, StatusEvent)
    return active_in(say(advice(event.status, event.err).sentence)) if alone else set()


@often
@given(news=gathered, say=says, alias=texts.map(lambda text: text[:32]))
def test_what_is_said_where_telegram_refuses_is_just_as_harmless(news, say, alias):
    for reply in (in_file(news, say, alias=alias), in_numbers(news, say, alias=alias)):
        assert_telegram_takes(reply)
        assert active_in(reply.text) == set()


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_alone_is_harmless(text):
    news = news_of(
        IncomingSms(id="1", phone="79991234567", text=text, to=text[:11]),
        StatusEvent(id="2", phone=text[:11], status=20, time=text, dtmf=text),
    )

    reply = digest(news, EN, alias=text)

    assert_telegram_takes(reply)
    assert active_in(reply.text) == set()


@often
@given(sms=incoming)
def test_an_incoming_text_stands_in_monospace_as_it_is(sms):
    reply = digest(news_of(sms), EN, alias="demo")

    wanted = EN.plain(sms.text).strip()
    seen = shown(reply.text)
    marked = [entity for entity in seen.entities if entity.type == "pre"]
    assert wanted in seen.text
    assert bool(marked) == bool(wanted)


def test_an_empty_text_is_said_to_be_empty():
    assert "(an empty message)" in digest(news_of(IncomingSms("1", "900", "\u200b \n", "900")), EN, alias="demo").text


@pytest.mark.parametrize("loudness", [Loudness.LOUD, Loudness.SILENT])
@pytest.mark.parametrize("count", [1, 100])
def test_only_loud_news_rings(loudness, count):
    assert digest(news_of(*[SMS] * count, loudness=loudness), EN, alias="demo").loud is (loudness is Loudness.LOUD)


def test_one_loud_event_among_silent_ones_rings():
    news = [*news_of(DELIVERED, loudness=Loudness.SILENT), *news_of(SMS, loudness=Loudness.LOUD)]

    assert digest(news, EN, alias="demo").loud


# One-time codes

CODE = IncomingSms(id="9", phone="MyBank", text="Код: 482-913", to="74950001122", at=NOON)


def labels(reply: Reply) -> list[str]:
    return [button.label for row in reply.buttons for button in row]


def test_a_code_is_copied_by_a_button_as_it_is_typed():
    reply = digest(news_of(CODE, SMS), EN, alias="demo")

    assert [button.copy for row in reply.buttons for button in row] == ["482913"]
    assert "Code: 482-913" in shown(reply.text).text


def test_a_hidden_code_is_nowhere_and_its_button_knows_the_event():
    [row] = digest(veil(news_of(SMS, CODE)), EN, alias="demo").buttons

    assert [(button.label, button.do, button.arg) for button in row] == [("👁 Show the code", "codes.show", "2")]


def test_among_several_hidden_codes_each_button_says_whose_it_is():
    others = [replace(CODE, id=str(number), phone=f"Bank{number}") for number in range(CARDS)]
    reply = digest(veil(news_of(*others)), EN, alias="demo")

    assert labels(reply) == [f"👁 Bank{number}, 12:00 MSK" for number in range(CARDS)]
    assert max(len(row) for row in reply.buttons) <= 3
    assert len(reply.buttons) <= 4


@pytest.mark.parametrize("count", [1, CARDS + 1])
def test_no_wording_of_hidden_codes_has_them(count):
    news = veil(news_of(*[replace(CODE, id=str(number)) for number in range(count)]))
    for wording in (digest, in_file, in_numbers):
        reply = wording(news, EN, alias="demo")

        assert "482" not in reply.text
        assert reply.document is None or b"482" not in reply.document.data


# Cards or a summary


@often
@given(news=few)
def test_every_event_of_a_few_has_its_own_card(news):
    reply = digest(news, EN, alias="demo")

    if reply.document is None:
        assert shown(reply.text).text.count("demo") >= len(news)


@pytest.mark.parametrize(("count", "with_file"), [(1, False), (CARDS, False), (CARDS + 1, True)])
def test_many_events_are_counted_and_the_file_has_them(count, with_file):
    reply = digest(news_of(*[SMS] * count), EN, alias="demo")

    assert (reply.document is not None) is with_file


def test_one_text_too_long_for_a_message_is_in_the_file_whole():
    long = IncomingSms("1", "79991234567", "ы" * 5000, "900")

    reply = digest(news_of(long), EN, alias="demo")

    assert rows_of(reply.document)[1][-1] == "ы" * 5000


@often
@given(news=gathered)
def test_the_counts_are_exact(news):
    text = in_numbers(news, EN, alias="demo").text.partition("\n")[0]

    happened = [item.logged.event for item in news]
    ended = [outcome(event.status) for event in happened if isinstance(event, StatusEvent)]
    expected = {
        "incoming": sum(isinstance(event, IncomingSms) for event in happened),
        "calls": sum(isinstance(event, CallEvent) for event in happened),
        "delivered": ended.count(Outcome.DELIVERED),
        "not delivered": len(ended) - ended.count(Outcome.DELIVERED),
    }
    found = {name: int(n) for n, name in re.findall(r"(\d+) ([a-z ]+?)(?: ·|$)", text)}
    assert found == {name: n for name, n in expected.items() if n}


def test_three_thousand_events_are_one_message_with_exact_counts_and_one_file():
    luck = Random(7)
    happened = [luck.choice([SMS, CALL, DELIVERED, FAILED]) for _ in range(3000)]
    news = news_of(*happened)

    reply = digest(news, EN, alias="demo")

    assert_telegram_takes(reply)
    for event, words in ((SMS, "incoming"), (CALL, "calls"), (DELIVERED, "delivered"), (FAILED, "not delivered")):
        assert f"{happened.count(event):,} {words}" in reply.text
    assert f"expired: the subscriber is offline (3/6): {happened.count(FAILED)}" in reply.text
    assert [row[1] for row in rows_of(reply.document)[1:]] == [event.kind for event in happened]


def test_the_commonest_reasons_come_first():
    news = news_of(*[StatusEvent("1", "900", 22)] * 3, *[StatusEvent("1", "900", 3)] * 20)

    lines = digest(news, EN, alias="demo").text.splitlines()

    assert lines[2:] == ["· expired (3): 20", "· wrong number (22): 3"]


def test_a_status_nobody_knows_is_shown_as_it_is():
    assert (
        "Status 99 (unknown): error 777 (unknown) (99/777)"
        in digest(news_of(StatusEvent("1", "79991234567", 99, err=777)), EN, alias="demo").text
    )


# The file


@often
@given(found=st.lists(incoming | calls | statuses.filter(told), min_size=1, max_size=30))
def test_the_file_has_every_event_once_in_order(found):
    header, *rows = rows_of(table(news_of(*found), EN))

    assert header == ["received_at", "kind", "id", "phone", "status", "err", "text"]
    assert [row[1] for row in rows] == [event.kind for event in found]
    assert all(len(row) == len(header) for row in rows)


@often
@given(sms=incoming)
def test_the_file_keeps_the_text_to_the_last_character(sms):
    [[*_, text]] = rows_of(table(news_of(sms), EN))[1:]

    assert text.removeprefix("'") == sms.text.removeprefix("'")


@often
@given(news=gathered)
def test_no_cell_of_the_file_is_a_formula(news):
    for cell in [cell for row in rows_of(table(news, EN)) for cell in row]:
        assert not cell.startswith(tuple("=@\t\r\n＝＋－＠"))
        assert not cell.startswith(("+", "-")) or re.fullmatch(r"[+-]\d+", cell)


def test_the_file_says_that_it_is_utf_8():
    assert table(news_of(SMS), EN).data.startswith(b"\xef\xbb\xbf")


# Sizes


@often
@given(text=st.text())
def test_the_size_is_never_less_than_what_telegram_counts(text):
    assert size(EN("{text}", text=text)) >= units(shown(EN("{text}", text=text + "x")).text) - 1


# Whose number called without a check


def buttons_of(*phones: str) -> list[list[tuple[str, str]]]:
    reply = digest(news_of(*(CallEvent(phone, NOON) for phone in phones)), EN, alias="prod")
    return [[(button.label, button.arg) for button in row if button.do == "operators.look_up"] for row in reply.buttons]


def test_a_call_nobody_asked_for_has_a_button_that_tells_the_operator():
    assert buttons_of("79991234567") == [[("🔎 Operator", "79991234567")]]


def test_of_several_such_calls_each_button_names_its_number_once():
    assert buttons_of("79991234567", "79120000001", "79991234567") == [
        [("🔎 +79991234567", "79991234567"), ("🔎 +79120000001", "79120000001")]
    ]


@pytest.mark.parametrize("hidden", ["", "anonymous", "12345"])
def test_a_call_without_a_number_has_no_such_button(hidden: str):
    assert buttons_of(hidden) == []

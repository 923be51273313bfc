"""The cards of /stats: whatever SMSC and strangers write, Telegram takes them, and a phone shows them whole."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers import figures, pictured
from handlers.daily import WIDE, table
from handlers.figures import FEW, TOP, Compared
from handlers.statistics import Day, Sum, by_client, by_operation, joined, summed
from handlers.words import Words
from smsc.types import ClientDetail, ClientTotal, OperationTotal, Period
from storage.outcomes import Outcomes
from tests.handlers.strangers import NASTY, active_in, shown, texts

WORDS = Words.load("en")
EN, RU = WORDS.say(chosen="en"), WORDS.say(chosen="ru")
NOW, BEFORE = Period(date(2026, 8, 6), date(2026, 8, 12)), Period(date(2026, 7, 30), date(2026, 8, 5))
MESSAGE, CAPTION = 4096, 1024

spoken = pytest.mark.parametrize("say", [EN, RU], ids=["en", "ru"])
counts = st.integers(0, 10**9)
amounts = st.decimals(-(10**9), 10**9, places=2)
currencies = st.sampled_from(["RUR", "KZT", "USD", "EUR", "UAH", ""])
totals = st.builds(ClientTotal, login=texts, sms=counts, credit=amounts, debit=amounts, currency=currencies)
outcomes = st.builds(Outcomes, counts, counts)
operations = st.builds(
    OperationTotal,
    description=texts,
    operator=texts,
    mccmnc=st.sampled_from(["25001", "", "t.me"]),
    sms=counts,
    credit=amounts,
    debit=amounts,
    currency=currencies,
)


def total(login: str, sms: int, credit: str = "0", currency: str = "RUR") -> ClientTotal:
    return ClientTotal(login, sms, Decimal(credit), Decimal(0), currency)


def compared(own, clients, *, earlier_own=(), earlier=(), said=Outcomes(), then=None) -> Compared:  # noqa: B008 - frozen
    return Compared(joined(NOW, own, clients, []), joined(BEFORE, earlier_own, earlier, []), 2026, said, then)


def days_of(sums, said=None) -> list[Day]:
    return [Day(NOW.start + timedelta(days=n), one, said) for n, one in enumerate(sums)]


@spoken
@settings(deadline=None, max_examples=40)
@given(st.tuples(*(st.lists(totals, max_size=most) for most in (3, 30, 5))), outcomes, texts)
def test_telegram_takes_every_card(say, counted, said, alias):
    own, clients, earlier = counted
    found = compared(own, clients, earlier_own=own[:1], earlier=earlier, said=said, then=Outcomes(1, 1))
    login = found.now.clients[0].login if found.now.clients else alias
    days = days_of([summed(own)] * 3, said)
    head = say("📊 {alias}", alias=alias)
    for text in (
        figures.total(found, say, alias=alias),
        figures.clients(found, say, alias=alias),
        figures.client(found, login, days, say, alias=alias, most=14),
        pictured.bars_caption(by_client(found.now.clients), say, head=head),
        pictured.days_caption(days, say, head=head),
    ):
        assert len(shown(text).text) < MESSAGE
        assert active_in(text) == set()


@settings(deadline=None, max_examples=40)
@given(st.lists(operations, max_size=30))
def test_names_of_operations_are_shown_and_nothing_more(items):
    found = by_operation([ClientDetail("a", tuple(items))])

    assert active_in(figures.shares(found, RU, head="📊")) == set()


@pytest.mark.parametrize("login", NASTY)
def test_a_hostile_login_stands_on_one_line(login):
    lines = shown(figures.clients(compared([], [total(f"a{login}b", 5)]), EN, alias="prod")).text.splitlines()

    assert len(lines) == 3
    assert lines[1].startswith("1. a")


def test_captions_fit_under_a_picture():
    clients = [total("я" * 400 + str(number), 10**9) for number in range(40)]
    fortnight = days_of([Sum(10**7)] * 14, Outcomes(10**7, 10**7))

    assert len(shown(pictured.bars_caption(by_client(clients), RU, head="📊 " + "я" * 100)).text) <= CAPTION
    assert len(shown(pictured.days_caption(fortnight, RU, head="📊 " + "я" * 100)).text) <= CAPTION


@spoken
@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.builds(Sum, counts, st.dictionaries(currencies, amounts, max_size=2)), max_size=7), st.none() | outcomes
)
def test_no_line_of_a_table_is_too_long_for_a_phone(say, sums, said):
    lines = table(days_of(sums, said), say).splitlines()

    assert len(lines) == len(sums) + 1
    assert max(map(len, lines)) <= WIDE


@pytest.mark.parametrize("currency", ["<b>", "&", "рубли"])
def test_a_hostile_currency_does_not_break_the_table(currency):
    found = compared([], [total("a", 5, "7", currency)])
    card = figures.client(found, "a", days_of([Sum(5, {currency: Decimal(7)})] * 2), EN, alias="prod", most=14)

    assert currency in shown(card).text


@spoken
def test_the_first_line_is_short_enough_for_a_lock_screen(say):
    found = compared([total("demo", 48_210, "61344")], [total("Ромашка", 12_004, "15330")])
    for text in (
        figures.total(found, say, alias="prod"),
        figures.clients(found, say, alias="prod"),
        figures.client(found, "Ромашка", [], say, alias="prod", most=14),
    ):
        assert len(shown(text).text.splitlines()[0]) <= 60


def test_each_figure_is_compared_with_the_one_before():
    found = compared(
        [total("demo", 112, "220"), total("demo", 0, "50", "KZT")],
        [total("a", 30, "10")],
        earlier_own=[total("demo", 100, "200")],
        earlier=[total("a", 60, "40")],
    )

    text = figures.total(found, EN, alias="prod")

    assert "SMS 112 (▲ 12%)" in text
    assert "spent 220 ₽ (▲ 10%)" in text
    assert "spent 50 KZT (—)" in text
    assert "SMS 30 (▼ 50%)" in text
    assert "spent 10 ₽ (▼ 75%)" in text
    assert "compared with Jul 30 – Aug 5" in text.replace("\u2009", " ")


def test_where_the_calendar_begins_nothing_is_compared():
    text = figures.total(replace(compared([total("demo", 5)], []), before=None), EN, alias="prod")

    assert "SMS 5 (—)" in text
    assert "compared" not in text


def test_what_was_paid_in_is_called_so():
    found = compared([ClientTotal("demo", 5, Decimal("12.30"), Decimal(500), "RUR")], [])

    text = figures.total(found, EN, alias="prod")

    assert "spent 12.30 ₽" in text
    assert "paid in 500 ₽" in text


def test_delivery_is_told_as_far_as_statuses_came():
    found = compared([total("demo", 1000)], [], said=Outcomes(950, 50), then=Outcomes(96, 4))

    assert "✅ 95% (▼ 1 pp) ❌ 5% · statuses: 1,000" in figures.total(found, EN, alias="prod")
    assert "✅ 95% (—)" in figures.total(replace(found, earlier=None), EN, alias="prod")
    assert "✅" not in figures.total(replace(found, outcomes=Outcomes()), EN, alias="prod")


def test_no_messages_and_no_subclients_are_said():
    assert "No messages in this period" in figures.total(compared([], []), EN, alias="prod")
    assert figures.total(compared([total("demo", 5)], []), EN, alias="prod").count("No subclients") == 1
    assert "No subclients" in figures.clients(compared([total("demo", 5)], []), EN, alias="prod")
    assert "subclients only" in figures.shares([], EN, head="📊")


def test_more_than_fit_are_counted_and_stand_in_the_file():
    found = compared([total("demo", 1)], [total(f"client{number}", 100 - number) for number in range(25)])

    assert f"{25 - FEW} more, in the file" in figures.total(found, EN, alias="prod")
    card = figures.clients(found, EN, alias="prod")
    assert f"{25 - TOP} more, in the file" in card
    assert "\n10. client9 " in card
    assert "client10" not in card


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-08-12", "2026-08-12", "Aug 12"),
        ("2026-08-06", "2026-08-12", "Aug 6 – 12"),
        ("2026-07-30", "2026-08-05", "Jul 30 – Aug 5"),
        ("2025-12-20", "2026-01-05", "Dec 20, 2025 – Jan 5, 2026"),
        ("2024-07-01", "2024-07-31", "Jul 1 – 31, 2024"),
        ("2024-07-01", "2024-07-01", "Jul 1, 2024"),
    ],
)
def test_a_year_that_is_not_the_running_one_is_named(start, end, expected):
    period = Period(date.fromisoformat(start), date.fromisoformat(end))

    assert figures.span(period, EN, year=2026).replace("\u2009", " ") == expected


def test_a_table_of_days_has_the_latest_first_and_whole_roubles():
    days = days_of([Sum(1804, {"RUR": Decimal("2301.40")}), Sum(7, {"RUR": Decimal("9.10")})])

    assert table(days, EN).splitlines() == [
        "day      SMS  spent, ₽",
        "07.08      7      9.10",
        "06.08  1,804     2,301",
    ]


def test_the_smallest_share_a_picture_shows_is_that_of_all_others():
    shares = by_client([total(f"c{number}", 100 - number) for number in range(13)])

    chart = pictured.bars(shares, EN, title="x")
    assert len(chart.parts) == pictured.BARS
    assert chart.parts[-1].name == "4 others"
    assert sum(part.value for part in chart.parts) == sum(share.sum.sms for share in shares)


def test_days_are_parted_by_what_their_statuses_said():
    days = [*days_of([Sum(10), Sum(3)], Outcomes(2, 1)), Day(NOW.end, Sum(4), Outcomes())]

    chart = pictured.columns(days, EN, title="x")

    assert [series.values for series in chart.series] == [(2, 2, 0), (1, 1, 0), (7, 0, 4)]
    assert [len(pictured.columns(days_of([Sum(10)]), EN, title="x").series)] == [1]

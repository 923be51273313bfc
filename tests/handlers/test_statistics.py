"""What was counted is added up once, money within its currency, and compared with what came before."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from handlers.statistics import by_client, by_operation, by_operator, change, joined, once, summed
from smsc.types import ClientDetail, ClientTotal, OperationTotal, Period

WEEK = Period(date(2026, 8, 6), date(2026, 8, 12))
amounts = st.decimals(-10_000, 10_000, places=2)
lines = st.builds(
    ClientTotal,
    login=st.sampled_from(["Ромашка", "ромашка", "demo", "Лютик", "Мак"]),
    sms=st.integers(0, 10**6),
    credit=amounts,
    debit=amounts,
    currency=st.sampled_from(["RUR", "KZT"]),
)


def total(login: str, sms: int = 1, credit: str = "0", currency: str = "RUR") -> ClientTotal:
    return ClientTotal(login, sms, Decimal(credit), Decimal(0), currency)


def item(description: str, operator: str, mccmnc: str, sms: int = 1, debit: str = "0") -> OperationTotal:
    return OperationTotal(description, operator, mccmnc, sms, Decimal(0), Decimal(debit), "RUR")


@given(st.lists(lines))
def test_messages_and_each_currency_add_up(found):
    whole = summed(found)

    assert whole.sms == sum(line.sms for line in found)
    for currency in ("RUR", "KZT"):
        same = [line for line in found if line.currency == currency]
        assert whole.spent.get(currency, 0) == sum(line.credit for line in same)
        assert whole.paid.get(currency, 0) == sum(line.debit for line in same)


def test_money_that_did_not_move_is_no_currency():
    assert summed([total("a", currency="KZT")]).currencies == []


@given(st.lists(lines), st.lists(lines), st.lists(lines))
def test_nobody_is_counted_twice(own, apart, shared):
    found = joined(WEEK, own, apart, shared)
    mine = {one.login.casefold() for one in own}
    first = [one for one in apart if one.login.casefold() not in mine]
    named = {one.login.casefold() for one in first}

    assert not mine & {one.login.casefold() for one in found.clients}
    assert summed(found.clients) == summed(
        [*first, *(one for one in shared if one.login.casefold() not in mine | named)]
    )


@given(st.lists(lines))
def test_two_lists_that_are_the_same_are_one(clients):
    assert summed(joined(WEEK, [], clients, clients).clients) == summed(clients)


def test_the_busiest_comes_first():
    found = joined(WEEK, [], [total("a", 1), total("b", 3)], [total("c", 2)])

    assert [one.login for one in found.clients] == ["b", "c", "a"]
    assert found.apart == {"a", "b"}


def test_a_subclient_is_found_in_whatever_case_it_is_written():
    found = joined(WEEK, [], [total("Ромашка")], [])

    assert [one.login for one in found.client("РОМАШКА")] == ["Ромашка"]
    assert found.client("Лютик") == []


def test_details_of_nobody_come_twice_either():
    one, other = ClientDetail("a", ()), ClientDetail("A", (item("SMS", "МТС", "25001"),))

    assert once([one], [other, ClientDetail("demo", ())], [total("demo")]) == [one]


whole_or_money = st.integers(0, 10**9) | st.decimals(-(10**6), 10**6, places=2)


@given(whole_or_money, whole_or_money)
def test_a_change_points_where_the_figure_went(now, before):
    found = change(now, before)

    if not before:
        assert found is None
    else:
        assert (found > 0, found < 0) == (now > before, now < before)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_change_leads_from_before_to_now(now, before):
    found = change(now, before)

    assert found is not None
    assert abs(before * (1 + found / 100) - now) < Decimal("0.0001")


def test_twice_as_much_is_a_hundred_per_cent_more():
    assert change(200, 100) == 100
    assert change(Decimal("-50"), Decimal("-100")) == 50


def test_operators_of_one_name_are_told_apart_by_their_codes():
    details = [
        ClientDetail("a", (item("SMS", "Beeline", "25099", 5), item("SMS", "Beeline", "40101", 3))),
        ClientDetail("b", (item("SMS", "МТС", "25001", 4), item("HLR", "МТС", "25001", 2), item("SMS", "", "24001"))),
    ]

    assert [(share.name, share.sum.sms) for share in by_operator(details)] == [
        ("МТС", 6),
        ("Beeline 25099", 5),
        ("Beeline 40101", 3),
        ("24001", 1),
    ]


def test_a_payment_is_an_operation_of_no_operator():
    details = [ClientDetail("a", (item("SMS", "МТС", "25001", 4), item("Пополнение", "", "", 0, "5000")))]

    assert [share.name for share in by_operator(details)] == ["МТС"]
    assert [(share.name, share.sum.paid) for share in by_operation(details)] == [
        ("SMS", {}),
        ("Пополнение", {"RUR": 5000}),
    ]


def test_a_subclient_with_two_currencies_is_one_share():
    [share] = by_client([total("a", 1, "5"), total("a", 2, "7", "KZT")])

    assert (share.sum.sms, share.sum.spent) == (3, {"RUR": 5, "KZT": 7})

"""Shares and changes in words: rounded, never saying all or nothing where it is neither."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.percents import changed, percent, points
from handlers.words import Words

WORDS = Words.load("en")
EN, RU = WORDS.say(chosen="en"), WORDS.say(chosen="ru")


@pytest.mark.parametrize(
    ("per_cent", "shown"),
    [
        (None, "—"),
        ("0", "= 0%"),
        ("12.4", "▲ 12%"),
        ("12.5", "▲ 13%"),
        ("-3", "▼ 3%"),
        ("0.2", "▲ &lt;1%"),
        ("-0.49", "▼ &lt;1%"),
        ("0.5", "▲ 1%"),
        ("-100", "▼ 100%"),
        ("999", "▲ 999%"),
        ("999.4", "▲ &gt;999%"),
        ("123456", "▲ &gt;999%"),
        ("-5000", "▼ &gt;999%"),
    ],
)
def test_every_way_a_change_is_shown(per_cent, shown):
    assert changed(None if per_cent is None else Decimal(per_cent), EN) == shown


@given(st.decimals(-(10**7), 10**7, places=3))
def test_an_arrow_never_lies(per_cent):
    shown = changed(per_cent, EN)

    assert shown.startswith("▲" if per_cent > 0 else "▼" if per_cent < 0 else "=")


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "0%"), (0, 5, "0%"), (5, 5, "100%"), (1, 100_000, "0.1%"), (99_999, 100_000, "99.9%"), (1, 2, "50%")],
)
def test_a_share_is_all_or_nothing_only_where_it_is(part, whole, shown):
    assert percent(part, whole, EN) == shown


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_no_share_leaves_a_hundred(part, rest):
    shown = Decimal(percent(part, part + rest, EN).rstrip("%").replace(",", ""))

    assert 0 <= shown < 100
    assert (shown == 0) == (part == 0)


@pytest.mark.parametrize(
    ("now", "before", "shown"),
    [
        ("0.954", "0.96", "▼ 0.6 pp"),
        ("0.96", "0.954", "▲ 0.6 pp"),
        ("0.5", "0.50001", "= 0 pp"),
        ("1", "0", "▲ 100 pp"),
    ],
)
def test_shares_differ_by_points(now, before, shown):
    assert points(Decimal(now), Decimal(before), EN) == shown


def test_in_russian_a_percent_sign_stands_apart_and_never_on_another_line():
    assert percent(954, 1000, RU) == "95,4\u00a0%"
    assert changed(Decimal(12), RU) == "▲ 12\u00a0%"

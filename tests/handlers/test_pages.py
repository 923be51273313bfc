"""Long lists, a page at a time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.pages import SIZE, in_rows, page_of, turned, turning
from handlers.reply import Button

lists = st.lists(st.integers(), max_size=60)


@settings(deadline=None, max_examples=50)
@given(lines=lists)
def test_all_pages_together_are_the_list(lines):
    pages = page_of(lines, 1).pages

    assert [line for number in range(1, pages + 1) for line in page_of(lines, number).lines] == lines


@settings(deadline=None, max_examples=50)
@given(lines=lists, number=st.integers())
def test_a_page_that_is_not_there_is_the_nearest_one(lines, number):
    page = page_of(lines, number)

    assert 1 <= page.number <= page.pages
    assert len(page.lines) <= SIZE
    assert page.total == len(lines)
    assert page.number in {number, 1, page.pages}


def test_one_page_is_not_turned():
    assert turning(page_of(list(range(SIZE)), 1), "x.page") == ()


@pytest.mark.parametrize(("number", "back", "on"), [(1, 3, 2), (2, 1, 3), (3, 2, 1)])
def test_turning_goes_round(number, back, on):
    left, here, right = turning(page_of(list(range(3 * SIZE)), number), "x.page", "МТС:495")

    assert here.label == f"{number}/3"
    assert [turned(button.arg) for button in (left, here, right)] == [(n, "МТС:495") for n in (back, number, on)]
    assert {button.do for button in (left, here, right)} == {"x.page"}


@settings(deadline=None, max_examples=50)
@given(count=st.integers(0, 20), width=st.integers(1, 5))
def test_rows_hold_all_buttons_in_order(count, width):
    buttons = [Button(str(number)) for number in range(count)]

    rows = in_rows(buttons, width=width)

    assert [button for row in rows for button in row] == buttons
    assert all(len(row) == width for row in rows[:-1])

"""The bits of a flag."""

import pytest

from smsc.flag import Flag


@pytest.mark.parametrize(
    ("number", "flag"),
    [
        (0, Flag(0, second_balance=False, template=False, template_kind=0)),
        (8, Flag(8, second_balance=False, template=False, template_kind=0)),
        (12, Flag(12, second_balance=False, template=False, template_kind=0)),
        (32, Flag(0, second_balance=True, template=False, template_kind=0)),
        (256, Flag(0, second_balance=False, template=True, template_kind=0)),
        (512, Flag(0, second_balance=False, template=False, template_kind=1)),
        (1024, Flag(0, second_balance=False, template=False, template_kind=2)),
        (1536, Flag(0, second_balance=False, template=False, template_kind=3)),
        (1831, Flag(7, second_balance=True, template=True, template_kind=3)),
    ],
)
def test_bits_are_as_smsc_numbers_them(number, flag):
    assert Flag.decode(number) == flag
    assert flag.number == number


def test_bits_that_smsc_does_not_explain_are_left_out():
    assert Flag.decode(0xF8D0) == Flag.decode(0)

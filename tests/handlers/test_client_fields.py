"""What people write about a subclient, as SMSC's fields: friendly names, fitting values, no other fields."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers import client_fields
from handlers.problems import Problem
from smsc.actions import RESERVED
from smsc.phone import BadPhone


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("лимит=500", {"dlim": "500"}),
        ("LIMIT=500 plim=3", {"dlim": "500", "plim": "3"}),
        ("префиксы=7, -77 блок=да", {"fmts": "7,-77", "fl2[10]": "1"}),
        ("блок=нет", {"fl2[10]": "0"}),
        ("часы=9–21", {"tmlim": "9-21"}),
        ("пояс=+3", {"tz": "15"}),
        ("пояс=UTC-12 curr=kzt", {"tz": "0", "curr": "5"}),
        ("порог=100,5", {"nb": "100.5"}),
        ("телефон=8 999 123-45-67 почта=a@b.ru", {"phone": "79991234567", "email": "a@b.ru"}),
        ("имя=ООО «Рога = копыта» notes=", {"fio": "ООО «Рога = копыта»", "notes": ""}),
        ("fl[29]=1 mfl[0]=1 xyz=a=b", {"fl[29]": "1", "mfl[0]": "1", "xyz": "a=b"}),
    ],
)
def test_friendly_names_and_values_become_smscs(line, fields):
    assert client_fields.read(line) == fields


@given(st.sampled_from(sorted(RESERVED | {"user", "sum", "self"})), st.sampled_from(["", "[0]", "[10]"]), st.booleans())
def test_what_signs_or_names_an_action_is_never_a_setting(name, index, upper):
    with pytest.raises(Problem):
        client_fields.read(f"{(name.upper() if upper else name) + index}=1")


@given(st.text(max_size=40))
def test_whatever_is_written_is_read_or_refused_in_words(line):
    try:
        found = client_fields.read(line)
    except (Problem, BadPhone):
        return
    assert found
    assert all(client_fields.NAMED.fullmatch(field) for field in found)
    assert not {field.partition("[")[0].lower() for field in found} & client_fields.FORBIDDEN


def test_a_refusal_never_repeats_a_password():
    with pytest.raises(Problem) as raised:
        client_fields.read("password=short")

    assert "short" not in repr((raised.value.args, raised.value.values))
    assert raised.value.__cause__ is None


def test_every_name_leads_to_one_field():
    names = [name for field, about in client_fields.FIELDS.items() for name in (field, *about.names)]

    assert len(names) == len(set(names))
    assert all(name == name.casefold() for name in names)

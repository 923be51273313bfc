"""Text in four formats becomes records."""

import json
from collections.abc import Mapping
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc.formats import Format, read
from smsc.lines import Shape
from smsc.syntax import Unreadable

PAIR = Shape(("phone", "info"), free="info")
PRICED = Shape(("phone", "cost", "info"), free="info")
MIDDLE = Shape(("id", "name", "file"), free="name")
INFO = Shape(("phone", "country", "operator"), free="operator")


def fields(text: str, format: Format, shape: Shape = PAIR) -> list[Mapping[str, str]]:
    return [record.fields for record in read(text, format, shape)]


@pytest.mark.parametrize("format", Format)
def test_nothing_is_no_records(format: Format) -> None:
    assert read("", format, PAIR) == []


@pytest.mark.parametrize("format", Format)
def test_ok_is_ok_in_every_format(format: Format) -> None:
    assert fields("OK", format) == [{"result": "OK"}]


def test_names_are_read_in_any_order() -> None:
    line = "info = МТС, смс, phone = 7495"

    assert fields(line, Format.TEXT) == [{"info": "МТС, смс", "phone": "7495"}]


def test_a_name_inside_a_text_forges_nothing() -> None:
    line = "phone = 7495, cost = 400, info = free!, cost = 0, phone = 1"

    assert fields(line, Format.TEXT, PRICED) == [{"phone": "7495", "cost": "400", "info": "free!, cost = 0, phone = 1"}]


def test_a_name_is_a_whole_word() -> None:
    shape = Shape(("phone", "all_phones"))

    assert fields("all_phones = 1,2, phone = 1", Format.TEXT, shape) == [{"all_phones": "1,2", "phone": "1"}]


def test_what_stands_before_the_first_name_does_not_hurt() -> None:
    assert fields("79991234567, phone = 7495, info = x", Format.TEXT) == [{"phone": "7495", "info": "x"}]


def test_an_empty_value_is_a_value() -> None:
    assert fields("phone = , info = ", Format.TEXT) == [{"phone": "", "info": ""}]


def test_names_may_be_capitals() -> None:
    assert fields("ID = 5", Format.TEXT, Shape(("id",))) == [{"id": "5"}]


def test_only_line_breaks_part_records() -> None:
    text = "1,a\x0cb\u2028c\r\n\r\n2,d\n"

    assert fields(text, Format.VALUES) == [{"phone": "1", "info": "a\x0cb\u2028c"}, {"phone": "2", "info": "d"}]


def test_the_free_field_takes_the_commas_that_are_too_many() -> None:
    assert fields("1,a,b, c,f.csv", Format.VALUES, MIDDLE) == [{"id": "1", "name": "a,b, c", "file": "f.csv"}]


@pytest.mark.parametrize("line", ["1", "1,2", "<html>"])
def test_too_few_values_are_unreadable(line: str) -> None:
    with pytest.raises(Unreadable):
        read(line, Format.VALUES, MIDDLE)


def test_too_many_values_without_a_free_field_are_unreadable() -> None:
    with pytest.raises(Unreadable):
        read("1,2,3", Format.VALUES, Shape(("login", "sms")))


@pytest.mark.parametrize("line", ["7999123456,Россия,МТС", "Россия,МТС,7999123456", "Россия,МТС,+7999123456"])
def test_the_phone_of_an_operator_may_stand_at_either_end(line: str) -> None:
    [record] = read(line, Format.VALUES, INFO)

    assert (record.phone().digits, record.text("country")) == ("7999123456", "Россия")


def test_the_phone_of_one_operator_may_stand_there_too() -> None:
    shape = Shape(("country", "operator"), free="operator")

    assert fields("7999123456,Россия,МТС, Теле2", Format.VALUES, shape) == [
        {"country": "Россия", "operator": "МТС, Теле2"}
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<list/>", []),
        ("<a><phone>1</phone><info> x </info></a>", [{"phone": "1", "info": "x"}]),
        ("<list><a><phone>1</phone></a><b><phone>2</phone></b></list>", [{"phone": "1"}, {"phone": "2"}]),
        ("<a><phone>1</phone><all><phone>2</phone><phone/></all></a>", [{"phone": "1", "all": "2,"}]),
        ('<?xml version="1.0" encoding="koi8-r"?><a><info>Йота</info></a>', [{"info": "Йота"}]),
        ("<result>OK</result>", [{"result": "OK"}]),
        ('<list><user login="a"/></list>', [{"user": "", "login": "a"}]),
        ("<a><info><![CDATA[<b>]]></info></a>", [{"info": "<b>"}]),
    ],
)
def test_xml_is_read(text: str, expected: list[Mapping[str, str]]) -> None:
    assert fields(text, Format.XML) == expected


BOMB = '<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;">]><a>&y;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>'


@pytest.mark.parametrize(
    "text",
    [
        "<a>",
        "<!DOCTYPE a><a/>",
        "a",
        "<a/><b/>",
        "<a>&nbsp;</a>",
        BOMB,
        OUTSIDE,
        "<html><body/></html>",
        "<HTML/>",
        "<a>\0</a>",
        '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_what_is_no_xml_of_smscs_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, Format.XML, PAIR)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[]", []),
        ("null", []),
        ("{}", [{}]),
        ('{"phone": 7495, "info": null}', [{"phone": "7495", "info": ""}]),
        ('{"a": 1.10, "b": true, "c": {"d": 1}, "e": [1, "2", [3]]}', [{"a": "1.10", "b": "1", "c": "", "e": "1,2"}]),
        ('{"a": 12345678901234567890123456789}', [{"a": "12345678901234567890123456789"}]),
        ('[{"a": "x\ny"}]', [{"a": "x\ny"}]),
        ('{"list": [{"a": 1}]}', [{"a": "1"}]),
        ('{"info": [{"a": 1}, {"a": 2}]}', [{"a": "1"}, {"a": "2"}]),
        ('{"info": {"a": 1}}', [{"a": "1"}]),
        ('{"a": "first", "a": "last"}', [{"a": "last"}]),
        ('{"a": "\\ud83d"}', [{"a": "?"}]),
        ('[{"a": 1, "items": [{"b": 2}]}]', [{"a": "1", "items": "", "b": "2"}]),
        ('"OK"', [{"result": "OK"}]),
    ],
)
def test_json_is_read(text: str, expected: list[Mapping[str, str]]) -> None:
    assert fields(text, Format.JSON) == expected


@pytest.mark.parametrize(
    "text",
    ["{", "5", '"no"', "true", "[5]", "[[]]", "[null]", '{"a": NaN}', "{'a': 1}", '{"a": 1} x', '[{"items": [5]}]'],
)
def test_what_is_no_json_of_smscs_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text, Format.JSON, PAIR)


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, '{"items": [' * 900 + "]}" * 900],
    ids=["lists", "objects", "items"],
)
def test_depth_does_not_exhaust_the_stack(text: str) -> None:
    try:
        read(text, Format.JSON, PAIR)
    except Unreadable:
        return


def test_deep_xml_does_not_exhaust_the_stack() -> None:
    assert fields("<a>" * 5_000 + "</a>" * 5_000, Format.XML) == [{"a": ""}]


words = st.text(alphabet="абв <>&'\"\\{}[]().-_:;/0123456789", max_size=20).map(str.strip)
numbers = st.integers(0, 10**12).map(str)


@given(st.lists(st.tuples(numbers, words, words), min_size=1, max_size=5))
def test_any_record_comes_back_in_every_format(rows: list[tuple[str, str, str]]) -> None:
    names = ("id", "name", "file")
    records = [dict(zip(names, row, strict=True)) for row in rows]
    texts = {
        Format.TEXT: "\n".join(", ".join(f"{name} = {value}" for name, value in row.items()) for row in records),
        Format.VALUES: "\n".join(",".join(row.values()) for row in records),
        Format.XML: "<list>{}</list>".format(
            "".join(
                "<task>{}</task>".format("".join(f"<{name}>{escape(value)}</{name}>" for name, value in row.items()))
                for row in records
            )
        ),
        Format.JSON: json.dumps(records),
    }

    for format, text in texts.items():
        assert fields(text, format, MIDDLE) == records


@given(st.sampled_from(Format), st.text())
def test_any_text_is_records_or_unreadable(format: Format, text: str) -> None:
    try:
        records = read(text, format, MIDDLE)
    except Unreadable:
        return

    assert all(isinstance(value, str) for record in records for value in record.fields.values())

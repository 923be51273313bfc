"""Whatever file people send: its numbers are found, each once, and what is no number is named with its line."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers import lists, sheets
from handlers.lists import MOST, Reject, read
from handlers.problems import Problem
from smsc.phone import BadPhoneReason

ANNA, IVAN, OFFICE = "79120000001", "79991234567", "74950001122"
WHOLE = st.integers(79000000000, 79999999999).map(str)
SPELLINGS = ("{}", "+{}", "8{1}", "+7 ({2}) {3}-{4}-{5}", "8 {2} {3} {4} {5}", "{}.0", " {} ")


def spelled(number, spelling):
    rest = number[1:]
    return spelling.format(number, rest, rest[:3], rest[3:6], rest[6:8], rest[8:])


def found(data, name="list.csv"):
    return [number.digits for number in read(name, data if isinstance(data, bytes) else data.encode()).numbers]


def rejected(data, name="list.csv"):
    return read(name, data if isinstance(data, bytes) else data.encode()).rejects


def complaint(data, name="list.csv"):
    with pytest.raises(Problem) as caught:
        read(name, data if isinstance(data, bytes) else data.encode())
    return caught.value.sentence.format_map(caught.value.values)


def workbook(*rows, **sheets_of):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for title, others in sheets_of.items():
        sheet = book.create_sheet(title)
        for row in others:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# Lists


@pytest.mark.parametrize(
    "text",
    [
        f"{IVAN}\n{ANNA}",
        f"{IVAN}\r\n\r\n{ANNA}\r\n",
        f"{IVAN}, {ANNA}",
        f"{IVAN} {ANNA}",
        f"{IVAN};{ANNA};",
        "8 999 123-45-67\n8 912 000-00-01",
        "+7(999)1234567\t+7(912)0000001",
        f"Телефон\n{IVAN}\n{ANNA}",
        f"Список на август\n\nТелефон\n{IVAN}\n{ANNA}",
        f"Имя;Телефон\nИван;{IVAN}\nАнна;{ANNA}",
        f'"Иванов, Иван","{IVAN}"\n"Ким, Анна","{ANNA}"',
        f"id,phone,sum\n1690000001,{IVAN},100\n1690000002,{ANNA},250",
        f"Иван: {IVAN}\nАнна, моб. +7 912 000 00 01",
        f"{IVAN}.0\n{ANNA},00",
        "7.9991234567E+10\n7,9120000001E+10",
        f"\u202a{IVAN}\u202c\n\u200e{ANNA}",
        f'имя "без пары;телефон\nИван;{IVAN}\nАнна;{ANNA}',
    ],
)
def test_the_numbers_of_a_text_are_found_wherever_they_stand(text):
    assert found(text, "list.txt") == [IVAN, ANNA]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1251", "utf-16", "utf-16-le", "utf-16-be"])
def test_any_usual_encoding_is_read(encoding):
    data = f"Имя;Телефон\nИван Ёжиков;{IVAN}\nАнна;{ANNA}".encode(encoding)

    assert (found(data), read("list.csv", data).heading) == ([IVAN, ANNA], "Телефон")


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_the_column_may_be_any_and_the_separator_any_of_three(mark, column):
    rows = [["Клиент", "Договор", "Сумма"], ["Иван", "12/7", "10"], ["Анна", "13/7", "20"]]
    for row, phone in zip(rows, ["Телефон", IVAN, ANNA], strict=True):
        row.insert(column, phone)

    assert found("\n".join(mark.join(row) for row in rows)) == [IVAN, ANNA]


def test_of_two_columns_with_numbers_the_one_with_the_name_is_taken():
    assert found(f"Кто продал;Телефон клиента\n{OFFICE};{IVAN}\n{OFFICE};{ANNA}") == [IVAN, ANNA]


def test_a_number_that_stands_twice_is_asked_once():
    listed = read("list.txt", f"{IVAN}\n8 999 123-45-67\n{ANNA}\n{IVAN}".encode())

    assert ([one.digits for one in listed.numbers], listed.repeated) == ([IVAN, ANNA], 2)


def test_what_is_no_number_is_named_with_its_line_and_the_reason():
    text = f"Имя;Телефон\nИван;{IVAN}\nОля;7999123\nПётр;\nАнна;нет телефона\nЯна;7.999E+10\n\nЛев;{ANNA}"

    assert rejected(text) == [
        Reject(3, "7999123", BadPhoneReason.TOO_SHORT),
        Reject(4, "", BadPhoneReason.EMPTY),
        Reject(5, "нет телефона", BadPhoneReason.NOT_A_NUMBER),
        Reject(6, "7.999E+10", BadPhoneReason.SHORTENED),
    ]


def test_a_number_that_lost_a_digit_and_got_a_fraction_is_not_guessed():
    assert rejected(f"{IVAN}\n8999123456.0") == [Reject(2, "8999123456.0", BadPhoneReason.TOO_SHORT)]


@pytest.mark.parametrize("number", ["375291112233", "998931112233", "37477112233", "77011234567"])
def test_a_foreign_number_without_its_plus_is_read_where_it_can_be_nothing_else(number):
    expected = [IVAN, number] if len(number) > 11 or number.startswith("77") else [IVAN]

    assert found(f"{IVAN}\n{number}") == expected


@pytest.mark.parametrize("number", ["799912345678", "000000000000", "123456789012"])
def test_a_digit_too_many_makes_no_foreign_number(number):
    assert found(f"{IVAN}\n{number}") == [IVAN]


@given(st.lists(st.tuples(WHOLE, st.sampled_from(SPELLINGS)), min_size=1, max_size=30), st.sampled_from("\n;,\t"))
@settings(deadline=None)
def test_a_bare_list_loses_and_invents_nothing(numbers, mark):
    text = mark.join(spelled(*number) for number in numbers)

    listed = read("list.txt", text.encode())
    assert [one.digits for one in listed.numbers] == list(dict.fromkeys(number for number, _spelling in numbers))
    assert listed.repeated == len(numbers) - len(listed.numbers)
    assert listed.rejects == []


@given(
    st.lists(
        st.tuples(st.text(st.characters(categories=["L", "P", "Zs"]), max_size=12), WHOLE), min_size=1, max_size=20
    ),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(";,\t"),
)
@settings(deadline=None)
def test_a_table_that_csv_has_written_is_read_back(rows, encoding, mark):
    text = io.StringIO()
    csv.writer(text, delimiter=mark).writerows([("Имя", "Телефон"), *rows])

    assert found(text.getvalue().encode(encoding)) == list(dict.fromkeys(phone for _name, phone in rows))


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.csv", "a.xlsx", "a.pdf", "", "a"]))
@settings(deadline=None)
def test_any_bytes_are_a_list_or_a_sentence(data, name):
    try:
        listed = read(name, data)
    except Problem:
        return
    assert listed.numbers


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_text_is_a_list_or_a_sentence(text):
    try:
        listed = read("a.txt", text.encode("utf-8", "replace"))
    except Problem:
        return
    assert listed.numbers


# Workbooks


def test_a_workbook_is_read_whatever_it_keeps_its_numbers_as():
    data = workbook(["Имя", "Телефон"], ["Иван", 79991234567], ["Анна", 79120000001.0], ["Офис", "8 (495) 000-11-22"])

    assert found(data, "list.xlsx") == [IVAN, ANNA, OFFICE]


def test_cells_that_are_no_numbers_are_named():
    at = datetime(2026, 8, 12)  # noqa: DTZ001 - as a workbook has it
    data = workbook(["Телефон"], [79991234567], [7999.5], [at], [True], [None], ["7,999E+10"], [79120000001])

    assert found(data, "list.xlsx") == [IVAN, ANNA]
    assert [reject.line for reject in rejected(data, "list.xlsx")] == [3, 4, 5, 7]


def test_the_first_sheet_with_numbers_counts():
    assert found(workbook(["Отчёт"], Клиенты=[["Телефон"], [79991234567]], Старые=[[79120000001]]), "list.xlsx") == [
        IVAN
    ]


def test_a_workbook_under_another_name_is_a_workbook():
    assert found(workbook([79991234567]), "list.csv") == [IVAN]


def test_the_size_that_a_sheet_gives_itself_is_not_believed():
    source, target = zipfile.ZipFile(io.BytesIO(workbook(*[[IVAN], [ANNA]]))), io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for part in source.namelist():
            packed.writestr(part, source.read(part).replace(b'ref="A1:A2"', b'ref="A1"'))

    assert found(target.getvalue(), "list.xlsx") == [IVAN, ANNA]


@given(st.integers(0, 4000), st.integers(0, 255))
@settings(deadline=None, max_examples=60)
def test_a_damaged_workbook_is_a_list_or_a_sentence(place, byte):
    data = bytearray(workbook(["Телефон"], *[[79991230000 + n] for n in range(20)]))
    data[place % len(data)] = byte
    try:
        read("list.xlsx", bytes(data))
    except Problem:
        return


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_workbook_that_was_cut_is_said_to_be_damaged(share):
    data = workbook(["Телефон"], *[[79991230000 + n] for n in range(20)])

    assert "damaged" in complaint(data[: int(len(data) * share)], "list.xlsx")


def test_a_workbook_that_unpacks_to_gigabytes_is_not_unpacked():
    bomb = io.BytesIO(workbook([79991234567]))
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/zeros.bin", bytes(sheets.UNPACKED))

    assert len(bomb.getvalue()) < sheets.LARGEST
    assert "too large when unpacked" in complaint(bomb.getvalue(), "list.xlsx")


# What is no list


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("list.csv", b"", "empty"),
        ("list.csv", b" \r\n\r\n", "empty"),
        ("list.csv", b"\xef\xbb\xbf", "no phone number"),
        ("list.txt", "привет\nкак дела", "no phone number"),
        ("list.txt", "7.999E+10\n7.912E+10", "Line 1: <code>7.999E+10</code>"),
        ("list.xls", sheets.OLE + bytes(600), "password"),
        ("list.xlsx", sheets.OLE + bytes(600), "password"),
        ("list.xlsx", IVAN, "damaged"),
        ("list.xlsx", sheets.ZIP + bytes(60), "damaged"),
        ("card.pdf", b"%PDF-1.7 " + IVAN.encode(), ".txt, .csv and .xlsx"),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text"),
        ("list.csv", b"\xff\xfe7", "no text"),
        ("list.csv", "9" * 200_000, "far too long"),
        ("list.csv", b"1" * (sheets.LARGEST + 1), "too large: 10 MB"),
        ("list.csv", "\n" * 100 + "x\n" * (sheets.ROWS + 1), "too many lines"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_list_is_explained(name, data, words):
    assert words in complaint(data, name)


def test_an_archive_is_no_workbook():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("list.csv", IVAN)

    assert "archive" in complaint(archive.getvalue(), "list.zip")


def test_ten_thousand_numbers_are_taken_and_one_more_is_not():
    numbers = [str(79990000000 + number) for number in range(MOST + 1)]

    assert len(found("\n".join(numbers[:-1]))) == MOST
    assert "more than 10000" in complaint("\n".join(numbers))


def test_a_wide_table_without_a_number_is_given_up_soon():
    row = ",".join(f"{n:07}x" for n in range(sheets.COLUMNS))

    assert "no phone number" in complaint("\n".join([row] * 1000))
    assert lists.SAMPLE < 1000

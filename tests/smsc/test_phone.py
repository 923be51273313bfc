"""How people write numbers, and what is made of it."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc.phone import BadPhone, BadPhoneReason, NoPhone, Phone, TooManyPhones

IVAN, ANNA, OFFICE = Phone("79991234567"), Phone("79120000001"), Phone("74950001122")

R = BadPhoneReason


@pytest.mark.parametrize(
    "text",
    [
        "+79991234567",
        "79991234567",
        "89991234567",
        "9991234567",
        "8 999 123-45-67",
        "8 (999) 123-45-67",
        "7(999)123 45 67",
        "+7 999 123 45 67",
        "+7 (999) 123–45–67",
        " 8.999.123.45.67\n",
        "8 10 7 999 123 45 67",
        "\u202a+7 999 123-45-67\u202c",
        "+7\u00a0999\u00a0123\u201145\u201167",
        "８９９９１２３４５６７",
        "٨٩٩٩١٢٣٤٥٦٧",
    ],
)
def test_one_number_has_many_spellings(text: str) -> None:
    assert Phone.parse(text) == IVAN


@pytest.mark.parametrize("digits", ["79991234567", "74950001122", "79120000001", "77051234567", "78007007672"])
def test_a_possible_number_is_taken_whether_or_not_its_range_is_in_use(digits: str) -> None:
    assert Phone.parse(digits).digits == digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+49 30 123456", "4930123456"),
        ("+375 29 123-45-67", "375291234567"),
        ("810 375 29 1234567", "375291234567"),
        ("+1 202 555 0100", "12025550100"),
        ("+44 20 7946 0000", "442079460000"),
    ],
)
def test_a_foreign_number_needs_its_plus(text: str, digits: str) -> None:
    assert Phone.parse(text).digits == digits


def test_a_region_of_ones_own_is_a_matter_of_the_chat() -> None:
    assert Phone.parse("029 123-45-67", region="BY") == Phone("375291234567")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", R.EMPTY),
        (" \n\u200b", R.EMPTY),
        ("позвони мне", R.NOT_A_NUMBER),
        ("1-800-FLOWERS", R.NOT_A_NUMBER),
        ("79991234567 доб. 5", R.NOT_A_NUMBER),
        ("+7 999 123-45-67;ext=4", R.NOT_A_NUMBER),
        ("²9991234567", R.NOT_A_NUMBER),
        ("7999123456O", R.NOT_A_NUMBER),
        ("++79991234567", R.NOT_A_NUMBER),
        ("7+9991234567", R.NOT_A_NUMBER),
        ("+", R.NOT_A_NUMBER),
        ("( ) -", R.NOT_A_NUMBER),
        ("12345", R.TOO_SHORT),
        ("999 123-45-6", R.TOO_SHORT),
        ("+7 999 123-45-6", R.TOO_SHORT),
        ("799912345678", R.TOO_LONG),
        ("79991234567 999", R.TOO_LONG),
        ("9" * 300, R.TOO_LONG),
        ("+999 1234567", R.IMPOSSIBLE),
        ("380441234567", R.TOO_LONG),
    ],
)
def test_what_is_no_number_says_why(text: str, reason: BadPhoneReason) -> None:
    with pytest.raises(BadPhone) as caught:
        Phone.parse(text)

    assert caught.value.reason is reason


@pytest.mark.parametrize("text", ["7999123456", "8 999 123 45 6", "(8) 999 123 45 6"])
def test_ten_digits_that_begin_like_eleven_are_asked_about_not_guessed(text: str) -> None:
    """phonenumbers makes +7 799 912 34 56 of the first: a number in Kazakhstan nobody meant."""
    with pytest.raises(BadPhone) as caught:
        Phone.parse(text)

    assert caught.value.reason is R.TOO_SHORT


def test_a_bad_number_shows_what_was_typed() -> None:
    with pytest.raises(BadPhone) as caught:
        Phone.parse("позвони мне")

    assert caught.value.text == "позвони мне"
    assert isinstance(caught.value, ValueError)


def test_a_phone_is_shown_to_people_and_to_programs() -> None:
    assert (IVAN.pretty, str(IVAN), IVAN.digits) == ("+7 999 123-45-67", "+79991234567", "79991234567")
    assert Phone("4930123456").pretty == "+49 30 123456"


@pytest.mark.parametrize("digits", ["1", "0", "999", "99999999999999999999"])
def test_what_smsc_calls_a_phone_is_shown_whatever_it_is(digits: str) -> None:
    assert Phone(digits).pretty.startswith("+")


@pytest.mark.parametrize(
    ("raw", "digits"),
    [("79991234567", "79991234567"), ("+7 999 123", "7999123"), ("89990000001", "89990000001"), ("112", "112")],
)
def test_smscs_own_digits_are_taken_as_they_are(raw: str, digits: str) -> None:
    assert Phone.of_smsc(raw) == Phone(digits)


def test_smscs_phone_without_a_digit_is_none() -> None:
    with pytest.raises(BadPhone):
        Phone.of_smsc("MTS")


def test_phones_sort_and_count_as_their_digits() -> None:
    assert sorted({IVAN, ANNA, Phone("79991234567")}) == [ANNA, IVAN]


@pytest.mark.parametrize(
    ("text", "phones"),
    [
        ("8 999 123-45-67", [IVAN]),
        ("8 999 123 - 45 - 67", [IVAN]),
        ("79991234567 79120000001", [IVAN, ANNA]),
        ("+79991234567 +79120000001", [IVAN, ANNA]),
        ("8 999 123-45-67 8 912 000-00-01", [IVAN, ANNA]),
        ("999 123 45 67 912 000 00 01", [IVAN, ANNA]),
        ("8 999 123 45 67 +7 495 000-11-22", [IVAN, OFFICE]),
        ("79991234567,79120000001;74950001122", [IVAN, ANNA, OFFICE]),
        ("8 999 123-45-67, 8 912 000-00-01\r\n+7 (495) 000-11-22\n", [IVAN, ANNA, OFFICE]),
        (";\n, 79991234567 ,,", [IVAN]),
        ("79991234567\n8 999 123-45-67\n+79991234567", [IVAN]),
    ],
)
def test_several_numbers_are_parted_where_people_part_them(text: str, phones: list[Phone]) -> None:
    assert Phone.parse_many(text) == phones


@pytest.mark.parametrize("text", ["", " ", ",;\n", "\u200b"])
def test_no_number_at_all_is_no_phone(text: str) -> None:
    with pytest.raises((NoPhone, BadPhone)):
        Phone.parse_many(text)


@pytest.mark.parametrize(
    ("text", "blamed"),
    [
        ("79991234567, 12345", "12345"),
        ("12345 79991234567", "12345"),
        ("79991234567 12345", "12345"),
        ("79991234567\nпозвони мне", "позвони мне"),
    ],
)
def test_the_bad_one_among_many_is_named(text: str, blamed: str) -> None:
    with pytest.raises(BadPhone) as caught:
        Phone.parse_many(text)

    assert caught.value.text == blamed


def test_numbers_that_could_be_parted_in_two_ways_are_asked_about() -> None:
    """+49 151 2345 is a number in Germany, and so is +49 151 2345 6789."""
    with pytest.raises(BadPhone):
        Phone.parse_many("+49 151 2345 6789 8 999 123 45 67")


def test_fifty_numbers_are_enough() -> None:
    numbers = [str(79120000000 + n) for n in range(51)]

    assert len(Phone.parse_many("\n".join(numbers[:50]))) == 50
    with pytest.raises(TooManyPhones) as caught:
        Phone.parse_many("\n".join(numbers))
    assert caught.value.limit == 50
    assert len(Phone.parse_many(" ".join(numbers[:3] * 40), limit=3)) == 3


subscribers = st.integers(9_000_000_000, 9_999_999_999).map(str)
blanks = st.sampled_from(["", " ", "-", " - ", "."])


@given(subscribers, st.sampled_from(["", "7", "8", "+7", "8 ", "+7 ", "7("]), blanks, blanks, blanks)
def test_any_russian_number_survives_any_usual_spelling(ten: str, prefix: str, a: str, b: str, c: str) -> None:
    closing = ")" if prefix.endswith("(") else ""
    text = f"{prefix}{ten[:3]}{closing}{a}{ten[3:6]}{b}{ten[6:8]}{c}{ten[8:]}"

    assert Phone.parse(text).digits == f"7{ten}"
    assert Phone.parse_many(text) == [Phone(f"7{ten}")]


@given(
    st.lists(subscribers, min_size=1, max_size=8, unique=True), st.sampled_from([" ", "\n", ", ", ";", " 8 ", " +7"])
)
def test_any_list_comes_back_as_it_was_written(tens: list[str], separator: str) -> None:
    first = separator.strip(" ,;\n")

    phones = Phone.parse_many(first + separator.join(tens))

    assert [phone.digits for phone in phones] == [f"7{ten}" for ten in tens]


@given(st.text(alphabet=st.characters() | st.sampled_from("0123456789+-() ,;\n٠٩۷９²Ⅷ"), max_size=40))
def test_any_text_is_numbers_or_a_clear_no(text: str) -> None:
    try:
        phones = Phone.parse_many(text)
    except (BadPhone, NoPhone, TooManyPhones):
        return

    for phone in phones:
        assert phone.digits.isascii()
        assert phone.digits.isdigit()
        assert phonenumbers.is_possible_number(phonenumbers.parse(str(phone)))
        assert Phone.parse(str(phone)) == phone


@given(st.text())
def test_anything_smsc_calls_a_phone_is_digits_or_none(raw: str) -> None:
    try:
        phone = Phone.of_smsc(raw)
    except BadPhone:
        assert not any(character in "0123456789" for character in raw)
    else:
        assert phone.digits.isascii()
        assert phone.digits.isdigit()
        assert phone.pretty

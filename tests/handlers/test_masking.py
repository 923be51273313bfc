"""Which numbers of an SMS are one-time codes: rather too many where codes are spoken of, hardly any elsewhere."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.masking import DOTS, codes_in, copied, mask, veil, veiled
from handlers.words import visible
from smsc.events import CallEvent, IncomingSms
from storage.events import Logged
from tests.fakes import NOON
from tests.handlers.strangers import events, logged, news_of, texts

WITH_CODES = [
    ("Ваш код: 482913", "482913"),
    ("Код подтверждения 4829. Никому не сообщайте его!", "4829"),
    ("482913 - ваш код для входа в Госуслуги", "482913"),
    ("Сбербанк: пароль для входа 48291. НИКОМУ не сообщайте", "48291"),
    ("Никому не говорите код 48213! Спишут 1 500р. Перевод с карты *1234", "48213"),
    ("Одноразовый пароль 482 913, действует до 14:30 12.08.2026", "482 913"),
    ("Код получения заказа 1234567: 48-29-13", "48-29-13"),
    ("Покупка 1 500 руб. Код 482913. OZON", "482913"),
    ("Код авторизации: 48291329. Тел. банка 8 800 555-35-35", "48291329"),
    ("Введите 482913 для подтверждения номера", "482913"),
    ("Ваш PIN-код 4829 для карты *5678", "4829"),
    ("Смс-код: 4829", "4829"),
    ("Код активации сим-карты: 4829-1234", "4829-1234"),
    ("Код из СМС 482913 руб 100", "482913"),
    ("Ваш код подтверждения - 482913. VK", "482913"),
    ("Код\n482913", "482913"),
    ("Код:482913;", "482913"),
    ("код=482913", "482913"),
    ("Код «482913»", "482913"),
    ("Код 482913.Не сообщайте", "482913"),
    ("Код 482913,никому", "482913"),
    ("482913: код", "482913"),
    ("Код: 482.913", "482.913"),
    ("Код 4 8 2 9", "4 8 2 9"),
    ("Ваш код A1B2C3", "A1B2C3"),
    ("Кoд для входа: 4829", "4829"),  # its o is Latin
    ("Tinkoff:4829 код", "4829"),
    ("https://x.ru/?code=482913 ваш код", "482913"),
    ("４８２９１３ — код", "４８２９１３"),
    ("48\u200b2913 ваш код", "2913"),
    ("Код 4829:12", "4829"),
    ("Коды: 1:482913, 2:482914", "482913"),
    ("code482913", "482913"),
    ("482913Код", "482913"),
    ("Код 0.482913", "482913"),
    ("G-482913 is your Google verification code.", "482913"),
    ("Your WhatsApp code: 482-913\nDon't share this code with others", "482-913"),
    ("Telegram code: 48291\n\nYou can also tap on this link to log in:\nhttps://t.me/login/48291", "48291"),
    ("Use 482913 to log in to Uber. Never share it.", "482913"),
    ("Your OTP is 4829", "4829"),
    ("<#> 482913 is your Foo code\nXy7ab2cdEfG", "482913"),
    ("PIN: 4821", "4821"),
    ("482913 is your verification code for bank.ru.\n\n@bank.ru #482913", "482913"),
    ("Security code 4829 for your account ending 1234", "4829"),
    ("Confirmation: 482913", "482913"),
    ("Your one-time password is 482913. It expires in 10 minutes.", "482913"),
    ("Vash kod 482913", "482913"),
    ("Vash parol: 4829", "4829"),
    ("482913", "482913"),
    ("Ozon: 482913", "482913"),
    ("Яндекс: 482-913", "482-913"),
]
WITHOUT_CODES = [
    "Когда привезёте заказ?",
    "Спасибо, всё получил",
    "Ваш заказ 482913 готов к выдаче",
    "Заявка №482913 принята",
    "Договор 48213 продлён до 2027 г.",
    "Рейс SU 1234 задержан",
    "Посылка 80088812345678 прибыла",
    "Перевод 5000 руб от Ивана И.",
    "Стоимость 4500 рублей",
    "Баланс: 10000р",
    "Списано 1 234,56 ₽, остаток 5 678,90 ₽",
    "Позвоните мне +7 999 123-45-67",
    "Перезвоните 8 800 555-35-35",
    "Звонил 79991234567",
    "555-35-35",
    "Мы открыты с 10 до 22, тел. 4951234567",
    "Встреча 12.08.2026 в 14:30",
    "Увидимся в 2027",
    "Приеду к 18:30, дом 12, кв 4",
    "Ждём вас 12 августа в 10:00 по адресу Ленина 12, офис 304",
    "MIR-1234 14:05 Покупка 500р OZON Баланс: 10000р",
    "Скидка 50% по промокоду SALE2026 до 31.08",
    "Кодекс чести, статья 56, глава 3",
    "Your order 482913 has shipped",
    "Invoice #48291 is due",
    "Your balance is $1234.50",
    "Call me at +44 20 7946 0958",
]


@pytest.mark.parametrize(("text", "code"), WITH_CODES)
def test_a_code_is_masked_wherever_it_stands(text: str, code: str):
    shown = mask(text)

    assert code not in shown
    assert DOTS in shown
    assert codes_in(visible(text))


@pytest.mark.parametrize("text", WITHOUT_CODES)
def test_what_is_no_code_is_shown_as_it_is(text: str):
    assert mask(text) == text
    assert codes_in(text) == []


def test_all_but_the_code_stays_readable():
    text = "Код 48213. Перевод 1 500р с карты *1234, 12.08.2026 14:30. Вопросы: 8 800 555-35-35"

    assert mask(text) == text.replace("48213", DOTS)


@pytest.mark.parametrize(("code", "typed"), [("G-482913", "482913"), ("482-913", "482913"), ("A1B2C3", "A1B2C3")])
def test_a_code_is_copied_as_people_type_it(code: str, typed: str):
    assert copied(code) == typed


@pytest.mark.parametrize("length", range(4, 9))
def test_the_dots_do_not_tell_the_length(length: int):
    assert mask(f"Код {'4829132913'[:length]}") == f"Код {DOTS}"


@settings(max_examples=200, deadline=None)
@given(before=texts, code=st.from_regex(r"[1-9]\d{5}", fullmatch=True), after=texts)
def test_among_whatever_else_a_code_that_is_called_one_is_masked(before: str, code: str, after: str):
    assert code not in mask(f"{before} Ваш код: {code}\n{after}")


@settings(max_examples=50, deadline=None)
@given(text=texts)
def test_masking_again_changes_nothing(text: str):
    assert codes_in(mask(text)) == [] or mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "text", ["код " + "1234 5678 " * 6000, "+7 " * 20000, "1 111" * 13000 + " код", "код" * 20000, "1-" * 30000 + "pin"]
)
def test_a_text_longer_than_any_sms_does_not_hold_up_the_rest(text: str):
    assert not re.search(r"\d{4}", mask(text)) or not codes_in(text)


@settings(max_examples=50, deadline=None)
@given(event=events)
def test_only_an_sms_with_a_code_is_veiled(event):
    seen, hidden = veiled(logged(3, event))

    if not hidden:
        assert seen.event == logged(3, event).event
    else:
        assert isinstance(event, IncomingSms)
        assert seen.event.phone == event.phone


def test_a_veiled_sms_keeps_everything_but_the_code():
    sms = IncomingSms(id="8", phone="MyBank", text="Код: 482913", to="74950001122", sms_id="5", at=NOON)

    [item] = veil(news_of(sms))

    assert item.hidden
    assert item.logged.event == IncomingSms("8", "MyBank", f"Код: {DOTS}", "74950001122", sms_id="5", at=NOON)
    assert b"482913" not in item.logged.form
    assert item.logged.id == news_of(sms)[0].logged.id


def test_a_call_is_not_veiled():
    [item] = veil(news_of(CallEvent("79991234567", NOON)))

    assert not item.hidden


def test_what_cannot_be_read_holds_up_no_other():
    broken = Logged(1, news_of(CallEvent("79991234567", NOON))[0].logged.kind, b"waitcall=1", NOON)

    assert veiled(broken) == (broken, False)

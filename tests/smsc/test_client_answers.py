"""Every action in every format, with the bodies of SMSC's documents."""

from decimal import Decimal

import pytest
from aiohttp import ClientSession

from smsc.credentials import ApiKey, Credentials
from smsc.errors import Nonsense
from smsc.formats import Format
from smsc.phone import Phone
from smsc.types import Balance, OperatorInfo, TaskStatus
from tests.smsc import documents
from tests.smsc.documents import ANNA, EVERY, IVAN, JULY, Documented
from tests.smsc.stand_in import DEMO, StandIn, client

every_action = pytest.mark.parametrize("action", EVERY, ids=lambda action: action.name)


@every_action
@pytest.mark.parametrize("format", Format)
async def test_the_documented_answer_is_read(
    smsc: StandIn, http: ClientSession, action: Documented, format: Format
) -> None:
    smsc.says(action.bodies[format])

    assert await action.ask(client(smsc, http, format=format)) == action.means
    assert smsc.forms[0]["fmt"] == str(format.value)


@every_action
async def test_windows_1251_is_read_as_well_as_utf_8(smsc: StandIn, http: ClientSession, action: Documented) -> None:
    body = action.bodies[Format.JSON].encode("windows-1251")
    smsc.says(body)

    assert await action.ask(client(smsc, http)) == (body if isinstance(action.means, bytes) else action.means)


@every_action
@pytest.mark.parametrize("credentials", [DEMO, ApiKey("key-0123456789abcdef")], ids=["login", "key"])
async def test_everything_goes_out_in_a_signed_form_and_nothing_in_the_address(
    smsc: StandIn, http: ClientSession, action: Documented, credentials: Credentials
) -> None:
    smsc.says(action.bodies[Format.JSON])

    await action.ask(client(smsc, http, credentials=credentials))

    [asked] = smsc.asked
    assert asked.form == action.form | credentials.form() | {"fmt": "3", "charset": "utf-8"}
    assert (asked.method, asked.path, asked.query) == ("POST", f"/sys/{action.page}", "")
    assert asked.content_type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    "action",
    [documents.RENTABLE, documents.TASKS, documents.OPERATORS, documents.TOTALS, documents.DETAILS],
    ids=lambda action: action.name,
)
@pytest.mark.parametrize(
    ("format", "body"),
    [
        (Format.JSON, "[]"),
        (Format.JSON, ""),
        (Format.JSON, "null"),
        (Format.XML, "<list></list>"),
        (Format.XML, "<list/>"),
        (Format.TEXT, ""),
        (Format.VALUES, " \r\n"),
    ],
)
async def test_an_empty_list_is_empty(
    smsc: StandIn, http: ClientSession, action: Documented, format: Format, body: str
) -> None:
    smsc.says(body)

    assert await action.ask(client(smsc, http, format=format)) == []


@pytest.mark.parametrize(
    ("action", "code"),
    [
        (documents.TOTALS, 3),
        (documents.DETAILS, 3),
        (documents.OWN_TOTALS, 3),
        (documents.RECEIVED, 3),
        (documents.OPERATORS, 3),
        (documents.TASKS, 5),
        (documents.TASKS, 3),
    ],
    ids=lambda value: value.name if isinstance(value, Documented) else str(value),
)
async def test_an_error_that_means_nothing_found_is_an_empty_list(
    smsc: StandIn, http: ClientSession, action: Documented, code: int
) -> None:
    smsc.says(f'{{"error": "no records", "error_code": {code}}}')

    assert await action.ask(client(smsc, http)) == []


@pytest.mark.parametrize("action", [documents.RENEWAL, documents.CHANGE, documents.PAY], ids=lambda a: a.name)
@pytest.mark.parametrize("body", ["OK", "ok\n", '"OK"', '{"result": "ok"}', "\ufeffOK"])
async def test_a_bare_ok_is_ok(smsc: StandIn, http: ClientSession, action: Documented, body: str) -> None:
    smsc.says(body)

    await action.ask(client(smsc, http))

    assert len(smsc.asked) == 1


@pytest.mark.parametrize("action", [documents.RENEWAL, documents.CHANGE, documents.PAY], ids=lambda a: a.name)
@pytest.mark.parametrize("body", ["", "[]", "{}", '{"result": "FAIL"}', "<html>OK</html>", '"no"', "5"])
async def test_what_is_not_ok_is_no_success(smsc: StandIn, http: ClientSession, action: Documented, body: str) -> None:
    smsc.says(body)

    with pytest.raises(Nonsense):
        await action.ask(client(smsc, http))


async def test_a_payment_may_answer_any_object_that_is_no_error(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"balance": "100.5"}')

    await documents.PAY.ask(client(smsc, http))

    assert len(smsc.asked) == 1


@pytest.mark.parametrize("body", ["OK", '{"result": "OK"}', '{"cost": ""}', '{"cost": null}'])
async def test_a_purchase_without_a_price_is_still_a_purchase(smsc: StandIn, http: ClientSession, body: str) -> None:
    smsc.says(body)

    assert await client(smsc, http).buy_number(Phone("74950001122")) is None


@pytest.mark.parametrize("body", ["", "{}", "[]", '{"cost": "free"}', '{"id": 5}', "<phone>1</phone>"])
async def test_a_purchase_whose_answer_is_odd_is_no_success(smsc: StandIn, http: ClientSession, body: str) -> None:
    smsc.says(body)

    with pytest.raises(Nonsense):
        await client(smsc, http).buy_number(Phone("74950001122"))


async def test_numbers_are_read_with_and_without_quotes(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('[{"phone": 74950001122, "type": "4", "cost": 400.10, "current_cost": null, "new": {"a": 1}}]')

    [number] = await client(smsc, http).rentable_numbers()

    assert (number.phone, number.type) == (Phone("74950001122"), 4)
    assert (str(number.cost), number.current_cost, number.info) == ("400.10", None, "")


async def test_a_list_of_one_may_come_without_its_brackets(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"login": "demo", "sms": 3, "credit": 1, "debit": 2, "currency": "RUR"}')

    [total] = await client(smsc, http).own_totals(JULY)

    assert (total.sms, total.credit, total.debit, total.currency) == (3, Decimal(1), Decimal(2), "RUB")


async def test_a_list_may_come_numbered_as_php_numbers_it(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"1": {"id": 1, "status": 4}, "7": {"id": 7, "status": 9}}')

    tasks = await client(smsc, http).tasks()

    assert [task.id for task in tasks] == ["1", "7"]
    assert [task.status for task in tasks] == [TaskStatus.FAILED, 9]


async def test_a_client_without_operations_is_still_listed(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('[{"login": "sub_eva", "items": []}]')

    [detail] = await client(smsc, http).client_details(JULY)

    assert (detail.login, detail.items) == ("sub_eva", ())


@pytest.mark.parametrize(
    ("format", "body"),
    [
        (Format.JSON, '{"balance": 250.80, "currency": "RUR", "credit": "1000"}'),
        (Format.XML, "<result><balance>250.80</balance><currency>RUR</currency><credit>1000</credit></result>"),
        (Format.TEXT, "balance = 250.80, currency = RUR, credit = 1000"),
    ],
)
async def test_a_balance_comes_with_currency_and_credit_limit(
    smsc: StandIn, http: ClientSession, format: Format, body: str
) -> None:
    smsc.says(body)

    balance = await client(smsc, http, format=format).balance()

    assert balance == Balance(Decimal("250.80"), "RUB", Decimal(1000))


@pytest.mark.parametrize("body", ["250.80 RUB", "250.80,RUB", "250.80, RUB"])
async def test_a_bare_balance_may_carry_its_currency(smsc: StandIn, http: ClientSession, body: str) -> None:
    smsc.says(body)

    assert await client(smsc, http, format=Format.VALUES).balance() == Balance(Decimal("250.80"), "RUB")


async def test_a_negative_balance_is_a_balance(smsc: StandIn, http: ClientSession) -> None:
    smsc.says("-5.20")

    assert await client(smsc, http, format=Format.VALUES).balance() == Balance(Decimal("-5.20"))


async def test_operators_are_only_those_found_in_the_order_asked(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(
        '{"list": [{"phone": "79120000001", "country": "Россия", "operator": "МТС"},'
        ' {"phone": "79991234567", "error": "not found", "error_code": 3}]}'
    )

    found = await client(smsc, http).operators([IVAN, ANNA, IVAN])

    assert [(info.phone, info.operator) for info in found] == [(ANNA, "МТС")]
    assert smsc.forms[0]["phone"] == "79991234567,79120000001"


async def test_operators_without_phones_are_taken_in_the_order_asked(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('[{"country": "Россия", "operator": "МТС"}, {"country": "Россия", "operator": "Йота"}]')

    found = await client(smsc, http).operators([ANNA, IVAN])

    assert [(info.phone, info.operator) for info in found] == [(ANNA, "МТС"), (IVAN, "Йота")]


async def test_one_operator_of_a_list_is_asked_for_alone(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(documents.OPERATOR.bodies[Format.JSON])

    assert await client(smsc, http).operators([IVAN]) == [documents.OPERATOR.means]


async def test_one_unknown_operator_of_a_list_is_not_found(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"error": "operator not found", "error_code": 3}')

    assert await client(smsc, http).operators([IVAN]) == []


async def test_no_numbers_are_not_asked_about(smsc: StandIn, http: ClientSession) -> None:
    assert await client(smsc, http).operators([]) == []
    assert smsc.asked == []


async def test_more_than_a_hundred_numbers_are_a_mistake(smsc: StandIn, http: ClientSession) -> None:
    phones = [Phone(str(79120000000 + n)) for n in range(101)]

    with pytest.raises(ValueError, match="100"):
        await client(smsc, http).operators(phones)
    assert smsc.asked == []


async def test_the_live_order_of_an_operator_is_read_by_name(smsc: StandIn, http: ClientSession) -> None:
    smsc.says("phone = 79991234567, country = Россия, operator = Йота, region = Москва, mcc = 250, mnc = 11")

    info = await client(smsc, http, format=Format.TEXT).operator(IVAN)

    assert info == OperatorInfo(IVAN, "Россия", "Йота", "Москва", "250", "11", "")


@pytest.mark.parametrize("name", ["login", "psw", "apikey", "pay", "add", "fmt", "user_id"])
async def test_a_setting_can_neither_sign_nor_ask_for_something_else(
    smsc: StandIn, http: ClientSession, name: str
) -> None:
    with pytest.raises(ValueError, match=name):
        await client(smsc, http).change_client("sub_alex", **{name: "1"})
    assert smsc.asked == []


async def test_renewal_is_on_unless_said_otherwise(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"cost": "187.10"}')

    await client(smsc, http).buy_number(Phone("74950001122"))

    assert smsc.forms[0]["noprolong"] == "0"

"""The forms of an answer, word for word as documented."""

from itertools import count

import pytest
from defusedxml.ElementTree import fromstring

from tests.sandbox.smsc_world import world

PHONE = "79991234567"
CALL = ("74991110003", "74991110001", "74991110002")


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "ERROR = 1 (parameters error)"),
        ("1", "0,-1"),
        ("2", "<result>\n<error>parameters error</error>\n<error_code>1</error_code>\n</result>"),
        ("3", '{\n"error": "parameters error",\n"error_code": 1\n}'),
    ],
)
async def test_a_refusal_has_the_four_documented_shapes_and_http_200(fmt, said):
    async with world() as smsc, smsc.post("wait_call", fmt=fmt, phone="abc") as answer:
        assert (answer.status, await answer.text()) == (200, said)


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", f"phone = {CALL[0]}, all_phones = {','.join(CALL)}"),
        ("1", ",".join(CALL)),
        (
            "2",
            f"<result>\n<phone>{CALL[0]}</phone>\n<all_phones>\n"
            + "\n".join(f"<phone>{number}</phone>" for number in CALL)
            + "\n</all_phones>\n</result>",
        ),
        ("3", '{\n"phone": "' + CALL[0] + '",\n"all_phones": [\n"' + '",\n"'.join(CALL) + '"\n]\n}'),
    ],
)
async def test_wait_call_answers_as_documented(fmt, said):
    async with world() as smsc:
        assert await smsc.text("wait_call", fmt=fmt, phone=PHONE) == said


@pytest.mark.parametrize(
    ("fmt", "first_line"),
    [
        (
            "0",
            "phone = 74950001122, type = 1, cost = 400, current_cost = 180.65, info = МТС, приём SMS и звонков",
        ),
        ("1", "74950001122,1,400,180.65,МТС, приём SMS и звонков"),
    ],
)
async def test_numbers_on_offer_are_a_line_each(fmt, first_line):
    async with world() as smsc:
        assert (await smsc.text("receive_phones", get=1, fmt=fmt)).splitlines()[0] == first_line


async def test_numbers_on_offer_are_elements_of_a_list():
    async with world() as smsc:
        found = fromstring(await smsc.text("receive_phones", get=1, fmt=2))

    assert (found.tag, {child.tag for child in found}) == ("list", {"receive_phone"})
    assert [part.tag for part in found[0]] == ["phone", "type", "cost", "current_cost", "info"]


async def test_numbers_on_offer_in_json_have_only_the_type_unquoted():
    async with world() as smsc:
        said = await smsc.text("receive_phones", get=1, fmt=3)

    assert said.startswith('[{\n"phone": "74950001122",\n"type": 1,\n"cost": "400",\n"current_cost": "180.65",\n')


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "cost = 180.65"),
        ("1", "180.65"),
        ("2", "<phone>\n<cost>180.65</cost>\n</phone>"),
        ("3", '{\n"cost": "180.65"\n}'),
    ],
)
async def test_a_purchase_answers_with_what_was_charged(fmt, said):
    async with world() as smsc:
        assert await smsc.text("receive_phones", buy=1, phone="74950001122", fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [("0", "OK"), ("1", "OK"), ("2", "<result>OK</result>"), ("3", '{\n"result": "OK"\n}')],
)
async def test_a_change_answers_ok(fmt, said):
    async with world() as smsc:
        assert await smsc.text("receive_phones", chg=1, phone="74950001100", noprolong=1, fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "id = 8832, name = июнь, неудачные, status = 4, created = 09.08.2026 12:00:00, "
              "time = 09.08.2026 12:01:00, file = "),
        ("1", "8832,июнь, неудачные,4,09.08.2026 12:00:00,09.08.2026 12:01:00,"),
        ("2", "<list>\n<task>\n<id>8832</id>\n<name>июнь, неудачные</name>\n<status>4</status>\n"
              "<created>09.08.2026 12:00:00</created>\n<time>09.08.2026 12:01:00</time>\n"
              "<file></file>\n</task>\n</list>"),
        ("3", '[{\n"id": 8832,\n"name": "июнь, неудачные",\n"status": "4",\n"created": "09.08.2026 12:00:00",\n'
              '"time": "09.08.2026 12:01:00",\n"file": ""\n}]'),
    ],
)  # fmt: skip
async def test_a_list_of_tasks_answers_as_documented(fmt, said):
    async with world() as smsc:
        assert await smsc.text("downloads", get_list=1, cnt=1, fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "country = Россия, operator = Йота, region = Москва и область, mcc = 250, mnc = 11, tz = 3"),
        ("1", "Россия,Йота,Москва и область,250,11,3"),
        ("2", "<info>\n<country>Россия</country>\n<operator>Йота</operator>\n<region>Москва и область</region>\n"
              "<mcc>250</mcc>\n<mnc>11</mnc>\n<tz>3</tz>\n</info>"),
        ("3", '{\n"country": "Россия",\n"operator": "Йота",\n"region": "Москва и область",\n"mcc": "250",\n'
              '"mnc": "11",\n"tz": "3"\n}'),
    ],
)  # fmt: skip
async def test_an_operator_is_six_texts(fmt, said):
    async with world() as smsc:
        assert await smsc.text("info", get_operator=1, phone=PHONE, fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "login = Василёк, sms = 0, credit = 0, debit = 5, currency = RUR"),
        ("1", "Василёк,0,0,5,RUR"),
        ("2", "<list>\n<stat>\n<login>Василёк</login>\n<sms>0</sms>\n<credit>0</credit>\n<debit>5</debit>\n"
              "<currency>RUR</currency>\n</stat>\n</list>"),
        ("3", '[{\n"login": "Василёк",\n"sms": "0",\n"credit": "0",\n"debit": "5",\n"currency": "RUR"\n}]'),
    ],
)  # fmt: skip
async def test_statistics_are_texts(fmt, said):
    async with world() as smsc:
        await smsc.json("users", pay=1, user="Василёк", sum=5)

        assert await smsc.text("users", get_stat=1, user="Василёк", fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "login = Василёк, description = Пополнение баланса, operator = , mccmnc = , sms = 0, credit = 0, "
              "debit = 5, currency = RUR"),
        ("1", "Василёк,Пополнение баланса,,,0,0,5,RUR"),
        ("2", '<list>\n<user login="Василёк">\n<item>\n<description>Пополнение баланса</description>\n'
              "<operator></operator>\n<mccmnc></mccmnc>\n<sms>0</sms>\n<credit>0</credit>\n<debit>5</debit>\n"
              "<currency>RUR</currency>\n</item>\n</user>\n</list>"),
        ("3", '[{\n"login": "Василёк",\n"items": [{\n"description": "Пополнение баланса",\n"operator": "",\n'
              '"mccmnc": "",\n"sms": "0",\n"credit": "0",\n"debit": "5",\n"currency": "RUR"\n}]\n}]'),
    ],
)  # fmt: skip
async def test_detailed_statistics_are_flat_in_text_and_by_login_otherwise(fmt, said):
    async with world() as smsc:
        await smsc.json("users", pay=1, user="Василёк", sum=5)

        assert await smsc.text("users", get_stat_all=1, user="Василёк", fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [("0", "ID = 901"), ("1", "901"), ("2", "<user>\n<id>901</id>\n</user>"), ("3", '{\n"id": 901\n}')],
)
async def test_a_new_sub_client_answers_with_its_id(fmt, said):
    async with world() as smsc:
        smsc.smsc.world.client_ids = count(901)

        assert await smsc.text("users", add=1, user="new", password="secret", fmt=fmt) == said


@pytest.mark.parametrize(
    ("cur", "fmt", "said"),
    [
        ("0", "0", "1530"),
        ("0", "1", "1530"),
        ("1", "2", "<result>\n<balance>1530</balance>\n<currency>RUR</currency>\n</result>"),
        ("0", "3", '{\n"balance": "1530"\n}'),
        ("1", "3", '{\n"balance": "1530",\n"currency": "RUR"\n}'),
    ],
)
async def test_the_balance_is_bare_or_comes_with_its_currency(cur, fmt, said):
    async with world() as smsc:
        assert await smsc.text("balance", cur=cur, fmt=fmt) == said


@pytest.mark.parametrize(
    ("cost", "fmt", "said"),
    [
        ("0", "0", "OK - 1 SMS, ID - 12350"),
        ("0", "1", "12350,1"),
        ("0", "3", '{\n"id": 12350,\n"cnt": 1\n}'),
        ("1", "1", "4.1,1"),
        ("1", "3", '{\n"cost": "4.1",\n"cnt": 1\n}'),
        ("2", "1", "12350,1,4.1"),
        ("3", "1", "12350,1,4.1,1525.9"),
        ("3", "2", "<result>\n<id>12350</id>\n<cnt>1</cnt>\n<cost>4.1</cost>\n<balance>1525.9</balance>\n</result>"),
        ("3", "3", '{\n"id": 12350,\n"cnt": 1,\n"cost": "4.1",\n"balance": "1525.9"\n}'),
    ],
)
async def test_a_sending_tells_as_much_as_cost_asks_for(cost, fmt, said):
    async with world() as smsc:
        assert await smsc.text("send", phones=PHONE, mes="Привет", cost=cost, fmt=fmt) == said


@pytest.mark.parametrize(
    ("fmt", "said"),
    [
        ("0", "ERROR = 7 (invalid number), ID - 12350"),
        ("1", "12350,-7"),
        ("3", '{\n"error": "invalid number",\n"error_code": 7,\n"id": 12350\n}'),
    ],
)
async def test_a_refused_message_has_an_id_all_the_same(fmt, said):
    async with world() as smsc:
        assert await smsc.text("send", phones="123", mes="Привет", fmt=fmt) == said


async def test_the_header_says_windows_1251_even_for_a_utf_8_body():
    async with world() as smsc, smsc.post("info", get_operator=1, phone=PHONE, fmt=3, charset="utf-8") as answer:
        body = await answer.read()

        assert answer.headers["Content-Type"] == "application/json; charset=windows-1251"
        assert "Йота" in body.decode("utf-8")


async def test_without_a_charset_the_body_is_windows_1251():
    async with world() as smsc, smsc.post("info", get_operator=1, phone=PHONE, fmt=3) as answer:
        assert "Йота" in (await answer.read()).decode("windows-1251")


async def test_get_and_post_are_equal():
    async with world() as smsc:
        query = {"login": "demo", "psw": "demo", "fmt": "1"}
        async with smsc.http.get(f"{smsc.url}/sys/balance.php", params=query) as answer:
            assert await answer.text() == "1530"


async def test_xml_of_hostile_text_stays_well_formed():
    async with world() as smsc:
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="<b>&</b>")
        found = fromstring(await smsc.text("get", get_answers=1, cnt=1, fmt=2))

    assert found.findtext("answer/message") == "<b>&</b>"


async def test_a_script_that_smsc_does_not_have_is_not_found():
    async with world() as smsc, smsc.post("surprise") as answer:
        assert answer.status == 404

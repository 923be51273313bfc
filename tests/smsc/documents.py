"""The answers SMSC's documents describe, action by action and format by format, their misprints mended."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from smsc.client import Smsc
from smsc.events import IncomingSms
from smsc.messages import MessageKind, MessageStatus, Outgoing, Price, Sent
from smsc.phone import Phone
from smsc.types import (
    Balance,
    CallNumber,
    ClientDetail,
    ClientTotal,
    OperationTotal,
    OperatorInfo,
    Period,
    RentableNumber,
    Task,
    TaskStatus,
)

IVAN = Phone("79991234567")
ANNA = Phone("79120000001")
JULY = Period(date(2026, 7, 1), date(2026, 7, 31))

Ask = Callable[[Smsc], Awaitable[Any]]


@dataclass(frozen=True)
class Documented:
    """One action: the page, how to ask, what goes out besides the signature, four bodies, what they mean."""

    name: str
    page: str
    ask: Ask
    form: dict[str, str]
    bodies: tuple[str, str, str, str]
    means: Any
    harmless: bool = True


WAIT_CALL = Documented(
    "wait_call",
    "wait_call.php",
    lambda smsc: smsc.wait_call(IVAN),
    {"phone": "79991234567"},
    (
        "phone = 74950001122, all_phones = 74950001122,74950001133",
        "74950001122,74950001133",
        "<result>\n<phone>74950001122</phone>\n<all_phones>\n<phone>74950001122</phone>\n"
        "<phone>74950001133</phone>\n</all_phones>\n</result>",
        '{\n"phone": "74950001122",\n"all_phones": [\n"74950001122",\n"74950001133"\n]\n}',
    ),
    CallNumber(Phone("74950001122"), (Phone("74950001122"), Phone("74950001133"))),
    harmless=False,
)

RENTABLE = Documented(
    "receive_phones get",
    "receive_phones.php",
    lambda smsc: smsc.rentable_numbers(),
    {"get": "1"},
    (
        "phone = 74950001122, type = 1, cost = 400, current_cost = 187.10, info = МТС, смс, звонки\n"
        "phone = 79120000001, type = 2, cost = 250.5, current_cost = 100, info = Билайн\n",
        "74950001122,1,400,187.10,МТС, смс, звонки\n79120000001,2,250.5,100,Билайн\n",
        "<list>\n<receive_phone>\n<phone>74950001122</phone>\n<type>1</type>\n<cost>400</cost>\n"
        "<current_cost>187.10</current_cost>\n<info>МТС, смс, звонки</info>\n</receive_phone>\n"
        "<receive_phone><phone>79120000001</phone><type>2</type><cost>250.5</cost>"
        "<current_cost>100</current_cost><info>Билайн</info></receive_phone>\n</list>",
        '[{\n"phone": "74950001122",\n"type": 1,\n"cost": "400",\n"current_cost": "187.10",\n'
        '"info": "МТС, смс, звонки"\n},\n{"phone": "79120000001", "type": 2, "cost": "250.5", '
        '"current_cost": "100", "info": "Билайн"}]',
    ),
    [
        RentableNumber(Phone("74950001122"), 1, Decimal(400), Decimal("187.10"), "МТС, смс, звонки"),
        RentableNumber(Phone("79120000001"), 2, Decimal("250.5"), Decimal(100), "Билайн"),
    ],
)

BUY = Documented(
    "receive_phones buy",
    "receive_phones.php",
    lambda smsc: smsc.buy_number(Phone("74950001122"), renew=False),
    {"buy": "1", "phone": "74950001122", "noprolong": "1"},
    ("cost = 187.10", "187.10", "<phone>\n<cost>187.10</cost>\n</phone>", '{\n"cost": "187.10"\n}'),
    Decimal("187.10"),
    harmless=False,
)

RENEWAL = Documented(
    "receive_phones chg",
    "receive_phones.php",
    lambda smsc: smsc.set_renewal(Phone("74950001122"), renew=False),
    {"chg": "1", "phone": "74950001122", "noprolong": "1"},
    ("OK", "OK", "<result>OK</result>", '{\n"result": "OK"\n}'),
    None,
    harmless=False,
)

TASKS = Documented(
    "downloads get_list",
    "downloads.php",
    lambda smsc: smsc.tasks(count=10, after_id="8800"),
    {"get_list": "1", "cnt": "10", "after_id": "8800"},
    (
        "id = 8841, name = июль, все, status = 2, created = 12.08.2026, time = 12.08.2026 09:00:00, file = a.csv\n"
        "id = 8842, name = Август, status = 0, created = 13.08.2026, time = , file = ",
        "8841,июль, все,2,12.08.2026,12.08.2026 09:00:00,a.csv\n8842,Август,0,13.08.2026,,",
        "<list>\n<task>\n<id>8841</id>\n<name>июль, все</name>\n<status>2</status>\n<created>12.08.2026</created>\n"
        "<time>12.08.2026 09:00:00</time>\n<file>a.csv</file>\n</task>\n<task><id>8842</id><name>Август</name>"
        "<status>0</status><created>13.08.2026</created><time/><file/></task></list>",
        '[{ "id": 8841,\n"name": "июль, все",\n"status": "2",\n"created": "12.08.2026",\n'
        '"time": "12.08.2026 09:00:00",\n"file": "a.csv"\n},\n{"id": 8842, "name": "Август", "status": "0", '
        '"created": "13.08.2026", "time": "", "file": null}]',
    ),
    [
        Task("8841", "июль, все", TaskStatus.DONE, "12.08.2026", "12.08.2026 09:00:00", "a.csv"),
        Task("8842", "Август", TaskStatus.WAITING, "13.08.2026", "", ""),
    ],
)

CSV = "phone;status\r\n79991234567;Доставлено\r\n"

FILE = Documented(
    "downloads get_file by id",
    "downloads.php",
    lambda smsc: smsc.task_file("8841"),
    {"get_file": "1", "id": "8841"},
    (CSV, CSV, CSV, CSV),
    CSV.encode(),
)

NAMED_FILE = Documented(
    "downloads get_file by name",
    "downloads.php",
    lambda smsc: smsc.task_file_named("a.csv"),
    {"get_file": "1", "name": "a.csv"},
    (CSV, CSV, CSV, CSV),
    CSV.encode(),
)

_IVANS = OperatorInfo(IVAN, "Россия", "Йота", "Москва, область", "250", "11", "3")
_ANNAS = OperatorInfo(ANNA, "Россия", "МТС", "Екатеринбург", "250", "01", "5")

OPERATOR = Documented(
    "info get_operator for one",
    "info.php",
    lambda smsc: smsc.operator(IVAN),
    {"get_operator": "1", "phone": "79991234567"},
    (
        "country = Россия, operator = Йота, region = Москва, область, mcc = 250, mnc = 11, tz = 3",
        "Россия,Йота,Москва, область,250,11,3",
        "<info>\n<country>Россия</country>\n<operator>Йота</operator>\n<region>Москва, область</region>\n"
        "<mcc>250</mcc>\n<mnc>11</mnc>\n<tz>3</tz>\n</info>",
        '{\n"country": "Россия",\n"operator": "Йота",\n"region": "Москва, область",\n"mcc": "250",\n"mnc": "11",\n'
        '"tz": "3"\n}',
    ),
    _IVANS,
)

OPERATORS = Documented(
    "info get_operator for several",
    "info.php",
    lambda smsc: smsc.operators([IVAN, ANNA]),
    {"get_operator": "1", "phone": "79991234567,79120000001"},
    (
        "phone = 79120000001, country = Россия, operator = МТС, region = Екатеринбург, mcc = 250, mnc = 01, tz = 5\n"
        "phone = 79991234567, country = Россия, operator = Йота, region = Москва, область, mcc = 250, mnc = 11, tz = 3",
        "79120000001,Россия,МТС,Екатеринбург,250,01,5\nРоссия,Йота,Москва, область,250,11,3,79991234567",
        "<list><info><phone>79120000001</phone><country>Россия</country><operator>МТС</operator>"
        "<region>Екатеринбург</region><mcc>250</mcc><mnc>01</mnc><tz>5</tz></info><info><phone>79991234567</phone>"
        "<country>Россия</country><operator>Йота</operator><region>Москва, область</region><mcc>250</mcc>"
        "<mnc>11</mnc><tz>3</tz></info></list>",
        '[{"phone": "79120000001", "country": "Россия", "operator": "МТС", "region": "Екатеринбург", "mcc": "250", '
        '"mnc": "01", "tz": "5"}, {"phone": "79991234567", "country": "Россия", "operator": "Йота", '
        '"region": "Москва, область", "mcc": "250", "mnc": "11", "tz": "3"}]',
    ),
    [_IVANS, _ANNAS],
)

ADD = Documented(
    "users add",
    "users.php",
    lambda smsc: smsc.add_client("sub_alex", "pass-word", **{"fio": "ООО Ромашка", "fl[29]": "1"}),
    {"add": "1", "user": "sub_alex", "password": "pass-word", "fio": "ООО Ромашка", "fl[29]": "1"},
    ("ID = 4711", "4711", "<user>\n<id>4711</id>\n</user>", '{\n"id": 4711\n}'),
    "4711",
    harmless=False,
)

CHANGE = Documented(
    "users chg",
    "users.php",
    lambda smsc: smsc.change_client("sub_alex", new_login="sub_alexej"),
    {"chg": "1", "user": "sub_alex", "new_login": "sub_alexej"},
    ("OK", "OK", "<result>OK</result>", '{\n"result": "OK"\n}'),
    None,
    harmless=False,
)

PAY = Documented(
    "users pay",
    "users.php",
    lambda smsc: smsc.pay_client("sub_alex", Decimal("1E+3")),
    {"pay": "1", "user": "sub_alex", "sum": "1000"},
    ("OK", "OK", "<result>OK</result>", '{\n"result": "OK"\n}'),
    None,
    harmless=False,
)

_TOTALS = (
    "login = sub_alex, sms = 12004, credit = 15330.25, debit = 20000, currency = RUB\n"
    "login = sub_eva, sms = 0, credit = 0, debit = 0, currency = EUR",
    "sub_alex,12004,15330.25,20000,RUB\nsub_eva,0,0,0,EUR",
    "<list>\n<stat>\n<login>sub_alex</login>\n<sms>12004</sms>\n<credit>15330.25</credit>\n<debit>20000</debit>\n"
    "<currency>RUB</currency>\n</stat>\n<stat><login>sub_eva</login><sms>0</sms><credit>0</credit><debit>0</debit>"
    "<currency>EUR</currency></stat></list>",
    '[{\n"login": "sub_alex",\n"sms": "12004",\n"credit": "15330.25",\n"debit": "20000",\n"currency": "RUB"\n},\n'
    '{"login": "sub_eva", "sms": "0", "credit": "0", "debit": "0", "currency": "EUR"}]',
)
_TOTALS_MEAN = [
    ClientTotal("sub_alex", 12004, Decimal("15330.25"), Decimal(20000), "RUB"),
    ClientTotal("sub_eva", 0, Decimal(0), Decimal(0), "EUR"),
]

TOTALS = Documented(
    "users get_stat",
    "users.php",
    lambda smsc: smsc.client_totals(JULY),
    {"get_stat": "1", "start": "01.07.2026", "end": "31.07.2026", "reseller": "1"},
    _TOTALS,
    _TOTALS_MEAN,
)

DETAILS = Documented(
    "users get_stat_all",
    "users.php",
    lambda smsc: smsc.client_details(JULY, user="sub_alex", reseller=False),
    {"get_stat_all": "1", "start": "01.07.2026", "end": "31.07.2026", "reseller": "0", "user": "sub_alex"},
    (
        "login = sub_alex, description = SMS, исходящие, operator = МТС, mccmnc = 25001, sms = 7, credit = 21.7, "
        "debit = 0, currency = RUB\n"
        "login = sub_alex, description = Оплата, operator = , mccmnc = , sms = 0, credit = 0, debit = 500, "
        "currency = RUB",
        "sub_alex,SMS, исходящие,МТС,25001,7,21.7,0,RUB\nsub_alex,Оплата,,,0,0,500,RUB",
        '<list>\n<user login="sub_alex">\n<item>\n<description>SMS, исходящие</description>\n<operator>МТС</operator>\n'
        "<mccmnc>25001</mccmnc>\n<sms>7</sms>\n<credit>21.7</credit>\n<debit>0</debit>\n<currency>RUB</currency>\n"
        "</item>\n<item><description>Оплата</description><operator/><mccmnc/><sms>0</sms><credit>0</credit>"
        "<debit>500</debit><currency>RUB</currency></item></user></list>",
        '[{\n"login": "sub_alex",\n"items": [{\n"description": "SMS, исходящие",\n"operator": "МТС",\n'
        '"mccmnc": "25001",\n"sms": "7",\n"credit": "21.7",\n"debit": "0",\n"currency": "RUB"\n},\n'
        '{"description": "Оплата", "operator": "", "mccmnc": "", "sms": "0", "credit": "0", "debit": "500", '
        '"currency": "RUB"}]\n}]',
    ),
    [
        ClientDetail(
            "sub_alex",
            (
                OperationTotal("SMS, исходящие", "МТС", "25001", 7, Decimal("21.7"), Decimal(0), "RUB"),
                OperationTotal("Оплата", "", "", 0, Decimal(0), Decimal(500), "RUB"),
            ),
        )
    ],
)

OWN_TOTALS = Documented(
    "get get_stat",
    "get.php",
    lambda smsc: smsc.own_totals(JULY),
    {"get_stat": "1", "start": "01.07.2026", "end": "31.07.2026"},
    _TOTALS,
    _TOTALS_MEAN,
)

RECEIVED = Documented(
    "get get_answers",
    "get.php",
    lambda smsc: smsc.received(after_id="76", hours=48),
    {"get_answers": "1", "hour": "48", "cnt": "10000", "after_id": "76"},
    (
        "id = 78, received = 12.08.2026 09:01:00, phone = 79120000001, message = [waitcall] , to_phone = 74990000000, "
        "sent = 12.08.2026 09:00:59\n"
        "id = 77, received = 12.08.2026 09:00:00, phone = 79991234567, message = Да, жду = завтра, "
        "to_phone = 74950001122, sent = 12.08.2026 08:59:58",
        "78,12.08.2026 09:01:00,79120000001,[waitcall] ,74990000000,12.08.2026 09:00:59\n"
        "77,12.08.2026 09:00:00,79991234567,Да, жду = завтра,74950001122,12.08.2026 08:59:58",
        "<list><answer><id>78</id><received>12.08.2026 09:01:00</received><phone>79120000001</phone>"
        "<message>[waitcall] </message><to_phone>74990000000</to_phone><sent>12.08.2026 09:00:59</sent></answer>"
        "<answer><id>77</id><received>12.08.2026 09:00:00</received><phone>79991234567</phone>"
        "<message>Да, жду = завтра</message><to_phone>74950001122</to_phone><sent>12.08.2026 08:59:58</sent></answer>"
        "</list>",
        '[{"id": 78, "received": "12.08.2026 09:01:00", "phone": "79120000001", "message": "[waitcall] ", '
        '"to_phone": "74990000000", "sent": "12.08.2026 09:00:59"},\n{"id": 77, "received": "12.08.2026 09:00:00", '
        '"phone": "79991234567", "message": "Да, жду = завтра", "to_phone": "74950001122", '
        '"sent": "12.08.2026 08:59:58"}]',
    ),
    [
        IncomingSms("77", "79991234567", "Да, жду = завтра", "74950001122"),
        IncomingSms("78", "79120000001", "[waitcall]", "74990000000"),
    ],
)

BALANCE = Documented(
    "balance",
    "balance.php",
    lambda smsc: smsc.balance(),
    {"cur": "1"},
    (
        "250.80",
        "250.80",
        "<result><balance>250.80</balance><currency></currency></result>",
        '{\n"balance": "250.80"\n}',
    ),
    Balance(Decimal("250.80")),
)

SMS = Outgoing(IVAN, "Ваш заказ готов", sender="SHOP")

PRICE = Documented(
    "send cost=1",
    "send.php",
    lambda smsc: smsc.price(SMS),
    {"phones": "+79991234567", "mes": "Ваш заказ готов", "sender": "SHOP", "cost": "1"},
    (
        "0.30 (1 SMS)",
        "0.30,1",
        "<result>\n<cost>0.30</cost>\n<cnt>1</cnt>\n</result>",
        '{\n"cost": "0.30",\n"cnt": 1\n}',
    ),
    Price(Decimal("0.30"), 1),
)

SEND = Documented(
    "send cost=3",
    "send.php",
    lambda smsc: smsc.send(SMS, id="bot.Ab-1"),
    {"phones": "+79991234567", "mes": "Ваш заказ готов", "sender": "SHOP", "id": "bot.Ab-1", "cost": "3"},
    (
        "OK - 1 SMS, ID - bot.Ab-1, cost - 3.8, balance - 3215.3097",
        "bot.Ab-1,1,3.8,3215.3097",
        "<result>\n<id>bot.Ab-1</id>\n<cnt>1</cnt>\n<cost>3.8</cost>\n<balance>3215.3097</balance>\n</result>",
        '{"id": "bot.Ab-1", "cnt": 1, "cost": "3.8", "balance": "3215.3097"}',
    ),
    Sent("bot.Ab-1", 1, Decimal("3.8"), Decimal("3215.3097")),
    harmless=False,
)

HLR = Documented(
    "send hlr=1",
    "send.php",
    lambda smsc: smsc.send(Outgoing(IVAN, kind=MessageKind.HLR), id="1001"),
    {"phones": "+79991234567", "hlr": "1", "id": "1001", "cost": "3"},
    (
        "OK - 1 SMS, ID - 1001, cost - 0.30, balance - 42.50",
        "1001,1,0.30,42.50",
        "<result><id>1001</id><cnt>1</cnt><cost>0.30</cost><balance>42.50</balance></result>",
        '{\n  "id": 1001,\n  "cnt": 1,\n  "cost": "0.30",\n  "balance": "42.50"\n}',
    ),
    Sent("1001", 1, Decimal("0.30"), Decimal("42.50")),
    harmless=False,
)

STATUS = Documented(
    "status",
    "status.php",
    lambda smsc: smsc.status("bot.Ab-1", IVAN),
    {"id": "bot.Ab-1", "phone": "79991234567", "all": "2"},
    (
        "Status = -3",
        "-3",
        "<result><status>-3</status></result>",
        '{"status": -3, "id": "bot.Ab-1", "phone": "79991234567"}',
    ),
    MessageStatus(-3),
)

EVERY = [
    WAIT_CALL,
    RENTABLE,
    BUY,
    RENEWAL,
    TASKS,
    FILE,
    NAMED_FILE,
    OPERATOR,
    OPERATORS,
    ADD,
    CHANGE,
    PAY,
    TOTALS,
    DETAILS,
    OWN_TOTALS,
    RECEIVED,
    BALANCE,
    PRICE,
    SEND,
    HLR,
    STATUS,
]

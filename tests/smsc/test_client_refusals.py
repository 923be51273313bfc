"""SMSC's refusals: every row of every document, in all four spellings."""

import pytest
from aiohttp import ClientSession, web

from smsc.errors import Nonsense, Reason, Refused
from smsc.formats import Format
from tests.smsc import documents
from tests.smsc.documents import EVERY, Documented
from tests.smsc.stand_in import Asked, StandIn, client

EVERYWHERE = {1: Reason.PARAMETERS, 2: Reason.AUTH, 4: Reason.IP_BLOCKED, 9: Reason.TOO_MANY}
USERS = {
    5: Reason.FAILED,
    6: Reason.NO_SUCH_CLIENT,
    7: Reason.SHARED_BALANCE,
    8: Reason.NOT_SAVED,
    10: Reason.NOT_ENOUGH_TO_CREDIT,
}
NOTHING = {3: Reason.NOTHING_FOUND}
SENDING = {
    3: Reason.MONEY,
    5: Reason.WRONG_DATE,
    6: Reason.FORBIDDEN,
    7: Reason.WRONG_NUMBER,
    8: Reason.NOT_DELIVERABLE,
    10: Reason.WRONG_CAPTCHA,
}
ROWS: list[tuple[Documented, dict[int, Reason]]] = [
    (documents.WAIT_CALL, {3: Reason.MONEY, 5: Reason.BLACK_LISTED, 6: Reason.NO_PRICE}),
    (documents.RENTABLE, {3: Reason.MONEY}),
    (documents.BUY, {3: Reason.MONEY}),
    (documents.RENEWAL, {3: Reason.MONEY}),
    (documents.TASKS, {}),
    (documents.FILE, {5: Reason.TASK_NOT_FOUND}),
    (documents.NAMED_FILE, {5: Reason.TASK_NOT_FOUND}),
    (documents.OPERATOR, {3: Reason.OPERATOR_NOT_FOUND}),
    (documents.OPERATORS, {}),
    (documents.ADD, USERS | NOTHING),
    (documents.CHANGE, USERS | NOTHING),
    (documents.PAY, USERS | NOTHING),
    (documents.TOTALS, USERS),
    (documents.DETAILS, USERS),
    (documents.OWN_TOTALS, {}),
    (documents.RECEIVED, {}),
    (documents.BALANCE, {}),
    (documents.PRICE, SENDING),
    (documents.SEND, SENDING),
    (documents.HLR, SENDING),
    (documents.STATUS, {5: Reason.NOT_DELETED}),
]

every_row = pytest.mark.parametrize(
    ("action", "code", "reason"),
    [
        pytest.param(action, code, reason, id=f"{action.name} {code}")
        for action, rows in ROWS
        for code, reason in (EVERYWHERE | rows | {77: Reason.UNKNOWN}).items()
    ],
)

SPELLINGS = {
    Format.TEXT: "ERROR = {code} (some words)",
    Format.VALUES: "0,-{code}",
    Format.XML: "<result>\n<error>some words</error>\n<error_code>{code}</error_code>\n</result>",
    Format.JSON: '{{\n"error": "some words",\n"error_code": {code}\n}}',
}


def test_every_action_has_its_rows() -> None:
    assert [action for action, _ in ROWS] == EVERY


@every_row
async def test_a_documented_error_has_the_meaning_of_its_page(
    smsc: StandIn, http: ClientSession, action: Documented, code: int, reason: Reason
) -> None:
    smsc.says(SPELLINGS[Format.JSON].format(code=code))

    with pytest.raises(Refused) as caught:
        await action.ask(client(smsc, http))

    refused = caught.value
    assert (refused.code, refused.reason, refused.text) == (code, reason, "some words")
    assert (refused.page, refused.id) == (action.page, None)
    assert len(smsc.asked) == 1


@pytest.mark.parametrize("action", EVERY, ids=lambda action: action.name)
@pytest.mark.parametrize("asked", Format)
@pytest.mark.parametrize("answered", Format)
async def test_each_of_the_four_spellings_is_an_error_whatever_was_asked_for(
    smsc: StandIn, http: ClientSession, action: Documented, asked: Format, answered: Format
) -> None:
    smsc.says(SPELLINGS[answered].format(code=9))

    with pytest.raises(Refused) as caught:
        await action.ask(client(smsc, http, format=asked))

    assert (caught.value.code, caught.value.reason) == (9, Reason.TOO_MANY)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("ERROR = 3 (no money), ID - 275", (3, "no money", "275")),
        ("ERROR = 4 (ip is blocked, https://smsc.ru/faq/99/)", (4, "ip is blocked, https://smsc.ru/faq/99/", None)),
        ("ERROR = 9", (9, "", None)),
        ("275,-3", (3, "", "275")),
        (",-3\n", (3, "", None)),
        ('{"error": "invalid number", "error_code": 7, "id": 34}', (7, "invalid number", "34")),
        ('{"error": "no", "error_code": "7"}', (7, "no", None)),
        ('{"error_code": -7}', (7, "", None)),
        ('{"error": "out of order"}', (0, "out of order", None)),
        ('{"error": "out of order", "error_code": "E1"}', (0, "out of order", None)),
        ("<result><error>нет</error><error_code>7</error_code><id>34</id></result>", (7, "нет", "34")),
        ('<?xml version="1.0" encoding="windows-1251"?><result><error_code>7</error_code></result>', (7, "", None)),
    ],
)
async def test_what_an_error_tells_is_kept(
    smsc: StandIn, http: ClientSession, body: str, told: tuple[int, str, str | None]
) -> None:
    smsc.says(body)

    with pytest.raises(Refused) as caught:
        await documents.BALANCE.ask(client(smsc, http))

    assert (caught.value.code, caught.value.text, caught.value.id) == told


async def test_an_error_in_windows_1251_is_readable(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"error": "нет денег", "error_code": 3}'.encode("windows-1251"))

    with pytest.raises(Refused) as caught:
        await documents.WAIT_CALL.ask(client(smsc, http))

    assert caught.value.text == "нет денег"


async def test_no_error_is_no_error(smsc: StandIn, http: ClientSession) -> None:
    smsc.says('{"balance": "250.80", "error": "", "error_code": 0}')

    assert await documents.BALANCE.ask(client(smsc, http)) == documents.BALANCE.means


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\xef\xbb\xbfid;phone\r\n",
        b"\x98\xff\x00\x01",
        b"ERROR = 9 (many)\r\n1;2\r\n",
        b"ERROR = 9 of 10 rows",
        b"0,-9\r\n1,-8\r\n",
        b'{"rows": []}',
        b"{",
        b"<result/>",
        b'["error_code"]',
        b'{"error_code": 9, "rest": "' + b"x" * 1000 + b'"}',
    ],
)
async def test_a_file_that_only_looks_like_an_error_is_handed_on_byte_for_byte(
    smsc: StandIn, http: ClientSession, file: bytes
) -> None:
    smsc.says(file)

    assert await client(smsc, http).task_file("8841") == file


@pytest.mark.parametrize("status", [403, 404, 429])
async def test_an_error_counts_even_under_another_status(smsc: StandIn, http: ClientSession, status: int) -> None:
    async def refuse(asked: Asked) -> web.Response:
        return web.Response(status=status, text="ERROR = 1 (parameters error)")

    smsc.answering = refuse

    with pytest.raises(Refused) as caught:
        await documents.BALANCE.ask(client(smsc, http))

    assert caught.value.reason is Reason.PARAMETERS


@pytest.mark.parametrize("body", [b"0,-", b"ERROR", b"ERROR = many", b'{"error_code": 9'])
async def test_half_an_error_is_nonsense(smsc: StandIn, http: ClientSession, body: bytes) -> None:
    smsc.says(body)

    with pytest.raises(Nonsense):
        await documents.WAIT_CALL.ask(client(smsc, http))

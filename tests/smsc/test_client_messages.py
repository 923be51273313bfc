"""Messages: priced, sent once, looked up; every format and every body that was seen."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from aiohttp import ClientSession, web

from smsc.errors import Nonsense, Reason, Refused, TooSoon, Unreachable
from smsc.formats import Format
from smsc.hlr import Hlr
from smsc.messages import MessageKind, MessageStatus, Outgoing, Sent
from smsc.phone import Phone
from tests.smsc.documents import IVAN, SMS
from tests.smsc.stand_in import Asked, Clock, StandIn, client, limits

ALL_2 = MessageStatus(
    status=20,
    err=13,
    at=datetime(2017, 5, 26, 18, 39, 32, tzinfo=UTC),
    sent_at=datetime(2017, 5, 26, 18, 39, 27, tzinfo=UTC),
    cost=Decimal("1.20"),
    sender="avto-disp",
    text="Да, нет, 79991234567",
    country="Россия",
    operator="МегаФон",
    region="Москва",
)
HLR = Hlr("250011234567890", "79001234567", "250", "01", "Russia", "MTS", "Turkey", "Turkcell")


async def status(smsc: StandIn, http: ClientSession, body: str, format: Format = Format.JSON) -> MessageStatus:
    smsc.says(body)
    return await client(smsc, http, format=format).status("1", IVAN)


@pytest.mark.parametrize(
    ("format", "body", "means"),
    [
        (Format.TEXT, "Status = 1, check_time = 10.10.2010 10:10:10", MessageStatus(1, time="10.10.2010 10:10:10")),
        (Format.VALUES, "1,1286524541", MessageStatus(1, at=datetime(2010, 10, 8, 7, 55, 41, tzinfo=UTC))),
        (Format.VALUES, "1,1286524541,0", MessageStatus(1, err=0, at=datetime(2010, 10, 8, 7, 55, 41, tzinfo=UTC))),
        (
            Format.VALUES,
            "20,1495823972,13,1495823967,79260000001,1.20,Россия,МегаФон,Москва,avto-disp,Невозможно доставить,"
            "Да, нет, 79991234567",
            ALL_2,
        ),
        (
            Format.XML,
            "<result><status>20</status><last_timestamp>1495823972</last_timestamp><err>13</err>"
            "<send_timestamp>1495823967</send_timestamp><phone>79260000001</phone><cost>1.20</cost>"
            "<country>Россия</country><operator>МегаФон</operator><region>Москва</region>"
            "<sender_id>avto-disp</sender_id><message>Да, нет, 79991234567</message></result>",
            ALL_2,
        ),
        (
            Format.JSON,
            '[{"id": 1, "send_timestamp": 1495823967, "message": "Да, нет, 79991234567", "status_name": "x", "err": 13,'
            '"cost": "1.20", "phone": "79260000001", "sender_id": "avto-disp", "region": "Москва", '
            '"last_timestamp": 1495823972, "operator": "МегаФон", "status": 20, "country": "Россия"}]',
            ALL_2,
        ),
        (
            Format.JSON,
            '{\n"status": 1,\n"last_date": "18.10.2016 15:34:12",\n"last_timestamp": 1476794052\n}',
            MessageStatus(1, at=datetime(2016, 10, 18, 12, 34, 12, tzinfo=UTC), time="18.10.2016 15:34:12"),
        ),
        (
            Format.JSON,
            '[{"status": 25, "last_timestamp": 1679060876, "flag": 0, "err": 248, "id": 32, "phone": "77050000001"}]',
            MessageStatus(25, err=248, at=datetime(2023, 3, 17, 13, 47, 56, tzinfo=UTC)),
        ),
        (Format.JSON, '[{"status": -3, "id": 138, "phone": "89990000001"}]', MessageStatus(-3)),
        (Format.JSON, '{"status": 777, "err": 999, "new": [1]}', MessageStatus(777, err=999)),
    ],
)
async def test_where_a_message_is(
    smsc: StandIn, http: ClientSession, format: Format, body: str, means: MessageStatus
) -> None:
    assert await status(smsc, http, body, format) == means


@pytest.mark.parametrize(
    ("format", "body"),
    [
        (Format.VALUES, "1,1700000000,0,250011234567890,79001234567,250,01,Russia,MTS,Turkey,Turkcell"),
        (
            Format.VALUES,
            "1,1700000000,0,250011234567890,79001234567,250,01,Russia,MTS,Turkey,Turkcell,"
            "1699999999,79991234567,0.30,Россия,МТС,Москва,HLR,Доставлено,",
        ),
        (
            Format.JSON,
            '{"id": 1001, "status": 1, "err": 0, "imsi": "250011234567890", "msc": "79001234567", "mcc": "250", '
            '"mnc": "01", "cn": "Russia", "net": "MTS", "rcn": "Turkey", "rnet": "Turkcell", "type": 4}',
        ),
        (
            Format.XML,
            "<result><status>1</status><err>0</err><imsi>250011234567890</imsi><msc>79001234567</msc><mcc>250</mcc>"
            "<mnc>01</mnc><cn>Russia</cn><net>MTS</net><rcn>Turkey</rcn><rnet>Turkcell</rnet></result>",
        ),
        (
            Format.TEXT,
            "Status = 1, check_time = 14.11.2023 22:13:20, err = 0, imsi = 250011234567890, msc = 79001234567, "
            "mcc = 250, mnc = 01, cn = Russia, net = MTS, rcn = Turkey, rnet = Turkcell",
        ),
    ],
)
async def test_what_an_hlr_query_found_out(smsc: StandIn, http: ClientSession, format: Format, body: str) -> None:
    found = await status(smsc, http, body, format)

    assert (found.status, found.err, found.hlr) == (1, 0, HLR)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"status": "soon"}', "<html>", "OK", '{"status": 1e9}'])
async def test_what_is_no_status_is_nonsense(smsc: StandIn, http: ClientSession, body: str) -> None:
    with pytest.raises(Nonsense):
        await status(smsc, http, body)


@pytest.mark.parametrize("stamp", ["0", "-5", "999999999999999"])
async def test_a_stamp_no_calendar_holds_costs_no_status(smsc: StandIn, http: ClientSession, stamp: str) -> None:
    assert await status(smsc, http, f'{{"status": 1, "last_timestamp": {stamp}}}') == MessageStatus(1)


@pytest.mark.parametrize(
    ("message", "fields"),
    [
        (Outgoing(IVAN, "Да"), {"mes": "Да"}),
        (Outgoing(IVAN, "Да", MessageKind.CALL, voice="w"), {"mes": "Да", "call": "1", "voice": "w"}),
        (Outgoing(IVAN, kind=MessageKind.HLR), {"hlr": "1"}),
        (Outgoing(IVAN, kind=MessageKind.PING), {"ping": "1"}),
    ],
)
async def test_each_kind_of_message_says_what_it_is(
    smsc: StandIn, http: ClientSession, message: Outgoing, fields: dict[str, str]
) -> None:
    smsc.says('{"id": "a", "cnt": 1}')
    await client(smsc, http).send(message, id="a")

    named = {"phones", "mes", "sender", "call", "voice", "hlr", "ping"}
    assert {name: value for name, value in smsc.forms[0].items() if name in named} == {
        "phones": "+79991234567",
        **fields,
    }


@pytest.mark.parametrize(
    ("format", "body", "means"),
    [
        (Format.JSON, '{\n"id": 33,\n"cnt": 1\n}', Sent("33", 1, None, None)),
        (Format.JSON, '{"id": 63, "cnt": 1, "cost": "3.8", "balance": "286.55"}', ("63", 1, "3.8", "286.55")),
        (Format.JSON, '{"id": 14, "cnt": 1, "cost": "4.1", "balance": "83.6"}', ("14", 1, "4.1", "83.6")),
        (Format.JSON, '{"id": 3218, "cnt": 1, "cost": 3.3, "balance": 3215.3097}', ("3218", 1, "3.3", "3215.3097")),
        (Format.JSON, '{"id": 1, "cnt": 1, "code": "123456"}', Sent("1", 1, None, None)),
        (Format.TEXT, "OK - 1 SMS, ID - 279", Sent("279", 1, None, None)),
        (Format.VALUES, "279,2,1.40,-100.50", ("279", 2, "1.40", "-100.50")),
    ],
)
async def test_what_sending_answers(smsc: StandIn, http: ClientSession, format: Format, body: str, means: Any) -> None:
    smsc.says(body)
    expected = means if isinstance(means, Sent) else Sent(means[0], means[1], Decimal(means[2]), Decimal(means[3]))

    assert await client(smsc, http, format=format).send(SMS, id="x") == expected


@pytest.mark.parametrize(
    ("body", "reason", "id"),
    [
        ("ERROR = 3 (no money), ID - 275", Reason.MONEY, "275"),
        ("ERROR = 6 (message is denied), ID - 542", Reason.FORBIDDEN, "542"),
        ("ERROR = 7 (invalid number), ID - 541", Reason.WRONG_NUMBER, "541"),
        ("ERROR = 8 (can't to deliver), ID - 639", Reason.NOT_DELIVERABLE, "639"),
        ('{"error": "can\'t to deliver", "id": 1, "error_code": 8}', Reason.NOT_DELIVERABLE, "1"),
        ('{\n"error": "invalid number",\n"error_code": 7,\n"id": 34\n}', Reason.WRONG_NUMBER, "34"),
        ("bot.Ab-1,-10", Reason.WRONG_CAPTCHA, "bot.Ab-1"),
        ('{\n"error": "duplicate request, wait a minute",\n"error_code": 9\n}', Reason.TOO_MANY, None),
        ('{\n"error": "unknown error",\n"error_code": 15\n}', Reason.UNKNOWN, None),
    ],
)
async def test_a_refusal_names_the_message_it_is_about(
    smsc: StandIn, http: ClientSession, body: str, reason: Reason, id: str | None
) -> None:
    smsc.says(body)

    with pytest.raises(Refused) as caught:
        await client(smsc, http).send(SMS, id="x")
    assert (caught.value.reason, caught.value.id) == (reason, id)


async def test_a_message_whose_answer_is_lost_is_not_sent_again(smsc: StandIn, http: ClientSession) -> None:
    async def breaks(asked: Asked) -> web.StreamResponse:
        assert asked.request.transport is not None
        asked.request.transport.close()
        return web.Response()

    smsc.answering = breaks

    with pytest.raises(Unreachable) as caught:
        await client(smsc, http).send(SMS, id="x")
    assert caught.value.maybe_done
    assert len(smsc.asked) == 1


async def test_another_id_makes_it_no_other_message(smsc: StandIn, http: ClientSession, clock: Clock) -> None:
    smsc.says('{"id": "a", "cnt": 1}')
    asking = client(smsc, http, limits=limits(clock))
    await asking.send(SMS, id="a")

    with pytest.raises(TooSoon):
        await asking.send(SMS, id="b")
    await asking.send(Outgoing(Phone("79120000001"), SMS.text, sender=SMS.sender), id="c")
    assert [form["id"] for form in smsc.forms] == ["a", "c"]


@pytest.mark.parametrize("id", ["", "x" * 41, "a:b", "привет", "a b"])
async def test_an_id_that_smsc_would_refuse_does_not_go_out(smsc: StandIn, http: ClientSession, id: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        await client(smsc, http).send(SMS, id=id)
    assert smsc.asked == []

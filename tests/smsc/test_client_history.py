"""What was sent from the account, by whatever program, page by page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from aiohttp import ClientSession

from smsc.errors import Nonsense, Refused, TooSoon
from smsc.events import StatusEvent
from smsc.formats import Format
from smsc.messages import MessageStatus, Past
from smsc.types import Period
from tests.smsc.stand_in import Clock, StandIn, client, limits

DAYS = Period(date(2026, 8, 11), date(2026, 8, 12))
ROW = (
    '[{"status": 20, "last_date": "12.08.2026 12:00:05", "last_timestamp": 1786525205, "err": 13, '
    '"send_date": "12.08.2026 12:00:00", "send_timestamp": 1786525200, "phone": "79991234567", "cost": "4.10", '
    '"sender_id": "SHOP", "status_name": "Невозможно доставить", "message": "Код, 4821", "mccmnc": "25001", '
    '"country": "Россия", "operator": "МТС", "region": "Москва", "type": 0, "id": 4711, "int_id": "98", '
    '"sms_cnt": 1, "format": 0, "crc": 17}]'
)
LAST_CHANGE = datetime(2026, 8, 12, 9, 0, 5, tzinfo=UTC)
STATUS = MessageStatus(
    status=20,
    err=13,
    at=LAST_CHANGE,
    time="12.08.2026 12:00:05",
    sent_at=datetime(2026, 8, 12, 9, tzinfo=UTC),
    type=0,
    parts=1,
    cost=Decimal("4.10"),
    sender="SHOP",
    country="Россия",
    operator="МТС",
    region="Москва",
)


async def found(smsc: StandIn, http: ClientSession, body: str) -> list[Past]:
    smsc.says(body)
    return await client(smsc, http).history(DAYS)


async def test_a_message_is_all_but_its_text(smsc: StandIn, http: ClientSession) -> None:
    assert await found(smsc, http, ROW) == [Past("98", "4711", "79991234567", STATUS)]


async def test_it_can_be_told_as_the_callback_that_did_not_come(smsc: StandIn, http: ClientSession) -> None:
    [row] = await found(smsc, http, ROW)

    assert row.status.told(row.id, row.phone) == StatusEvent(
        "4711",
        "79991234567",
        20,
        at=LAST_CHANGE,
        time="12.08.2026 12:00:05",
        err=13,
        cnt=1,
        type=0,
        cost=Decimal("4.10"),
        sender="SHOP",
    )


@pytest.mark.parametrize("format", Format)
async def test_it_is_asked_for_as_json_by_the_day_and_five_hundred_at_once(
    smsc: StandIn, http: ClientSession, format: Format
) -> None:
    smsc.says(ROW)
    await client(smsc, http, format=format).history(DAYS)

    signed = {"login": "demo", "psw": "s3cret-word", "charset": "utf-8", "fmt": "3"}
    assert smsc.forms == [
        signed | {"get_messages": "1", "start": "11.08.2026", "end": "12.08.2026", "cnt": "500"},
    ]


async def test_the_next_page_goes_on_before_a_message(smsc: StandIn, http: ClientSession) -> None:
    smsc.says(ROW)
    await client(smsc, http).history(DAYS, before="98")

    assert smsc.forms[0]["prev_id"] == "98"


@pytest.mark.parametrize("body", ["[]", "", '{"error": "not found", "error_code": 3}'])
async def test_nothing_is_an_empty_page(smsc: StandIn, http: ClientSession, body: str) -> None:
    assert await found(smsc, http, body) == []


async def test_an_id_of_ones_own_is_a_text_and_a_phone_has_no_plus(smsc: StandIn, http: ClientSession) -> None:
    body = ROW.replace("4711", '"order-17.a_b"').replace('"7999', '"+7999')
    [row] = await found(smsc, http, body)

    assert (row.id, row.phone) == ("order-17.a_b", "79991234567")


@pytest.mark.parametrize(
    "body",
    [
        ROW.replace('"id": 4711, ', ""),
        ROW.replace("4711", '""'),
        ROW.replace('"int_id": "98", ', ""),
        ROW.replace('"98"', '"first"'),
        ROW.replace('"phone"', '"telephone"'),
        ROW.replace('"status": 20, ', ""),
    ],
)
async def test_what_is_no_message_is_passed_over_and_a_page_of_it_is_nonsense(
    smsc: StandIn, http: ClientSession, body: str
) -> None:
    assert await found(smsc, http, body) == []
    with pytest.raises(Nonsense):
        await found(smsc, http, f"{body[:-1]},{body[1:]}")


async def test_what_is_no_page_is_nonsense(smsc: StandIn, http: ClientSession) -> None:
    with pytest.raises(Nonsense):
        await found(smsc, http, "<html>")


async def test_a_long_page_is_read_whole(smsc: StandIn, http: ClientSession) -> None:
    rows = ",".join(ROW[1:-1].replace("4711", str(id)) for id in range(1000))

    assert [row.id for row in await found(smsc, http, f"[{rows}]")] == [str(id) for id in range(1000)]


async def test_the_same_page_is_asked_for_three_times_a_minute_and_others_beside_it(
    smsc: StandIn, http: ClientSession, clock: Clock
) -> None:
    smsc.says(ROW)
    asking = client(smsc, http, limits=limits(clock))
    for _ in range(3):
        await asking.history(DAYS)

    with pytest.raises(TooSoon):
        await asking.history(DAYS)
    await asking.history(DAYS, before="98")


async def test_another_refusal_is_one(smsc: StandIn, http: ClientSession) -> None:
    with pytest.raises(Refused):
        await found(smsc, http, '{"error": "parameters error", "error_code": 1}')


@pytest.mark.parametrize(
    ("written", "odd"),
    [('"cost": "4.10"', '"cost": "4,10"'), ('"err": 13', '"err": "?"'), ('"type": 0', '"type": "x"')],
)
async def test_an_odd_price_or_code_costs_no_status(smsc: StandIn, http: ClientSession, written: str, odd: str) -> None:
    [row] = await found(smsc, http, ROW.replace(written, odd))

    assert (row.int_id, row.id, row.phone) == ("98", "4711", "79991234567")
    assert (row.status.status, row.status.at) == (20, LAST_CHANGE)


@pytest.mark.parametrize("odd", ['"status": "?"', '"status": ""'])
async def test_a_message_that_cannot_be_read_hides_no_other(smsc: StandIn, http: ClientSession, odd: str) -> None:
    unreadable = ROW.replace('"status": 20', odd)
    page = f"{unreadable[:-1]},{ROW[1:]}"

    assert await found(smsc, http, page) == [Past("98", "4711", "79991234567", STATUS)]
    assert await found(smsc, http, unreadable) == []
    with pytest.raises(Nonsense):
        await found(smsc, http, f"{unreadable[:-1]},{unreadable[1:]}")

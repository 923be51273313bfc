"""The documents' limits, as a client meets them."""

import asyncio
from datetime import date
from decimal import Decimal

import pytest
from aiohttp import ClientSession, web

from smsc.errors import AccountStopped, AddressBlocked, Refused, TooSoon
from smsc.phone import Phone
from smsc.types import Period
from tests.smsc import documents
from tests.smsc.documents import ANNA, IVAN, JULY, Documented
from tests.smsc.stand_in import AT_ONCE, Asked, Clock, StandIn, client, limits

PER_MINUTE = [
    (documents.WAIT_CALL, 50),
    (documents.RENTABLE, 2),
    (documents.BUY, 2),
    (documents.RENEWAL, 2),
    (documents.TASKS, 3),
    (documents.FILE, 3),
    (documents.NAMED_FILE, 3),
    (documents.OPERATOR, 3),
    (documents.OPERATORS, 3),
    (documents.ADD, 3),
    (documents.CHANGE, 3),
    (documents.PAY, 3),
    (documents.OWN_TOTALS, 3),
    (documents.BALANCE, 10),
    (documents.PRICE, 5),
    (documents.SEND, 1),
    (documents.HLR, 1),
    (documents.STATUS, 5),
]


@pytest.mark.parametrize(("action", "limit"), PER_MINUTE, ids=lambda value: getattr(value, "name", str(value)))
async def test_one_identical_request_too_many_is_not_sent(
    smsc: StandIn, http: ClientSession, clock: Clock, action: Documented, limit: int
) -> None:
    smsc.says(action.bodies[3])
    asking = client(smsc, http, limits=limits(clock))
    for _ in range(limit):
        await action.ask(asking)

    with pytest.raises(TooSoon):
        await action.ask(asking)
    assert len(smsc.asked) == limit
    clock.now += 60
    await action.ask(asking)


async def test_clients_of_one_login_share_its_limits(smsc: StandIn, http: ClientSession, clock: Clock) -> None:
    smsc.says("[]")
    shared = limits(clock)
    for _ in range(2):
        await client(smsc, http, limits=shared).rentable_numbers()

    with pytest.raises(TooSoon):
        await client(smsc, http, limits=shared).rentable_numbers()


async def test_another_question_is_another_count(smsc: StandIn, http: ClientSession) -> None:
    asking = client(smsc, http)
    smsc.says("[]")
    for month in range(1, 8):
        await asking.own_totals(Period(date(2026, month, 1), date(2026, month, 20)))
    smsc.says('{"cost": 1}')
    for _ in range(2):
        await asking.buy_number(IVAN)
        await asking.buy_number(ANNA)

    assert len(smsc.asked) == 11


async def test_a_hundred_numbers_a_minute_are_looked_up_and_no_more(
    smsc: StandIn, http: ClientSession, clock: Clock
) -> None:
    phones = [Phone(str(79120000000 + number)) for number in range(100)]
    smsc.says("[]")
    asking = client(smsc, http, limits=limits(clock))
    await asking.operators(phones[:60])
    clock.now += 10
    await asking.operators(phones[60:])

    with pytest.raises(TooSoon) as caught:
        await asking.operator(IVAN)
    assert caught.value.wait.total_seconds() == 50


async def test_one_sub_client_is_changed_three_times_a_minute_whatever_is_changed(
    smsc: StandIn, http: ClientSession
) -> None:
    asking = client(smsc, http)
    smsc.says("OK")
    await asking.change_client("sub_alex", fio="one")
    await asking.change_client("sub_alex", fio="two")
    await asking.pay_client("sub_alex", Decimal(1))

    with pytest.raises(TooSoon):
        await asking.change_client("sub_alex", tz="3")
    await asking.change_client("sub_eva", tz="3")


async def test_fifty_calls_are_never_more_than_fourteen_in_flight(smsc: StandIn, http: ClientSession) -> None:
    under_way, peak, crowd = 0, 0, asyncio.Event()

    async def count(asked: Asked) -> web.Response:
        nonlocal under_way, peak
        under_way += 1
        peak = max(peak, under_way)
        if under_way == 14:
            for _ in range(100):  # time enough for a fifteenth
                await asyncio.sleep(0)
            crowd.set()
        if 1 < len(smsc.asked) < 16:
            await crowd.wait()
        under_way -= 1
        return web.Response(text="[]")

    smsc.answering = count
    asking = client(smsc, http)

    await asyncio.gather(*(asking.client_totals(JULY) for _ in range(50)))

    assert (len(smsc.asked), peak) == (50, 14)


async def test_a_wrong_password_goes_out_once(smsc: StandIn, http: ClientSession, clock: Clock) -> None:
    smsc.says('{"error": "authorise error", "error_code": 2}')
    shared = limits(clock)
    asking = client(smsc, http, limits=shared)
    with pytest.raises(Refused):
        await asking.balance()

    with pytest.raises(AccountStopped):
        await asking.balance()
    assert shared.stopped("demo")
    assert len(smsc.asked) == 1
    shared.forgive("demo")
    smsc.says('{"balance": "1"}')
    await asking.balance()


async def test_an_address_that_is_blocked_is_quiet(smsc: StandIn, http: ClientSession, clock: Clock) -> None:
    smsc.says('{"error": "ip is blocked, https://smsc.ru/faq/99/", "error_code": 4}')
    asking = client(smsc, http, limits=limits(clock))
    with pytest.raises(Refused):
        await asking.balance()

    with pytest.raises(AddressBlocked):
        await asking.balance()
    assert len(smsc.asked) == 1


async def test_a_web_page_instead_of_an_answer_proves_no_password(
    smsc: StandIn, http: ClientSession, clock: Clock
) -> None:
    """A gateway that answers for SMSC would otherwise let fourteen wrong passwords out at once."""
    shared = limits(clock)
    smsc.says("<html></html>")
    await asyncio.gather(*(client(smsc, http, limits=shared).balance() for _ in range(3)), return_exceptions=True)
    smsc.says('{"error": "authorise error", "error_code": 2}')

    outcomes = await asyncio.gather(
        *(client(smsc, http, limits=shared, retry=AT_ONCE).client_totals(JULY) for _ in range(5)),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AccountStopped"] * 4 + ["Refused"]


async def test_who_leaves_room_to_others_waits_where_others_need_not(
    smsc: StandIn, http: ClientSession, clock: Clock
) -> None:
    smsc.says("[]")
    asking = client(smsc, http, limits=limits(clock))
    numbers = [Phone(f"7999{number:07}") for number in range(200)]
    for start in range(0, 80, 20):
        await asking.operators(numbers[start : start + 20], spare=20)

    with pytest.raises(TooSoon):
        await asking.operators(numbers[80:82], spare=20)
    await asking.operators(numbers[100:120])
    with pytest.raises(TooSoon):
        await asking.operators(numbers[120:122])

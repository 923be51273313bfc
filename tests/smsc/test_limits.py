"""What leaves the process, when time is a number and SMSC a coroutine."""

import asyncio
from datetime import timedelta

import pytest

from smsc.credentials import ApiKey, Login
from smsc.errors import AccountStopped, AddressBlocked, Nonsense, Reason, Refused, TooSoon, Unreachable
from smsc.limits import AT_ONCE, Limits
from smsc.windows import Quota
from tests.smsc.stand_in import DEMO, Clock, limits

HERE = "https://smsc.ru"
TWICE = [Quota("list", 2)]
HALF_AN_HOUR = 1800.0


def no(code: int, reason: Reason) -> Refused:
    return Refused(code, reason, page="balance.php")


WRONG_PASSWORD = no(2, Reason.AUTH)
BLOCKED = no(4, Reason.IP_BLOCKED)


async def call(
    limits: Limits,
    who: Login | ApiKey = DEMO,
    quotas: list[Quota] | None = None,
    outcome: Exception | None = None,
    service: str = HERE,
) -> None:
    async with limits.turn(service, who, quotas or []):
        if outcome:
            raise outcome


def stranger(number: int) -> Login:
    return Login(f"stranger-{number}", "guess")


async def fail(limits: Limits, who: Login | ApiKey) -> None:
    with pytest.raises(Refused):
        await call(limits, who, outcome=WRONG_PASSWORD)


async def test_a_third_of_two_a_minute_is_too_soon(clock: Clock) -> None:
    ours = limits(clock)
    await call(ours, quotas=TWICE)
    clock.now += 20
    await call(ours, quotas=TWICE)

    with pytest.raises(TooSoon) as caught:
        await call(ours, quotas=TWICE)
    assert caught.value.wait == timedelta(seconds=40)
    clock.now += 40
    await call(ours, quotas=TWICE)


async def test_a_short_wait_is_waited(clock: Clock) -> None:
    ours = limits(clock, patience=5)
    await call(ours, quotas=TWICE)
    await call(ours, quotas=TWICE)
    clock.now += 56

    await call(ours, quotas=TWICE)

    assert clock.slept == [4.0]


async def test_a_wait_longer_than_patience_is_not_begun(clock: Clock) -> None:
    ours = limits(clock, patience=5)
    await call(ours, quotas=TWICE)
    await call(ours, quotas=TWICE)
    clock.now += 54

    with pytest.raises(TooSoon):
        await call(ours, quotas=TWICE)
    assert clock.slept == []


async def test_patience_is_for_the_whole_wait(clock: Clock) -> None:
    """Two wait for a place: the one who loses it does not begin to wait anew for the next, four seconds on."""
    ours = limits(clock, patience=5)
    await call(ours, quotas=TWICE)
    clock.now += 4
    await call(ours, quotas=TWICE)
    clock.now += 52

    both = await asyncio.gather(call(ours, quotas=TWICE), call(ours, quotas=TWICE), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in both) == ["NoneType", "TooSoon"]


async def test_every_quota_of_a_request_must_have_room(clock: Clock) -> None:
    ours = limits(clock)
    await call(ours, quotas=[Quota("one", 1), Quota("all", 100, 99)])

    with pytest.raises(TooSoon):
        await call(ours, quotas=[Quota("other", 1), Quota("all", 100, 2)])
    await call(ours, quotas=[Quota("other", 1), Quota("all", 100, 1)])


async def test_accounts_and_services_are_counted_apart(clock: Clock) -> None:
    ours = limits(clock)
    for _ in range(2):
        await call(ours, quotas=TWICE)

    await call(ours, who=ApiKey("another-key-0123"), quotas=TWICE)
    await call(ours, quotas=TWICE, service="https://smsc.kz")


async def test_one_login_is_counted_once_whatever_its_password(clock: Clock) -> None:
    ours = limits(clock)
    for _ in range(2):
        await call(ours, quotas=TWICE)

    with pytest.raises(TooSoon):
        await call(ours, who=Login(DEMO.login, "md5-of-it"), quotas=TWICE)


@pytest.mark.parametrize(
    "outcome",
    [Unreachable("reset", maybe_done=True), Nonsense("x.php"), no(1, Reason.PARAMETERS), KeyError("bug")],
    ids=lambda outcome: type(outcome).__name__,
)
async def test_a_request_counts_however_it_ends(clock: Clock, outcome: Exception) -> None:
    ours = limits(clock)
    for _ in range(2):
        with pytest.raises(type(outcome)):
            await call(ours, quotas=TWICE, outcome=outcome)

    with pytest.raises(TooSoon):
        await call(ours, quotas=TWICE)


async def test_a_connection_that_was_never_made_costs_nothing(clock: Clock) -> None:
    ours = limits(clock)
    for _ in range(9):
        with pytest.raises(Unreachable):
            await call(ours, quotas=TWICE, outcome=Unreachable("refused", maybe_done=False))

    await call(ours, quotas=TWICE)


async def test_a_call_that_is_given_up_while_it_waits_costs_nothing(clock: Clock) -> None:
    ours = limits(clock)
    over = asyncio.Event()

    async def hold() -> None:
        async with ours.turn(HERE, DEMO, []):
            await over.wait()

    first = asyncio.create_task(hold())
    await asyncio.sleep(0)
    queued = [asyncio.create_task(call(ours, quotas=TWICE)) for _ in range(2)]
    await asyncio.sleep(0)
    for task in queued:
        task.cancel()
    await asyncio.gather(*queued, return_exceptions=True)
    over.set()
    await first

    await call(ours, quotas=TWICE)
    await call(ours, quotas=TWICE)


async def test_fifty_calls_of_one_login_are_never_more_than_fourteen_at_once(clock: Clock) -> None:
    ours, under_way, peak = limits(clock), 0, 0

    async def one() -> None:
        nonlocal under_way, peak
        async with ours.turn(HERE, DEMO, []):
            under_way += 1
            peak = max(peak, under_way)
            for _ in range(50):
                await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(one() for _ in range(50)))

    assert peak == AT_ONCE == 14


async def test_the_first_call_of_an_account_goes_alone(clock: Clock) -> None:
    """Else one mistyped password would be fourteen wrong ones."""
    ours, tried = limits(clock), 0

    async def one() -> None:
        nonlocal tried
        async with ours.turn(HERE, DEMO, []):
            tried += 1
            await asyncio.sleep(0)
            raise WRONG_PASSWORD

    outcomes = await asyncio.gather(*(one() for _ in range(50)), return_exceptions=True)

    assert tried == 1
    assert sum(isinstance(outcome, AccountStopped) for outcome in outcomes) == 49


async def test_after_a_pause_an_account_is_tried_by_one_call_again(clock: Clock) -> None:
    ours, tried = limits(clock), 0

    async def one() -> None:
        nonlocal tried
        async with ours.turn(HERE, DEMO, []):
            tried += 1
            await asyncio.sleep(0)
            raise WRONG_PASSWORD

    await call(ours)
    clock.now += 60
    await asyncio.gather(*(one() for _ in range(14)), return_exceptions=True)

    assert tried == 1


async def test_the_first_error_2_stops_the_account_until_its_owner_acts(clock: Clock) -> None:
    ours = limits(clock)
    await call(ours)
    await fail(ours, DEMO)
    clock.now += 100 * HALF_AN_HOUR

    assert ours.stopped("demo")
    with pytest.raises(AccountStopped):
        await call(ours)
    ours.forgive("demo")
    assert not ours.stopped("demo")
    await call(ours)


async def test_a_stopped_account_stops_nobody_else(clock: Clock) -> None:
    ours = limits(clock)
    await fail(ours, stranger(1))

    await call(ours)

    assert not ours.stopped("demo")


async def test_a_new_password_needs_no_forgiveness(clock: Clock) -> None:
    ours = limits(clock)
    await fail(ours, Login("demo", "old"))

    await call(ours, Login("demo", "new"))

    assert not ours.stopped("demo")


async def test_somebody_elses_guess_does_not_stop_a_working_account(clock: Clock) -> None:
    ours = limits(clock)
    await call(ours)
    await fail(ours, Login(DEMO.login, "guess"))

    assert not ours.stopped(DEMO.login)
    await call(ours)


async def test_an_unknown_identity_is_not_stopped(clock: Clock) -> None:
    assert not limits(clock).stopped("nobody")


async def test_error_4_stops_everybody_for_half_an_hour(clock: Clock) -> None:
    ours = limits(clock)
    await call(ours)
    with pytest.raises(Refused):
        await call(ours, outcome=BLOCKED)
    clock.now += 600

    for who in (DEMO, stranger(1)):
        with pytest.raises(AddressBlocked) as caught:
            await call(ours, who)
        assert caught.value.wait == timedelta(seconds=1200)
    clock.now += 1200
    await call(ours)


async def test_four_wrong_passwords_and_no_newcomer_may_try_a_fifth(clock: Clock) -> None:
    ours = limits(clock)
    for number in range(4):
        await fail(ours, stranger(number))
        clock.now += 60

    with pytest.raises(AddressBlocked) as caught:
        await call(ours, stranger(5))
    assert caught.value.wait == timedelta(seconds=HALF_AN_HOUR - 240)
    clock.now += HALF_AN_HOUR - 240
    await call(ours, stranger(5))


async def test_an_account_that_works_goes_on_while_newcomers_wait(clock: Clock) -> None:
    ours = limits(clock)
    await call(ours)
    for number in range(4):
        await fail(ours, stranger(number))
    clock.now += 120

    await call(ours)


async def test_a_hundred_guesses_at_once_are_four(clock: Clock) -> None:
    ours, tried = limits(clock), 0

    async def guess(number: int) -> None:
        nonlocal tried
        async with ours.turn(HERE, stranger(number), []):
            tried += 1
            await asyncio.sleep(0)
            raise WRONG_PASSWORD

    outcomes = await asyncio.gather(*(guess(number) for number in range(100)), return_exceptions=True)

    assert tried == 4
    assert sum(isinstance(outcome, AddressBlocked) for outcome in outcomes) == 96


async def test_many_good_accounts_at_once_all_get_through(clock: Clock) -> None:
    """As after a restart, when nobody has proved anything yet."""
    ours, under_way, peak = limits(clock), 0, 0

    async def one(number: int) -> None:
        nonlocal under_way, peak
        async with ours.turn(HERE, stranger(number), []):
            under_way += 1
            peak = max(peak, under_way)
            await asyncio.sleep(0)
            under_way -= 1

    await asyncio.gather(*(one(number) for number in range(30)))

    assert peak == 4


@pytest.mark.parametrize(
    "outcome",
    [
        Unreachable("reset", maybe_done=True),
        Nonsense("x.php", "<html>"),
        no(1, Reason.PARAMETERS),
        no(9, Reason.TOO_MANY),
    ],
    ids=["unreachable", "nonsense", "parameters", "too many"],
)
async def test_what_proves_no_password_leaves_an_account_a_newcomer(clock: Clock, outcome: Exception) -> None:
    ours = limits(clock)
    with pytest.raises(type(outcome)):
        await call(ours, outcome=outcome)
    for number in range(4):
        await fail(ours, stranger(number))

    with pytest.raises(AddressBlocked):
        await call(ours)


async def test_no_money_proves_the_password(clock: Clock) -> None:
    ours = limits(clock)
    with pytest.raises(Refused):
        await call(ours, outcome=no(3, Reason.MONEY))
    for number in range(4):
        await fail(ours, stranger(number))

    await call(ours)


async def test_old_minutes_are_not_kept(clock: Clock) -> None:
    ours = limits(clock)
    for number in range(1000):
        clock.now += 61
        await call(ours, quotas=[Quota(("phone", number), 50)])

    assert len(ours._windows) <= 2

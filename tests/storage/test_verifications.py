"""Checks: a call is judged by its own time, answers the last check asked before it, and answers it once."""

import pytest

from storage import accounts, verifications
from storage.verifications import OPEN, RUNNING, NewCheck, State
from tests.storage.samples import CHAT, HOUR, MINUTE, NOON, NUMBER, PHONE, SECOND, a_check, another_account, started

DEADLINE = NOON + 15 * MINUTE
IN_TIME = NOON + 4 * MINUTE
LATE = DEADLINE + MINUTE
OTHER_PHONE = "79997654321"


async def start(db, account, **changes):
    return await db(started, **a_check(account) | changes)


async def begin(db, account, *, now=NOON, phone=PHONE, chat_id=CHAT, unless=OPEN):
    new = NewCheck(account, chat_id, 0, phone, "@anna")
    return await db(verifications.begin, new, now, now + 15 * MINUTE, unless=unless)


async def called(db, account, at, *, phone=PHONE, told=None):
    return await db(verifications.called, account, phone, at=at, now=told or at)


async def state(db, id):
    return (await db(verifications.get, id)).state


async def test_a_check_comes_back_as_it_was_started(db, account):
    found = await db(verifications.get, await start(db, account))

    assert (found.account_id, found.chat_id, found.thread_id, found.message_id) == (account, CHAT, 0, None)
    assert (found.phone, found.call_to, found.person) == (PHONE, NUMBER, "@anna")
    assert (found.asked_at, found.deadline, found.state) == (NOON, DEADLINE, State.WAITING)
    assert (found.called_at, found.told_at) == (None, None)


async def test_a_call_in_time_confirms(db, account):
    id = await start(db, account)

    found = await called(db, account, IN_TIME, told=IN_TIME + SECOND)

    assert (found.id, found.state) == (id, State.CONFIRMED)
    assert (found.called_at, found.told_at) == (IN_TIME, IN_TIME + SECOND)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (DEADLINE, State.CONFIRMED),
        (DEADLINE + SECOND, State.LATE),
        (DEADLINE + HOUR, State.LATE),
        (DEADLINE + HOUR + SECOND, State.WAITING),
        (NOON, State.CONFIRMED),
        (NOON - SECOND, State.WAITING),
    ],
)
async def test_a_call_is_judged_by_its_time(db, account, at, expected):
    id = await start(db, account)

    await called(db, account, at)

    assert await state(db, id) is expected


async def test_a_call_in_the_second_of_the_question_belongs_to_it(db, account):
    id = await start(db, account, asked_at=NOON + 0.9 * SECOND)

    await called(db, account, NOON)  # SMSC's stamps have whole seconds

    assert await state(db, id) is State.CONFIRMED


async def test_a_call_in_time_confirms_though_the_news_of_it_came_after_the_check_had_expired(db, account):
    id = await start(db, account)
    await db(verifications.expire, DEADLINE)

    found = await called(db, account, IN_TIME, told=DEADLINE + HOUR)

    assert (found.id, found.state, found.told_at) == (id, State.CONFIRMED, DEADLINE + HOUR)


async def test_a_late_call_of_an_expired_check_is_told_as_late(db, account):
    id = await start(db, account)
    await db(verifications.expire, DEADLINE)

    await called(db, account, LATE)

    assert await state(db, id) is State.LATE


async def test_a_call_in_time_that_we_learn_of_after_a_late_one_confirms(db, account):
    id = await start(db, account)
    await called(db, account, LATE)

    await called(db, account, IN_TIME, told=LATE + MINUTE)

    found = await db(verifications.get, id)
    assert (found.state, found.called_at) == (State.CONFIRMED, IN_TIME)


@pytest.mark.parametrize(("first", "second"), [(IN_TIME, IN_TIME + MINUTE), (IN_TIME, LATE), (LATE, LATE + MINUTE)])
async def test_a_second_call_changes_nothing(db, account, first, second):
    id = await start(db, account)
    await called(db, account, first)
    before = await db(verifications.get, id)

    assert await called(db, account, second) is None
    assert await db(verifications.get, id) == before


async def test_a_second_call_does_not_answer_an_older_check(db, account):
    older = await start(db, account)
    await db(verifications.expire, DEADLINE)
    newer = await start(db, account, asked_at=LATE, deadline=LATE + 15 * MINUTE)
    await called(db, account, LATE + MINUTE)

    assert await called(db, account, LATE + 2 * MINUTE) is None
    assert (await state(db, older), await state(db, newer)) == (State.EXPIRED, State.CONFIRMED)


async def test_a_call_belongs_to_the_last_check_that_was_asked_before_it(db, account):
    older = await start(db, account)
    await db(verifications.expire, DEADLINE)
    newer = await start(db, account, asked_at=LATE, deadline=LATE + 15 * MINUTE)

    await called(db, account, IN_TIME, told=LATE + MINUTE)

    assert (await state(db, older), await state(db, newer)) == (State.CONFIRMED, State.WAITING)


async def test_a_cancelled_check_is_not_answered(db, account):
    older = await start(db, account)
    await db(verifications.expire, DEADLINE)
    cancelled = await start(db, account, asked_at=LATE, deadline=LATE + 15 * MINUTE)
    await db(verifications.cancel, cancelled)

    assert await called(db, account, LATE + MINUTE) is None
    assert (await state(db, older), await state(db, cancelled)) == (State.EXPIRED, State.CANCELLED)


@pytest.mark.parametrize("phone", [PHONE, "9991234567", "89991234567", "+79991234567"])
async def test_phones_are_the_same_when_their_last_ten_digits_are(db, account, phone):
    id = await start(db, account)

    await called(db, account, IN_TIME, phone=phone)

    assert await state(db, id) is State.CONFIRMED
    assert (await db(verifications.of_call, account, phone, IN_TIME)).id == id


@pytest.mark.parametrize("phone", ["", "7", "1234567", "79991234568", "79991234567" + "0"])
async def test_another_phones_call_answers_nothing(db, account, phone):
    id = await start(db, account)

    assert await called(db, account, IN_TIME, phone=phone) is None
    assert await state(db, id) is State.WAITING


async def test_another_accounts_call_answers_nothing(db, account):
    id = await start(db, account)
    other = await db(accounts.connect, another_account("other"), NOON)

    assert await called(db, other, IN_TIME) is None
    assert await state(db, id) is State.WAITING


async def test_the_check_of_a_call_is_known_by_phone_and_time(db, account):
    id = await start(db, account)
    await called(db, account, IN_TIME)
    await called(db, account, IN_TIME + MINUTE)

    assert (await db(verifications.of_call, account, PHONE, IN_TIME)).id == id
    assert await db(verifications.of_call, account, PHONE, IN_TIME + MINUTE) is None
    assert await db(verifications.of_call, account, OTHER_PHONE, IN_TIME) is None


async def test_a_running_check_is_found_by_its_phone_until_its_deadline(db, account):
    id = await start(db, account)

    assert (await db(verifications.open_for, account, PHONE, DEADLINE - SECOND)).id == id
    assert await db(verifications.open_for, account, PHONE, DEADLINE) is None
    assert await db(verifications.open_for, account, OTHER_PHONE, NOON) is None


@pytest.mark.parametrize("end", ["cancelled", "confirmed"])
async def test_a_check_that_has_ended_does_not_run(db, account, end):
    id = await start(db, account)
    await (db(verifications.cancel, id) if end == "cancelled" else called(db, account, IN_TIME))

    assert await db(verifications.open_for, account, PHONE, IN_TIME) is None


async def test_of_two_checks_asked_at_once_only_the_first_one_is_begun(db, account):
    first, begun = await begin(db, account)

    assert begun
    assert first.state is State.ORDERING
    assert await begin(db, account, chat_id=-2) == (first, False)
    await db(verifications.ordered, first.id, NUMBER, now=NOON, deadline=DEADLINE)
    assert await begin(db, account) == (await db(verifications.get, first.id), False)


async def test_the_time_of_a_check_begins_when_smsc_has_named_the_number(db, account):
    check, _begun = await begin(db, account)

    found = await db(verifications.ordered, check.id, NUMBER, now=NOON + 8 * SECOND, deadline=DEADLINE + 8 * SECOND)

    assert (found.state, found.call_to) == (State.WAITING, NUMBER)
    assert (found.asked_at, found.deadline) == (NOON + 8 * SECOND, DEADLINE + 8 * SECOND)


async def test_one_that_smsc_refused_stands_in_nobodys_way_and_is_no_calls_check(db, account):
    waiting = await start(db, account)
    await db(verifications.expire, DEADLINE)
    refused, _begun = await begin(db, account, now=DEADLINE)
    found = await db(verifications.not_ordered, refused.id, State.REFUSED, "error 3")

    assert (found.state, found.why) == (State.REFUSED, "error 3")
    assert (await begin(db, account, now=DEADLINE))[1]
    await called(db, account, LATE)
    assert (await state(db, waiting), await state(db, refused.id)) == (State.LATE, State.REFUSED)


async def test_one_in_doubt_stands_in_the_way_of_all_but_who_knows_of_it(db, account):
    doubtful, _begun = await begin(db, account)
    found = await db(verifications.not_ordered, doubtful.id, State.UNKNOWN, "Unreachable")

    assert await begin(db, account, unless=OPEN) == (found, False)
    assert (await begin(db, account, unless=RUNNING))[1]


async def test_a_call_settles_the_doubt(db, account):
    doubtful, _begun = await begin(db, account)
    await db(verifications.not_ordered, doubtful.id, State.UNKNOWN, "Unreachable")

    found = await called(db, account, IN_TIME)

    assert (found.id, found.state) == (doubtful.id, State.CONFIRMED)


async def test_what_a_crash_cut_off_is_in_doubt_and_gets_a_card(db, account):
    cut_off, _begun = await begin(db, account)
    waiting = await start(db, account, phone=OTHER_PHONE)
    await db(verifications.show_on, waiting, 55)

    assert await db(verifications.pick_up) == 1
    [doubtful] = await db(verifications.unshown)

    assert (doubtful.id, doubtful.state, doubtful.message_id) == (cut_off.id, State.UNKNOWN, None)
    assert await state(db, waiting) is State.WAITING


@pytest.mark.parametrize("how", ["a restart", "Telegram did not take it"])
async def test_a_card_that_was_lost_is_still_to_be_shown_until_it_is(db, account, how):
    id = await start(db, account)
    before = await db(verifications.unshown)
    await (db(verifications.pick_up) if how == "a restart" else db(verifications.lost_card, id))

    [lost] = await db(verifications.unshown)
    await db(verifications.show_on, id, 55)
    await db(verifications.shown, id, lost.state)

    assert before == []
    assert (lost.id, lost.state) == (id, State.WAITING)
    assert await db(verifications.unshown) == []


async def test_what_is_still_being_asked_for_at_its_deadline_is_in_doubt(db, account):
    stuck, _begun = await begin(db, account)

    await db(verifications.expire, DEADLINE)

    assert await state(db, stuck.id) is State.UNKNOWN


async def test_doubt_that_was_told_at_once_is_not_told_again(db, account):
    doubtful, _begun = await begin(db, account)
    await db(verifications.not_ordered, doubtful.id, State.UNKNOWN, "Unreachable")

    assert await db(verifications.unshown) == []


async def test_checks_of_two_phones_run_side_by_side(db, account):
    ids = [await start(db, account, phone=phone) for phone in (PHONE, OTHER_PHONE)]

    assert [await state(db, id) for id in ids] == [State.WAITING] * 2


async def test_a_new_check_leaves_an_older_one_that_is_over_to_expire(db, account):
    older = await start(db, account)
    await start(db, account, asked_at=DEADLINE, deadline=DEADLINE + 15 * MINUTE)

    await db(verifications.expire, DEADLINE)

    assert await state(db, older) is State.EXPIRED


async def test_only_a_waiting_check_can_be_cancelled(db, account):
    id = await start(db, account)
    cancelled = [await db(verifications.cancel, id) for _ in range(2)]
    confirmed = await start(db, account, phone=OTHER_PHONE)
    await called(db, account, IN_TIME, phone=OTHER_PHONE)

    assert cancelled == [True, False]
    assert not await db(verifications.cancel, confirmed)
    assert await state(db, confirmed) is State.CONFIRMED


async def test_checks_expire_at_their_deadline_and_not_before(db, account):
    id = await start(db, account)

    assert await db(verifications.expire, DEADLINE - SECOND) == 0
    assert await db(verifications.expire, DEADLINE) == 1
    assert await state(db, id) is State.EXPIRED


async def test_a_card_is_brought_up_to_date_once_for_every_change(db, account):
    id = await start(db, account)
    await db(verifications.show_on, id, 55)
    assert await db(verifications.unshown) == []
    await db(verifications.expire, DEADLINE)

    [changed] = await db(verifications.unshown)
    await db(verifications.shown, id, changed.state)

    assert (changed.id, changed.message_id, changed.state) == (id, 55, State.EXPIRED)
    assert await db(verifications.unshown) == []


async def test_a_change_before_the_card_was_posted_is_shown_when_it_is(db, account):
    id = await start(db, account)
    await called(db, account, IN_TIME)
    before = await db(verifications.unshown)

    await db(verifications.show_on, id, 55)

    assert before == []
    assert [check.id for check in await db(verifications.unshown)] == [id]


async def test_a_change_while_the_card_is_edited_is_not_lost(db, account):
    id = await start(db, account)
    await db(verifications.show_on, id, 55)
    await db(verifications.expire, DEADLINE)
    [stale] = await db(verifications.unshown)
    await called(db, account, LATE)

    await db(verifications.shown, id, stale.state)

    assert [check.state for check in await db(verifications.unshown)] == [State.LATE]


async def test_a_check_we_never_started_is_none(db):
    assert await db(verifications.get, 99) is None

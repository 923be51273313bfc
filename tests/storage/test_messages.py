"""Messages: a quote is taken once, what SMSC tells counts by its rank, and doubt ends with the truth."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smsc.codes import Outcome, outcome, rank
from smsc.events import StatusEvent
from smsc.hlr import Hlr
from smsc.messages import MessageKind, MessageStatus, Outgoing
from smsc.phone import Phone
from storage import accounts, chats, events, messages, spending, subscriptions
from storage.messages import Quote, State
from storage.spending import Limit, OverLimit
from tests.storage.samples import CHAT, DAY, MINUTE, NOON, PHONE, SECOND, another_account

OWN, CARD = "bot-Ab_1.x", 7


def an_offer(account: int, own_id: str = OWN, **changes) -> Quote:
    made = Quote(
        account_id=account,
        own_id=own_id,
        chat_id=CHAT,
        thread_id=0,
        message=Outgoing(Phone(PHONE), "Привет", sender="SHOP"),
        parts=1,
        price=Decimal("4.10"),
        currency="RUB",
        balance_before=Decimal("100.00"),
        person_id=1,
        person="@anna",
    )
    return replace(made, **changes)


async def begun(db, account, own_id=OWN, **changes):
    id = await db(messages.quote, an_offer(account, own_id, **changes), NOON)
    assert await db(messages.begin, id, NOON, message_id=CARD)
    return id


async def sent(db, account):
    id = await begun(db, account)
    await db(messages.finish, id, State.SENT, charged=Decimal("4.10"), balance_after=Decimal("95.90"))
    return id


async def tell(db, account, status, err=None, *, at=NOON, id=OWN, **fields):
    await db(events.append, account, StatusEvent(id, PHONE, status, at=at, err=err, **fields), NOON)
    return await db(messages.follow, NOON + MINUTE)


async def test_a_quote_keeps_what_is_to_be_sent(db, account):
    found = await db(messages.get, await db(messages.quote, an_offer(account), NOON))

    assert found.outgoing == Outgoing(Phone(PHONE), "Привет", sender="SHOP")
    assert (found.price, found.balance_before, found.state) == (Decimal("4.10"), Decimal("100.00"), State.QUOTED)
    assert (found.own_id, found.message_id, found.status, found.event) == (OWN, None, None, None)


async def test_of_many_confirmations_one_wins(db, account):
    id = await db(messages.quote, an_offer(account), NOON)

    won = await asyncio.gather(*(db(messages.begin, id, NOON, message_id=CARD) for _ in range(20)))

    assert won.count(True) == 1


async def test_two_messages_of_an_account_never_share_an_id(db, account):
    await db(messages.quote, an_offer(account), NOON)

    with pytest.raises(Exception, match="UNIQUE"):
        await db(messages.quote, an_offer(account), NOON)


async def test_a_message_is_found_by_its_card_and_by_its_id(db, account):
    id = await begun(db, account)

    assert (await db(messages.on_card, account, CHAT, CARD)).id == id
    assert (await db(messages.of_id, account, OWN)).id == id
    assert await db(messages.on_card, account + 1, CHAT, CARD) is None
    assert await db(messages.of_id, account + 1, OWN) is None


async def test_a_quote_is_no_message_yet(db, account):
    await db(messages.quote, an_offer(account), NOON)

    assert await db(messages.of_id, account, OWN) is None


async def test_a_state_of_a_higher_rank_counts_and_a_lower_one_does_not(db, account):
    id = await sent(db, account)
    shown = []
    for status in (0, 1, 0, 2, 1, 3, 4, 2, 20):
        await tell(db, account, status)
        shown.append((await db(messages.get, id)).status)

    assert shown == [0, 1, 1, 2, 2, 2, 4, 4, 4]


async def test_a_delivery_counts_before_a_failure_whatever_came_first(db, account):
    id = await sent(db, account)
    await tell(db, account, 3, 6, at=NOON + MINUTE)
    await tell(db, account, 1)
    assert (await db(messages.get, id)).status == 1

    await tell(db, account, 20, 13, at=NOON + 2 * MINUTE)
    found = await db(messages.get, id)
    assert (found.status, found.err) == (1, None)
    assert len(await db(lambda db: db.execute("select * from events").fetchall())) == 3


states = st.builds(
    StatusEvent,
    id=st.just(OWN),
    phone=st.just(PHONE),
    status=st.sampled_from([-3, -2, -1, 0, 1, 2, 3, 4, 6, 20, 22, 23, 24, 25, 21, 999]),
    at=st.none() | st.integers(0, 100).map(lambda seconds: NOON + seconds * SECOND),
)


@given(st.lists(states, min_size=1, max_size=6))
def test_nothing_that_is_known_is_further_than_what_is_shown(told):
    best = messages.furthest(told)

    assert best in told
    assert all(rank(one.status) <= rank(best.status) for one in told)
    if any(outcome(one.status) is Outcome.DELIVERED for one in told):
        assert outcome(best.status) is Outcome.DELIVERED


async def test_a_callback_may_come_before_the_answer(db, account):
    id = await begun(db, account)
    await tell(db, account, 1)
    early = await db(messages.get, id)
    await db(messages.finish, id, State.SENT, charged=Decimal("4.10"))

    late = await db(messages.get, id)
    assert (early.state, early.status) == (State.SENDING, 1)
    assert (late.state, late.status, late.charged) == (State.SENT, 1, Decimal("4.10"))


async def test_a_callback_proves_that_a_lost_message_exists(db, account):
    id = await begun(db, account)
    await db(messages.finish, id, State.UNKNOWN)
    await tell(db, account, 0)

    assert (await db(messages.get, id)).state is State.SENT


async def test_what_smsc_has_told_of_is_not_in_doubt_when_the_line_breaks_after(db, account):
    id = await begun(db, account)
    await tell(db, account, 0)
    await db(messages.finish, id, State.UNKNOWN)

    assert (await db(messages.get, id)).state is State.SENT


async def test_after_a_stop_what_was_being_sent_is_in_doubt_and_nothing_else(db, account):
    one, other = await begun(db, account), await begun(db, account, "bot-2")
    await db(messages.finish, other, State.SENT)

    assert await db(messages.doubt_begun) == 1
    assert (await db(messages.get, one)).state is State.UNKNOWN
    assert (await db(messages.get, other)).state is State.SENT


@pytest.mark.parametrize("end", [State.SENT, State.REFUSED])
async def test_an_end_is_final(db, account, end):
    id = await begun(db, account)
    await db(messages.finish, id, end)
    await db(messages.finish, id, State.UNKNOWN)

    assert (await db(messages.get, id)).state is end


async def test_news_of_others_changes_nothing(db, account):
    other = await db(accounts.connect, another_account("b"), NOON)
    id = await sent(db, account)

    for account_id, own in ((account, "bot-Ab_1"), (account, f"{OWN}1"), (account, "bot-Ab_1zx"), (other, OWN)):
        assert await tell(db, account_id, 1, id=own) == 0
    assert (await db(messages.get, id)).status is None


async def test_what_is_told_twice_counts_once(db, account):
    await sent(db, account)

    assert [await tell(db, account, 1), await tell(db, account, 1)] == [1, 0]


async def test_a_card_is_stale_until_it_has_shown_the_last_change(db, account):
    id = await sent(db, account)
    [stale] = await db(messages.unshown)
    await tell(db, account, 1)
    await db(messages.shown, id, stale.version)
    assert [found.id for found in await db(messages.unshown)] == [id]

    await db(messages.shown, id, (await db(messages.get, id)).version)
    assert await db(messages.unshown) == []


async def test_an_hlr_answer_is_kept_and_not_lost_by_a_later_state(db, account):
    hlr = Hlr(imsi="250", net="MTS")
    id = await begun(db, account, message=Outgoing(Phone(PHONE), kind=MessageKind.HLR))
    await db(messages.finish, id, State.SENT)
    await db(messages.learn, id, MessageStatus(1, hlr=hlr, cost=Decimal("0.30")))
    await tell(db, account, 1)

    found = await db(messages.get, id)
    assert (found.hlr, found.kind, found.charged) == (hlr, MessageKind.HLR, Decimal("0.30"))


async def test_nothing_is_followed_for_ever(db, account):
    await sent(db, account)

    assert len(await db(messages.followed, NOON + MINUTE)) == 1
    assert await db(messages.followed, NOON + 4 * DAY) == []


async def test_what_was_refused_is_not_followed(db, account):
    id = await begun(db, account)
    await db(messages.finish, id, State.REFUSED, why="money")

    assert await db(messages.followed, NOON + MINUTE) == []
    assert (await db(messages.get, id)).why == "money"


async def test_a_limit_counts_messages_and_purchases_alike(db, account):
    await sent(db, account)
    id = await db(messages.quote, an_offer(account, "bot-2"), NOON)

    with pytest.raises(OverLimit) as caught:
        await db(messages.begin, id, NOON, message_id=CARD, limit=Limit(Decimal("8.00"), NOON - DAY))
    assert caught.value.spent == Decimal("4.10")
    assert (await db(messages.get, id)).state is State.QUOTED
    assert await db(messages.begin, id, NOON, message_id=CARD, limit=Limit(Decimal("8.20"), NOON - DAY))


async def test_doubt_counts_as_spent_and_what_was_refused_does_not(db, account):
    doubtful, refused = await begun(db, account), await begun(db, account, "bot-2")
    await db(messages.finish, doubtful, State.UNKNOWN)
    await db(messages.finish, refused, State.REFUSED)

    assert await db(spending.spent_since, CHAT, NOON - DAY) == Decimal("4.10")


async def test_a_second_person_is_remembered(db, account):
    id = await db(messages.quote, an_offer(account), NOON)
    limit = Limit(Decimal(1), NOON - DAY)

    assert await db(messages.begin, id, NOON, message_id=CARD, limit=limit, approver=(2, "@boris"))
    assert (await db(messages.get, id)).approver == "@boris"


async def test_old_quotes_and_old_messages_are_forgotten_and_doubt_is_not(db, account):
    await db(messages.quote, an_offer(account, "bot-q"), NOON)
    await sent(db, account)
    doubtful = await begun(db, account, "bot-d")
    await db(messages.finish, doubtful, State.UNKNOWN)

    much_later = NOON + 40 * DAY
    assert await db(messages.prune, now=much_later, quotes=timedelta(days=30), keep=timedelta(days=32)) == 2
    assert (await db(messages.get, doubtful)).state is State.UNKNOWN


async def test_a_group_that_moves_takes_its_messages_along(db, account):
    await db(chats.meet, CHAT, kind="group", title="Дежурные", now=NOON)
    await sent(db, account)
    await db(subscriptions.move_chat, CHAT, -100)

    assert (await db(messages.on_card, account, -100, CARD)).own_id == OWN

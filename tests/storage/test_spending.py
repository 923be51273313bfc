"""What a chat has spent: on everything together, with what is under way or in doubt, and against its limit."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from storage import purchases, spending
from storage.purchases import State
from storage.spending import Limit, OverLimit
from tests.storage.samples import MINUTE, NOON, an_offer

PRICE = Decimal("249.90")


async def bought(db, account, state=State.BOUGHT, **ends):
    id = await db(purchases.quote, an_offer(account), NOON)
    assert await db(purchases.begin, id, NOON)
    await db(purchases.finish, id, state, now=NOON, **ends)
    return await db(purchases.get, id)


@pytest.mark.parametrize(
    ("state", "spent"),
    [(State.BUYING, PRICE), (State.UNKNOWN, PRICE), (State.BOUGHT, PRICE), (State.REFUSED, 0)],
)
async def test_what_is_not_certainly_refused_counts_as_spent(db, account, state, spent):
    offer = await bought(db, account, state)

    assert await db(spending.spent_since, offer.chat_id, NOON - MINUTE) == spent


async def test_what_was_charged_counts_rather_than_what_was_quoted(db, account):
    offer = await bought(db, account, charged=Decimal("250.10"))

    assert await db(spending.spent_since, offer.chat_id, NOON - MINUTE) == Decimal("250.10")


async def test_a_quote_costs_nothing_and_other_chats_and_months_are_theirs(db, account):
    await db(purchases.quote, an_offer(account), NOON)
    offer = await bought(db, account)

    assert await db(spending.spent_since, offer.chat_id, NOON) == PRICE
    assert await db(spending.spent_since, offer.chat_id, NOON + timedelta(days=30)) == 0
    assert await db(spending.spent_since, offer.chat_id + 1, NOON - MINUTE) == 0


async def test_beyond_the_limit_nothing_begins_and_it_says_how_much_is_gone(db, account):
    offer = await bought(db, account)
    limit = Limit(PRICE * 2 - Decimal("0.01"), NOON - MINUTE)
    second = await db(purchases.quote, replace(an_offer(account), phone="74950003344"), NOON)

    with pytest.raises(OverLimit) as raised:
        await db(purchases.begin, second, NOON, limit=limit)

    assert (raised.value.spent, raised.value.limit) == (PRICE, limit)
    assert (await db(purchases.get, second)).state is State.QUOTED
    await db(spending.check, offer.chat_id, Decimal("249.89"), limit)
    assert await db(purchases.begin, second, NOON, limit=limit, approver=(2, "@boris"))

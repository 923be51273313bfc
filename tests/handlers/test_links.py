"""One-time links, and the claim of an installation nobody owns."""

from datetime import timedelta

import pytest

from handlers import claim, links
from handlers.problems import Problem, explain
from storage import audit, owners
from storage.actions import Pressed
from tests.fakes import ANNA, CHAT, NOON

LATER = NOON + timedelta(minutes=10)


async def made_for(home, person_id, *, until=LATER):
    return await links.make(home.db, "login", "-1001:5", person_id=person_id, until=until)


async def follow(home, token, *, person_id=ANNA.id, now=NOON):
    return await links.follow(home.db, token, person_id=person_id, now=now)


async def test_a_link_leads_where_it_was_made_for(home):
    token = await made_for(home, ANNA.id)

    assert await follow(home, token) == Pressed("login", "-1001:5")


async def test_a_link_fits_into_telegrams_64_characters(home):
    token = await made_for(home, ANNA.id)

    assert len(token) <= 64
    assert token.replace("-", "").replace("_", "").isalnum()


async def test_a_link_works_once(home):
    token = await made_for(home, ANNA.id)
    await follow(home, token)

    assert await follow(home, token) is None


async def test_a_link_works_until_its_time(home):
    token = await made_for(home, ANNA.id)

    assert await follow(home, token, now=LATER) is None
    assert await follow(home, token, now=LATER - timedelta(seconds=1)) is not None


async def test_a_link_works_for_its_person_and_is_not_used_up_by_others(home):
    token = await made_for(home, ANNA.id)

    assert await follow(home, token, person_id=2) is None
    assert await follow(home, token) is not None


@pytest.mark.parametrize("token", ["", "x", "v1:abc", "a" * 64])
async def test_a_made_up_link_leads_nowhere(home, token):
    await made_for(home, ANNA.id)

    assert await follow(home, token) is None


async def test_the_database_does_not_hold_the_link_itself(home):
    token = await made_for(home, ANNA.id)

    rows = await home.db(lambda db: [tuple(row) for row in db.execute("select * from actions").fetchall()])
    assert token not in str(rows)


# The claim


async def test_whoever_opens_the_claim_link_owns_the_installation(home):
    token = await claim.offer(home.db, now=NOON)
    assert await follow(home, token) == Pressed(claim.CLAIM, "")

    reply = await claim.claim(home.ask(None))

    assert await home.db(owners.includes, ANNA.id)
    assert ANNA.handle in reply.text
    [deed] = await home.db(audit.between, CHAT, start=NOON, end=NOON + timedelta(days=1), limit=9)
    assert (deed.what, deed.person_id) == ("claim", ANNA.id)


async def test_a_claim_link_is_good_for_a_day(home):
    token = await claim.offer(home.db, now=NOON)

    assert await follow(home, token, now=NOON + timedelta(days=1)) is None


async def test_a_link_of_an_earlier_start_makes_no_second_owner(home):
    older, newer = await claim.offer(home.db, now=NOON), await claim.offer(home.db, now=NOON)
    await follow(home, newer)
    await home.db(owners.add, 2, NOON)
    await follow(home, older)

    with pytest.raises(Problem) as problem:
        await claim.claim(home.ask(None))

    assert not await home.db(owners.includes, ANNA.id)
    assert "owner" in explain(problem.value, home.say)

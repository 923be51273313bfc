"""A chat's monthly limit: what goes beyond it waits for a second person, and is never charged twice or by oneself."""

import asyncio
from decimal import Decimal

import pytest

from sandbox.telegram import Message
from storage import audit, chats, spending
from tests.bot.town import Town, asked, house_of, quiet, refused, turned

PHONE, OTHER, NO_PRICE = "74950001122", "74950003344", "78120009902"
PRICE = Decimal("258.06")  # each, on 12 August


async def limited(town: Town, amount: str | None) -> None:
    """The group's limit; Boris may buy."""
    await asked(town.group, town.boris, "/start")
    await asked(town.group, town.anna, "/grant @boris buyer")
    await house_of(town).db(chats.limit_spending, town.group.id, None if amount is None else Decimal(amount))


async def quoted(town: Town, phone: str = PHONE) -> Message:
    return await asked(town.group, town.anna, f"/buy {phone}")


async def confirmed(town: Town, phone: str = PHONE) -> Message:
    return await turned(town.group, town.anna, "✅", await quoted(town, phone))


async def test_within_the_limit_nobody_else_is_asked(team: Town):
    await limited(team, "300")

    assert (await confirmed(team)).text.startswith("✅")
    assert team.asked_to("buy") == 1


async def test_beyond_the_limit_nothing_is_charged_until_somebody_else_approves(team: Town):
    await limited(team, "200")
    card = await confirmed(team)
    assert card.text.startswith("🔒")
    assert team.asked_to("buy") == 0

    done = await turned(team.group, team.boris, "✅", card)
    assert done.text.startswith("✅")
    assert "@boris" in done.text
    assert team.asked_to("buy") == 1


async def test_what_was_spent_before_counts(team: Town):
    await limited(team, "300")
    await confirmed(team)

    assert (await confirmed(team, OTHER)).text.startswith("🔒")
    assert team.asked_to("buy") == 1


async def test_nobody_approves_what_they_asked_for(team: Town):
    await limited(team, "200")
    card = await confirmed(team)
    await team.group.press(team.anna, "✅", message=card)
    await quiet(team, team.group)

    assert team.asked_to("buy") == 0
    assert (await turned(team.group, team.boris, "✅", card)).text.startswith("✅")


async def test_who_may_not_buy_may_not_approve(team: Town):
    await limited(team, "200")
    card = await confirmed(team)
    await asked(team.group, team.anna, "/grant @boris operator")

    assert (await refused(team.group, team.boris, "✅", card)).text.startswith("🔒")
    assert team.asked_to("buy") == 0


async def test_twenty_approvals_rent_one_number(team: Town):
    await limited(team, "200")
    card = await confirmed(team)

    await asyncio.gather(*(team.group.press(team.boris, "✅", message=card) for _ in range(20)))
    await quiet(team, team.group)

    assert team.asked_to("buy") == 1


async def test_an_approval_comes_too_late_after_ten_minutes(team: Town):
    await limited(team, "200")
    card = await confirmed(team)
    team.clock.passes(minutes=11)

    done = await turned(team.group, team.boris, "✅", card)

    assert done.text.startswith("⌛")
    assert team.asked_to("buy") == 0


async def test_an_unknown_price_is_beyond_every_limit(team: Town):
    await limited(team, "100000")

    assert (await confirmed(team, NO_PRICE)).text.startswith("🔒")
    assert team.asked_to("buy") == 0


async def test_two_purchases_at_once_do_not_slip_under_one_limit(team: Town):
    await limited(team, "300")
    cards = [await quoted(team), await quoted(team, OTHER)]

    await asyncio.gather(*(team.group.press(team.anna, "✅", message=card) for card in cards))
    await quiet(team, team.group)

    assert team.asked_to("buy") == 1


@pytest.mark.parametrize(
    ("limit", "result"), [("300", "258.06 RUB"), ("200", "258.06 RUB, asked by @anna, approved by @boris")]
)
async def test_the_audit_names_who_bought_and_who_approved(team: Town, limit: str, result: str):
    await limited(team, limit)
    card = await confirmed(team)
    if card.text.startswith("🔒"):
        await turned(team.group, team.boris, "✅", card)

    now = team.clock.now
    deeds = await house_of(team).db(
        audit.between, team.group.id, start=now.replace(hour=0), end=now.replace(hour=23), limit=9
    )
    assert [(deed.about, deed.result) for deed in deeds if deed.what == "buy"] == [(PHONE, result)]
    assert await house_of(team).db(spending.spent_since, team.group.id, now.replace(day=1)) == PRICE

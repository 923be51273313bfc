"""Renting a number: a quote charges nothing, a confirmation buys once, a lost answer is found out."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from handlers.watch.purchases import Reconciler
from sandbox.telegram import Button, Message
from storage import accounts, purchases
from tests.bot.town import (
    Town,
    asked,
    followed,
    house_of,
    login,
    once_asked,
    quiet,
    refused,
    turned,
)

PHONE, PRETTY = "74950001122", "+7 495 000-11-22"
NO_PRICE = "78120009902"
BEFORE, PRICE, AFTER = Decimal("1530.00"), "258,06", "1 271,94"  # on 12 August, of 400 a month


def balance(town: Town) -> Decimal:
    return town.smsc.account("demo").balance


def confirming(card: Message) -> Button:
    return card.buttons[0][0]


def reads(text: str) -> str:
    """*text* with plain blanks where numbers are grouped by others."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


async def quoted(town: Town, text: str = f"/buy {PHONE}") -> Message:
    return await asked(town.private, town.anna, text)


async def bought(town: Town, card: Message) -> Message:
    return await turned(town.private, town.anna, "✅", card)


async def smsc_loses(town: Town, card: Message, trouble: str) -> Message:
    """Anna confirms, and SMSC's answer to the purchase itself is spoilt; the card after that."""
    pressed = asyncio.create_task(turned(town.private, town.anna, "✅", card))
    await once_asked(town, "get")
    town.smsc.set_trouble(trouble, script="receive_phones", times=1)
    return await pressed


async def truth_is_found(town: Town, card: Message) -> Message:
    """A minute passes, and the bot looks at what it does not know."""
    before = card.version
    town.clock.passes(seconds=65)
    await Reconciler(house_of(town)).reconcile()
    return await town.private.wait_for(lambda found: found is card, after=before)


async def test_a_quote_shows_what_it_would_cost_and_charges_nothing(connected: Town):
    card = await quoted(connected)

    assert PRETTY in card.text
    assert PRICE in card.text
    assert AFTER in reads(card.text)
    assert balance(connected) == BEFORE
    assert connected.asked_to("buy") == 0


async def test_the_confirming_button_is_green_and_begins_with_a_tick(connected: Town):
    button = confirming(await quoted(connected))

    assert button.text.startswith("✅")
    assert PRICE in button.text
    assert button.style == "success"
    assert len(button.callback_data.encode()) <= 64


async def test_a_confirmed_quote_rents_the_number_and_reads_the_balance_again(connected: Town):
    card = await quoted(connected)
    connected.smsc.top_up("demo", Decimal("1000.00"))

    done = await bought(connected, card)

    assert done.text.startswith(f"✅ Номер {PRETTY} ваш до 31 авг.\n")
    assert PRICE in done.text
    assert "2 271,94" in reads(done.text)
    assert list(connected.smsc.account("demo").leases)[-1] == PHONE
    assert [request.fields["noprolong"] for request in connected.asked if request.action == "buy"] == ["0"]


async def test_twenty_taps_at_once_rent_one_number(connected: Town):
    card = await quoted(connected)
    answers = await asyncio.gather(*(connected.private.press(connected.anna, "✅", message=card) for _ in range(20)))
    await connected.private.wait_for(lambda found: found is card and found.edited and "✅" in found.text)

    assert connected.asked_to("buy") == 1
    assert all(answer.answered for answer in answers)


async def test_a_button_that_was_pressed_stays_pressed_in_the_hands_of_whoever_kept_it(connected: Town):
    card = await quoted(connected)
    button = confirming(card)
    await bought(connected, card)
    card.buttons = [[button]]

    assert (await refused(connected.private, connected.anna, "✅", card)).text
    assert connected.asked_to("buy") == 1


async def test_nobody_else_may_confirm_not_even_another_administrator(team: Town):
    vera = team.telegram.person(1003, "Вера")
    team.group.join(vera)
    team.group.promote(vera, team.anna)
    card = await asked(team.group, team.anna, f"/buy {PHONE}")

    for person in (team.boris, vera):
        answer = await refused(team.group, person, "✅", card)
        assert answer.text
        assert answer.show_alert
    assert team.asked_to("buy") == 0

    done = await turned(team.group, team.anna, "✅", card)
    assert done.text.startswith("✅")


async def test_a_quote_expires_after_ten_minutes_and_can_be_recalculated(connected: Town):
    card = await quoted(connected)
    connected.clock.passes(minutes=10, seconds=1)

    expired = await turned(connected.private, connected.anna, "✅", card)
    assert expired.text.startswith("⌛")
    assert connected.asked_to("buy") == 0

    again = await turned(connected.private, connected.anna, "🔁", card)
    assert confirming(again).style == "success"
    assert (await bought(connected, card)).text.startswith("✅")


async def test_a_price_that_moved_buys_nothing_and_shows_both(connected: Town):
    card = await quoted(connected)
    offers = connected.smsc.world.offers
    offers[PHONE] = replace(offers[PHONE], monthly=Decimal(310))

    moved = await turned(connected.private, connected.anna, "✅", card)

    assert moved.text.startswith("⚠️")
    assert PRICE in moved.text
    assert "200" in moved.text
    assert connected.asked_to("buy") == 0
    assert "200" in confirming(await turned(connected.private, connected.anna, "🔁", card)).text


async def test_a_number_that_is_gone_buys_nothing(connected: Town):
    card = await quoted(connected)
    del connected.smsc.world.offers[PHONE]

    gone = await turned(connected.private, connected.anna, "✅", card)

    assert gone.text.startswith("❌")
    assert PRETTY in gone.text
    assert connected.asked_to("buy") == 0


async def test_a_number_nobody_offers_is_answered_with_similar_ones(connected: Town):
    answer = await quoted(connected, "/buy 74950001199")

    assert answer.text.startswith("❌")
    assert PRETTY in answer.text
    assert answer.buttons == []


async def test_without_money_nothing_is_bought(world: Town):
    await login(world, "poor poor")
    card = await quoted(world)

    told = await bought(world, card)

    assert told.text.startswith("❌")
    assert "💰" in told.text
    assert world.smsc.account("poor").balance == Decimal("0.40")
    assert world.smsc.account("poor").leases == {}


async def test_a_purchase_whose_answer_is_lost_is_found_out_and_not_repeated(connected: Town):
    card = await quoted(connected)

    unknown = await smsc_loses(connected, card, "lost_answer")
    assert unknown.text.startswith("⚠️")
    assert unknown.buttons == []

    known = await truth_is_found(connected, card)
    assert known.text.startswith("✅")
    assert PRICE in known.text
    assert connected.asked_to("buy") == 1


async def test_a_purchase_that_never_happened_is_found_out_too(connected: Town):
    card = await quoted(connected)

    unknown = await smsc_loses(connected, card, "down")
    assert unknown.text.startswith("⚠️")

    known = await truth_is_found(connected, card)
    assert known.text.startswith("❌")
    assert balance(connected) == BEFORE
    assert connected.asked_to("buy") == 1


@pytest.mark.parametrize("trouble", ["http500", "html", "empty", "truncated"])
async def test_an_answer_nobody_can_read_leaves_it_open(connected: Town, trouble: str):
    card = await quoted(connected)

    unknown = await smsc_loses(connected, card, trouble)

    assert unknown.text.startswith("⚠️")
    assert connected.asked_to("buy") == 1


async def test_while_the_end_is_unknown_the_same_number_is_not_bought_again(connected: Town):
    first, second = await quoted(connected), await quoted(connected)
    await smsc_loses(connected, first, "lost_answer")
    connected.smsc.world.offers[PHONE] = replace(connected.smsc.world.offers["74950003344"], phone=PHONE)

    told = await followed(connected.private, connected.anna, "✅", second)

    assert told.text.startswith("⏳")
    assert connected.asked_to("buy") == 1


async def test_what_was_being_bought_when_the_bot_died_is_found_out_after_the_start(town: Town):
    async with town.bot():
        await login(town)
        card = await quoted(town)
        assert await house_of(town).db(purchases.begin, 1, town.clock())
        await house_of(town).db(purchases.show_on, 1, card.id)
        town.smsc.account("demo").charge(Decimal("258.06"), "bought", 0)
        del town.smsc.world.offers[PHONE]

    async with town.bot():
        known = await truth_is_found(town, card)

    assert known.text.startswith("✅")
    assert town.asked_to("buy") == 0


async def test_smsc_being_down_before_the_purchase_loses_nothing(connected: Town):
    card = await quoted(connected)
    connected.smsc.set_trouble("http500")
    told = await turned(connected.private, connected.anna, "✅", card)
    connected.smsc.set_trouble(None)

    assert "📡" in told.text
    again = await turned(connected.private, connected.anna, "🔁", card)
    assert confirming(again).style == "success"
    assert connected.asked_to("buy") == 0


async def test_without_renewal_by_word(connected: Town):
    await bought(connected, await quoted(connected, f"/buy {PHONE} norenew"))

    assert not connected.smsc.account("demo").leases[PHONE].renews


async def test_without_renewal_by_button_and_back(connected: Town):
    card = await quoted(connected)
    without = await turned(connected.private, connected.anna, "🔁", card)
    assert connected.asked_to("buy") == 0

    await bought(connected, without)

    assert not connected.smsc.account("demo").leases[PHONE].renews


async def test_a_cancelled_quote_cannot_be_confirmed(connected: Town):
    card = await quoted(connected)
    cancel, confirm = card.buttons[1][1], confirming(card)
    cancelled = await turned(connected.private, connected.anna, cancel.text, card)
    assert cancelled.buttons == []

    card.buttons = [[confirm]]
    await refused(connected.private, connected.anna, "✅", card)
    assert connected.asked_to("buy") == 0


async def test_a_number_without_a_price_is_offered_with_a_warning_colour(connected: Town):
    card = await quoted(connected, f"/buy {NO_PRICE}")
    button = confirming(card)

    assert button.text.startswith("✅")
    assert button.style == "danger"
    assert (await bought(connected, card)).text.startswith("✅")


async def test_a_quote_of_another_account_buys_nothing(connected: Town):
    connected.smsc.add_account("shop", "shop")
    card = await quoted(connected)
    await login(connected, "shop shop")

    told = await followed(connected.private, connected.anna, "✅", card)

    assert told.text.startswith("🤷")
    assert connected.asked_to("buy") == 0


async def test_an_edited_command_does_nothing(connected: Town):
    said = await connected.private.say(connected.anna, "/buy")
    await connected.private.wait_for(lambda found: found.reply_to is said)
    await connected.private.edit(connected.anna, said, f"/buy {PHONE}")
    edited = {"update_id": next(connected.numbers), "edited_message": said.to_json() | {"edit_date": said.date + 1}}
    await connected.app.line.inbox.keep([edited])

    assert await quiet(connected) == []


async def test_a_press_that_is_delivered_twice_counts_once(connected: Town):
    card = await quoted(connected)
    tap = {
        "id": "1",
        "from": connected.anna.to_json(),
        "message": card.to_json(),
        "chat_instance": "1",
        "data": confirming(card).callback_data,
    }
    first, second = next(connected.numbers), next(connected.numbers)
    for update_id in (first, first, second):
        await connected.app.line.inbox.keep([{"update_id": update_id, "callback_query": tap}])
    await connected.private.wait_for(lambda found: found is card and found.text.startswith("✅"))
    await quiet(connected)

    assert connected.asked_to("buy") == 1


@pytest.mark.parametrize("wrong", ["купи мне номер", "123", "7495000112", "+1", "74950001122 74950003344"])
async def test_what_is_no_number_is_explained_with_an_example(connected: Town, wrong: str):
    answer = await quoted(connected, f"/buy {wrong}")

    assert answer.text.startswith("❌")
    assert "79991234567" in answer.text
    assert connected.asked_to("buy") == 0


async def test_who_is_not_connected_is_told_how(world: Town):
    answer = await quoted(world)

    assert answer.text.startswith("🔑")
    assert "/login" in answer.text


async def test_a_picked_number_is_quoted(connected: Town):
    shelf = await quoted(connected, "/buy")
    card = await followed(connected.private, connected.anna, "495 0001122", shelf)

    assert confirming(card).style == "success"
    assert connected.asked_to("buy") == 0


async def test_the_result_offers_to_end_the_renewal(connected: Town):
    card = await bought(connected, await quoted(connected))

    await turned(connected.private, connected.anna, "🔁", card)

    assert not connected.smsc.account("demo").leases[PHONE].renews


@pytest.mark.parametrize("action", ["get", "buy"])
async def test_a_key_that_smsc_rejects_at_the_press_charges_nothing_and_is_told(connected: Town, action: str):
    card = await quoted(connected)
    connected.smsc.set_trouble("auth", action=action)

    told = await bought(connected, card)

    assert told.text.startswith("❌")
    assert "/login" in told.text
    assert balance(connected) == BEFORE
    account = await house_of(connected).db(accounts.of_chat, connected.private.id)
    assert account is not None
    assert account.stopped_why

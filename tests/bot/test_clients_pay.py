"""Paying a subclient: a quote moves nothing, a confirmation pays once, a lost answer is found out."""

import asyncio
from decimal import Decimal

import pytest

from handlers.watch.payments import Payments
from sandbox.telegram import Message
from storage import audit, chats, spending
from tests.bot.test_buy import reads
from tests.bot.town import Town, asked, followed, house_of, quiet, refused, turned

BEFORE, LOGIN = Decimal("1530.00"), "Ромашка"


def balance(town: Town) -> Decimal:
    return town.smsc.account("demo").balance


def theirs(town: Town, login: str = LOGIN) -> Decimal:
    return town.smsc.account("demo").clients[login].balance


async def quoted(town: Town, text: str = f"/clients pay {LOGIN} 500") -> Message:
    return await asked(town.private, town.anna, text)


async def confirmed(town: Town, card: Message) -> Message:
    return await turned(town.private, town.anna, "✅", card)


async def smsc_loses(town: Town, card: Message, trouble: str) -> Message:
    """Anna confirms, and SMSC's answer to the payment itself is spoilt; the card after that."""
    town.smsc.set_trouble(trouble, script="users", action="pay", times=1)
    return await confirmed(town, card)


async def looked_into(town: Town, card: Message) -> Message:
    before = card.version
    town.clock.passes(seconds=65)
    await Payments(house_of(town)).reconcile()
    return await town.private.wait_for(lambda found: found is card, after=before)


async def test_a_quote_shows_both_balances_and_moves_nothing(connected: Town):
    card = await quoted(connected)

    assert card.text.startswith("💰")
    assert "1 530 ₽ → 1 030 ₽" in reads(card.text)
    assert "@anna" in card.text
    button = card.buttons[0][0]
    assert button.text.startswith("✅")
    assert button.style == "success"
    assert len(button.callback_data.encode()) <= 64
    assert balance(connected) == BEFORE
    assert connected.asked_to("pay") == 0


async def test_a_confirmed_quote_moves_the_sum_once_and_reads_the_balance_again(connected: Town):
    card = await quoted(connected, f"/clients pay {LOGIN} 500,50 ₽")
    before = theirs(connected)
    connected.smsc.top_up("demo", Decimal("1000.00"))

    done = await confirmed(connected, card)

    assert done.text.startswith(f"✅ {LOGIN}")
    assert "2 029,50" in reads(done.text)
    assert theirs(connected) - before == Decimal("500.50")
    assert [request.fields["sum"] for request in connected.asked if request.action == "pay"] == ["500.50"]


async def test_the_spelling_of_a_known_login_is_smscs(connected: Town):
    assert LOGIN in (await quoted(connected, "/clients пополнить ромашка 5")).text


async def test_twenty_taps_at_once_pay_once(connected: Town):
    card = await quoted(connected)
    answers = await asyncio.gather(*(connected.private.press(connected.anna, "✅", message=card) for _ in range(20)))
    await quiet(connected)

    assert connected.asked_to("pay") == 1
    assert all(answer.answered for answer in answers)
    assert balance(connected) == BEFORE - 500


async def test_of_two_quotes_to_one_subclient_confirmed_at_once_one_is_paid(connected: Town):
    cards = [await quoted(connected), await quoted(connected, f"/clients pay {LOGIN} 7")]

    await asyncio.gather(*(connected.private.press(connected.anna, "✅", message=card) for card in cards))
    await quiet(connected)

    spent = BEFORE - balance(connected)
    assert connected.asked_to("pay") in {1, 2}
    rows = await house_of(connected).db(lambda db: db.execute("select price, state from payments").fetchall())
    assert spent == sum(Decimal(price) for price, state in rows if state == "paid")


async def test_nobody_else_may_confirm(team: Town):
    await asked(team.group, team.boris, "/start")
    await asked(team.group, team.anna, "/grant @boris owner")
    card = await asked(team.group, team.anna, f"/clients pay {LOGIN} 5")

    assert (await refused(team.group, team.boris, "✅", card)).show_alert
    assert team.asked_to("pay") == 0


async def test_a_quote_expires_after_ten_minutes_and_can_be_recalculated(connected: Town):
    card = await quoted(connected)
    connected.clock.passes(minutes=10, seconds=1)

    assert (await confirmed(connected, card)).text.startswith("⌛")
    assert connected.asked_to("pay") == 0

    await turned(connected.private, connected.anna, "🔁", card)
    assert (await confirmed(connected, card)).text.startswith("✅")


async def test_a_balance_that_suffices_no_more_pays_nothing(connected: Town):
    card = await quoted(connected)
    connected.smsc.account("demo").charge(Decimal(1100), "a mailing", 0)

    assert (await confirmed(connected, card)).text.startswith("❌")
    assert connected.asked_to("pay") == 0


@pytest.mark.parametrize("sum", ["-5", "−5", "0", "0,00", "many", "1.234", "1e3", "9999999999"])
async def test_what_is_no_sum_above_nothing_is_refused_with_the_reason(connected: Town, sum: str):
    answer = await quoted(connected, f"/clients pay {LOGIN} {sum}")

    assert answer.text.startswith("🔒" if sum[0] in "-−" else "❌")
    assert answer.buttons == []
    assert connected.asked_to("pay") == 0


async def test_more_than_there_is_gets_no_button(connected: Town):
    answer = await quoted(connected, f"/clients pay {LOGIN} 1530.01")

    assert answer.text.startswith("💰")
    assert answer.buttons == []


@pytest.mark.parametrize(("login", "words"), [("Фиалка", "общий баланс"), ("Никто", "нет субклиента")])
async def test_who_cannot_be_paid_is_said_in_words_and_that_no_money_moved(connected: Town, login: str, words: str):
    card = await quoted(connected, f"/clients pay {login} 5")
    text = (await confirmed(connected, card)).text if card.buttons else card.text

    assert words in text
    assert "Деньги на месте" in text or "Ничего не списано" in text
    assert balance(connected) == BEFORE


@pytest.mark.parametrize(
    ("trouble", "paid"), [("lost_answer", True), ("truncated", True), ("down", False), ("html", False)]
)
async def test_a_lost_answer_is_found_out_from_balance_and_statistics(connected: Town, trouble: str, *, paid: bool):
    card = await quoted(connected)
    lost = await smsc_loses(connected, card, trouble)
    assert lost.text.startswith("⚠️")
    assert lost.buttons == []

    done = await looked_into(connected, card)

    assert done.text.startswith("✅" if paid else "❌")
    assert connected.asked_to("pay") == 1
    assert balance(connected) == (BEFORE - 500 if paid else BEFORE)


async def test_while_it_is_unknown_the_same_subclient_is_not_paid_again_and_others_are(connected: Town):
    await smsc_loses(connected, await quoted(connected), "lost_answer")

    again = await quoted(connected)
    answer = await followed(connected.private, connected.anna, "✅", again)
    assert answer.text.startswith("⏳")
    other = await confirmed(connected, await quoted(connected, "/clients pay Лютик 5"))

    assert other.text.startswith("✅")
    assert connected.asked_to("pay") == 2


async def test_signs_that_say_too_little_are_shown_and_a_person_settles_it(connected: Town):
    card = await quoted(connected)
    await smsc_loses(connected, card, "down")
    connected.smsc.account("demo").charge(Decimal("3.50"), "an SMS", 0)

    doubtful = await looked_into(connected, card)
    assert "1 526,50" in reads(doubtful.text)
    settled = await turned(connected.private, connected.anna, "Не пополнен", card)

    assert settled.text.startswith("❌")
    assert connected.asked_to("pay") == 1


async def test_statistics_tell_of_a_payment_while_the_balance_says_nothing(connected: Town):
    card = await quoted(connected)
    await smsc_loses(connected, card, "lost_answer")
    connected.smsc.account("demo").charge(Decimal("3.50"), "an SMS", 0)

    assert (await looked_into(connected, card)).text.startswith("✅")


async def test_a_subclient_with_another_currency_is_found_out_too(connected: Town):
    card = await quoted(connected, "/clients pay Тюльпан 500")
    await smsc_loses(connected, card, "lost_answer")

    assert (await looked_into(connected, card)).text.startswith("✅")


async def test_the_limit_of_the_chat_counts_payments_and_purchases_together(team: Town):
    await asked(team.group, team.boris, "/start")
    await asked(team.group, team.anna, "/grant @boris owner")
    house, now = house_of(team), team.clock.now
    await house.db(chats.limit_spending, team.group.id, Decimal(300))
    await turned(team.group, team.anna, "✅", await asked(team.group, team.anna, "/buy 74950001122"))

    card = await turned(team.group, team.anna, "✅", await asked(team.group, team.anna, f"/clients pay {LOGIN} 50"))
    assert card.text.startswith("🔒")
    assert "владелец" in card.text
    assert team.asked_to("pay") == 0
    done = await turned(team.group, team.boris, "✅", card)

    assert done.text.startswith("✅")
    assert "@boris" in done.text
    assert await house.db(spending.spent_since, team.group.id, now.replace(day=1)) == Decimal("308.06")
    deeds = await house.db(audit.between, team.group.id, start=now.replace(hour=0), end=now.replace(hour=23), limit=9)
    assert [(deed.about, deed.result) for deed in deeds if deed.what == "client pay"] == [
        (LOGIN, "50 RUB, asked by @anna, approved by @boris")
    ]


async def test_who_is_no_owner_may_not_even_ask(team: Town):
    answer = await asked(team.group, team.boris, f"/clients pay {LOGIN} 5")

    assert answer.text.startswith("🔒")
    assert answer.buttons == []


async def test_the_sum_may_be_sent_after_the_button_on_the_card(connected: Town):
    card = await asked(connected.private, connected.anna, f"/clients {LOGIN}")
    question = await followed(connected.private, connected.anna, "💰", card)
    assert "Отмена" in question.buttons[-1][-1].text
    wrong = await asked(connected.private, connected.anna, "-5")
    assert wrong.text.startswith("🔒")

    offer = await asked(connected.private, connected.anna, "12")

    assert offer.buttons[0][0].text.startswith("✅")
    assert (await confirmed(connected, offer)).text.startswith("✅")


async def test_a_withdrawn_quote_pays_nothing(connected: Town):
    card = await quoted(connected)
    done = await turned(connected.private, connected.anna, "Отмена", card)

    assert done.text.startswith("✖️")
    assert done.buttons == []
    assert connected.asked_to("pay") == 0

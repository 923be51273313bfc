"""Numbers: those rented through the bot, those on offer, and whether a rented one goes on next month."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.bot.town import Town, asked, followed, login_group, quiet, refused, turned

PHONE, PRETTY, SHORT = "74950001122", "+7 495 000-11-22", "495 0001122"


async def rented(town: Town, phone: str = PHONE) -> None:
    card = await asked(town.private, town.anna, f"/buy {phone}")
    await turned(town.private, town.anna, "✅", card)


def labels(card) -> list[str]:
    return [button.text for row in card.buttons for button in row]


async def test_nothing_rented_leads_to_the_offers(connected: Town):
    card = await asked(connected.private, connected.anna, "/numbers")
    assert card.text.startswith("📱")
    assert " 0 " in card.text

    shelf = await turned(connected.private, connected.anna, "➕", card)
    assert "37" in shelf.text


async def test_a_rented_number_is_listed_and_has_a_card(connected: Town):
    await rented(connected)
    mine = await asked(connected.private, connected.anna, "/numbers my")
    card = await followed(connected.private, connected.anna, SHORT, mine)

    assert PRETTY in mine.text
    assert "258,06" in card.text


async def test_an_offer_that_was_rented_is_off_the_list_at_once(connected: Town):
    await asked(connected.private, connected.anna, "/numbers free")
    await rented(connected)

    shelf = await asked(connected.private, connected.anna, "/numbers free")

    assert "36" in shelf.text
    assert PRETTY not in shelf.text


async def test_offers_are_turned_eight_by_eight_and_round(connected: Town):
    shelf = await asked(connected.private, connected.anna, "/numbers free")
    first = labels(shelf)
    assert len(first) == 8 + 3
    assert "1/5" in first

    second = labels(await turned(connected.private, connected.anna, "›", shelf))
    assert "2/5" in second
    assert not set(first[:8]) & set(second[:8])

    await turned(connected.private, connected.anna, "‹", shelf)
    last = labels(await turned(connected.private, connected.anna, "‹", shelf))
    assert "5/5" in last
    assert len(last) == 5 + 3


async def test_the_list_is_asked_for_once_a_minute_by_all(connected: Town):
    await login_group(connected)
    for chat in (connected.private, connected.group, connected.private):
        await asked(chat, connected.anna, "/numbers free")

    assert connected.asked_to("get") == 1


@pytest.mark.parametrize(("text", "count"), [("812", 8), ("билайн", 9), ("0001122", 1), ("/numbers", 0), ("%_'", 0)])
async def test_offers_are_searched(connected: Town, text: str, count: int):
    shelf = await asked(connected.private, connected.anna, f"/numbers free {text}")

    if count:
        assert f" {count} " in f" {shelf.text} "
    else:
        assert shelf.text.startswith("🤷")


async def test_a_number_on_offer_has_a_card_that_leads_to_a_quote(connected: Town):
    card = await asked(connected.private, connected.anna, f"/numbers {PHONE}")
    assert PRETTY in card.text
    assert connected.asked_to("buy") == 0

    quote = await followed(connected.private, connected.anna, "➕", card)
    assert quote.buttons[0][0].style == "success"


async def test_a_number_that_is_neither_is_explained(connected: Town):
    answer = await asked(connected.private, connected.anna, "/numbers 74950009999")

    assert answer.text.startswith("🤷")


async def test_a_member_may_look_but_not_rent(team: Town):
    shelf = await asked(team.group, team.boris, "/numbers free")

    answer = await refused(team.group, team.boris, SHORT, shelf)

    assert answer.show_alert
    assert answer.text.startswith("🔒")


@pytest.mark.parametrize(("words", "renews"), [("off", False), ("on", True), ("выкл", False), ("вкл", True)])
async def test_renewal_is_switched_by_word(connected: Town, words: str, renews):
    await rented(connected)
    leases = connected.smsc.account("demo").leases
    leases[PHONE] = replace(leases[PHONE], renews=not renews)
    answer = await asked(connected.private, connected.anna, f"/renew {PRETTY} {words}")
    if renews:  # it costs from next month on
        assert "400" in answer.text
        assert connected.asked_to("chg") == 0
        answer = await turned(connected.private, connected.anna, "✅", answer)

    assert answer.text.startswith("✅")
    assert connected.smsc.account("demo").leases[PHONE].renews is renews


async def test_renewal_is_switched_by_the_button_of_a_card(connected: Town):
    await rented(connected)
    card = await asked(connected.private, connected.anna, f"/numbers {PHONE}")

    await turned(connected.private, connected.anna, "🔁", card)
    assert not connected.smsc.account("demo").leases[PHONE].renews

    await turned(connected.private, connected.anna, "🔁", card)
    assert not connected.smsc.account("demo").leases[PHONE].renews
    await turned(connected.private, connected.anna, "✅", card)
    assert connected.smsc.account("demo").leases[PHONE].renews


async def test_twenty_taps_switch_the_renewal_once_and_only_who_asked_may(team: Town):
    await asked(team.group, team.anna, "/grant @boris buyer")
    card = await asked(team.group, team.anna, "/renew 79120000001 on")
    assert (await refused(team.group, team.boris, "✅", card)).show_alert

    await asyncio.gather(*(team.group.press(team.anna, "✅", message=card) for _ in range(20)))

    await quiet(team, team.group)
    assert team.asked_to("chg") == 1


async def test_a_number_rented_in_the_cabinet_can_be_renewed_too(connected: Town):
    card = await asked(connected.private, connected.anna, "/renew 79120000001 on")
    assert card.buttons[0][0].style == "danger"  # nobody knows its price
    answer = await turned(connected.private, connected.anna, "✅", card)

    assert answer.text.startswith("✅")
    assert connected.smsc.account("demo").leases["79120000001"].renews


@pytest.mark.parametrize("wrong", ["", PHONE, "on", f"{PHONE} maybe", "what on"])
async def test_a_wrong_renewal_is_explained_with_an_example(connected: Town, wrong: str):
    answer = await asked(connected.private, connected.anna, f"/renew {wrong}")

    assert answer.text.startswith("❌")
    assert connected.asked_to("chg") == 0


async def test_somebody_elses_number_is_not_renewed(connected: Town):
    card = await asked(connected.private, connected.anna, "/renew 74950003344 on")
    answer = await followed(connected.private, connected.anna, "✅", card)

    assert answer.text.startswith("❌")


async def test_a_number_rented_elsewhere_is_added_named_and_forgotten(connected: Town):
    said = [
        (await asked(connected.private, connected.anna, f"/numbers {text}")).text
        for text in (
            "add 8 912 000-00-01",
            "name +7 912 000-00-01 Поддержка",
            "my",
            "forget 79120000001",
            "forget 79120000001",
        )
    ]

    assert said[0].startswith("📱 +7 912 000-00-01")
    assert "«Поддержка»" in said[1]
    assert "«Поддержка»" in said[2]
    assert "не здесь" in said[2]
    assert said[3].startswith("✅")
    assert said[4].startswith("🤷")
    assert connected.asked_to("buy") == 0


async def test_a_rented_number_is_named_by_its_card(connected: Town):
    await rented(connected)
    card = await asked(connected.private, connected.anna, f"/numbers {PHONE}")
    question = await followed(connected.private, connected.anna, "✏️", card)
    said = await connected.private.say(connected.anna, "Горячая линия", reply_to=question)
    named = await connected.private.wait_for(lambda found: found.reply_to is said)

    assert "«Горячая линия»" in named.text


@pytest.mark.parametrize(
    "text",
    ["add", "add 12", "name", "name Поддержка", "name 74950001122 Поддержка", "forget x", f"name {PHONE} {'я' * 33}"],
)
async def test_what_is_wrong_about_a_number_is_explained(connected: Town, text: str):
    answer = await asked(connected.private, connected.anna, f"/numbers {text}")

    assert answer.text[0] in "❌🤷✂"


async def test_a_member_adds_names_and_forgets_nothing(team: Town):
    for text in ("add 79120000001", f"name {PHONE} x", f"forget {PHONE}"):
        assert (await asked(team.group, team.boris, f"/numbers {text}")).text.startswith("🔒")


async def test_the_balance_is_told(connected: Town):
    connected.smsc.account("demo").balance = Decimal("-3.20")

    answer = await asked(connected.private, connected.anna, "/balance")

    assert answer.text.startswith("💰")
    assert "3,20" in answer.text


@pytest.mark.parametrize(("trouble", "sign"), [("html", "📡"), ("busy", "⏳"), ("blocked", "🚫"), ("auth", "🔑")])
async def test_every_failure_of_smsc_is_explained(connected: Town, trouble: str, sign: str):
    connected.smsc.set_trouble(trouble)

    for command in ("/balance", "/numbers free", f"/buy {PHONE}", "/stats", "/tasks", "/operator 79991234567"):
        answer = await asked(connected.private, connected.anna, command)
        assert answer.text.startswith(sign), command


@pytest.mark.parametrize("trouble", ["lost_answer", "down", "truncated"])
async def test_a_renewal_whose_answer_is_lost_is_said_to_be_unknown(connected: Town, trouble: str):
    card = await asked(connected.private, connected.anna, "/renew 79120000001 on")
    connected.smsc.set_trouble(trouble, action="chg")

    told = await turned(connected.private, connected.anna, "✅", card)

    assert told.text.startswith("⚠️")
    connected.smsc.set_trouble(None)
    assert (await turned(connected.private, connected.anna, "🔁 Не", told)).text.startswith("✅")


async def test_a_full_page_of_offers_fits_four_rows_of_three(connected: Town):
    shelf = await asked(connected.private, connected.anna, "/numbers free")

    assert sum(map(len, shelf.buttons)) == 8 + 3
    assert len(shelf.buttons) <= 4
    assert max(map(len, shelf.buttons)) <= 3


async def test_an_offer_of_its_own_begins_with_a_short_line(connected: Town):
    card = await asked(connected.private, connected.anna, f"/numbers {PHONE}")

    assert card.text.splitlines()[0] == f"📱 {PRETTY}"


async def test_a_number_that_is_missing_is_asked_for_in_words(connected: Town):
    answer = await asked(connected.private, connected.anna, "/numbers add")

    assert answer.text.startswith("❌ Здесь нет номера телефона")

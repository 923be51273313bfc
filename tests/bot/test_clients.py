"""Subclients: the list and the cards, and settings that are sent only after they were shown as they are sent."""

import asyncio

import pytest
from sqlite_utils import Database as Db

from handlers.watch.newcomers import Newcomers
from sandbox.telegram import Message
from storage import accounts, clients, drafts, interrupted
from tests.bot.town import Town, asked, followed, house_of, quiet, refused, turned

LOGIN = "Ромашка"


def settings(town: Town, login: str = LOGIN) -> dict[str, str]:
    return dict(town.smsc.account("demo").clients[login].settings)


async def proposed(town: Town, text: str) -> Message:
    return await asked(town.private, town.anna, f"/clients set {LOGIN} {text}")


async def changed(town: Town, text: str) -> Message:
    return await turned(town.private, town.anna, "✅", await proposed(town, text))


def fields_sent(town: Town) -> list[dict[str, str]]:
    return [dict(request.fields) for request in town.asked if request.action == "chg"]


# The list and the cards


async def test_the_list_has_those_with_messages_and_who_sent_most_comes_first(connected: Town):
    sent = {line.login for line in connected.smsc.account("demo").operations} - {"demo"}
    card = await asked(connected.private, connected.anna, "/clients")

    lines = card.text.splitlines()
    assert lines[0].startswith(f"👥 {len(sent)} субклиентов")
    assert lines[1].startswith(LOGIN)
    assert [button.text for row in card.buttons[:-1] for button in row][:2] == [LOGIN, "Лютик"]


async def test_more_than_eight_are_turned_page_by_page(connected: Town):
    house = house_of(connected)
    [account] = await house.db(accounts.everyone)
    for number in range(12):
        await house.db(clients.note, account.id, f"client{number:02}", {}, connected.clock.now)
    card = await asked(connected.private, connected.anna, "/clients list")
    first = card.text

    second = await turned(connected.private, connected.anna, "›", card)

    assert second.text != first
    assert len(second.text.splitlines()) == 9


async def test_a_card_shows_statistics_and_what_the_bot_set_and_leads_back(connected: Town):
    await changed(connected, "лимит=500")
    listed = await asked(connected.private, connected.anna, "/clients")
    card = await turned(connected.private, connected.anna, LOGIN, listed)
    assert "SMS" in card.text
    assert "лимит в сутки: 500" in card.text

    assert (await turned(connected.private, connected.anna, "‹", card)).text.startswith("👥")


async def test_one_that_only_the_bot_knows_is_listed_too(connected: Town):
    await asked(connected.private, connected.anna, "/clients set Василёк лимит=5")
    await turned(connected.private, connected.anna, "✅", connected.private.messages[-1])

    card = await asked(connected.private, connected.anna, "/clients")
    last = await turned(connected.private, connected.anna, "‹", card)

    assert "Василёк  без сообщений" in last.text


@pytest.mark.parametrize("login", ["nobody", "foo bar", "?"])
async def test_one_that_smsc_does_not_know_has_no_card(connected: Town, login: str):
    answer = await asked(connected.private, connected.anna, f"/clients {login}")

    assert answer.text.startswith("🤷")
    assert answer.buttons == []


# Settings


async def test_the_card_shows_old_and_new_and_exactly_what_is_sent(connected: Town):
    await changed(connected, "лимит=100")

    card = await proposed(connected, "limit=500 префиксы=7,-77 часы=9-21 имя=ООО Рога и копыта пояс=+3")

    assert "100 → 500 · dlim=500" in card.text
    for sent in ("fmts=7,-77", "tmlim=9-21", "fio=ООО Рога и копыта", "tz=15"):
        assert sent in card.text
    assert len(fields_sent(connected)) == 1
    done = await turned(connected.private, connected.anna, "✅", card)
    assert done.text.startswith("✅")
    wanted = {"dlim": "500", "fmts": "7,-77", "tmlim": "9-21", "fio": "ООО Рога и копыта", "tz": "15"}
    assert settings(connected).items() >= wanted.items()


@pytest.mark.parametrize("word", ["login", "LOGIN", "apikey", "fmt", "charset", "user", "user_id", "pay", "sum",
                                  "add", "chg", "get_stat", "user[0]", "login[1]", "self"])  # fmt: skip
async def test_what_is_no_setting_is_refused(connected: Town, word: str):
    answer = await proposed(connected, f"{word}=x12345678")

    assert answer.text[0] in "🔒🤷"
    assert answer.buttons == []


@pytest.mark.parametrize("text", ["500", "лимит", "лимит=много", "a-b=1", "ключик=1", "a.b=1", "лимит=1 limit=2",
                                  "часы=25-30", "блок=может", "тариф=9", "new_login=a b", "phone=12"])  # fmt: skip
async def test_what_cannot_be_read_is_said_with_the_reason(connected: Town, text: str):
    answer = await proposed(connected, text)

    assert answer.text[0] in "❌🤷"
    assert answer.buttons == []


async def test_a_change_without_a_word_of_what_is_asked_for(connected: Town):
    question = await proposed(connected, "")
    assert question.text.startswith("✏️")

    card = await asked(connected.private, connected.anna, "лимит=500")
    assert "dlim=500" in card.text


async def test_a_full_page_of_subclients_fits_four_rows_of_three_and_blocking_stands_last(connected: Town):
    card = await asked(connected.private, connected.anna, "/clients")
    assert sum(map(len, card.buttons)) == 8 + 1 + 3
    assert len(card.buttons) <= 4
    assert max(map(len, card.buttons)) <= 3

    card = await turned(connected.private, connected.anna, LOGIN, card)
    assert card.buttons[-1][-1].style == "danger"


async def test_a_field_that_smsc_does_not_document_passes_with_a_warning(connected: Town):
    card = await proposed(connected, "fl9[3]=1 fl[29]=1")

    assert "⚠️" in card.text
    assert "fl9[3]=1" in card.text
    await turned(connected.private, connected.anna, "✅", card)
    assert settings(connected).items() >= {"fl9[3]": "1", "fl[29]": "1"}.items()


async def test_blocking_and_unblocking_by_buttons_asks_first(connected: Town):
    card = await asked(connected.private, connected.anna, f"/clients {LOGIN}")
    asks = await followed(connected.private, connected.anna, "⛔", card)
    assert asks.buttons[0][0].style == "danger"
    assert fields_sent(connected) == []
    done = await turned(connected.private, connected.anna, "✅", asks)
    assert settings(connected)["fl2[10]"] == "1"

    card = await turned(connected.private, connected.anna, "👤", done)
    assert "заблокирован: да" in card.text
    await turned(
        connected.private,
        connected.anna,
        "✅",
        await asked(connected.private, connected.anna, f"/clients unblock {LOGIN}"),
    )
    assert settings(connected)["fl2[10]"] == "0"


async def test_limits_may_be_sent_after_the_button_on_the_card(connected: Town):
    card = await asked(connected.private, connected.anna, f"/clients {LOGIN}")
    await followed(connected.private, connected.anna, "✏️", card)

    offer = await asked(connected.private, connected.anna, "лимит=7")
    await turned(connected.private, connected.anna, "✅", offer)

    assert settings(connected)["dlim"] == "7"


async def test_twenty_taps_change_once_and_nobody_else_may(team: Town):
    await asked(team.group, team.boris, "/start")
    await asked(team.group, team.anna, "/grant @boris owner")
    card = await asked(team.group, team.anna, f"/clients set {LOGIN} лимит=5")
    assert (await refused(team.group, team.boris, "✅", card)).show_alert

    await asyncio.gather(*(team.group.press(team.anna, "✅", message=card) for _ in range(20)))
    await quiet(team, team.group)

    assert len(fields_sent(team)) == 1


async def test_a_withdrawn_change_sends_nothing(connected: Town):
    done = await turned(connected.private, connected.anna, "Отмена", await proposed(connected, "лимит=5"))

    assert done.text.startswith("✖️")
    assert fields_sent(connected) == []


async def test_a_new_login_takes_what_is_known_along(connected: Town):
    await changed(connected, "лимит=5")
    done = await changed(connected, "логин=romashka")

    assert done.text.startswith("✅")
    assert "romashka" in connected.smsc.account("demo").clients
    card = await asked(connected.private, connected.anna, "/clients romashka")
    assert "лимит в сутки: 5" in card.text


async def test_who_is_not_there_is_said(connected: Town):
    card = await asked(connected.private, connected.anna, "/clients set nobody лимит=5")

    done = await turned(connected.private, connected.anna, "✅", card)

    assert done.text.startswith("❌")
    assert "/clients" in done.text or "/stats" in done.text


async def test_after_a_lost_answer_it_is_unknown_and_may_be_sent_once_more(connected: Town):
    card = await proposed(connected, "лимит=5")
    connected.smsc.set_trouble("lost_answer", script="users", action="chg", times=1)
    lost = await turned(connected.private, connected.anna, "✅", card)
    assert lost.text.startswith("⚠️")

    again = await turned(connected.private, connected.anna, "🔁", card)
    assert "dlim=5" in again.text
    assert (await turned(connected.private, connected.anna, "✅", card)).text.startswith("✅")


async def test_a_kill_while_smsc_is_asked_leaves_a_card_that_says_so(connected: Town):
    card = await proposed(connected, "лимит=5")
    house, before = house_of(connected), card.version
    [id] = await house.db(lambda db: db.execute("select max(id) from drafts").fetchone())
    await house.db(drafts.ask, id, house.clock(), message_id=card.id, absent_before=False)

    await house.db(interrupted.doubt, house.clock())
    await Newcomers(house).reconcile()
    await connected.private.wait_for(lambda found: found is card, after=before)

    assert card.text.startswith("⚠️")
    assert card.buttons[0][0].text.startswith("🔁")


# Passwords

PASSWORD = "An-0ther-Secret"


def everything_stored(db: Db) -> str:
    return "\n".join(db.conn.iterdump())


async def test_a_typed_password_is_deleted_shown_nowhere_and_stored_sealed(connected: Town):
    before = connected.private.messages[-1].id
    await connected.private.say(connected.anna, f"/clients set {LOGIN} пароль={PASSWORD} лимит=5")
    card = await connected.private.wait_for(lambda found: found.id > before and found.by_bot)
    assert PASSWORD in connected.private.deleted[-1].text
    assert "••••" in card.text
    house = house_of(connected)
    assert PASSWORD not in await house.db(everything_stored)

    done = await turned(connected.private, connected.anna, "✅", card)

    assert done.text.startswith("✅")
    assert connected.smsc.account("demo").clients[LOGIN].password == PASSWORD
    stored = await house.db(everything_stored)
    assert PASSWORD not in stored + "".join(message.text for message in connected.private.messages)
    assert await house.db(lambda db: db.execute("select secret from drafts").fetchall()) == [("",)]


@pytest.mark.parametrize("text", ["password = {}", "Пароль: {}", "psw={}", "password[0]={}", "password={} a b"])
async def test_what_looks_like_a_password_is_deleted_even_if_it_cannot_be_read(connected: Town, text: str):
    before = connected.private.messages[-1].id
    await connected.private.say(connected.anna, f"/clients set {LOGIN} {text.format(PASSWORD)}")
    answer = await connected.private.wait_for(lambda found: found.id > before and found.by_bot)

    assert "удалено" in answer.text
    assert PASSWORD not in answer.text
    assert PASSWORD in connected.private.deleted[-1].text
    assert answer.buttons == []
    assert PASSWORD not in await house_of(connected).db(everything_stored)


async def test_a_password_written_in_a_group_is_deleted_and_not_sent(team: Town):
    await team.group.say(team.anna, f"/clients set {LOGIN} password={PASSWORD}")
    answer = await team.group.wait_for(lambda found: found.by_bot and "⚠️" in found.text)

    assert answer.buttons == []
    assert fields_sent(team) == []
    assert PASSWORD not in await house_of(team).db(everything_stored)


async def test_where_telegram_deletes_nothing_it_is_said(connected: Town):
    connected.telegram.fault("deleteMessage", status=400)
    answer = await asked(connected.private, connected.anna, f"/clients set {LOGIN} password={PASSWORD}")

    assert "Удалите его сами" in answer.text

"""A subclient is put together step by step and created once; its password is seen by its owner and nobody else."""

import asyncio

import pytest
from sqlite_utils import Database as Db

from bot import logs
from handlers.watch.newcomers import Newcomers
from sandbox.telegram import Chat, Message
from storage import audit, drafts, interrupted
from tests.bot.town import TOPIC, Town, asked, house_of, quiet, turned

TYPED = "Very-Secret-42"


def clients(town: Town):
    return town.smsc.account("demo").clients


async def said(town: Town, text: str, chat: Chat | None = None) -> Message:
    """Anna sends something that the bot deletes, perhaps; its next message."""
    chat = chat or town.private
    before = chat.messages[-1].id
    await chat.say(town.anna, text)
    return await chat.wait_for(lambda found: found.id > before and found.by_bot)


async def summed_up(town: Town, login: str = "ivan", password: str = "") -> Message:
    """The summary of a subclient in Anna's private chat, whose password is *password* or made up."""
    card = await asked(town.private, town.anna, f"/clients add {login}")
    card = await said(town, password) if password else await turned(town.private, town.anna, "🎲", card)
    for _step in ("phone", "email", "fio"):
        card = await turned(town.private, town.anna, "Пропустить", card)
    return await turned(town.private, town.anna, "свой тариф, свой баланс", card)


async def created(town: Town, card: Message) -> Message:
    return await turned(town.private, town.anna, "✅", card)


def made_up(chat: Chat) -> list[str]:
    """The passwords that came as messages."""
    said = [message.text for message in chat.messages if message.by_bot]
    return [text.splitlines()[1] for text in said if "🔐 Пароль субклиента" in text]


async def newest(town: Town) -> int:
    """The id of the draft that was begun last."""
    [id] = await house_of(town).db(lambda db: db.execute("select max(id) from drafts").fetchone())
    return int(id)


def everything_stored(db: Db) -> str:
    return "\n".join(db.conn.iterdump())


async def test_step_by_step_with_everything(connected: Town):
    await asked(connected.private, connected.anna, "/clients add")
    wrong = await asked(connected.private, connected.anna, "a b")
    assert "3–40" in wrong.text
    await asked(connected.private, connected.anna, "ivan")
    card = await said(connected, TYPED)
    assert [message.text for message in connected.private.messages if TYPED in message.text] == []
    assert TYPED in connected.private.deleted[-1].text
    await asked(connected.private, connected.anna, "8 999 123-45-67")
    await asked(connected.private, connected.anna, "ivan@example.org")
    card = await asked(connected.private, connected.anna, "ООО «Иван»")

    card = await turned(connected.private, connected.anna, "общий тариф, свой баланс", card)
    assert TYPED not in card.text
    assert connected.asked_to("add") == 0
    done = await created(connected, card)

    assert done.text.startswith("✅")
    [request] = [request for request in connected.asked if request.action == "add"]
    wanted = {"user": "ivan", "phone": "79991234567", "email": "ivan@example.org", "fio": "ООО «Иван»", "type": "1"}
    assert request.fields.items() >= wanted.items()
    assert clients(connected)["ivan"].password == TYPED
    assert made_up(connected.private) == []


async def test_every_step_can_be_cancelled_and_nothing_is_left(connected: Town):
    steps = ["🎲", "Пропустить", "Пропустить", "Пропустить", "свой тариф, свой баланс"]
    for length in range(len(steps) + 1):
        card = await asked(connected.private, connected.anna, "/clients add ivan")
        for label in steps[:length]:
            card = await turned(connected.private, connected.anna, label, card)
        done = await turned(connected.private, connected.anna, "Отмена", card)
        assert done.text.startswith("✖️")
        assert done.buttons == []

    assert await house_of(connected).db(lambda db: db.execute("select count(*) from drafts").fetchone()) == (0,)
    assert "ivan" not in clients(connected)
    assert (await asked(connected.private, connected.anna, "ivan")).text.startswith("ℹ️")


async def test_a_made_up_password_comes_in_private_before_smsc_is_asked(connected: Town):
    card = await summed_up(connected)
    assert made_up(connected.private) == []

    done = await created(connected, card)

    [password] = made_up(connected.private)
    assert clients(connected)["ivan"].password == password
    assert len(password) == 16
    assert password not in done.text
    assert "ivan" in clients(connected)


async def test_in_a_group_the_password_goes_to_the_private_chat_of_the_owner(team: Town):
    card = await asked(team.group, team.anna, "/clients add ivan")
    for _step in ("phone", "email", "fio"):
        card = await turned(team.group, team.anna, "Пропустить", card)
    card = await turned(team.group, team.anna, "свой тариф, свой баланс", card)
    done = await turned(team.group, team.anna, "✅", card)

    assert done.text.startswith("✅")
    [password] = made_up(team.private)
    assert [message.text for message in team.group.messages if password in message.text] == []


async def test_where_telegram_refuses_the_private_chat_nothing_is_created(team: Town):
    vera = team.telegram.person(next(team.numbers), "Вера", username="vera")
    team.group.join(vera)
    await asked(team.group, vera, "/start")
    await asked(team.group, team.anna, "/grant @vera owner")
    card = await asked(team.group, vera, "/clients add ivan")
    for _step in ("phone", "email", "fio"):
        card = await turned(team.group, vera, "Пропустить", card)
    card = await turned(team.group, vera, "свой тариф, свой баланс", card)

    answer = await turned(team.group, vera, "✅", card)
    assert answer.text.startswith("❌ Пароль не передать")
    assert team.asked_to("add") == 0

    private = team.telegram.private(vera)
    await asked(private, vera, "/start")
    assert (await turned(team.group, vera, "✅", card)).text.startswith("✅")
    assert len(made_up(private)) == 1


async def test_in_a_topic_steps_are_answered_there(team: Town):
    card = await asked(team.group, team.anna, "/clients add", thread_id=TOPIC)
    answer = await team.group.say(team.anna, "ivan", thread_id=TOPIC, reply_to=card)
    following = await team.group.wait_for(lambda found: found.reply_to is answer)

    assert following.text.startswith("📱")
    assert following.thread_id == TOPIC


async def test_twenty_taps_create_one(connected: Town):
    card = await summed_up(connected)

    await asyncio.gather(*(connected.private.press(connected.anna, "✅", message=card) for _ in range(20)))
    await quiet(connected)

    assert connected.asked_to("add") == 1
    assert len(made_up(connected.private)) == 1


async def test_a_login_that_is_there_is_not_created_again(connected: Town):
    assert (await asked(connected.private, connected.anna, "/clients add ромашка")).text.startswith("❌")
    card = await summed_up(connected)
    await created(connected, await summed_up(connected))

    again = await created(connected, card)

    assert not again.text.startswith("✅")
    assert connected.asked_to("add") <= 2
    assert list(clients(connected)).count("ivan") == 1


@pytest.mark.parametrize(
    ("trouble", "done"), [("lost_answer", "✅"), ("truncated", "✅"), ("down", "❌"), ("http500", "❌")]
)
async def test_a_lost_answer_is_looked_into_and_never_repeated(connected: Town, trouble: str, done: str):
    card = await summed_up(connected)
    connected.smsc.set_trouble(trouble, script="users", action="add", times=1)
    lost = await created(connected, card)
    assert lost.text.startswith("⚠️")

    before = card.version
    connected.clock.passes(seconds=30)
    await Newcomers(house_of(connected)).reconcile()
    await connected.private.wait_for(lambda found: found is card, after=before)

    assert card.text.startswith(done)
    assert connected.asked_to("add") == 1
    assert ("ivan" in clients(connected)) is (done == "✅")


async def test_a_kill_while_smsc_is_asked_is_found_out_after_the_start(connected: Town):
    card = await summed_up(connected)
    house, before = house_of(connected), card.version
    id = await newest(connected)
    assert await house.db(drafts.ask, id, house.clock(), message_id=card.id, absent_before=True)

    assert await house.db(interrupted.doubt, house.clock()) == 1
    connected.clock.passes(seconds=30)
    await Newcomers(house).reconcile()
    await connected.private.wait_for(lambda found: found is card, after=before)

    assert card.text.startswith("❌")
    assert connected.asked_to("add") == 0


async def test_refused_by_smsc_the_password_message_goes_again(connected: Town):
    card = await summed_up(connected)
    connected.smsc.set_trouble("busy", script="users", action="add", times=1)

    answer = await created(connected, card)

    assert answer.text.startswith("❌")
    assert made_up(connected.private) == []


async def test_what_silence_leaves_open_a_person_settles(connected: Town):
    card = await summed_up(connected)
    house, before = house_of(connected), card.version
    await created(connected, card)
    sql = "update drafts set state = 'unknown', absent_before = 0, shown = 'unknown'"
    await house.db(lambda db: db.conn.execute(sql))
    before = card.version
    connected.clock.passes(seconds=30)
    await Newcomers(house).reconcile()
    await connected.private.wait_for(lambda found: found is card, after=before)
    assert [button.text for button in card.buttons[0]] == ["Он есть", "Его нет"]

    assert (await turned(connected.private, connected.anna, "Он есть", card)).text.startswith("✅")


async def test_a_bad_password_is_deleted_too_and_asked_for_again(connected: Town):
    await asked(connected.private, connected.anna, "/clients add ivan")

    again = await said(connected, "short")

    assert "8–64" in again.text
    assert "short" in connected.private.deleted[-1].text
    assert (await said(connected, TYPED)).text.startswith("📱")


async def test_no_password_is_anywhere_it_does_not_belong(connected: Town, caplog: pytest.LogCaptureFixture):
    house, now = house_of(connected), connected.clock.now
    with caplog.at_level("DEBUG"):
        card = await summed_up(connected, password=TYPED)
        open_draft = await house.db(everything_stored)
        connected.smsc.set_trouble("html", script="users", action="add", times=1)
        await created(connected, card)
        await created(connected, await summed_up(connected, "petr"))
    stored = await house.db(everything_stored)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(logs.QUIET)]
    deeds = await house.db(
        audit.between, connected.private.id, start=now.replace(hour=0), end=now.replace(hour=23), limit=9
    )
    [password] = made_up(connected.private)

    assert [deed.what for deed in deeds].count("client add") == 2
    for secret in (TYPED, password):
        assert secret not in open_draft + stored + repr(ours) + repr(deeds)
    assert TYPED not in "".join(message.text for message in connected.private.messages)

"""What becomes of an answer when Telegram fails it, row by row: nothing is lost that was certainly not sent, and what
was perhaps sent comes once more with a mark."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientOSError
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.chat.connection import Connection
from bot.chat.errors import undelivered
from bot.chat.limits import CALM, Limits
from bot.chat.sending import REFUSALS
from bot.chat.transport import NotSent
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps, TopicGone, Unsayable
from handlers.digest import again
from handlers.house import Place
from handlers.reply import Document, Reply
from storage import subscriptions
from tests.bot.town import TOPIC, WORDS, Town, asked, house_of, quiet, turned
from tests.conftest import TOKEN
from tests.fakes import Clock
from tests.free_port import free_port

MARK = again(Reply(""), WORDS.say(chosen="ru")).text.strip()


def refusal(code: int, description: str, **parameters: int) -> dict[str, Any]:
    said: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return said | ({"parameters": parameters} if parameters else {})


def bad(reason: str) -> dict[str, Any]:
    return {"status": 400, "body": refusal(400, f"Bad Request: {reason}")}


NOT_SENT = {
    "429": {"status": 429, "body": refusal(429, "Too Many Requests: retry after 7", retry_after=7)},
    "429 without parameters": {"status": 429},
    "429 with nothing to wait": {"status": 429, "body": refusal(429, "Too Many Requests", retry_after=0)},
    "401": {"status": 401},
    "404 of a proxy": {"status": 404, "body": b"<html>404 Not Found</html>"},
}
PERHAPS_SENT = {
    "500": {"status": 500},
    "502": {"status": 502, "body": b"<html>502 Bad Gateway</html>"},
    "504": {"status": 504},
    "a page": {"status": 200, "body": b"<html>proxy</html>"},
    "an answer without a result": {"status": 200},
    "a reset": {"reset": True},
    "half an answer": {"half": True},
}


@pytest.mark.parametrize("fault", NOT_SENT.values(), ids=NOT_SENT)
async def test_what_was_not_sent_is_sent_once_without_a_mark(world: Town, fault: dict[str, Any]):
    await asked(world.private, world.anna, "/start")
    world.telegram.fault("sendMessage", times=3, **fault)

    answer = await asked(world.private, world.anna, "/help")

    assert MARK not in answer.text
    assert await quiet(world) == []


@pytest.mark.parametrize("fault", PERHAPS_SENT.values(), ids=PERHAPS_SENT)
async def test_what_was_perhaps_sent_and_was_not_comes_with_a_mark(world: Town, fault: dict[str, Any]):
    await asked(world.private, world.anna, "/start")
    world.telegram.fault("sendMessage", **fault)

    answer = await asked(world.private, world.anna, "/help")

    assert answer.text.endswith(MARK)
    assert await quiet(world) == []


@pytest.mark.parametrize("fault", PERHAPS_SENT.values(), ids=PERHAPS_SENT)
async def test_what_was_perhaps_sent_and_was_comes_once_more_with_a_mark(world: Town, fault: dict[str, Any]):
    await asked(world.private, world.anna, "/start")
    world.telegram.fault("sendMessage", applied=True, **fault)

    first = await asked(world.private, world.anna, "/help")
    second = await world.private.wait_for(lambda found: found.text.endswith(MARK))

    assert MARK not in first.text
    assert second.reply_to is first.reply_to
    assert await quiet(world) == []


async def test_what_is_in_doubt_is_repeated_twice_at_most_and_always_with_a_mark(world: Town):
    await asked(world.private, world.anna, "/start")
    world.telegram.fault("sendMessage", status=502, applied=True, times=3)
    said = await world.private.say(world.anna, "/help")
    await quiet(world)

    answers = [message.text.endswith(MARK) for message in world.private.messages if message.reply_to is said]
    assert answers == [False, True, True]


CERTAINLY_SHUT = [
    {"status": 403, "body": refusal(403, "Forbidden: bot was blocked by the user")},
    {"status": 403, "body": refusal(403, "Forbidden: user is deactivated")},
]
PERHAPS_SHUT = [
    bad("chat not found"),
    bad("CHAT_WRITE_FORBIDDEN"),
    bad("not enough rights to send text messages to the chat"),
]


@pytest.mark.parametrize("fault", [*CERTAINLY_SHUT, *({**fault, "times": REFUSALS} for fault in PERHAPS_SHUT)])
async def test_a_chat_that_is_gone_is_not_tried_again_and_its_news_pause(connected: Town, fault: dict[str, Any]):
    connected.telegram.fault("sendMessage", chat_id=connected.private.id, **fault)
    said = await connected.private.say(connected.anna, "/help")
    await quiet(connected)

    assert [message for message in connected.private.messages if message.reply_to is said] == []
    assert await house_of(connected).db(subscriptions.targets) == []


@pytest.mark.parametrize("fault", PERHAPS_SHUT)
async def test_a_chat_that_a_400_calls_shut_is_believed_only_the_third_time_in_a_row(
    connected: Town, fault: dict[str, Any]
):
    for _ in range(2):
        connected.telegram.fault("sendMessage", chat_id=connected.private.id, times=REFUSALS - 1, **fault)
        answer = await asked(connected.private, connected.anna, "/help")
        assert MARK not in answer.text

    assert await house_of(connected).db(subscriptions.targets)


async def test_a_429_is_heard_by_the_bot_as_a_whole(world: Town):
    clock = Clock()
    limits = Limits(lambda: clock().timestamp())
    sender = replace(world.app.line.sender, limits=limits)
    for fault in (NOT_SENT["429"], NOT_SENT["429 without parameters"]):
        limits._calm_until = 0.0
        world.telegram.fault("sendMessage", **fault)
        with pytest.raises(NotNow):
            await sender.send(Place(next(world.numbers)), Reply("a"))

        assert limits._calm_until == clock().timestamp() + CALM


async def test_an_answer_follows_its_chat(team: Town):
    moved = team.telegram.group("Дежурные", id=team.group.id - 1_000_000, members=[team.anna], admins=[team.anna])
    fault = {"status": 400, "body": refusal(400, "Bad Request: upgraded", migrate_to_chat_id=moved.id)}
    team.telegram.fault("sendMessage", chat_id=team.group.id, **fault)
    await team.group.say(team.anna, "/balance")

    assert (await moved.wait_for(lambda found: found.by_bot)).text.startswith("💰")
    assert (await asked(moved, team.anna, "/balance")).text.startswith("💰")


async def test_an_answer_to_a_deleted_topic_stands_in_the_chat(team: Town):
    await team.group.say(team.anna, "/balance", thread_id=TOPIC)
    team.group.delete_topic(TOPIC)

    answer = await team.group.wait_for(lambda found: found.text.startswith("💰"))
    assert answer.thread_id is None


async def test_markup_that_telegram_cannot_read_is_sent_as_plain_text(world: Town):
    await asked(world.private, world.anna, "/start")
    world.telegram.fault("sendMessage", **bad('can\'t parse entities: Unsupported start tag "x" at byte offset 0'))

    answer = await asked(world.private, world.anna, "/help buy")

    assert MARK not in answer.text
    assert "<" not in answer.text
    assert [entity for entity in answer.entities if entity.type == "code"] == []


async def test_a_message_that_telegram_refuses_comes_as_a_file(world: Town):
    await asked(world.private, world.anna, "/start")
    world.telegram.fault("sendMessage", **bad("message is too long"))

    answer = await asked(world.private, world.anna, "/help")

    assert "/buy" in answer.document.data.decode()


async def test_a_file_that_telegram_refuses_leaves_its_words(connected: Town):
    connected.telegram.fault("sendDocument", status=413, body=b"<html>413</html>")

    answer = await asked(connected.private, connected.anna, "/stats csv")

    assert answer.document is None
    assert answer.text.startswith("📊")


async def test_a_file_waits_like_a_message(connected: Town):
    connected.telegram.fault("sendDocument", times=2, **NOT_SENT["429"])

    answer = await asked(connected.private, connected.anna, "/stats csv")

    assert answer.document is not None


EDITING = {name: NOT_SENT[name] for name in ("429", "401")} | {name: PERHAPS_SENT[name] for name in ("502", "a reset")}


@pytest.mark.parametrize("fault", EDITING.values(), ids=EDITING)
async def test_an_edit_that_failed_is_tried_again_and_makes_no_new_message(connected: Town, fault: dict[str, Any]):
    card = await asked(connected.private, connected.anna, "/subscribe")
    connected.telegram.fault("editMessageText", **fault)

    await turned(connected.private, connected.anna, card.buttons[0][0], card)

    assert MARK not in card.text
    assert await quiet(connected) == []


async def test_a_card_that_shows_it_already_is_fine(connected: Town):
    question = await asked(connected.private, connected.anna, "/verify")
    cancel = question.buttons[0][-1].callback_data
    for _ in range(2):  # the second time the card shows it already
        connected.telegram.cloud.ask(question, connected.anna, cancel)

    assert await quiet(connected) == []
    assert question.buttons == []


@pytest.mark.parametrize("reason", ["message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID"])
async def test_a_card_that_cannot_be_edited_is_sent_anew(connected: Town, reason: str):
    card = await asked(connected.private, connected.anna, "/subscribe")
    connected.telegram.fault("editMessageText", **bad(reason))
    await connected.private.press(connected.anna, card.buttons[0][0], message=card)

    anew = await connected.private.wait_for(lambda found: found.reply_to is card)
    assert "🔈" in anew.buttons[0][0].text


async def test_a_press_that_telegram_forgot_works_all_the_same(connected: Town):
    card = await asked(connected.private, connected.anna, "/subscribe")
    connected.telegram.fault("answerCallbackQuery", **bad("query is too old and response timeout expired"))
    before = card.version
    connected.telegram.cloud.ask(card, connected.anna, card.buttons[0][0].callback_data)

    await connected.private.wait_for(lambda found: found is card, after=before)
    assert "🔈" in card.buttons[0][0].text


async def test_a_chat_that_must_wait_does_not_hold_up_the_others(world: Town):
    slept, over = list[float](), asyncio.Event()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await over.wait()
        clock.passes(seconds=seconds)

    clock = Clock()
    sender = replace(world.app.line.sender, limits=Limits(lambda: clock().timestamp(), sleep))
    private, group = Place(world.private.id), Place(world.group.id)
    world.telegram.fault("sendMessage", status=429, body=refusal(429, "Too Many Requests", retry_after=3600))
    with pytest.raises(NotNow):
        await sender.send(private, Reply("a"))
    waiting = asyncio.create_task(sender.send(private, Reply("b")))
    await sender.send(group, Reply("c"))

    assert [message.text for message in world.group.messages] == ["c"]
    assert (slept, world.private.messages) == ([3600], [])
    over.set()
    await waiting
    assert [message.text for message in world.private.messages] == ["b"]


async def test_a_long_text_and_its_file_go_one_after_the_other(world: Town):
    await asked(world.private, world.anna, "/start")
    reply = Reply("д" * 1025, document=Document("a.csv", b"1"))
    id = await world.app.line.sender.send(Place(world.private.id), reply)

    text, file = world.private.messages[-2:]
    assert (text.id, text.text) == (id, reply.text)
    assert (file.reply_to, file.document.data) == (text, b"1")


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (Forbidden("bot was kicked"), ChatGone),
        (BadRequest("not enough rights to send documents to the chat"), Unsayable),
        (BadRequest("not enough rights to send text messages to the chat"), ChatGone),
        (InvalidToken("Not Found"), NotNow),
        (BadRequest("Bad Request: message thread not found"), TopicGone),
        (BadRequest("Bad Request: TOPIC_CLOSED"), TopicGone),
        (BadRequest("Bad Request: message to edit not found"), MessageGone),
        (BadRequest("Bad Request: text must be non-empty"), Unsayable),
        (NetworkError("Request Entity Too Large (413)"), Unsayable),
        (caused(TimedOut(), NotSent()), NotNow),
        (caused(NetworkError("x"), NotSent()), NotNow),
        (TimedOut(), Perhaps),
        (NetworkError("x"), Perhaps),
        (caused(NetworkError("x"), ClientOSError()), Perhaps),
        (TelegramError("Invalid server response"), Perhaps),
    ],
)
def test_an_error_means(error: TelegramError, meaning: type[Exception]):
    assert type(undelivered(error)) is meaning


def test_the_pause_that_telegram_names_is_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "true")

    assert undelivered(RetryAfter(7)).wait == timedelta(seconds=7)


async def test_where_nobody_listens_nothing_was_sent():
    connection = Connection.to(f"http://127.0.0.1:{free_port()}", TOKEN)
    with pytest.raises(NetworkError) as failed:
        await connection.bot.send_message(1, "x")
    await connection.close()

    assert isinstance(undelivered(failed.value), NotNow)


def test_moving_tells_where_to():
    assert Moved(-1002).to == -1002

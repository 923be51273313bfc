"""Every way in which Telegram fails, as python-telegram-bot feels it, and the limits it enforces."""

import asyncio

import httpx
import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from tests.sandbox.telegram_world import world

# The library announces that RetryAfter will hold a timedelta one day.
pytestmark = pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")


def refused(code: int, description: str, **parameters: int) -> dict[str, object]:
    said = {"ok": False, "error_code": code, "description": description}
    return said | ({"parameters": parameters} if parameters else {})


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, refused(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter),
        (429, None, NetworkError),
        (400, refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100), ChatMigrated),
        (403, refused(403, "Forbidden: user is deactivated"), Forbidden),
        (400, refused(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), BadRequest),
        (401, None, InvalidToken),
        (404, b"<html>404</html>", InvalidToken),
        (413, b"<html>413</html>", NetworkError),
        (500, None, NetworkError),
        (502, b"<html>502</html>", NetworkError),
        (504, None, NetworkError),
        (200, b"<html>proxy</html>", TelegramError),
        (200, None, KeyError),
    ],
)
async def test_a_planned_failure_hits_once(status, body, error):
    async with world() as w:
        w.telegram.fault("sendMessage", status=status, body=body)

        with pytest.raises(error):
            await w.bot.send_message(10, "x")
        await w.bot.send_message(10, "y")

    assert [message.text for message in w.private.messages] == ["y"]
    assert [call.status for call in w.telegram.calls[-2:]] == [status, 200]


async def test_a_dropped_connection_may_hide_that_the_message_was_sent():
    async with world() as w:
        w.telegram.fault("sendMessage", reset=True, applied=True)

        with pytest.raises(NetworkError) as lost:
            await w.bot.send_message(10, "x")

    assert isinstance(lost.value.__cause__, httpx.RemoteProtocolError | httpx.ReadError)
    assert [message.text for message in w.private.messages] == ["x"]


async def test_half_an_answer_is_a_broken_connection():
    async with world() as w:
        w.telegram.fault("sendMessage", half=True)

        with pytest.raises(NetworkError) as lost:
            await w.bot.send_message(10, "x")

    assert isinstance(lost.value.__cause__, httpx.RemoteProtocolError)


async def test_a_hanging_request_times_out():
    async with world() as w:
        w.telegram.fault("sendMessage", hang=True, applied=True)

        with pytest.raises(TimedOut) as late:
            await w.bot.send_message(10, "x", read_timeout=0.05)

    assert isinstance(late.value.__cause__, httpx.ReadTimeout)
    assert len(w.private.messages) == 1


async def test_a_fault_can_be_aimed_repeated_and_taken_back():
    async with world() as w:
        fault = w.telegram.fault("*", status=500, chat_id=10, times=99)
        await w.bot.send_message(w.group.id, "мимо")
        for _ in range(2):
            with pytest.raises(NetworkError):
                await w.bot.send_chat_action(10, "typing")
        w.telegram.heal(fault)

        await w.bot.send_message(10, "x")


async def test_a_group_takes_twenty_messages_a_minute():
    async with world(enforce_limits=True) as w:
        for number in range(20):
            await w.bot.send_message(w.group.id, str(number))
            w.clock.now += 0.5

        answer = await w.post("sendMessage", chat_id=w.group.id, text="x")
        assert answer == refused(429, "Too Many Requests: retry after 50", retry_after=50)
        w.clock.now += 50
        await w.bot.send_message(w.group.id, "x")


async def test_a_person_takes_a_short_burst_and_then_one_a_second():
    async with world(enforce_limits=True) as w:
        for number in range(5):
            await w.bot.send_message(10, str(number))

        with pytest.raises(RetryAfter):
            await w.bot.send_message(10, "x")
        await w.bot.send_message(w.group.id, "другому можно")


async def test_edits_count_and_refused_messages_do_not():
    async with world(enforce_limits=True) as w:
        sent = await w.bot.send_message(10, "0")
        for number in range(1, 4):
            await sent.edit_text(str(number))
            with pytest.raises(BadRequest):
                await sent.edit_text(str(number))

        await sent.edit_text("4")
        with pytest.raises(RetryAfter):
            await sent.edit_text("5")


async def test_thirty_a_second_are_the_limit_overall():
    async with world(enforce_limits=True) as w:
        people = [w.telegram.private(w.telegram.person(100 + number, "x")) for number in range(31)]
        answers = [await w.post("sendMessage", chat_id=chat.id, text="x") for chat in people]

    assert [answer["ok"] for answer in answers] == [True] * 30 + [False]


async def test_a_test_can_wait_for_a_call():
    async with world() as w:
        waiting = asyncio.create_task(w.telegram.called("sendChatAction"))
        await w.bot.send_chat_action(10, "typing")

        assert (await waiting).params == {"chat_id": 10, "action": "typing"}
        with pytest.raises(TimeoutError, match="it came 1 times, not 2"):
            await w.telegram.called("sendChatAction", times=2, within=0)

"""What people do, and what the bot learns of it."""

import asyncio

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden

from sandbox.telegram import Answer
from tests.sandbox.telegram_world import STATUSES, World, buttons, refuses, world


async def answer_next_tap(w: World, **answer: object) -> str:
    """The bot's side of one tap; returns what the button carried."""
    update = (await w.bot.get_updates(timeout=5, allowed_updates=["callback_query"]))[0]
    await update.callback_query.answer(**answer)
    return update.callback_query.data


async def test_a_tap_brings_the_bots_answer():
    async with world() as w:
        await w.bot.send_message(10, "x", reply_markup=buttons("✅ Арендовать", "Отмена"))
        tap = asyncio.create_task(w.private.press(w.anna, "✅"))

        assert await answer_next_tap(w, text="Готово", show_alert=True) == "✅ Арендовать"
        assert await tap == Answer("Готово", show_alert=True, answered=True)


async def test_a_tap_tells_who_pressed_and_what_was_shown():
    async with world() as w:
        await w.bot.send_message(w.group.id, "x", reply_markup=buttons("a"), message_thread_id=STATUSES)
        tap = asyncio.create_task(w.group.press(w.boris, "a"))
        query = (await w.bot.get_updates(timeout=5))[0].callback_query
        await query.answer()
        await tap

    assert (query.from_user.id, query.message.text, query.message.message_thread_id) == (11, "x", STATUSES)


async def test_an_answer_after_150_seconds_is_too_late():
    async with world() as w:
        sent = await w.bot.send_message(10, "x", reply_markup=buttons("a"))
        query = w.telegram.cloud.ask(w.private.find(sent.message_id), w.anna, "a")
        w.clock.now += 151

        with refuses("query is too old"):
            await w.bot.answer_callback_query(query.id)


async def test_a_tap_is_answered_once_and_in_200_characters():
    async with world() as w:
        sent = await w.bot.send_message(10, "x", reply_markup=buttons("a"))
        query = w.telegram.cloud.ask(w.private.find(sent.message_id), w.anna, "a")

        with refuses("message_too_long"):
            await w.bot.answer_callback_query(query.id, "ж" * 201)
        await w.bot.answer_callback_query(query.id, "ж" * 200)
        with refuses("query is too old"):
            await w.bot.answer_callback_query(query.id)


async def test_a_deep_link_opens_the_private_chat():
    async with world() as w:
        link = InlineKeyboardButton("Подключить", url="https://t.me/smsc_sandbox_bot?start=token_1")
        await w.bot.send_message(w.group.id, "x", reply_markup=InlineKeyboardMarkup([[link]]))

        answer = await w.group.press(w.boris, "Подкл")

        assert answer.url == "https://t.me/smsc_sandbox_bot?start=token_1"
        assert [message.text for message in w.telegram.private(w.boris).messages] == ["/start token_1"]
        assert (await w.updates())[-1].message.chat.id == w.boris.id


async def test_a_deep_link_carries_at_most_64_characters():
    async with world() as w:
        link = InlineKeyboardButton("x", url=f"https://t.me/smsc_sandbox_bot?start={'a' * 65}")
        await w.bot.send_message(10, "x", reply_markup=InlineKeyboardMarkup([[link]]))

        with pytest.raises(ValueError, match="START_PARAM_INVALID"):
            await w.private.press(w.anna, "x")


async def test_a_missing_button_is_named_with_those_that_are_there():
    async with world() as w:
        await w.bot.send_message(10, "x", reply_markup=buttons("Да", "Нет"))

        with pytest.raises(LookupError, match="Да"):
            await w.private.press(w.anna, "Может")


async def test_waiting_finds_what_is_there_and_what_comes():
    async with world() as w:
        first = await w.bot.send_message(10, "⏳ жду")
        seen = await w.private.wait_for(lambda message: "⏳" in message.text)
        coming = asyncio.create_task(w.private.wait_for(lambda message: "✅" in message.text))
        await asyncio.sleep(0)
        await first.edit_text("✅ есть")

        assert seen is await coming


async def test_waiting_can_begin_after_a_message():
    async with world() as w:
        old = await w.bot.send_message(10, "баланс")
        coming = asyncio.create_task(w.private.wait_for(lambda m: "баланс" in m.text, after=old.message_id))
        new = await w.bot.send_message(10, "баланс снова")

        assert (await coming).id == new.message_id


async def test_waiting_in_vain_tells_what_the_chat_holds():
    async with world() as w:
        await w.bot.send_message(10, "совсем другое")

        with pytest.raises(TimeoutError, match="совсем другое"):
            await w.private.wait_for(lambda message: "✅" in message.text, timeout=0)


async def test_privacy_mode_lets_commands_and_replies_to_the_bot_through():
    async with world() as w:
        sent = await w.bot.send_message(w.group.id, "x")
        shown = w.group.find(sent.message_id)
        for text in ("привет", "/balance", "/balance@smsc_sandbox_bot", "/balance@other_bot", "и /balance"):
            await w.group.say(w.boris, text)
        await w.group.say(w.boris, "ответ", reply_to=shown)

        heard = [update.message.text for update in await w.updates()]

    assert heard == ["/balance", "/balance@smsc_sandbox_bot", "ответ"]


async def test_an_admin_bot_hears_everything():
    async with world() as w:
        w.group.promote_bot(w.anna)
        await w.group.say(w.boris, "привет")

        assert (await w.updates())[-1].message.text == "привет"


async def test_a_message_in_a_topic_answers_the_topics_beginning():
    async with world() as w:
        await w.group.say(w.boris, "/status", thread_id=STATUSES)
        message = (await w.updates())[0].message

    assert (message.message_thread_id, message.is_topic_message) == (STATUSES, True)
    assert message.reply_to_message.forum_topic_created.name == "Статусы"


async def test_a_forwarded_text_names_its_author():
    async with world() as w:
        await w.private.say(w.anna, "позвони мне", forward_from=w.boris)
        await w.private.say(w.anna, "и мне", forward_from="Скрытый")
        known, hidden = [update.message for update in await w.updates()]

    assert known.forward_origin.sender_user.id == w.boris.id
    assert hidden.forward_origin.sender_user_name == "Скрытый"


async def test_contacts_files_and_edits_reach_the_bot():
    async with world() as w:
        asked = await w.private.say(w.anna, "/operator 7")
        await w.private.edit(w.anna, asked, "/operator 79991234567")
        await w.private.share_contact(w.anna, "+79991234567", "Пётр")
        await w.private.send_file(w.anna, "phones.txt", b"79991234567", "/operator")
        _, edited, contact, file = await w.updates()

        assert edited.edited_message.text == "/operator 79991234567"
        assert contact.message.contact.phone_number == "+79991234567"
        assert (file.message.document.file_name, file.message.caption) == ("phones.txt", "/operator")
        fetched = await w.bot.get_file(file.message.document.file_id)
        assert bytes(await fetched.download_as_bytearray()) == b"79991234567"


async def test_an_anonymous_admin_speaks_as_the_group():
    async with world() as w:
        await w.group.say_anonymously("/balance")
        message = (await w.updates())[0].message

    assert (message.from_user.id, message.sender_chat.id) == (1087968824, w.group.id)


async def test_a_stranger_cannot_speak_or_press_here():
    async with world() as w:
        stranger = w.telegram.person(99, "Чужой")

        with pytest.raises(ValueError, match="Чужой is not in Дежурные"):
            await w.group.say(stranger, "/balance")


async def test_a_kicked_bot_is_told_and_forbidden_to_speak():
    async with world() as w:
        w.group.kick_bot(w.anna)
        change = (await w.updates())[0].my_chat_member

        assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
        assert change.from_user.id == w.anna.id
        with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
            await w.bot.send_message(w.group.id, "x")
        w.group.add_bot(w.anna)
        await w.bot.send_message(w.group.id, "снова здесь")


async def test_a_blocked_bot_may_not_write():
    async with world() as w:
        w.private.kick_bot(w.anna)

        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await w.bot.send_message(10, "x")


async def test_a_bot_that_left_is_no_member():
    async with world() as w:
        await w.bot.leave_chat(w.group.id)

        with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
            await w.bot.send_message(w.group.id, "x")


async def test_a_migrated_group_answers_with_its_new_id():
    async with world() as w:
        small = w.telegram.group("Малая", id=-4001, members=[], admins=[w.anna])
        sent = await w.bot.send_message(-4001, "x")
        new = small.migrate()
        last = (await w.updates())[-2:]

        with pytest.raises(ChatMigrated) as moved:
            await w.bot.send_message(-4001, "x")
        assert moved.value.new_chat_id == new
        assert [last[0].message.migrate_to_chat_id, last[1].message.migrate_from_chat_id] == [new, -4001]
        assert (await w.bot.get_chat(new)).type == "supergroup"
        with refuses("message to edit not found"):
            await w.bot.edit_message_text("y", new, sent.message_id)


async def test_the_bot_learns_who_is_an_admin():
    async with world() as w:
        w.group.promote(w.boris, w.anna)
        admins = {admin.user.id: admin.status for admin in await w.bot.get_chat_administrators(w.group.id)}
        stranger = w.telegram.person(99, "Чужой")

        assert admins == {10: "creator", 11: "administrator"}
        assert (await w.bot.get_chat_member(w.group.id, stranger.id)).status == "left"
        assert (await w.bot.get_chat_member_count(w.group.id)) == 3
        with pytest.raises(BadRequest):
            await w.bot.get_chat_member(w.group.id, 123456)
        with refuses("no administrators in the private chat"):
            await w.bot.get_chat_administrators(10)


async def test_people_come_and_go():
    async with world() as w:
        vera = w.telegram.person(12, "Вера")
        w.group.join(vera)
        w.group.leave(vera)
        came, went = [update.message for update in await w.updates()]

    assert (came.new_chat_members[0].id, went.left_chat_member.id) == (12, 12)

"""Messages the bot sends, and those Telegram refuses."""

import pytest
from telegram import InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, ReplyParameters

from sandbox.telegram.methods import ASYNC_METHODS, METHODS
from sandbox.telegram.schema import BotApi
from tests.sandbox.telegram_world import STATUSES, buttons, picture, refuses, world


async def test_a_message_appears_in_the_chat_as_it_was_meant():
    async with world() as w:
        sent = await w.bot.send_message(
            10, "<b>Да</b> &amp; нет", parse_mode="HTML", reply_markup=buttons("✅"), disable_notification=True
        )

        shown = w.private.messages[0]
        assert (shown.text, shown.html) == ("Да & нет", "<b>Да</b> &amp; нет")
        assert (shown.id, shown.by_bot, shown.silent) == (sent.message_id, True, True)
        assert shown.buttons[0][0].callback_data == "✅"


async def test_the_result_says_what_the_chat_shows():
    async with world() as w:
        asked = await w.private.say(w.anna, "/help")
        sent = await w.bot.send_message(
            10, "/help ok", reply_markup=buttons("a"), reply_parameters=ReplyParameters(asked.id)
        )

    assert sent.reply_to_message.text == "/help"
    assert sent.reply_markup.inline_keyboard[0][0].callback_data == "a"
    assert (sent.entities[0].type, sent.from_user.is_bot, sent.chat.first_name) == ("bot_command", True, "Анна")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"chat_id": 10}, "message text is empty"),
        ({"chat_id": 10, "text": ""}, "message text is empty"),
        ({"chat_id": 10, "text": "  \n"}, "text must be non-empty"),
        ({"chat_id": 10, "text": "<b></b>", "parse_mode": "html"}, "text must be non-empty"),
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": 12345, "text": "x"}, "chat not found"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": 10, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 10, "text": "&lt;" * 8193, "parse_mode": "HTML"}, "text is too long"),
        ({"chat_id": 10, "text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        ({"chat_id": 10, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"chat_id": 10, "text": "x", "message_thread_id": 77}, "message thread not found"),
        ({"chat_id": 10, "text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"chat_id": 10, "text": "x", "reply_parameters": {}}, 'can\'t find field "message_id"'),
        ({"chat_id": 10, "text": "x", "link_preview_options": {"is_disabled": "yes"}}, 'field "is_disabled" must'),
        ({"chat_id": 10, "text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"chat_id": 10, "text": "x", "reply_markup": "[]"}, "object expected as reply markup"),
        (
            {"chat_id": 10, "text": "привет", "entities": [{"type": "bold", "offset": 4, "length": 3}]},
            "entity beginning at UTF-16 offset 4 ends after the end of the text at UTF-16 offset 7",
        ),
        (
            {"chat_id": 10, "text": "x", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
            "can't parse MessageEntity: Unsupported type specified",
        ),
    ],
)
async def test_refuses_with_telegrams_words(fields, reason):
    async with world() as w:
        assert (await w.refusal("sendMessage", **fields)).startswith(reason)
        assert w.private.messages == []


async def test_an_unreadable_flag_counts_as_not_given():
    async with world() as w:
        answer = await w.post("sendMessage", chat_id=10, text="x", disable_notification="maybe so")

    assert answer["ok"]
    assert not w.private.messages[0].silent


def test_every_described_method_can_be_done():
    assert set(BotApi().methods) == {*METHODS, *ASYNC_METHODS}


async def test_the_length_counts_characters_after_parsing():
    async with world() as w:
        sent = await w.bot.send_message(10, f"<b>{'🏟' * 2048}</b>{'&amp;' * 2048}", parse_mode="HTML")

    assert len(sent.text) == 4096
    assert sent.entities[0].length == 4096


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        ({"text": "x", "callback_data": "ж" * 33}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "can't parse inline keyboard button: Text buttons are unallowed"),
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": " ", "callback_data": "x"}, "REPLY_MARKUP_INVALID"),
        ({"text": 5, "callback_data": "x"}, 'can\'t parse inline keyboard button: Field "text" must be of type'),
        ({"text": "x", "callback_data": "x", "url": "https://smsc.ru"}, "can't parse inline keyboard button: Ex"),
        ({"text": "x", "callback_data": "x", "style": "loud"}, "BUTTON_STYLE_INVALID"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "copy_text": {"text": ""}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "url": "nowhere"}, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        ({"text": "x", "url": "ftp://a.ru"}, "inline keyboard button URL 'ftp://a.ru' is invalid: Unsupported"),
        ({"text": "x", "web_app": {"url": "http://a.ru"}}, "inline keyboard button Web App URL 'http://a.ru' is"),
        ({"text": "x", "pay": True}, "BUTTON_TYPE_INVALID"),
    ],
)
async def test_a_wrong_button_is_refused(button, reason):
    async with world() as w:
        markup = {"inline_keyboard": [[button]]}

        assert (await w.refusal("sendMessage", chat_id=10, text="x", reply_markup=markup)).startswith(reason)


async def test_sixty_four_bytes_of_data_and_a_hundred_buttons_are_allowed_and_no_more():
    async with world() as w:
        await w.bot.send_message(10, "x", reply_markup=buttons("ж" * 32))
        row = buttons("a").inline_keyboard[0]
        await w.bot.send_message(10, "x", reply_markup=InlineKeyboardMarkup([row] * 100))

        with refuses("reply markup is too long"):
            await w.bot.send_message(10, "x", reply_markup=InlineKeyboardMarkup([row] * 101))


async def test_a_topic_takes_messages_by_its_id_and_general_has_none():
    async with world() as w:
        sent = await w.bot.send_message(w.group.id, "статус", message_thread_id=STATUSES)

        assert (sent.message_thread_id, sent.is_topic_message) == (STATUSES, True)
        assert w.group.messages[0].thread_id == STATUSES
        with refuses("thread not found"):
            await w.bot.send_message(w.group.id, "общее", message_thread_id=1)


async def test_a_deleted_topic_takes_nothing_any_more():
    async with world() as w:
        w.group.delete_topic(STATUSES)

        with refuses("thread not found"):
            await w.bot.send_message(w.group.id, "x", message_thread_id=STATUSES)


async def test_a_reply_without_a_topic_lands_where_the_question_stands():
    async with world() as w:
        asked = await w.group.say(w.boris, "/balance", thread_id=STATUSES)

        sent = await w.bot.send_message(w.group.id, "ответ", reply_parameters=ReplyParameters(asked.id))

    assert sent.message_thread_id == STATUSES


async def test_a_missing_reply_target_may_be_allowed():
    async with world() as w:
        lenient = ReplyParameters(999, allow_sending_without_reply=True)

        sent = await w.bot.send_message(10, "x", reply_parameters=lenient)

    assert sent.reply_to_message is None


async def test_a_document_can_be_read_in_the_chat_and_fetched_again():
    async with world() as w:
        sent = await w.bot.send_document(
            10, b"a;b\r\n", filename="Отчёт.csv", caption="<i>готов</i>", parse_mode="HTML"
        )

        shown = w.private.messages[0]
        assert (shown.document.name, shown.document.data) == ("Отчёт.csv", b"a;b\r\n")
        assert (shown.text, shown.entities[0].type) == ("готов", "italic")
        assert (sent.document.file_size, sent.document.mime_type) == (5, "text/csv")
        file = await w.bot.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"a;b\r\n"


async def test_a_known_file_id_sends_the_file_again():
    async with world() as w:
        first = await w.bot.send_document(10, b"once", filename="a.txt")

        await w.bot.send_document(w.group.id, first.document.file_id)

    assert w.group.messages[0].document.data == b"once"


async def test_a_picture_has_its_size():
    async with world() as w:
        sent = await w.bot.send_photo(10, picture(40, 30))

    assert (sent.photo[0].width, sent.photo[0].height) == (40, 30)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no picture at all", "IMAGE_PROCESS_FAILED"),
        (picture(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (picture(210, 10), "PHOTO_INVALID_DIMENSIONS"),
        (picture() + bytes(10 * 1024 * 1024), "too big for a photo"),
    ],
    ids=["text", "huge", "strip", "heavy"],
)
async def test_what_is_no_fit_picture_is_refused(data, reason):
    async with world() as w:
        with refuses(reason):
            await w.bot.send_photo(10, data)


async def test_a_caption_is_at_most_1024_characters():
    async with world() as w:
        await w.bot.send_document(10, b"x", caption="ж" * 1024)

        with refuses("message caption is too long"):
            await w.bot.send_document(10, b"x", caption="ж" * 1025)


async def test_an_empty_file_is_refused():
    async with world() as w:
        with refuses("file must be non-empty"):
            await w.bot.send_document(10, b"")


async def test_an_album_is_several_messages_of_one_group():
    async with world() as w:
        sent = await w.bot.send_media_group(
            10, [InputMediaDocument(b"1", filename="1.txt"), InputMediaDocument(b"2", filename="2.txt", caption="оба")]
        )

    assert [message.document.name for message in w.private.messages] == ["1.txt", "2.txt"]
    assert len({message.media_group_id for message in sent}) == 1
    assert w.private.messages[1].text == "оба"


async def test_an_album_does_not_mix_documents_and_pictures():
    async with world() as w:
        with refuses("mixed"):
            await w.bot.send_media_group(10, [InputMediaDocument(b"1"), InputMediaPhoto(picture())])


async def test_copies_and_forwards_say_where_they_come_from():
    async with world() as w:
        original = await w.private.say(w.anna, "смотри")

        await w.bot.copy_message(w.group.id, 10, original.id)
        forwarded = await w.bot.forward_message(w.group.id, 10, original.id)

    assert [message.text for message in w.group.messages] == ["смотри", "смотри"]
    assert forwarded.forward_origin.sender_user.id == w.anna.id


async def test_unknown_parameters_are_ignored_but_remembered():
    async with world() as w:
        markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x", "colour": "red"}]]}
        await w.post("sendMessage", chat_id=10, text="x", loudly=True, reply_markup=markup)
        await w.bot.send_document(10, b"x", filename="x.txt", reply_markup=buttons("ok"))

    assert w.telegram.calls[-2].unknown == ["loudly", "reply_markup.inline_keyboard.colour"]
    assert w.telegram.calls[-1].unknown == []

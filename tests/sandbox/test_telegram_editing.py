"""Messages the bot changes, removes, marks."""

from telegram import InputMediaDocument, InputMediaPhoto

from tests.sandbox.telegram_world import buttons, picture, refuses, world


async def test_an_edit_changes_the_message_in_place():
    async with world() as w:
        sent = await w.bot.send_message(10, "⏳", reply_markup=buttons("Отмена"))
        w.clock.now += 5
        await sent.edit_text("✅ <b>готово</b>", parse_mode="HTML")

        shown = w.private.messages[0]
        assert (shown.text, shown.buttons, shown.edited) == ("✅ готово", [], True)
        assert shown.edited_at == shown.date + 5
        assert shown.history == ["⏳"]


async def test_an_edit_that_changes_nothing_is_refused():
    async with world() as w:
        sent = await w.bot.send_message(10, "<b>x</b>", parse_mode="HTML", reply_markup=buttons("a"))

        with refuses("message is not modified"):
            await sent.edit_text("<strong>x</strong>", parse_mode="HTML", reply_markup=buttons("a"))
        with refuses("message is not modified"):
            await sent.edit_reply_markup(buttons("a"))


async def test_other_buttons_are_a_change():
    async with world() as w:
        sent = await w.bot.send_message(10, "x", reply_markup=buttons("a"))

        await sent.edit_reply_markup(buttons("a", style="success"))

    assert w.private.messages[0].buttons[0][0].style == "success"


async def test_a_deleted_message_cannot_be_edited():
    async with world() as w:
        sent = await w.bot.send_message(10, "x")
        await sent.delete()

        with refuses("message to edit not found"):
            await sent.edit_text("y")
        assert w.private.messages == []
        assert w.private.deleted[0].text == "x"


async def test_only_own_messages_can_be_edited():
    async with world() as w:
        asked = await w.private.say(w.anna, "/help")

        assert await w.refusal("editMessageText", chat_id=10, message_id=asked.id, text="x") == (
            "message can't be edited"
        )


async def test_a_document_has_a_caption_and_no_text():
    async with world() as w:
        document = await w.bot.send_document(10, b"x", caption="a")
        text = await w.bot.send_message(10, "a")

        with refuses("there is no text in the message to edit"):
            await w.bot.edit_message_text("b", 10, document.message_id)
        with refuses("there is no caption in the message to edit"):
            await w.bot.edit_message_caption(10, text.message_id, caption="b")
        assert (await document.edit_caption("b")).caption == "b"


async def test_the_file_of_a_message_can_be_replaced():
    async with world() as w:
        sent = await w.bot.send_document(10, b"old", filename="old.csv")
        await sent.edit_media(InputMediaDocument(b"new", filename="new.csv", caption="новый"))

        assert (w.private.messages[0].document.data, w.private.messages[0].text) == (b"new", "новый")
        await sent.edit_media(InputMediaPhoto(picture()))
        assert w.private.messages[0].photo
        assert w.private.messages[0].document is None


async def test_the_bot_removes_other_peoples_messages_only_in_private_or_as_an_admin():
    async with world() as w:
        secret = await w.private.say(w.anna, "логин пароль")
        spam = await w.group.say(w.boris, "спам")
        await w.bot.delete_message(10, secret.id)

        with refuses("message can't be deleted"):
            await w.bot.delete_message(w.group.id, spam.id)
        w.group.promote_bot(w.anna)
        await w.bot.delete_message(w.group.id, spam.id)

    assert w.private.deleted == [secret]
    assert w.group.deleted == [spam]


async def test_after_two_days_a_message_stays():
    async with world() as w:
        sent = await w.bot.send_message(10, "x")
        w.clock.now += 48 * 3600

        with refuses("message can't be deleted"):
            await sent.delete()


async def test_several_messages_go_at_once_and_missing_ones_do_not_matter():
    async with world() as w:
        sent = [await w.bot.send_message(10, text) for text in "abc"]

        assert await w.bot.delete_messages(10, [sent[0].message_id, sent[2].message_id, 999])

    assert [message.text for message in w.private.messages] == ["b"]


async def test_a_reaction_shows_on_the_message():
    async with world() as w:
        asked = await w.private.say(w.anna, "/verify")

        await w.bot.set_message_reaction(10, asked.id, "👀")

    assert asked.reactions == ["👀"]


async def test_pinning_in_a_group_needs_an_admin():
    async with world() as w:
        sent = await w.bot.send_message(w.group.id, "важно")

        with refuses("not enough rights"):
            await sent.pin()
        w.group.promote_bot(w.anna)
        await sent.pin()
        assert (await w.bot.get_chat(w.group.id)).pinned_message.text == "важно"
        await w.bot.unpin_chat_message(w.group.id)

    assert w.group.pinned == []

"""The Bot API's methods, by name: what the stand-in can do. A method that is not here answers 404."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram.methods import asking, editing, profile, receiving, sending, topics
from sandbox.telegram.request import Request

Method = Callable[[Request], Any]
AsyncMethod = Callable[[Request], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getMe": asking.get_me,
    "logOut": profile.accepted,
    "close": profile.accepted,
    "sendMessage": sending.send_message,
    "sendPhoto": sending.send_photo,
    "sendDocument": sending.send_document,
    "sendMediaGroup": sending.send_media_group,
    "sendContact": sending.send_contact,
    "sendChatAction": sending.send_chat_action,
    "copyMessage": sending.copy_message,
    "forwardMessage": sending.forward_message,
    "editMessageText": editing.edit_message_text,
    "editMessageCaption": editing.edit_message_caption,
    "editMessageMedia": editing.edit_message_media,
    "editMessageReplyMarkup": editing.edit_message_reply_markup,
    "deleteMessage": editing.delete_message,
    "deleteMessages": editing.delete_messages,
    "setMessageReaction": editing.set_message_reaction,
    "pinChatMessage": editing.pin_chat_message,
    "unpinChatMessage": editing.unpin_chat_message,
    "unpinAllChatMessages": editing.unpin_all_chat_messages,
    "answerCallbackQuery": asking.answer_callback_query,
    "getFile": asking.get_file,
    "getChat": asking.get_chat,
    "getChatAdministrators": asking.get_chat_administrators,
    "getChatMemberCount": asking.get_chat_member_count,
    "getChatMember": asking.get_chat_member,
    "leaveChat": asking.leave_chat,
    "createForumTopic": topics.create_forum_topic,
    "editForumTopic": topics.edit_forum_topic,
    "closeForumTopic": topics.close_forum_topic,
    "reopenForumTopic": topics.reopen_forum_topic,
    "deleteForumTopic": topics.delete_forum_topic,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.setter("name"),
    "getMyName": profile.getter("name"),
    "setMyDescription": profile.setter("description"),
    "getMyDescription": profile.getter("description"),
    "setMyShortDescription": profile.setter("short_description"),
    "getMyShortDescription": profile.getter("short_description"),
    "setChatMenuButton": profile.accepted,
    "getChatMenuButton": profile.get_chat_menu_button,
}
ASYNC_METHODS: dict[str, AsyncMethod] = {
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
}
# What counts against the limits of how much a bot may say; an edit is a message for them.
SPEAKING = {
    name for name in METHODS
    if name.startswith(("send", "copy", "forward", "editMessage")) and name != "sendChatAction"
}  # fmt: skip

"""Who takes part: people, the bot, and the account behind which anonymous admins write."""

from dataclasses import dataclass
from typing import Any

# https://core.telegram.org/bots/api#message, field `from`: what an anonymous admin looks like to bots.
ANONYMOUS_ADMIN_ID = 1087968824


@dataclass(frozen=True)
class Person:
    """A Telegram account."""

    id: int
    name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def to_json(self) -> dict[str, Any]:
        own: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        own |= {"username": self.username} if self.username else {}
        return own | ({"language_code": self.language_code} if self.language_code else {})


ANONYMOUS_ADMIN = Person(ANONYMOUS_ADMIN_ID, "Group", "GroupAnonymousBot", is_bot=True)
RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
    "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
    "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics", "is_anonymous",
)  # fmt: skip
NOT_BY_DEFAULT = {"can_be_edited", "is_anonymous", "can_promote_members"}


def member_json(person: Person, status: str) -> dict[str, Any]:
    """A ChatMember; *status* is creator, administrator, member, left or kicked."""
    own: dict[str, Any] = {"user": person.to_json(), "status": status}
    if status == "creator":
        return own | {"is_anonymous": False}
    if status == "administrator":
        return own | {right: right not in NOT_BY_DEFAULT for right in RIGHTS}
    return own | ({"until_date": 0} if status == "kicked" else {})

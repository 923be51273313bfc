"""Update → Ask: who asks, where, in which language, with which right, and what came along."""

from dataclasses import dataclass, replace
from typing import Any

from telegram import Message, User

from bot.chat.rights import NAME, Rights, person_of
from handlers.ask import Ask
from handlers.house import House, Person, Place
from handlers.reply import Attachment
from storage import meetings, people, questions
from storage.people import Known


@dataclass
class Reader:
    """What a handler needs to know of a message or a tap."""

    house: House
    rights: Rights

    async def of(self, message: Message, user: User) -> Ask:
        """Of a message that *user* wrote."""
        thread = message.message_thread_id if message.is_topic_message else None
        ask = await self.at(Place(message.chat_id, thread or 0), user, message.chat, message.message_id)
        replied = message.reply_to_message
        author = replied.from_user if replied is not None else None
        return replace(
            ask,
            quoted=text_of(replied) if replied is not None else "",
            quoted_person=person_of(author) if author is not None and not author.is_bot else None,
            quoted_id=replied.message_id if replied is not None else None,
            mentioned=await self._mentioned(message),
            attached=attached_to(message) or (attached_to(replied) if replied is not None else None),
        )

    async def at(self, place: Place, user: User, chat: Any, message_id: int) -> Ask:
        """Of whatever *user* did at *place*."""
        now, person = self.house.clock(), person_of(user)
        known = None if person.hidden else Known(person.id, person.name, person.username)
        met, account = await self.house.db(
            meetings.meet,
            place.chat_id,
            known,
            kind=chat.type,
            title=(chat.title or chat.full_name or "")[:NAME],
            language=person.language if place.private else "",
            now=now,
        )
        role = await self.rights.role(place, user.id)
        return Ask(
            house=self.house,
            place=place,
            person=person,
            role=role,
            say=self.house.words.say(chosen=met.language, telegram=person.language, zone=met.zone),
            now=now,
            account=account,
            message_id=message_id,
        )

    async def _mentioned(self, message: Message) -> Person | None:
        """Who is named first: Telegram says whom it means where they have no @name, else we have to have seen them."""
        for entity, text in message.parse_entities(["text_mention", "mention"]).items():
            if entity.user is not None:
                return person_of(entity.user)
            if known := await self.house.db(people.named, text.removeprefix("@")):
                return Person(known.id, known.name, known.username)
        return None

    async def serves(self, ask: Ask, *, in_question: bool) -> bool:
        """Whether the bot speaks here; *in_question* also where a link of ours has led somebody, until they answer."""
        if await self.rights.serves(ask.place.chat_id):
            return True
        asked = in_question and ask.place.private
        return asked and await self.house.db(questions.pending, ask.asker, ask.now) is not None


def text_of(message: Message) -> str:
    """What a person wrote, or the number of the contact they shared."""
    if message.contact is not None:
        return message.contact.phone_number
    return (message.text or message.caption or "").strip()


def has_buttons(message: Message | None) -> bool:
    """Whether it is a card or a question of ours; nobody else's messages have buttons that reach us."""
    return message is not None and message.reply_markup is not None


def attached_to(message: Message) -> Attachment | None:
    """The file a message brings, whoever sent it."""
    file = message.document
    return Attachment(file.file_id, file.file_name or "", file.file_size or 0) if file is not None else None

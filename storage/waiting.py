"""Cards that tell people to wait: each goes or becomes the answer, also after a crash."""

from dataclasses import dataclass

from sqlite_utils import Database as Db

from storage.rows import change, rows


@dataclass(frozen=True, slots=True)
class Card:
    """A message that shows that an answer is being prepared."""

    chat_id: int
    message_id: int


def begin(db: Db, card: Card) -> None:
    change(db, "insert into waiting values (:chat, :message)", chat=card.chat_id, message=card.message_id)


def end(db: Db, card: Card) -> None:
    sql = "delete from waiting where chat_id = :chat and message_id = :message"
    change(db, sql, chat=card.chat_id, message=card.message_id)


def left(db: Db) -> list[Card]:
    return [Card(row["chat_id"], row["message_id"]) for row in rows(db, "select * from waiting")]

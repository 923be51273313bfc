"""Questions the bot has asked a person in a chat and topic, and waits to have answered."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlite_utils import Database as Db

from storage.rows import change, first


@dataclass(frozen=True, slots=True)
class Asker:
    """Two people in one group never mix their answers: a question belongs to chat, topic and person."""

    chat_id: int
    thread_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    argument: str
    expires_at: datetime
    card: int | None = None  # the message under which it stands, as soon as that is sent


def ask(db: Db, asker: Asker, question: Question) -> None:
    """Ask; an older question to the same person there is forgotten."""
    db.conn.execute(
        "insert or replace into questions (chat_id, thread_id, person_id, name, argument, expires_at) "
        "values (?, ?, ?, ?, ?, ?)",
        (
            asker.chat_id,
            asker.thread_id,
            asker.person_id,
            question.name,
            question.argument,
            question.expires_at.timestamp(),
        ),
    )


def pending(db: Db, asker: Asker, now: datetime) -> Question | None:
    row = first(
        db,
        "select name, argument, expires_at, card from questions where chat_id = :chat and thread_id = :thread "
        "and person_id = :person and expires_at > :now",
        chat=asker.chat_id,
        thread=asker.thread_id,
        person=asker.person_id,
        now=now.timestamp(),
    )
    if row is None:
        return None
    return Question(row["name"], row["argument"], datetime.fromtimestamp(row["expires_at"], UTC), row["card"])


def stands_under(db: Db, asker: Asker, card: int) -> None:
    """The question just asked is in the chat, as message *card*."""
    sql = (
        "update questions set card = :card where chat_id = :chat and thread_id = :thread and person_id = :person "
        "and card is null"
    )
    change(db, sql, card=card, chat=asker.chat_id, thread=asker.thread_id, person=asker.person_id)


def close(db: Db, asker: Asker, *, name: str = "") -> bool:
    """Forget what was asked, whatever it was or only the question of that *name*; True if something was."""
    sql = (
        "delete from questions where chat_id = :chat and thread_id = :thread and person_id = :person "
        "and :name in ('', name)"
    )
    return change(db, sql, chat=asker.chat_id, thread=asker.thread_id, person=asker.person_id, name=name) > 0


def settle(db: Db, asker: Asker, question: Question) -> None:
    """*question* was answered; a newer one, asked by the answer's reader, stays."""
    sql = (
        "delete from questions where chat_id = :chat and thread_id = :thread and person_id = :person "
        "and name = :name and argument = :argument and expires_at = :expires"
    )
    change(
        db,
        sql,
        chat=asker.chat_id,
        thread=asker.thread_id,
        person=asker.person_id,
        name=question.name,
        argument=question.argument,
        expires=question.expires_at.timestamp(),
    )

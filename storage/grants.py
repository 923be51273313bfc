"""Roles that were granted by hand in a chat; where there is none, Telegram says who may do what."""

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database as Db

from storage import people
from storage.people import Known
from storage.rows import change, first, rows


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody's role in a chat, and who gave it (None: nobody we remember)."""

    person: Known
    role: str
    by: Known | None


def give(db: Db, chat_id: int, person: Known, role: str, *, by_id: int, now: datetime) -> None:
    """*person* has *role* in the chat from now on, whatever Telegram says."""
    people.meet(db, person, now)
    sql = """
        insert into grants (chat_id, person_id, role, by_id, since) values (:chat, :person, :role, :by, :now)
        on conflict (chat_id, person_id) do update
        set role = excluded.role, by_id = excluded.by_id, since = excluded.since
        """
    change(db, sql, chat=chat_id, person=person.id, role=role, by=by_id, now=now.timestamp())


def take_back(db: Db, chat_id: int, person_id: int) -> bool:
    """What Telegram says counts again; False if nothing was granted."""
    sql = "delete from grants where chat_id = :chat and person_id = :person"
    return change(db, sql, chat=chat_id, person=person_id) == 1


def role_of(db: Db, chat_id: int, person_id: int) -> str:
    """The role that was granted, empty if none was."""
    sql = "select role from grants where chat_id = :chat and person_id = :person"
    row = first(db, sql, chat=chat_id, person=person_id)
    return str(row["role"]) if row else ""


def of_chat(db: Db, chat_id: int) -> list[Grant]:
    """Everything that was granted in a chat, the oldest first."""
    sql = """
        select p.id, p.name, p.username, g.role, b.id as by_id, b.name as by_name, b.username as by_username
        from grants g join people p on p.id = g.person_id left join people b on b.id = g.by_id
        where g.chat_id = :chat order by g.since, g.person_id
        """
    return [
        Grant(
            Known(row["id"], row["name"], row["username"]),
            row["role"],
            Known(row["by_id"], row["by_name"], row["by_username"]) if row["by_id"] is not None else None,
        )
        for row in rows(db, sql, chat=chat_id)
    ]

"""SMSC accounts: who they are at SMSC, their sealed credentials, and the address SMSC calls back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlite_utils import Database as Db

from storage import answers, chats, hushed, subscriptions
from storage.rows import all_of, change, first, first_of, insert, read_as, rows


@dataclass(frozen=True, slots=True)
class Account:
    """One SMSC account. Sealed fields open with the vault only, under the name *seal*."""

    id: int
    base_url: str
    identity: str
    alias: str
    algorithm: str
    owner_id: int
    stopped_why: str | None
    stopped_at: datetime | None
    connected_at: datetime
    called_at: datetime | None
    refused: int
    refused_at: datetime | None
    credentials: str | None = field(repr=False)
    hook: str = field(repr=False)
    secret: str = field(repr=False)
    former_until: datetime | None
    former_secret: str | None = field(repr=False)
    former_hook_hash: str | None = field(repr=False)

    @property
    def seal(self) -> str:
        return seal_of(self.base_url, self.identity)


def seal_of(base_url: str, identity: str) -> str:
    """The name inside every sealed field of an account."""
    return f"account:{base_url}:{identity}"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What `connect` needs to know; secrets come sealed."""

    base_url: str
    identity: str
    alias: str
    owner_id: int
    credentials: str = field(repr=False)
    hook: str = field(repr=False)
    hook_hash: str = field(repr=False)
    secret: str = field(repr=False)


def connect(db: Db, new: NewAccount, now: datetime) -> int:
    """The account's id. One that was there keeps its callback address and gets the new credentials."""
    known = first(
        db,
        "select id from accounts where base_url = :base_url and identity = :identity",
        base_url=new.base_url,
        identity=new.identity,
    )
    if known:
        change(
            db,
            "update accounts set credentials = :credentials, alias = :alias, stopped_why = null, stopped_at = null, "
            "stop_told = 0 where id = :id",
            credentials=new.credentials,
            alias=new.alias,
            id=known["id"],
        )
        return int(known["id"])
    return insert(
        db,
        """
        insert into accounts (base_url, identity, alias, credentials, hook, hook_hash, secret, owner_id, connected_at)
        values (:base_url, :identity, :alias, :credentials, :hook, :hook_hash, :secret, :owner_id, :now)
        """,
        base_url=new.base_url,
        identity=new.identity,
        alias=new.alias,
        credentials=new.credentials,
        hook=new.hook,
        hook_hash=new.hook_hash,
        secret=new.secret,
        owner_id=new.owner_id,
        now=now.timestamp(),
    )


def get(db: Db, id: int) -> Account | None:
    return first_of(Account, db, "select * from accounts where id = :id", id=id)


def of_hook(db: Db, hook_hash: str, now: datetime) -> Account | None:
    """Whose callback address it is, or still is: a former one counts until its time is over."""
    sql = """
        select * from accounts where hook_hash = :hash
        union all select * from accounts where former_hook_hash = :hash and former_until > :now
        """
    return first_of(Account, db, sql, hash=hook_hash, now=now.timestamp())


def of_chat(db: Db, chat_id: int) -> Account | None:
    """The account that *chat_id* speaks for, with or without credentials."""
    sql = "select a.* from accounts a join chats c on c.account_id = a.id where c.id = :chat"
    return first_of(Account, db, sql, chat=chat_id)


def connected(db: Db) -> list[Account]:
    """Accounts whose credentials are here and not refused by SMSC."""
    found = rows(db, "select * from accounts where credentials is not null and stopped_why is null order by id")
    return [read_as(Account, row) for row in found]


def leave(db: Db, id: int, chat_id: int) -> int:
    """Disconnect a chat; how many still use the account. After the last one its credentials are gone, in one go."""
    subscriptions.drop_chat(db, chat_id)
    hushed.drop_chat(db, chat_id)
    chats.use_account(db, chat_id, None)
    others = len(chats.of_account(db, id))
    if not others:
        forget_credentials(db, id)
        answers.forget_all(db, id)
    return others


def forget_credentials(db: Db, id: int) -> None:
    change(db, "update accounts set credentials = null where id = :id", id=id)


def stop(db: Db, id: int, why: str, now: datetime) -> bool:
    """Remember that SMSC refused the credentials; True if that is news."""
    sql = "update accounts set stopped_why = :why, stopped_at = :now where id = :id and stopped_why is null"
    return change(db, sql, id=id, why=why, now=now.timestamp()) == 1


def stopped_untold(db: Db) -> list[Account]:
    """Accounts that SMSC refuses and whose people have not heard of it."""
    sql = "select * from accounts where stopped_why is not null and credentials is not null and stop_told = 0"
    return all_of(Account, db, sql)


def told_of_stop(db: Db, id: int) -> None:
    change(db, "update accounts set stop_told = 1 where id = :id", id=id)


def choose_algorithm(db: Db, id: int, algorithm: str) -> None:
    """From now on callbacks are believed by this algorithm alone, at a former address too."""
    change(db, "update accounts set algorithm = :algorithm where id = :id", id=id, algorithm=algorithm)


def change_address(db: Db, id: int, *, hook: str, hook_hash: str, secret: str, former_until: datetime) -> None:
    """The address and the secret that were there stay good until *former_until*, those before them do not."""
    sql = """
        update accounts set former_hook_hash = hook_hash, former_secret = secret, former_until = :until,
            hook = :hook, hook_hash = :hook_hash, secret = :secret
        where id = :id
        """
    change(db, sql, id=id, hook=hook, hook_hash=hook_hash, secret=secret, until=former_until.timestamp())


def end_former(db: Db, id: int) -> None:
    """What SMSC called before the last change is taken no longer."""
    sql = "update accounts set former_hook_hash = null, former_secret = null, former_until = null where id = :id"
    change(db, sql, id=id)


def note_refusal(db: Db, id: int, now: datetime) -> None:
    """A callback with a wrong signature came."""
    change(
        db,
        "update accounts set refused = refused + 1, refused_at = :now where id = :id",
        id=id,
        now=now.timestamp(),
    )


def everyone(db: Db) -> list[Account]:
    return all_of(Account, db, "select * from accounts order by id")


def to_warn(db: Db, *, now: datetime, pause: timedelta) -> list[tuple[Account, int]]:
    """Accounts with refused callbacks that their owner has not heard of, and how many; none warned within *pause*."""
    sql = """
        select *, refused - warned as news from accounts
        where refused > warned and (warned_at is null or warned_at <= :before) order by id
        """
    found = rows(db, sql, before=(now - pause).timestamp())
    return [(read_as(Account, row), int(row["news"])) for row in found]


def warned(db: Db, id: int, now: datetime) -> None:
    """Their owner has been told of all that were refused until now."""
    change(db, "update accounts set warned = refused, warned_at = :now where id = :id", id=id, now=now.timestamp())

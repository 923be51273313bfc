"""The tables, step by step. A step that has shipped is never edited; a change is a new step."""

from sqlite_utils import Database as Db
from sqlite_utils.migrations import Migrations

migrations = Migrations("smsc-bot")

# Times are unix seconds (real). Ids of SMSC are text: they may be chosen by the client, up to 40 characters.
TABLES = """
create table owners (
    person_id integer primary key,
    since real not null
) strict;

create table people (
    id integer primary key,
    name text not null,
    username text not null,
    seen_at real not null
) strict;
create index people_by_username on people (username);

create table grants (
    chat_id integer not null,
    person_id integer not null references people (id),
    role text not null,
    by_id integer not null,
    since real not null,
    primary key (chat_id, person_id)
) strict;

create table audit (
    id integer primary key,
    at real not null,
    chat_id integer not null,
    account_id integer,
    person_id integer not null,
    person text not null,
    what text not null,
    about text not null,
    result text not null
) strict;
create index audit_by_chat on audit (chat_id, at);

create table accounts (
    id integer primary key,
    base_url text not null,
    identity text not null,
    alias text not null,
    credentials text,
    hook text not null,
    hook_hash text not null unique,
    secret text not null,
    former_hook_hash text unique,
    former_secret text,
    former_until real,
    algorithm text not null default 'sha1',
    former_algorithm text,
    former_algorithm_until real,
    owner_id integer not null,
    stopped_why text,
    stopped_at real,
    stop_told integer not null default 0,
    connected_at real not null,
    called_at real,
    refused integer not null default 0,
    refused_at real,
    warned integer not null default 0,
    warned_at real,
    unique (base_url, identity)
) strict;

create table chats (
    id integer primary key,
    kind text not null,
    title text not null,
    language text,
    zone text,
    masking integer not null default 1,
    asks_before_checks integer not null default 0,
    monthly_limit text,
    account_id integer references accounts (id),
    seen_at real not null
) strict;

create table events (
    id integer primary key autoincrement,
    account_id integer not null references accounts (id),
    kind text not null,
    fingerprint text not null,
    body blob not null,
    received_at real not null,
    unique (account_id, fingerprint)
) strict;
create index events_by_kind on events (account_id, kind, id);

create table subscriptions (
    id integer primary key,
    chat_id integer not null references chats (id) on update cascade on delete cascade,
    thread_id integer not null default 0,
    account_id integer not null references accounts (id),
    kind text not null,
    loudness text not null,
    cursor integer not null,
    filter text not null default '',
    paused_why text,
    unique (chat_id, thread_id, account_id, kind)
) strict;
create index subscriptions_by_account on subscriptions (account_id);

create table bursts (
    chat_id integer not null,
    thread_id integer not null,
    account_id integer not null references accounts (id),
    lane text not null,
    message_id integer not null,
    first_id integer not null,
    last_id integer not null,
    tally text not null,
    started_at real not null,
    changed_at real not null,
    primary key (chat_id, thread_id, account_id, lane)
) strict;

create table actions (
    token text primary key,
    card text not null,
    name text not null,
    argument text not null,
    chat_id integer not null,
    person_id integer,
    once integer not null,
    expires_at real not null,
    used_at real
) strict;
create index actions_by_card on actions (card);
create index actions_by_age on actions (expires_at);

create table questions (
    chat_id integer not null,
    thread_id integer not null,
    person_id integer not null,
    name text not null,
    argument text not null,
    expires_at real not null,
    primary key (chat_id, thread_id, person_id)
) strict;

create table updates (
    id integer primary key,
    body text not null,
    received_at real not null,
    state text not null default 'new'
) strict;
create index updates_by_state on updates (state, id);

create table verifications (
    id integer primary key,
    account_id integer not null references accounts (id),
    chat_id integer not null,
    thread_id integer not null,
    message_id integer,
    phone text not null,
    call_to text not null,
    person text not null,
    asked_at real not null,
    deadline real not null,
    state text not null,
    called_at real,
    told_at real,
    shown text
) strict;
create index verifications_by_phone on verifications (account_id, phone, asked_at);
create index verifications_by_state on verifications (state, deadline);

create table purchases (
    id integer primary key,
    account_id integer not null references accounts (id),
    chat_id integer not null,
    thread_id integer not null,
    message_id integer,
    phone text not null,
    renew integer not null,
    price text,
    monthly text,
    currency text not null,
    balance_before text,
    balance_after text,
    charged text,
    person_id integer not null,
    person text not null,
    approver_id integer,
    approver text,
    quoted_at real not null,
    state text not null,
    why text,
    changed_at real not null,
    shown text
) strict;
create unique index purchases_under_way on purchases (account_id, phone) where state in ('buying', 'unknown');
create index purchases_by_account on purchases (account_id, state);

create table numbers (
    account_id integer not null references accounts (id),
    phone text not null,
    alias text not null default '',
    rented_elsewhere integer not null default 0,
    chat_id integer not null,
    thread_id integer not null,
    reminded text not null default '',
    primary key (account_id, phone)
) strict;

create table answers (
    account_id integer not null references accounts (id) on delete cascade,
    question text not null,
    body text not null,
    at real not null,
    primary key (account_id, question)
) strict;

create table attempts (
    id integer primary key,
    person_id integer not null,
    at real not null
) strict;

create table unreadable (
    id integer primary key,
    account_id integer not null references accounts (id),
    body blob not null,
    query blob not null,
    content_type text not null,
    why text not null,
    received_at real not null,
    unique (account_id, body, query)
) strict;
"""


# Who did what is never rewritten. The chat may change: a group that becomes a supergroup gets another id.
GUARDS = (
    "create trigger audit_stays before update of id, at, account_id, person_id, person, what, about, result on audit "
    "begin select raise(abort, 'the audit is append-only'); end",
    "create trigger audit_is_kept before delete on audit begin select raise(abort, 'the audit is append-only'); end",
)


@migrations()
def first_tables(db: Db) -> None:
    """Accounts, chats, the log of events with its cursors, buttons, checks, purchases, roles, the audit."""
    for statement in (*TABLES.split(";"), *GUARDS):
        if statement.strip():
            db.execute(statement)


WAITING = """
create table waiting (
    chat_id integer not null,
    message_id integer not null,
    primary key (chat_id, message_id)
) strict
"""


@migrations()
def cards_that_wait(db: Db) -> None:
    """Cards that tell people to wait."""
    db.execute(WAITING)


EXPORTS = """
create table awaited_exports (
    chat_id integer not null,
    thread_id integer not null,
    account_id integer not null references accounts (id) on delete cascade,
    task_id text not null,
    asked_at real not null,
    over_at real,
    primary key (chat_id, account_id, task_id)
) strict;
create index awaited_exports_by_account on awaited_exports (account_id, over_at);

create table export_watches (
    chat_id integer not null,
    thread_id integer not null,
    account_id integer not null references accounts (id) on delete cascade,
    last_id integer not null,
    primary key (chat_id, account_id)
) strict
"""


@migrations()
def exports_that_are_waited_for(db: Db) -> None:
    """Exports that chats wait for, and chats that get all of them."""
    for statement in EXPORTS.split(";"):
        db.execute(statement)


@migrations()
def history_of_checks(db: Db) -> None:
    """Why SMSC did not order a check; a chat's checks are listed, newest first."""
    db.execute("alter table verifications add column why text")
    db.execute("create index verifications_by_chat on verifications (chat_id, account_id, asked_at)")


@migrations()
def when_a_purchase_began(db: Db) -> None:
    """When SMSC was asked to rent a number; before, only when it was quoted was known."""
    db.execute("alter table purchases add column began_at real")


@migrations()
def one_algorithm_at_a_time(db: Db) -> None:
    """A callback is believed by the algorithm that was chosen, and by no former one."""
    db.execute("alter table accounts drop column former_algorithm")
    db.execute("alter table accounts drop column former_algorithm_until")


LOOKUPS = """
create table lookups (
    id integer primary key autoincrement,
    account_id integer not null references accounts (id),
    chat_id integer not null,
    thread_id integer not null,
    asked_in integer not null,
    message_id integer,
    person_id integer not null,
    person text not null,
    file text not null,
    total integer not null,
    done integer not null default 0,
    rejected integer not null,
    repeated integer not null,
    state text not null default 'open',
    why text,
    asked_at real not null,
    begun_at real,
    paused_at real,
    ended_at real,
    told integer not null default 0,
    shown text not null default '',
    unique (chat_id, asked_in)
) strict;
create index lookups_by_state on lookups (state, id);

create table lookup_numbers (
    lookup_id integer not null references lookups (id) on delete cascade,
    place integer not null,
    phone text not null,
    body text,
    checked_at real,
    primary key (lookup_id, place)
) strict, without rowid;
create index lookup_numbers_by_phone on lookup_numbers (lookup_id, phone);

create table lookup_rejects (
    lookup_id integer not null references lookups (id) on delete cascade,
    place integer not null,
    line integer not null,
    written text not null,
    reason text not null,
    primary key (lookup_id, place)
) strict, without rowid;
"""


@migrations()
def lists_of_numbers(db: Db) -> None:
    """Long lists of numbers whose operators are asked for bit by bit."""
    for statement in LOOKUPS.split(";"):
        if statement.strip():
            db.execute(statement)


# `whose` is the login without regard to case: two spellings of it are one subclient. A draft's `secret` is sealed.
SUBCLIENTS = """
create table clients (
    account_id integer not null references accounts (id),
    login text not null,
    settings text not null default '{}',
    since real not null,
    primary key (account_id, login)
) strict;

create table drafts (
    id integer primary key,
    account_id integer not null references accounts (id),
    chat_id integer not null,
    thread_id integer not null,
    message_id integer,
    kind text not null,
    login text not null,
    whose text not null,
    fields text not null,
    secret text not null default '',
    absent_before integer not null default 0,
    person_id integer not null,
    person text not null,
    made_at real not null,
    state text not null,
    changed_at real not null,
    shown text
) strict;
create unique index drafts_under_way on drafts (account_id, whose)
    where kind = 'add' and state in ('asking', 'unknown');

create table payments (
    id integer primary key,
    account_id integer not null references accounts (id),
    chat_id integer not null,
    thread_id integer not null,
    message_id integer,
    login text not null,
    whose text not null,
    price text not null,
    currency text not null,
    balance_before text,
    balance_after text,
    debit_before text,
    person_id integer not null,
    person text not null,
    approver_id integer,
    approver text,
    quoted_at real not null,
    state text not null,
    why text,
    changed_at real not null,
    shown text
) strict;
create unique index payments_under_way on payments (account_id, whose) where state in ('paying', 'unknown');
create index payments_by_chat on payments (chat_id, changed_at);
"""


@migrations()
def subclients(db: Db) -> None:
    """Subclients the bot knows of, what is being put together for them, and what they are paid."""
    for statement in SUBCLIENTS.split(";"):
        if statement.strip():
            db.execute(statement)


MESSAGES = """
create table messages (
    id integer primary key,
    account_id integer not null references accounts (id),
    own_id text not null,
    chat_id integer not null,
    thread_id integer not null,
    message_id integer,
    kind integer not null,
    phone text not null,
    text text not null,
    sender text not null,
    parts integer not null,
    price text,
    currency text not null,
    balance_before text,
    balance_after text,
    charged text,
    person_id integer not null,
    person text not null,
    approver_id integer,
    approver text,
    quoted_at real not null,
    begun_at real,
    state text not null,
    why text not null default '',
    status integer,
    err integer,
    status_at real,
    hlr text,
    asked_at real,
    followed_until real,
    seen integer not null default 0,
    version integer not null default 0,
    shown integer not null default 0,
    unique (account_id, own_id)
) strict;
create index messages_by_card on messages (chat_id, message_id);
create index messages_by_time on messages (chat_id, begun_at);
create index messages_followed on messages (followed_until) where followed_until is not null;
create index messages_unshown on messages (id) where version > shown;
"""


@migrations()
def sent_messages(db: Db) -> None:
    """Messages sent from a card, and where they are."""
    for statement in MESSAGES.split(";"):
        if statement.strip():
            db.execute(statement)


DIGESTS = """
create table digests (
    id integer primary key,
    chat_id integer not null,
    thread_id integer not null,
    kind text not null,
    minute integer not null,
    weekday integer,
    zone text not null,
    next_at real not null,
    retry_at real,
    tries integer not null default 0,
    paused_why text,
    unique (chat_id, thread_id, kind)
) strict
"""


@migrations()
def digests_by_schedule(db: Db) -> None:
    """Statistics that are sent by themselves."""
    db.execute(DIGESTS)


@migrations()
def cards_of_questions(db: Db) -> None:
    """Under which message a question stands: a reply to another card is no answer to it."""
    db.execute("alter table questions add column card integer")


HUSHED = """
create table hushed (
    chat_id integer not null,
    thread_id integer not null,
    account_id integer not null references accounts (id) on delete cascade,
    number text not null,
    since real not null,
    primary key (chat_id, thread_id, account_id, number)
) strict
"""


@migrations()
def numbers_nobody_wants_to_hear_of(db: Db) -> None:
    """Of whom a chat is told nothing."""
    db.execute(HUSHED)

"""A long list is asked for bit by bit: around people, through troubles and restarts, to an end that its chat sees."""

import csv
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest

from handlers.charts import NoPicture, Shares
from handlers.commands import lookups as commands
from handlers.commands import operators
from handlers.delivery import ChatGone, MessageGone, Moved, NotNow, Perhaps, Unsayable
from handlers.house import Person, Role
from handlers.problems import Problem
from handlers.reply import Attachment, Toast
from handlers.watch.lookups import BATCH, GIVE_UP, Lookups
from handlers.watch.pruning import prune
from sandbox.smsc import SmscStandIn
from smsc.credentials import Login
from smsc.errors import Reason, Refused
from smsc.phone import Phone
from storage import accounts, audit, lookups
from storage.errors import NotStored
from storage.lookups import State
from tests.fakes import CHAT, GROUP, Clock, Home, always, home_in, in_turn

BORIS = Person(1002, "Борис", "boris", "ru")
KNOWN = [f"7999{number:07}" for number in range(1000)]  # Йота in the stand-in's table
UNKNOWN = "74950001122"


@pytest.fixture
async def home(tmp_path: Path, smsc: SmscStandIn, clock: Clock) -> AsyncIterator[Home]:
    """A house whose SMSC keeps its limits by the same clock."""
    async with home_in(tmp_path, smsc_url=await smsc.start(), clock=clock) as made:
        yield made


def sent(home, text, *, name="list.csv"):
    """A file that is with Telegram now."""
    data = text if isinstance(text, bytes) else text.encode()
    id = f"file-{len(home.mouth.files)}"
    home.mouth.files[id] = data
    return Attachment(id, name, len(data))


async def begun(home, account, numbers, *, chat_id=CHAT, name="list.csv", message_id=7):
    """Anna sends a list; the id of what has begun."""
    ask = replace(home.ask(account, chat_id=chat_id), message_id=message_id)
    await commands.start(ask, sent(home, "\n".join(numbers), name=name))
    return await home.db(lambda db: db.execute("select max(id) from lookups").fetchone()[0])


async def passes(home, lists, *, seconds):
    """The bot looks once a second."""
    for _ in range(seconds):
        await lists.advance()
        await lists.through()
        home.clock.passes(seconds=1)


def digits_of(prefix):
    """How long a number is that begins so."""
    return {"7": 11, "374": 11}.get(prefix[0] if prefix[0] == "7" else prefix[:3], 12)


async def row(home, id):
    found = await home.db(lookups.get, id)
    assert found is not None
    return found


def card_of(home):
    """The last state of the card."""
    return (home.mouth.edited or home.mouth.sent)[-1].reply


def numbers_asked(smsc):
    return [phone for request in smsc.requests for phone in request.fields.get("phone", "").split(",") if phone]


def files(home):
    return [said.reply.document for said in home.mouth.sent if said.reply.document]


def table(file):
    return list(csv.reader(StringIO(file.data.decode("utf-8-sig")), delimiter=";"))


class Fussy:
    """SMSC, but it finds fault with every question that has *bad* in it."""

    def __init__(self, smsc, bad):
        self.smsc, self.bad = smsc, bad

    async def operators(self, phones, *, spare):
        if self.bad & {phone.digits for phone in phones}:
            raise Refused(1, Reason.PARAMETERS, page="info.php")
        return await self.smsc.operators(phones, spare=spare)


def fussy(home, *bad):
    """The house, where SMSC is fussy."""
    return replace(home.house, dial=lambda credentials, url: Fussy(home.house.dial(credentials, url), set(bad)))


# From the file to the result


async def test_a_list_ends_in_a_file_a_summary_and_a_picture(home, account, smsc):
    await begun(home, account, ["Телефон", *KNOWN[:30], "79120000001", UNKNOWN, KNOWN[0], "7999"])
    await passes(home, Lookups(home.house), seconds=5)

    result, rejected = (said.reply for said in home.mouth.sent[-2:])
    assert result.text.splitlines()[:4] == [
        "🔎 Operators of 32 numbers",
        "Йота: 30 · 94%",
        "МТС: 1 · 3%",
        "not found: 1 · 3%",
    ]
    assert "1 line is no number" in result.text
    assert "1 repeated number" in result.text
    assert result.picture.data.decode().startswith("a picture of")
    rows = table(result.document)
    assert rows[0] == ["phone", "operator", "country", "region", "mcc", "mnc", "tz", "checked_at"]
    assert [line[0] for line in rows[1:]] == [f"+{phone}" for phone in [*KNOWN[:30], "79120000001", UNKNOWN]]
    assert rows[1][1:] == ["Йота", "Россия", "Москва и область", "250", "11", "3", "2026-08-12 09:00:00Z"]
    assert rows[-1][1:] == [""] * 7
    assert table(rejected.document)[1:] == [["35", "7999", "too few digits"]]
    assert card_of(home).text.startswith("✅ 32 numbers looked up")


async def test_the_picture_shows_the_numbers_of_the_caption(home, account):
    drawn: list[Shares] = []

    async def draw(chart):
        drawn.append(chart)
        return b"png"

    await begun(home, account, [*KNOWN[:3], "375291112233"])
    await passes(home, Lookups(replace(home.house, draw=draw)), seconds=3)

    [chart] = drawn
    assert [(part.name, part.value, part.shown) for part in chart.parts] == [
        ("Йота", 3, "3 · 75%"),
        ("A1, Беларусь", 1, "1 · 25%"),
    ]
    assert all(f"{part.name}: {part.shown}" in home.mouth.sent[-1].text for part in chart.parts)


async def test_a_list_of_many_operators_names_the_largest(home, account, smsc):
    prefixes = ["7999", "7912", "7926", "7903", "7900", "77011", "37529111", "99893", "37477", "99655", "99559"]
    numbers = [f"+{prefix}{number:0{digits_of(prefix) - len(prefix)}}" for prefix in prefixes for number in range(3)]
    id = await begun(home, account, numbers)
    await passes(home, Lookups(home.house), seconds=8)

    assert (await row(home, id)).state is State.DONE
    lines = home.mouth.sent[-1].text.splitlines()
    assert (
        sum(int(line.split(": ")[1].split(" ")[0]) for line in lines if "%" in line)
        == len(numbers) - (await row(home, id)).rejected
    )
    assert any(line.startswith("other operators: ") for line in lines)


async def test_without_a_picture_the_result_comes_all_the_same(home, account):
    async def draw(_chart):
        raise NoPicture

    await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(replace(home.house, draw=draw)), seconds=3)

    assert home.mouth.sent[-1].reply.picture is None
    assert len(table(files(home)[0])) == 4


async def test_a_picture_that_telegram_refuses_is_left_out(home, account):
    home.mouth.on_send = lambda _place, reply: Unsayable("no") if reply.picture else None
    await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(home.house), seconds=3)

    assert len(table(files(home)[0])) == 4


async def test_a_list_is_written_into_the_audit(home, account):
    await begun(home, account, KNOWN[:3])

    [deed] = await home.db(audit.between, CHAT, start=home.clock() - GIVE_UP, end=home.clock() + GIVE_UP, limit=5)
    assert (deed.what, deed.about, deed.result) == ("lookup", "list.csv", "3")


async def test_a_result_that_was_waited_for_long_rings(home, account):
    lists = Lookups(home.house)
    await begun(home, account, KNOWN[:3])
    await passes(home, lists, seconds=3)
    quick = home.mouth.sent[-1].reply
    await begun(home, account, KNOWN[10:300], message_id=8)
    await passes(home, lists, seconds=300)

    assert not quick.loud
    assert home.mouth.sent[-1].reply.loud


# Within SMSC's limits


async def test_the_list_leaves_room_for_people(home, account, smsc):
    id = await begun(home, account, KNOWN[:300])
    lists = Lookups(home.house)
    for _minute in range(3):
        await passes(home, lists, seconds=30)
        for number in range(18):
            await home.ask(account).smsc.operator(Phone(f"7912{home.clock().minute:02}{number:05}"))
        await passes(home, lists, seconds=30)

    times = sorted(request.at for request in smsc.requests for _phone in request.fields["phone"].split(","))
    assert all(late - early >= 60 for early, late in zip(times, times[100:], strict=False))
    assert 150 < (await row(home, id)).done <= 3 * 62


async def test_no_more_than_eighty_a_minute_are_asked(home, account, smsc):
    await begun(home, account, KNOWN[:300])
    await passes(home, Lookups(home.house), seconds=120)

    times = sorted(request.at for request in smsc.requests for _phone in request.fields["phone"].split(","))
    assert all(late - early >= 60 for early, late in zip(times, times[80:], strict=False))
    assert len(times) == 160


async def test_a_short_list_is_through_at_once(home, account, smsc):
    id = await begun(home, account, KNOWN[:80])
    await passes(home, Lookups(home.house), seconds=2)

    assert (await row(home, id)).state is State.DONE


async def test_what_was_answered_within_a_day_is_not_asked_again(home, account, smsc):
    lists = Lookups(home.house)
    await operators.one(home.ask(account), Phone(KNOWN[1]))
    home.clock.passes(hours=1)
    await begun(home, account, KNOWN[:3])
    await passes(home, lists, seconds=3)
    first = table(files(home)[-1])
    home.clock.passes(hours=23)
    await begun(home, account, KNOWN[:3], message_id=8)
    await passes(home, lists, seconds=3)

    assert sorted(numbers_asked(smsc)) == sorted([*KNOWN[:3], KNOWN[1]])
    assert [line[7] for line in first[1:]] == ["2026-08-12 10:00:00Z", "2026-08-12 09:00:00Z", "2026-08-12 10:00:00Z"]


async def test_a_list_that_is_known_already_asks_nothing_however_long(home, account, smsc):
    lists = Lookups(home.house)
    await begun(home, account, KNOWN[:600])
    await passes(home, lists, seconds=600)
    before = len(smsc.requests)
    id = await begun(home, account, KNOWN[:600], message_id=8)
    await passes(home, lists, seconds=2)

    assert (await row(home, id)).state is State.DONE
    assert len(smsc.requests) == before


async def test_single_questions_know_what_a_list_has_found(home, account, smsc):
    await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(home.house), seconds=3)
    before = len(smsc.requests)

    assert "Йота" in (await operators.one(home.ask(account), Phone(KNOWN[2]))).text
    assert len(smsc.requests) == before


async def test_one_number_that_smsc_takes_offence_at_spoils_no_other(home, account, smsc):
    id = await begun(home, account, [*KNOWN[:5], "79990000999", *KNOWN[5:40]])
    await passes(home, Lookups(fussy(home, "79990000999")), seconds=5)

    assert (await row(home, id)).state is State.DONE
    assert [line[0] for line in table(files(home)[0]) if not line[1]] == ["+79990000999"]
    assert len(smsc.requests) < 12


async def test_smsc_that_takes_offence_at_every_number_is_not_asked_for_ever(home, account, smsc):
    id = await begun(home, account, KNOWN[:100])
    await passes(home, Lookups(fussy(home, *KNOWN)), seconds=120)

    assert (await row(home, id)).state is State.FAILED
    assert (await row(home, id)).done < BATCH
    assert "SMSC refuses to answer" in card_of(home).text


# Troubles


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ("down", "SMSC cannot be asked just now"),
        ("html", "SMSC cannot be asked just now"),
        ("busy", "SMSC takes no more requests just now"),
        ("blocked", "SMSC has blocked this server's address"),
        ("auth", "SMSC rejects the account's key"),
    ],
)
async def test_a_list_pauses_with_the_reason_on_its_card(home, account, smsc, trouble, sentence):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:200])
    await passes(home, lists, seconds=5)
    smsc.set_trouble(trouble)
    await passes(home, lists, seconds=40)

    assert (await row(home, id)).state is State.OPEN
    assert card_of(home).text.splitlines()[0] == f"⏸ {(await row(home, id)).done} of 200 numbers · paused"
    assert sentence in card_of(home).text


@pytest.mark.parametrize("trouble", ["down", "html", "busy", "blocked", "truncated", "empty", "http500"])
async def test_a_list_goes_on_by_itself_when_the_trouble_is_over(home, account, smsc, trouble):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:100])
    await passes(home, lists, seconds=3)
    smsc.set_trouble(trouble)
    await passes(home, lists, seconds=90)
    smsc.set_trouble(None)
    home.clock.passes(minutes=30)
    await passes(home, lists, seconds=120)

    assert (await row(home, id)).state is State.DONE
    assert len(table(files(home)[0])) == 101
    assert card_of(home).text.startswith("✅")


async def test_smsc_is_not_pestered_while_it_is_down(home, account, smsc):
    await begun(home, account, KNOWN[:100])
    smsc.set_trouble("http500")
    await passes(home, Lookups(home.house), seconds=1800)

    assert len(smsc.requests) <= 3 * 9  # each time it is tried three times


async def test_a_list_that_waits_in_vain_ends_and_hands_out_what_it_has(home, account, smsc):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:200])
    await passes(home, lists, seconds=20)
    smsc.set_trouble("down")
    await passes(home, lists, seconds=60)
    home.clock.passes(seconds=GIVE_UP.total_seconds())
    await passes(home, lists, seconds=30)

    done = (await row(home, id)).done
    assert card_of(home).text.startswith(f"❌ Ended at {done} of 200 numbers")
    [[button]] = card_of(home).buttons
    file = await commands.file.run(home.tap(account, button.arg))
    assert len(table(file.document)) == done + 1


async def test_a_rejected_key_stops_the_account_and_the_next_login_lets_the_list_go_on(home, account, smsc):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:60])
    smsc.set_trouble("auth", times=1)
    await passes(home, lists, seconds=5)
    stopped = await home.db(accounts.get, account.id)
    assert stopped.stopped_why is not None
    assert len(smsc.requests) == 1

    home.house.limits.forgive(account.identity)
    await home.account()
    home.clock.passes(minutes=1)
    await passes(home, lists, seconds=90)

    assert (await row(home, id)).state is State.DONE


async def test_a_logout_in_the_middle_ends_the_list_and_hands_nothing_out(home, account, smsc):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:200])
    await passes(home, lists, seconds=20)
    await home.db(accounts.leave, account.id, CHAT)
    await passes(home, lists, seconds=20)

    asked = len(smsc.requests)
    await passes(home, lists, seconds=60)
    assert (await row(home, id)).state is State.FAILED
    assert "disconnected in this chat" in card_of(home).text
    assert card_of(home).buttons == ()
    assert len(smsc.requests) == asked
    assert files(home) == []


async def test_a_full_disk_only_delays(home, account, smsc):
    id = await begun(home, account, KNOWN[:30])
    await passes(home, Lookups(home.where(lookups.record, NotStored("full"), times=2)), seconds=5)

    assert (await row(home, id)).state is State.DONE
    assert len(table(files(home)[0])) == 31


# Restarts


async def test_a_restart_goes_on_where_it_was(home, account, smsc):
    id = await begun(home, account, KNOWN[:200])
    await passes(home, Lookups(home.house), seconds=25)
    before = (await row(home, id)).done
    assert 0 < before < 200

    await passes(home, Lookups(home.house), seconds=200)

    assert (await row(home, id)).state is State.DONE
    assert sorted(numbers_asked(smsc)) == sorted(KNOWN[:200])
    assert len(files(home)) == 1


async def test_a_restart_between_the_end_and_the_result_loses_none(home, account):
    home.mouth.on_send = lambda _place, reply: Perhaps("cut") if reply.document else None
    await begun(home, account, [*KNOWN[:3], "7999"])
    await passes(home, Lookups(home.house), seconds=3)
    home.mouth.on_send = in_turn()
    home.mouth.sent.clear()

    await passes(home, Lookups(home.house), seconds=3)

    assert [file.name for file in files(home)] == ["operators_list.csv", "no_numbers_list.csv"]


async def test_a_command_that_is_handled_again_after_a_crash_begins_one_list(home, account):
    await begun(home, account, KNOWN[:3])
    await begun(home, account, KNOWN[:3])

    assert await home.db(lookups.open_in, CHAT) == 1
    assert len(home.mouth.sent) == 1


async def test_a_card_that_was_lost_on_the_way_is_sent_later(home, account):
    home.mouth.on_send = in_turn(Unsayable("no"))
    with pytest.raises(Unsayable):
        await begun(home, account, KNOWN[:200])
    home.mouth.on_send = in_turn()
    home.clock.passes(minutes=2)
    await passes(home, Lookups(home.house), seconds=5)

    assert home.mouth.sent[0].text.startswith("🔎")


# Stopping


async def test_whoever_asked_may_stop_and_keeps_what_is_known(home, account, smsc):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:200])
    await passes(home, lists, seconds=20)
    toast = await commands.stop.run(home.tap(account, str(id)))
    await passes(home, lists, seconds=2)
    asked = len(smsc.requests)
    await passes(home, lists, seconds=60)

    assert toast.text.startswith("✖️")
    assert card_of(home).text.startswith(f"✖️ Cancelled at {(await row(home, id)).done} of 200 numbers")
    assert [button.do for line in card_of(home).buttons for button in line] == ["lookups.file"]
    assert len(smsc.requests) == asked


@pytest.mark.parametrize(("role", "stopped"), [(Role.VIEWER, False), (Role.OPERATOR, True)])
async def test_of_others_an_operator_may_stop_it(home, account, role, stopped):
    id = await begun(home, account, KNOWN[:200])
    toast = await commands.stop.run(replace(home.tap(account, str(id)), person=BORIS, role=role))

    assert ((await row(home, id)).state is State.CANCELLED) is stopped
    assert toast.alert is not stopped


async def test_a_list_that_is_through_cannot_be_stopped(home, account):
    id = await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(home.house), seconds=3)

    assert isinstance(await commands.stop.run(home.tap(account, str(id))), Toast)
    assert (await row(home, id)).state is State.DONE


# One after the other


async def test_lists_of_one_account_wait_for_each_other_and_say_their_place(home, account, smsc):
    lists = Lookups(home.house)
    await home.account(chat_id=GROUP)
    first = await begun(home, account, KNOWN[:100])
    second = await begun(home, account, KNOWN[100:200], chat_id=GROUP, message_id=8)
    third = await begun(home, account, KNOWN[200:210], chat_id=GROUP, message_id=9)

    assert "1 list is asked before it" in home.mouth.sent[1].text
    assert "2 lists are asked before it" in home.mouth.sent[2].text
    await passes(home, lists, seconds=30)
    assert (await row(home, second)).done == 0
    await commands.stop.run(home.tap(account, str(first)))
    await passes(home, lists, seconds=60)
    assert (await row(home, second)).done > 0
    assert any("1 list is asked before it" in said.text for said in home.mouth.edited)
    await passes(home, lists, seconds=300)
    assert (await row(home, third)).state is State.DONE


async def test_lists_of_two_accounts_go_on_beside_each_other(home, account, smsc):
    smsc.add_account("other", "secret")
    other = await home.account(Login("other", "secret"), chat_id=GROUP)
    first = await begun(home, account, KNOWN[:100])
    second = await begun(home, other, KNOWN[100:200], chat_id=GROUP, message_id=8)
    await passes(home, Lookups(home.house), seconds=3)

    assert (await row(home, first)).done > 0
    assert (await row(home, second)).done > 0


async def test_a_chat_puts_no_more_than_five_lists_in_line(home, account):
    for number in range(5):
        await begun(home, account, KNOWN[:3], message_id=number)

    with pytest.raises(Problem):
        await begun(home, account, KNOWN[:3], message_id=9)


# Cards and chats


@pytest.mark.parametrize(("chat", "pause"), [(CHAT, 3), (GROUP, 10)])
async def test_a_card_is_not_edited_too_often(home, account, chat, pause):
    at: list[float] = []
    home.mouth.on_edit = lambda _place, _reply: at.append(home.clock().timestamp())
    await home.account(chat_id=chat)
    await begun(home, account, KNOWN[:300], chat_id=chat)
    await passes(home, Lookups(home.house), seconds=100)

    assert len(at) > 3
    assert all(late - early >= pause for early, late in pairwise(at))


async def test_a_card_says_how_far_it_is_and_how_long_it_takes(home, account):
    await begun(home, account, KNOWN[:300])
    await passes(home, Lookups(home.house), seconds=5)

    assert card_of(home).text.splitlines() == [
        "🔎 20 of 300 · about 4 min left",
        "<code>list.csv</code> · demo · <code>@anna</code>",
    ]


async def test_a_deleted_card_is_sent_anew(home, account):
    home.mouth.on_edit = in_turn(MessageGone("deleted"))
    await begun(home, account, KNOWN[:200])
    await passes(home, Lookups(home.house), seconds=20)

    assert [said.text[:1] for said in home.mouth.sent] == ["🔎", "🔎"]
    assert home.mouth.edited[-1].id == home.mouth.sent[-1].id


async def test_a_card_that_telegram_does_not_take_now_is_shown_later(home, account):
    home.mouth.on_edit = in_turn(NotNow(timedelta(seconds=5)), Perhaps("cut"))
    await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(home.house), seconds=15)

    assert card_of(home).text.startswith("✅")
    assert len(files(home)) == 1


async def test_a_chat_that_is_gone_ends_its_list(home, account, smsc):
    lists = Lookups(home.house)
    id = await begun(home, account, KNOWN[:200])
    home.mouth.on_edit = always(ChatGone("blocked"))
    await passes(home, lists, seconds=60)

    assert (await row(home, id)).state is State.CANCELLED
    assert len(smsc.requests) < 3
    assert await home.db(lookups.unsettled) == []


async def test_a_chat_that_the_bot_may_not_serve_any_more_ends_its_list(home, account, smsc):
    id = await begun(home, account, KNOWN[:200])
    home.house.rights.closed.add(CHAT)
    await passes(home, Lookups(home.house), seconds=10)

    assert (await row(home, id)).state is State.CANCELLED
    assert smsc.requests == []


async def test_a_group_that_becomes_a_supergroup_gets_its_result_there(home, account):
    await home.account(chat_id=GROUP)
    await begun(home, account, KNOWN[:3], chat_id=GROUP)
    home.mouth.on_edit = always(Moved(-1009), chat=GROUP)
    await passes(home, Lookups(home.house), seconds=5)

    assert [said.place.chat_id for said in home.mouth.sent[1:]] == [-1009] * 2


# Kept for a day


async def test_the_file_can_be_had_again_for_a_day(home, account):
    id = await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(home.house), seconds=3)
    again = await commands.file.run(home.tap(account, str(id)))
    home.clock.passes(hours=25)
    await prune(home.house, keep=GIVE_UP)

    assert again.document == files(home)[0]
    with pytest.raises(Problem):
        await commands.file.run(home.tap(account, str(id)))
    assert await home.db(lambda db: db.execute("select count(*) from lookup_numbers").fetchone()[0]) == 0


async def test_another_account_gets_no_file(home, account):
    id = await begun(home, account, KNOWN[:3])
    await passes(home, Lookups(home.house), seconds=3)
    other = await home.account(Login("other", "secret"))

    with pytest.raises(Problem):
        await commands.file.run(home.tap(other, str(id)))


async def test_a_file_that_is_too_large_is_not_even_fetched(home, account):
    with pytest.raises(Problem):
        await commands.start(home.ask(account), Attachment("nowhere", "a.csv", 11 * 1024 * 1024))

"""Exports: the list, and the files as SMSC made them."""

import csv
import io
import zipfile

import pytest

from handlers.commands.tasks import keyboard, short
from handlers.reply import Button
from handlers.watch.exports import Exports
from sandbox.smsc.exports import CANCELLED, FAILED
from sandbox.telegram import Message
from storage import exports
from tests.bot.town import Town, asked, followed, house_of, login, refused, turned

READY, RUNNING, WAITING = "8839", "8840", "8841"


def made(town: Town, id: str) -> bytes:
    """The file as SMSC has it."""
    return next(export for export in town.smsc.account("demo").exports if str(export.id) == id).content()


async def tasks(town: Town, rest: str = "") -> Message:
    return await asked(town.private, town.anna, f"/tasks {rest}")


async def small(town: Town, name: str = "три строки") -> str:
    """An export that is ready at once."""
    return str(town.smsc.order_export("demo", name, rows=3, run=0))


async def test_the_list_shows_the_newest_first_with_its_state(connected: Town):
    card = await tasks(connected)
    lines = card.text.splitlines()[1:]

    assert [line.split()[:2] for line in lines] == [
        ["⏸", "8841"],
        ["⏳", "8840"],
        ["✅", "8839"],
        ["⏹", "8836"],
        ["❌", "8832"],
    ]


@pytest.mark.parametrize(
    ("time", "shown"), [("25.11.2026 17:45:48", "25.11 17:45"), ("25.11.2026 17:45", "25.11 17:45"), ("soon", "soon")]
)
def test_a_time_of_smscs_is_short_where_it_can_be_read(time: str, shown: str):
    assert short(time) == shown


async def test_only_what_is_ready_can_be_fetched_from_the_list(connected: Town):
    card = await tasks(connected)

    assert [button.text for button in card.buttons[0]] == [f"🔔 {WAITING}", f"🔔 {RUNNING}", f"⬇️ {READY}"]


async def test_the_file_comes_as_it_is_byte_for_byte(connected: Town):
    file = await tasks(connected, READY)

    assert file.document.data == made(connected, READY)
    assert file.document.name.endswith(".csv")
    assert READY in file.document.name
    assert "12\N{NO-BREAK SPACE}480" in file.text  # rows


async def test_the_button_fetches_the_same_file(connected: Town):
    id = await small(connected)
    file = await followed(connected.private, connected.anna, f"⬇️ {id}", await tasks(connected))

    assert file.document.data == made(connected, id)


async def test_a_file_is_fetched_by_its_name(connected: Town):
    id = await small(connected)
    file = await tasks(connected, f"export_{id}.csv")

    assert file.document.data == made(connected, id)


async def test_a_file_is_fetched_by_the_name_of_its_task(connected: Town):
    id = await small(connected, "сентябрь, «все»")
    file = await tasks(connected, "сентябрь, «все»")

    assert file.document.data == made(connected, id)


@pytest.mark.parametrize(("id", "sign"), [(RUNNING, "⏳"), (WAITING, "⏳"), ("8832", "❌"), ("8836", "❌")])
async def test_what_is_not_ready_says_so_and_sends_nothing(connected: Town, id: str, sign: str):
    answer = await tasks(connected, id)

    assert answer.text.startswith(sign)
    assert id in answer.text
    assert answer.document is None
    assert connected.asked_to("get_file") == 0


@pytest.mark.parametrize("unknown", ["1", "99999999999999999999", "нет такого", "../../etc/passwd", "watch everything"])
async def test_an_unknown_export_is_explained(connected: Town, unknown: str):
    answer = await tasks(connected, unknown)

    assert answer.text.startswith("🤷")
    assert answer.document is None


@pytest.mark.parametrize("trouble", ["html", "empty", "truncated", "http500", "busy", "auth", "redirect"])
async def test_an_error_is_never_sent_as_a_file(connected: Town, trouble: str):
    id = await small(connected)
    await tasks(connected)
    connected.smsc.set_trouble(trouble)

    answer = await tasks(connected, id)

    assert answer.document is None
    assert answer.text[0] in "📡⏳🔑"


async def test_a_new_export_appears_when_the_list_is_refreshed(connected: Town):
    card = await tasks(connected)
    id = connected.smsc.order_export("demo", "сентябрь", rows=3, run=0)
    connected.clock.passes(seconds=21)

    fresh = await turned(connected.private, connected.anna, card.buttons[-1][-1].text, card)

    assert str(id) in fresh.text
    assert (await tasks(connected, str(id))).document.data == made(connected, str(id))


async def test_many_exports_are_turned_page_by_page(connected: Town):
    for number in range(20):
        connected.smsc.order_export("demo", f"<b>№ {number}</b> & Ко", outcome=(FAILED, CANCELLED)[number % 2], run=0)
    card = await tasks(connected)
    first = card.text

    assert "<b>№ 19</b> & Ко" in first
    assert (await turned(connected.private, connected.anna, "›", card)).text != first


async def test_an_account_without_exports_is_told_where_they_are_made(connected: Town):
    connected.smsc.account("demo").exports.clear()

    answer = await tasks(connected)

    assert answer.text.startswith("📦")
    assert "⬇️" not in str(answer.buttons)


async def test_a_member_may_not_fetch_files(team: Town):
    card = await asked(team.group, team.anna, "/tasks")

    assert (await refused(team.group, team.boris, "⬇️", card)).show_alert
    assert (await asked(team.group, team.boris, f"/tasks {READY}")).text.startswith("🔒")
    assert team.asked_to("get_file") == 0


async def test_the_caption_counts_what_became_of_the_messages_and_shows_the_first_rows(connected: Town):
    lines = list(csv.reader(io.StringIO(made(connected, READY).decode("windows-1251")), delimiter=";"))[1:]
    delivered = sum(line[3] == "Доставлено" for line in lines)

    file = await tasks(connected, READY)

    shown = file.text.replace("\N{NO-BREAK SPACE}", "")
    assert f"✅ {delivered} (" in shown
    assert f"❌ {sum(line[3] in {'Просрочено', 'Невозможно доставить'} for line in lines)}" in shown
    assert f"⏳ {sum(line[3] == 'Передано оператору' for line in lines)}" in shown
    assert lines[0][1] in shown
    assert [entity.type for entity in file.entities].count("expandable_blockquote") == 1


async def test_codes_in_the_first_rows_are_dots_in_a_group(team: Town):
    id = str(team.smsc.order_export("demo", "коды", rows=40, run=0))

    group = await asked(team.group, team.anna, f"/tasks {id}")

    assert "482913" not in group.text


async def test_a_copy_for_excel_has_phones_as_text_and_the_same_rows(connected: Town):
    id = await small(connected)
    file = await tasks(connected, id)
    copy = await followed(connected.private, connected.anna, "📄", file)
    text = copy.document.data.decode("utf-8-sig")
    rows, original = (
        list(csv.reader(io.StringIO(source), delimiter=";"))
        for source in (text, made(connected, id).decode("windows-1251"))
    )

    assert copy.document.data.startswith("\ufeff".encode())
    assert [row[1] for row in rows[1:]] == [f"+{row[1]}" for row in original[1:]]
    assert [row[8] for row in rows] == [row[8] for row in original]


async def test_a_zip_holds_the_file_as_it_is(connected: Town):
    id = await small(connected)
    packed = await followed(connected.private, connected.anna, "🗜", await tasks(connected, id))
    archive = zipfile.ZipFile(io.BytesIO(packed.document.data))

    assert [archive.read(name) for name in archive.namelist()] == [made(connected, id)]


async def ready(town: Town, **after: float) -> list[Message]:
    """Time passes, the bot looks; what it has sent to Anna."""
    town.clock.passes(**after)
    before = len(town.private.messages)
    await Exports(house_of(town)).look()
    return town.private.messages[before:]


async def ordered(town: Town, *, outcome: int | None = None) -> str:
    """An export that takes a minute."""
    how = {} if outcome is None else {"outcome": outcome}
    return str(town.smsc.order_export("demo", "август", rows=3, run=60, **how))


async def test_an_export_that_was_asked_for_comes_once_when_it_is_ready(connected: Town):
    id = await ordered(connected)
    card = await tasks(connected)
    await turned(connected.private, connected.anna, f"🔔 {id}", card)

    assert f"🔔 {id}" not in str(card.buttons)
    assert await ready(connected, seconds=30) == []
    assert [message.document.data for message in await ready(connected, seconds=40)] == [made(connected, id)]
    assert await ready(connected, seconds=600) == []


async def test_a_chat_that_watches_gets_what_is_under_way_and_what_is_new_but_nothing_old(connected: Town):
    under_way = await ordered(connected)
    await tasks(connected, "watch on")
    new = await ordered(connected)

    found = [message.document.name for message in await ready(connected, days=1)]

    assert [name for name in found if f"_{under_way}_" in name or f"_{new}_" in name] == sorted(
        [f"smsc_demo_{under_way}_август.csv", f"smsc_demo_{new}_август.csv"]
    )
    assert not any(f"_{READY}_" in name for name in found)


async def test_a_chat_that_watches_no_more_gets_nothing_new(connected: Town):
    connected.smsc.account("demo").exports.clear()
    await tasks(connected, "watch on")
    await tasks(connected, "watch off")
    await ordered(connected)

    assert await ready(connected, days=1) == []
    assert connected.asked_to("get_list") == 1


async def test_the_switch_under_the_list_turns_it_on_and_off(connected: Town):
    card = await tasks(connected)
    await turned(connected.private, connected.anna, "🔔 Все", card)
    on = card.button("🔔 Все").text
    await turned(connected.private, connected.anna, "🔔 Все", card)

    assert (on, card.button("🔔 Все").text) == ("🔔 Все: вкл", "🔔 Все: выкл")


@pytest.mark.parametrize("outcome", [FAILED, CANCELLED])
async def test_an_export_that_fails_is_told_once(connected: Town, outcome: int):
    id = await ordered(connected, outcome=outcome)
    await turned(connected.private, connected.anna, f"🔔 {id}", await tasks(connected))

    told = await ready(connected, seconds=70)

    assert [message.text[0] for message in told] == ["❌"]
    assert id in told[0].text
    assert await ready(connected, seconds=600) == []


@pytest.mark.parametrize("trouble", ["http500", "html", "truncated", "busy"])
async def test_smsc_in_trouble_delays_a_file_and_loses_none(connected: Town, trouble: str):
    id = await ordered(connected)
    await turned(connected.private, connected.anna, f"🔔 {id}", await tasks(connected))
    connected.smsc.set_trouble(trouble)
    assert await ready(connected, seconds=70) == []
    connected.smsc.set_trouble(None)

    assert [message.document.data for message in await ready(connected, seconds=70)] == [made(connected, id)]


async def test_an_export_that_disappeared_is_given_up_after_an_hour(connected: Town):
    id = await ordered(connected)
    await turned(connected.private, connected.anna, f"🔔 {id}", await tasks(connected))
    connected.smsc.account("demo").exports.clear()

    assert await ready(connected, seconds=70) == []
    assert [message.text[0] for message in await ready(connected, hours=2)] == ["🤷"]
    assert await ready(connected, hours=2) == []


async def test_a_chat_that_was_disconnected_gets_no_files_of_that_account(connected: Town):
    id = await ordered(connected)
    await turned(connected.private, connected.anna, f"🔔 {id}", await tasks(connected))
    await asked(connected.private, connected.anna, "/logout")

    assert await ready(connected, seconds=70) == []
    assert await house_of(connected).db(exports.expected_of) == {}


async def test_smsc_is_asked_only_while_something_is_expected(connected: Town):
    await ready(connected, hours=1)

    assert connected.asked_to("get_list") == 0


async def test_what_is_awaited_survives_a_restart(town: Town):
    async with town.bot():
        await login(town)
        id = await ordered(town)
        await turned(town.private, town.anna, f"🔔 {id}", await tasks(town))
    town.clock.passes(seconds=70)
    async with town.bot():
        sent = await town.private.wait_for(lambda found: found.document is not None)

    assert sent.document.data == made(town, id)


@pytest.mark.parametrize("actions", range(9))
@pytest.mark.parametrize("last", [1, 3])
def test_the_keyboard_keeps_to_four_rows_of_three_however_full_a_page_is(actions: int, last: int):
    rows = keyboard([Button("⬇️")] * actions, Button("🔔"), (Button("›"),) * last)

    assert sum(map(len, rows)) == actions + 1 + last
    assert len(rows) <= 4
    assert max(map(len, rows)) <= 3

"""Exports: the list, and the files as SMSC made them."""

import pytest

from sandbox.smsc.exports import CANCELLED, FAILED
from sandbox.telegram import Message
from tests.bot.town import Town, asked, followed, refused, turned

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

    assert [line[:4] for line in lines] == ["8841", "8840", "8839", "8836", "8832"]
    assert [next(sign for sign in "⏸⏳✅⏹❌" if sign in line) for line in lines] == ["⏸", "⏳", "✅", "⏹", "❌"]


async def test_only_what_is_ready_can_be_fetched_from_the_list(connected: Town):
    card = await tasks(connected)

    assert [button.text for button in card.buttons[0]] == [f"⬇️ {READY}"]


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


@pytest.mark.parametrize("id", [RUNNING, WAITING, "8832", "8836"])
async def test_what_is_not_ready_says_so_and_sends_nothing(connected: Town, id: str):
    answer = await tasks(connected, id)

    assert answer.text.startswith("⏳")
    assert id in answer.text
    assert answer.document is None
    assert connected.asked_to("get_file") == 0


@pytest.mark.parametrize("unknown", ["1", "99999999999999999999", "нет такого", "../../etc/passwd", "watch on"])
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
    assert answer.buttons == []


async def test_a_member_may_not_fetch_files(team: Town):
    card = await asked(team.group, team.anna, "/tasks")

    assert (await refused(team.group, team.boris, "⬇️", card)).show_alert
    assert (await asked(team.group, team.boris, f"/tasks {READY}")).text.startswith("🔒")
    assert team.asked_to("get_file") == 0

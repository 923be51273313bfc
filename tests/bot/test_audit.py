"""Who did what: the newest on a card with pages, everything of the period in a file, nothing of other chats."""

import csv
import io
from datetime import timedelta

import pytest
from sqlite_utils import Database as Db

from handlers.commands.audit import MOST
from sandbox.telegram import Chat, Message
from storage import audit, chats
from storage.audit import Deed
from tests.bot.town import Town, asked, followed, house_of, refused, turned, words
from tests.fakes import NOON


async def done(
    town: Town, *whats: str, chat: Chat | None = None, at=NOON, about: str = "", result: str = "done"
) -> None:
    """Somebody has done *whats*, one after the other."""
    for what in whats:
        deed = Deed(at, (chat or town.group).id, None, 7, "@ivan", what, about, result)
        await house_of(town).db(audit.write, deed)


async def card(town: Town, rest: str = "", *, chat: Chat | None = None) -> Message:
    return await asked(chat or town.group, town.anna, f"/audit {rest}".strip())


async def rows_of(town: Town, shown: Message) -> list[list[str]]:
    answer = await followed(town.group, town.anna, "CSV", shown)
    assert answer.document is not None
    text = answer.document.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]


async def test_a_line_says_when_who_what_about_what_and_how_it_went(team: Town):
    await done(team, "buy", about="74950001122", result="187.10 RUR")

    line = (await card(team)).text.splitlines()[1]

    assert "12:00 МСК" in line
    for part in ("@ivan", words("rented a number"), "+7 495 000-11-22", "187.10 RUR"):
        assert part in line


async def test_the_newest_are_shown_eight_on_a_page(team: Town):
    await done(team, *(f"deed{number:02}" for number in range(20)))

    shown = await card(team)
    assert [f"deed{number:02}" in shown.text for number in range(20)] == [False] * 12 + [True] * 8
    shown = await turned(team.group, team.anna, "›", shown)
    assert [f"deed{number:02}" in shown.text for number in range(20)] == [False] * 4 + [True] * 8 + [False] * 8
    shown = await turned(team.group, team.anna, "›", shown)
    assert [f"deed{number:02}" in shown.text for number in range(20)] == [True] * 4 + [False] * 16


async def test_a_deed_without_words_is_shown_as_it_is_and_harmless(team: Town):
    await done(team, "<b>t.me/x</b>", about="@all", result="/start")

    shown = await card(team)

    assert "<b>t.me/x</b> · @all · /start" in shown.text
    assert {entity.type for entity in shown.entities} <= {"code", "pre", "date_time", "tg_time"}


@pytest.mark.parametrize("language", ["ru", "en"])
async def test_it_speaks_both_languages(team: Town, language: str):
    await house_of(team).db(chats.speak, team.group.id, language)
    await done(team, "code", about="MyBank")

    assert words("looked at a one-time code", language=language) in (await card(team)).text


@pytest.mark.parametrize(
    ("rest", "seen"),
    [("", "now week"), ("today", "now"), ("30d", "now week month"), ("2026-07", "month"), ("01.07-31.07", "month")],
)
async def test_a_period_is_chosen_as_in_statistics(team: Town, rest: str, seen: str):
    for name, days in (("now", 0), ("week", 6), ("month", 20)):
        await done(team, name, at=NOON - timedelta(days=days))

    text = (await card(team, rest)).text

    assert [name for name in ("now", "week", "month") if name in text.partition("\n")[2]] == seen.split()


async def test_a_day_begins_at_the_chats_own_midnight(team: Town):
    await done(team, "yesterday_in_moscow", at=NOON.replace(hour=20) - timedelta(days=1))
    assert "yesterday_in_moscow" not in (await card(team, "today")).text

    await house_of(team).db(chats.live_in, team.group.id, "Asia/Vladivostok")

    assert "yesterday_in_moscow" in (await card(team, "today")).text


@pytest.mark.parametrize("rest", ["погода", "32.13-33.13", "<b>", "2026-13", "7d 8d", "x" * 300])
async def test_what_is_no_period_is_explained(team: Town, rest: str):
    answer = await card(team, rest)

    assert answer.text.startswith("❌")
    assert "/audit 7d" in answer.text


@pytest.mark.parametrize("rest", ["9999-12", "0001-01", "01.01.9999-31.12.9999"])
async def test_at_the_ends_of_the_calendar_nothing_was_done(team: Town, rest: str):
    assert words("Nothing was done here in this time.") in (await card(team, rest)).text


async def test_other_chats_are_nobodys_business(team: Town):
    await done(team, "elsewhere", chat=team.private)

    assert "elsewhere" not in (await card(team)).text
    assert "elsewhere" in (await card(team, chat=team.private)).text


async def test_the_file_has_everything_of_the_period_and_no_formula(team: Town):
    await done(team, *(f"deed{number:02}" for number in range(20)))
    await done(team, "old", at=NOON - timedelta(days=30))
    await done(team, "=1+1", about="@SUM(A1)", result="-x")

    rows = await rows_of(team, await card(team))

    assert [row[3] for row in rows if row[3].startswith("deed")] == [
        f"deed{number:02}" for number in reversed(range(20))
    ]
    assert rows[0] == ["2026-08-12 12:00:00", "'@ivan", "7", "'=1+1", "'@SUM(A1)", "'-x"]
    assert all(row[3] != "old" for row in rows)


async def test_a_file_that_is_cut_says_so(team: Town):
    def much(db: Db) -> None:
        for number in range(MOST + 2):
            audit.write(db, Deed(NOON, team.group.id, None, 7, "@ivan", f"deed{number:05}", "", "done"))

    await house_of(team).db(much)

    answer = await followed(team.group, team.anna, "CSV", await card(team))

    assert words("Take a shorter period for the rest.") in answer.text
    assert answer.document is not None
    assert answer.document.data.count(b"deed") == MOST
    assert b"deed00001" not in answer.document.data
    assert f"deed{MOST + 1:05}".encode() in answer.document.data


async def test_only_an_owner_may_look(team: Town):
    await done(team, *(f"deed{number:02}" for number in range(20)))
    shown = await card(team)

    assert (await asked(team.group, team.boris, "/audit")).text.startswith("🔒")
    for label in ("›", "CSV"):
        await refused(team.group, team.boris, label, shown)


async def test_choosing_what_is_told_is_remembered(team: Town):
    shown = await asked(team.group, team.anna, "/subscribe ok number=7495")
    await turned(team.group, team.anna, shown.buttons[0][0], shown)
    await turned(team.group, team.anna, "✖️", shown)
    await asked(team.group, team.anna, "/unsubscribe call")
    await asked(team.group, team.anna, "/unsubscribe")
    await asked(team.group, team.boris, "/unsubscribe")

    rows = await rows_of(team, await card(team))

    assert [tuple(row[3:]) for row in reversed(rows) if row[3] in {"subscribe", "unsubscribe"}] == [
        ("subscribe", "ok number=7495", "done"),
        ("subscribe", "in", "loud → silent"),
        ("subscribe", "ok", "no filter"),
        ("unsubscribe", "call", "done"),
        ("unsubscribe", "all", "done"),
    ]
    assert {row[1] for row in rows if row[3] == "subscribe"} == {"'@anna"}


async def test_looking_at_what_is_told_changes_nothing_and_is_not_remembered(team: Town):
    await asked(team.group, team.anna, "/subscribe")

    period = {"start": NOON - timedelta(1), "end": NOON + timedelta(1)}
    deeds = await house_of(team).db(audit.between, team.group.id, **period, limit=99)
    assert "subscribe" not in [deed.what for deed in deeds]

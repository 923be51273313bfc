"""Exports are listed to the last page, and their captions never exceed what Telegram takes."""

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.exported import Contents
from handlers.exports import A_PAGE, File, all_tasks, as_it_is, caption, file_name
from handlers.words import Words
from smsc.codes import Outcome
from smsc.types import Task, TaskStatus

SAY = {name: Words.load(name).say(chosen=name) for name in ("ru", "en")}


def task(id: int) -> Task:
    return Task(str(id), f"export {id}", TaskStatus.DONE, "", "", "")


@dataclass
class Shelf:
    """An SMSC that has *ids* and gives them, the lowest or the highest first, at most *most* at once."""

    ids: list[int]
    most: int
    lowest_first: bool = True
    asked: list[str | None] = field(default_factory=list)

    async def tasks(self, *, count: int | None = None, after_id: str | None = None) -> list[Task]:
        self.asked.append(after_id)
        found = sorted(id for id in self.ids if after_id is None or id > int(after_id))
        size = min(self.most, count or self.most)
        return [task(id) for id in (found[:size] if self.lowest_first else found[-size:])]


@pytest.mark.parametrize("most", [60, A_PAGE, 1000])
async def test_all_exports_are_listed_however_many_smsc_gives_at_once(most: int):
    shelf = Shelf(list(range(1, 701)), most)

    assert sorted(int(found.id) for found in await all_tasks(shelf)) == shelf.ids  # type: ignore[arg-type]


async def test_a_short_list_is_asked_for_once():
    shelf = Shelf([5, 7], 1000)
    await all_tasks(shelf)  # type: ignore[arg-type]

    assert shelf.asked == [None]


async def test_a_list_that_repeats_itself_ends():
    shelf = Shelf(list(range(1, 701)), 100, lowest_first=False)
    found = await all_tasks(shelf)  # type: ignore[arg-type]

    assert len(found) == 100
    assert len(shelf.asked) == 2


@given(
    st.lists(st.lists(st.text(max_size=400), max_size=9).map(tuple), max_size=5).map(tuple),
    st.text(max_size=300),
    st.sampled_from(["ru", "en"]),
)
def test_a_caption_fits_whatever_the_rows_hold(first: tuple[tuple[str, ...], ...], name: str, language: str):
    found = Contents(10**9, Counter(dict.fromkeys(Outcome, 10**8)), Decimal("123456789.12"), first)
    text = caption(
        File(f"name:{name}", name, b"1"), found, SAY[language], alias="a" * 40, masked=True, parts=12, most=0
    )
    shown = text.replace("<blockquote expandable>", "").replace("</blockquote>", "")

    assert len(shown.encode("utf-16-le")) // 2 <= 1024


async def test_what_telegram_does_not_take_comes_in_parts_with_the_words_on_the_first():
    rows = b"".join(b"%d;%d\n" % (number, number * 7919 % 100_003) for number in range(20_000))
    replies = await as_it_is(File("id:7", "big", rows), SAY["en"], alias="prod", masked=False, most=50_000)

    assert len(replies) > 1
    assert f"it comes in {len(replies)} archives" in replies[0].text
    assert [reply.text for reply in replies[1:]] == [""] * (len(replies) - 1)
    assert all(reply.document and len(reply.document.data) <= 50_000 for reply in replies)


@pytest.mark.parametrize("name", ["../../etc/passwd", "июль, «все»", "a/b\\c\n.csv", ""])
def test_a_files_name_tells_and_leads_nowhere(name: str):
    found = file_name("prod", File("id:8841", name, b""))

    assert found.startswith("smsc_prod_8841")
    assert found.endswith(".csv")
    assert not set(found) & set("/\\\n")

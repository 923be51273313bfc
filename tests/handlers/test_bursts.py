"""What comes too fast for lines is counted on one card, edited while it lasts, and ends with a file of everything."""

import csv
import io
import re
from dataclasses import replace

import pytest

from handlers import tally
from handlers.delivery import ChatGone, MessageGone, NotNow, Perhaps
from handlers.notifications import tell
from handlers.tally import Tally
from smsc.events import IncomingSms, StatusEvent
from storage import arrivals, bursts, subscriptions
from storage.arrivals import Lane
from storage.events import Kind
from storage.filters import Filter
from tests.fakes import CHAT, NOON, in_turn

BOTH = (Kind.FAILED, Kind.DELIVERED)


def delivered(count, *, start=0):
    return [StatusEvent(f"m{n}", f"7999{n:07d}", 1, at=NOON) for n in range(start, start + count)]


def failed(count, *, start=0, err=6):
    return [StatusEvent(f"f{n}", f"7912{n:07d}", 3, at=NOON, err=err) for n in range(start, start + count)]


async def step(home, target, *, lane=Lane.STATUSES, repeated=False):
    """What the teller does in one round: tell, and write down what was told."""
    told = await tell(target, lane, home.house, repeated=repeated)
    if told is not None:
        await home.db(arrivals.told, told.untold, kept=told.kept, closed=told.closed)
    return told


def rows_of(said):
    text = said.reply.document.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


async def test_a_few_events_are_told_line_by_line_without_a_card(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *failed(3))

    await step(home, target)

    assert home.mouth.sent[0].text.count("❌") == 3
    assert await home.db(bursts.open_in, target, Lane.STATUSES) is None


async def test_a_burst_is_one_card_which_is_edited_and_ends_with_a_file(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(50), *failed(2))
    await step(home, target)
    await home.happens(account, *delivered(100, start=50), *failed(1, start=2, err=1))
    await step(home, target)

    await step(home, target)

    card, file = home.mouth.sent
    assert file.answers == card.id
    assert {said.id for said in home.mouth.edited} == {card.id}
    assert len(rows_of(file)) == 153
    assert len({row["phone"] for row in rows_of(file)}) == 153
    assert await step(home, target) is None


async def test_the_sum_on_the_card_is_exact_and_every_failure_can_be_found(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(200), *failed(7))
    await step(home, target)

    await step(home, target)

    text = home.mouth.edited[-1].text
    assert re.search(r"\b207\b", text)
    assert re.search(r"✅ 200\b", text)
    assert re.search(r"❌ 7\b", text)
    for n in range(7):
        assert f"+7 912 000-00-0{n}" in text


async def test_a_card_of_ten_thousand_failures_fits_a_message(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *[one for err in range(1, 90) for one in failed(60, start=err * 100, err=err)])
    while (told := await step(home, target)) is not None and told.closed is None:
        continue

    for said in [home.mouth.sent[0], *home.mouth.edited]:
        assert len(said.text.encode("utf-16-le")) // 2 <= 4096
    assert len(rows_of(home.mouth.sent[-1])) == 89 * 60


async def test_a_burst_of_incoming_sms_is_a_card_as_well_and_its_file_holds_the_texts(home, account):
    target = await home.subscribe(account, [Kind.INCOMING])
    texts = [f"=text {n}" for n in range(40)]
    sms = [IncomingSms(str(n), "79991234567", text, "74950001122", at=NOON) for n, text in enumerate(texts)]
    await home.happens(account, *sms)
    await step(home, target, lane=Lane.PEOPLE)

    await step(home, target, lane=Lane.PEOPLE)

    assert [row["text"] for row in rows_of(home.mouth.sent[-1])] == [f"'{text}" for text in texts]


async def test_only_the_first_message_of_a_burst_rings(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *failed(30))
    await step(home, target)
    await step(home, target)

    card, file = home.mouth.sent
    assert card.reply.loud
    assert not file.reply.loud
    assert not any(said.reply.loud for said in home.mouth.edited)


async def test_a_burst_survives_a_restart(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(30))
    await step(home, target)

    assert await home.db(bursts.targets) == [target]
    await step(home, target)

    assert len(rows_of(home.mouth.sent[-1])) == 30
    assert await home.db(bursts.targets) == []


async def test_the_file_lists_what_the_card_counts_and_nothing_that_is_no_news_there(home, account):
    target = await home.subscribe(account, BOTH)
    await home.db(subscriptions.narrow, target, Kind.FAILED, Filter(numbers=("0000001", "0000002")))
    read = StatusEvent("m7", "79990000007", 2, at=NOON)
    await home.happens(account, *delivered(30), *failed(20), read)
    await step(home, target)
    await home.happens(account, *delivered(20, start=30), *failed(20, start=20))
    await step(home, target)

    await step(home, target)

    card, file = home.mouth.edited[-1], home.mouth.sent[-1]
    assert "52 events" in card.text
    assert [row["id"] for row in rows_of(file)].count("m7") == 1
    assert {row["id"] for row in rows_of(file) if row["id"].startswith("f")} == {"f1", "f2"}
    assert len(rows_of(file)) == 52


async def test_a_full_card_ends_and_the_next_one_begins(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(50))
    await step(home, target)
    begun = await home.db(bursts.open_in, target, Lane.STATUSES)
    await home.db(bursts.keep, replace(begun, tally=tally.pack(Tally(kinds={"ok": tally.MOST}))))
    await home.happens(account, *delivered(50, start=50))

    assert (await step(home, target)).more
    await step(home, target)
    await step(home, target)

    first, its_file, second, the_other = home.mouth.sent
    assert (its_file.answers, the_other.answers) == (first.id, second.id)
    phones = [row["phone"] for file in (its_file, the_other) for row in rows_of(file)]
    assert len(phones) == len(set(phones)) == 100


@pytest.mark.parametrize(
    ("counted", "full"), [(Tally(kinds={"ok": 19_999}), False), (Tally(skipped=[1] * 20_000), True)]
)
def test_a_card_is_full_by_all_that_it_has_to_remember(counted, full):
    assert counted.is_full is full


async def test_a_card_that_somebody_deleted_is_sent_anew(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(30))
    await step(home, target)
    home.mouth.on_edit = in_turn(MessageGone("message to edit not found"))
    await home.happens(account, *delivered(30, start=30))

    await step(home, target)

    assert len(home.mouth.texts(CHAT)) == 2
    kept = await home.db(bursts.open_in, target, Lane.STATUSES)
    assert kept.message_id == home.mouth.sent[-1].id


@pytest.mark.parametrize("error", [NotNow(NOON - NOON), Perhaps("timed out")])
async def test_no_event_of_a_burst_is_lost_by_an_edit_that_fails(home, account, error):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(30))
    await step(home, target)
    await home.happens(account, *delivered(30, start=30))
    home.mouth.on_edit = in_turn(error)
    with pytest.raises(type(error)):
        await step(home, target)

    await step(home, target)
    await step(home, target)

    assert len(rows_of(home.mouth.sent[-1])) == 60


async def test_a_chat_that_goes_in_the_middle_of_a_burst_is_paused(home, account):
    target = await home.subscribe(account, BOTH)
    await home.happens(account, *delivered(30))
    await step(home, target)
    await home.happens(account, *delivered(30, start=30))
    home.mouth.on_edit = in_turn(ChatGone("bot was blocked"))

    assert await step(home, target) is None

    assert await home.db(arrivals.untold, target, Lane.STATUSES.kinds, limit=10) is None

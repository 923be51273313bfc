"""What the account has sent, whoever did, as get.php tells it."""

import pytest

from tests.sandbox.smsc_world import NOON, world

PHONE = "79991234567"
TODAY = {"get_messages": 1, "start": "18.08.2026", "end": "18.08.2026"}


async def sent(smsc, *texts, phone=PHONE):
    return [await smsc.smsc.message_sent(login="demo", phone=phone, text=text) for text in texts]


async def test_a_message_comes_with_its_state_and_where_it_stands():
    async with world() as smsc:
        [id] = await sent(smsc, "Привет")
        smsc.clock.forward(seconds=5)
        await smsc.smsc.status_changes(login="demo", id=id, phone=PHONE, status=20, err=13)
        row = (await smsc.json("get", **TODAY))[0]

    assert {name: row[name] for name in ("id", "status", "err", "last_timestamp", "send_timestamp", "phone")} == {
        "id": int(id),
        "status": 20,
        "err": 13,
        "last_timestamp": NOON + 5,
        "send_timestamp": NOON,
        "phone": PHONE,
    }
    assert [name for name, value in row.items() if isinstance(value, int)] == [
        "status",
        "last_timestamp",
        "err",
        "send_timestamp",
        "type",
        "sms_cnt",
        "id",
        "format",
        "crc",
    ]
    assert int(row["int_id"]) > 0


async def test_they_come_newest_first_and_the_next_page_goes_on_before_the_last_row():
    async with world() as smsc:
        await sent(smsc, "первое", "второе", "третье")
        first = await smsc.json("get", **TODAY, cnt=2)
        second = await smsc.json("get", **TODAY, cnt=1, prev_id=first[-1]["int_id"])

    assert [row["message"] for row in (*first, *second)] == ["третье", "второе", "первое"]


async def test_a_message_keeps_its_place_though_another_is_deleted():
    async with world() as smsc:
        [gone, _id] = await sent(smsc, "первое", "второе")
        before = (await smsc.json("get", **TODAY))[0]["int_id"]
        await smsc.text("status", id=gone, phone=PHONE, **{"del": 1})

        assert (await smsc.json("get", **TODAY))[0]["int_id"] == before


async def test_days_are_those_of_moscow_and_both_ends_count():
    async with world() as smsc:
        smsc.clock.forward(days=10)
        await sent(smsc, "в день")
        smsc.clock.forward(seconds=12 * 3600)
        await sent(smsc, "после полуночи")
        day = await smsc.json("get", get_messages=1, start="28.08.2026", end="28.08.2026")
        both = await smsc.json("get", get_messages=1, start="28.08.2026", end="29.08.2026")
        later = await smsc.json("get", get_messages=1, start="29.08.2026")

    assert [[row["message"] for row in rows] for rows in (day, both, later)] == [
        ["в день"],
        ["после полуночи", "в день"],
        ["после полуночи"],
    ]


async def test_only_messages_to_the_phones_asked_for():
    async with world() as smsc:
        await sent(smsc, "Анне", phone="79120000002")
        await sent(smsc, "Ивану")
        await sent(smsc, "Ольге", phone="79261112233")
        found = await smsc.json("get", **TODAY, phone="79120000002,79261112233", cnt=2)

    assert [row["message"] for row in found] == ["Ольге", "Анне"]


@pytest.mark.parametrize("fields", [{"start": "01.01.2020", "end": "02.01.2020"}, {"prev_id": 1}, {"phone": "7900"}])
async def test_nothing_found_is_error_3(fields):
    async with world() as smsc:
        assert await smsc.code("get", **TODAY | fields) == 3


@pytest.mark.parametrize(
    "fields",
    [{"cnt": 1001}, {"cnt": 0}, {"start": ""}, {"start": "2026-08-18"}, {"prev_id": "x"}, {"format": 8}, {"fmt": 1}],
)
async def test_error_1_for_what_no_document_describes(fields):
    async with world() as smsc:
        assert await smsc.text("get", **TODAY | {"fmt": 3} | fields) in {
            '{\n"error": "parameters error",\n"error_code": 1\n}',
            "0,-1",
        }

"""Sending, prices, statuses, what came in."""

from decimal import Decimal

import pytest

from tests.sandbox.smsc_world import listening, world

PHONE = "79991234567"


@pytest.mark.parametrize(
    ("text", "parts"),
    [("a" * 160, 1), ("a" * 161, 2), ("a" * 307, 3), ("я" * 70, 1), ("я" * 71, 2), ("я" * 134, 2), ("я" * 135, 3)],
)
async def test_long_texts_are_charged_by_their_parts(text, parts):
    async with world() as smsc:
        told = await smsc.json("send", phones=PHONE, mes=text, cost=1)

    assert (told["cnt"], Decimal(told["cost"])) == (parts, parts * Decimal("4.10"))


async def test_cost_1_sends_nothing_and_charges_nothing():
    async with world() as smsc:
        before = len(smsc.smsc.messages("demo"))
        await smsc.json("send", phones=PHONE, mes="Привет", cost=1)

        assert len(smsc.smsc.messages("demo")) == before
        assert smsc.smsc.account("demo").balance == Decimal("1530.00")


async def test_one_id_is_shared_by_all_phones_of_a_request():
    async with world() as smsc:
        sent = await smsc.json(
            "send", phones=f"{PHONE};8 912 000 00 02, {PHONE}".replace(" ", ""), mes="Привет", cost=3
        )
        found = await smsc.json("status", id=f"{sent['id']},{sent['id']}", phone=f"{PHONE},89120000002")

    assert (sent["cnt"], sent["cost"], sent["balance"]) == (2, "8.2", "1521.8")
    assert [(row["status"], row["id"], row["phone"]) for row in found] == [
        (0, sent["id"], PHONE),
        (0, sent["id"], "89120000002"),
    ]


async def test_an_id_of_ones_own_comes_back_as_text():
    async with world() as smsc:
        sent = await smsc.json("send", phones=PHONE, mes="Привет", id="order-17.a_b")
        found = await smsc.json("status", id="order-17.a_b", phone=PHONE)

    assert (sent["id"], found["status"]) == ("order-17.a_b", 0)


async def test_the_text_is_read_in_the_charset_of_the_request():
    async with world() as smsc:
        form = b"login=demo&psw=demo&fmt=3&phones=79991234567&mes=" + "Привет".encode("windows-1251")
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        async with smsc.http.post(f"{smsc.url}/sys/send.php", data=form, headers=headers) as answer:
            await answer.read()
        await smsc.json("send", phones=PHONE, mes="Здравствуй ✌", charset="utf-8")

        assert [message.text for message in smsc.smsc.messages("demo")[-2:]] == ["Привет", "Здравствуй ✌"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"phones": "", "mes": "Привет"}, 1),
        ({"phones": PHONE, "mes": ""}, 1),
        ({"phones": PHONE, "mes": "я" * 1001}, 1),
        ({"phones": PHONE, "mes": "Привет", "id": "ключ"}, 1),
        ({"phones": PHONE, "mes": "Привет", "cost": "x"}, 1),
        ({"phones": "12345", "mes": "Привет"}, 7),
        ({"phones": "74950001100", "mes": "Привет"}, 8),
        ({"phones": PHONE, "mes": "Привет", "login": "poor", "psw": "poor"}, 3),
    ],
)
async def test_refuses_to_send(fields, code):
    async with world() as smsc:
        assert await smsc.code("send", **fields) == code


async def test_an_hlr_request_needs_no_text_and_a_code_by_call_tells_the_code():
    async with world() as smsc:
        hlr = await smsc.json("send", phones=PHONE, hlr=1, cost=2)
        call = await smsc.json("send", phones=PHONE, mes="code", call=1)

    assert hlr["cost"] == "0.3"
    assert len(call["code"]) == 6


async def test_what_is_sent_is_in_the_account_s_statistics_at_once():
    async with world() as smsc:
        (before,) = await smsc.json("get", get_stat=1, start="18.08.2026")
        await smsc.json("send", phones=PHONE, mes="я" * 71)
        (after,) = await smsc.json("get", get_stat=1, start="18.08.2026", end="18.08.2026")

    assert int(after["sms"]) - int(before["sms"]) == 2
    assert Decimal(after["credit"]) - Decimal(before["credit"]) == Decimal("8.2")


async def test_the_account_s_own_statistics_leave_the_sub_clients_out():
    async with world() as smsc:
        (own,) = await smsc.json("get", get_stat=1)
        booked = smsc.smsc.account("demo").operations

    assert own["login"] == "demo"
    assert int(own["sms"]) == sum(line.count for line in booked if line.login == "demo")


async def test_an_account_that_did_nothing_has_no_statistics():
    async with world() as smsc:
        assert await smsc.code("get", get_stat=1, login="poor", psw="poor") == 3


@pytest.mark.parametrize(
    ("fmt", "said"),
    [("0", "Status = 20, check_time = 18.08.2026 12:00:05"), ("1", "20,1787043605,13")],
)
async def test_a_status_in_text(fmt, said):
    async with world() as smsc:
        id = await smsc.smsc.message_sent(login="demo", phone=PHONE, text="Привет")
        smsc.clock.forward(seconds=5)
        await smsc.smsc.status_changes(login="demo", id=id, phone=PHONE, status=20, err=13)

        assert await smsc.text("status", id=id, phone=PHONE, fmt=fmt) == said


async def test_a_delivered_message_has_no_err():
    async with world() as smsc:
        id = await smsc.smsc.message_sent(login="demo", phone=PHONE, text="Привет")
        await smsc.smsc.status_changes(login="demo", id=id, phone=PHONE, status=1)
        found = await smsc.json("status", id=id, phone=PHONE)

    assert found == {
        "status": 1,
        "last_date": "18.08.2026 12:00:00",
        "last_timestamp": int(smsc.clock.now),
        "flag": 0,
    }


async def test_all_2_tells_the_message_and_where_it_went():
    async with world() as smsc:
        id = await smsc.smsc.message_sent(login="demo", phone=PHONE, text="Привет", sender="SHOP")
        found = await smsc.json("status", id=id, phone=PHONE, all=2)

    assert (found["message"], found["sender_id"], found["cost"]) == ("Привет", "SHOP", "4.1")
    assert (found["status_name"], found["operator"], found["mccmnc"]) == ("Передано оператору", "Йота", "25011")


async def test_an_unknown_message_is_minus_3_and_a_trailing_comma_makes_a_list():
    async with world() as smsc:
        assert await smsc.json("status", id="138", phone=PHONE) == {"status": -3}
        assert await smsc.json("status", id="138,", phone=f"{PHONE},") == [{"status": -3, "id": 138, "phone": PHONE}]


async def test_a_deleted_message_answers_the_bare_word_ok_and_is_gone():
    async with world() as smsc:
        id = await smsc.smsc.message_sent(login="demo", phone=PHONE, text="Привет")

        assert await smsc.text("status", id=id, phone=PHONE, **{"del": 1}, fmt=3) == "OK"
        assert await smsc.code("status", id=id, phone=PHONE, **{"del": 1}) == 5


async def test_error_1_for_a_status_of_nothing():
    async with world() as smsc:
        assert await smsc.code("status", id="", phone=PHONE) == 1


async def test_answers_come_newest_first_and_only_those_asked_for():
    async with world() as smsc:
        for number, text in enumerate(["первое", "второе", "третье"]):
            await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text=text, to=f"7495000110{number}")
        everything = await smsc.json("get", get_answers=1)
        newer = await smsc.json("get", get_answers=1, after_id=everything[2]["id"])
        second = await smsc.json("get", get_answers=1, to_phone="74950001101")

    assert [row["message"] for row in everything[:3]] == ["третье", "второе", "первое"]
    assert [row["message"] for row in newer] == ["третье", "второе"]
    assert [row["message"] for row in second] == ["второе"]


async def test_answers_are_kept_for_seven_days_and_none_is_an_empty_list():
    async with world() as smsc:
        smsc.clock.forward(days=7)

        assert await smsc.text("get", get_answers=1, fmt=3) == "[]"


async def test_error_1_for_what_get_does_not_give():
    async with world() as smsc:
        assert await smsc.code("get", get_everything=1) == 1


async def queried(abroad: bool, status: int = 1, err: int = 0):  # noqa: FBT001 - a table of cases
    """An HLR query of PHONE: what the callback says, and what status.php does."""
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}/?charset=utf-8")
        await smsc.json("send", phones=PHONE, hlr=1, id="q-1", cost=3)
        await smsc.smsc.status_changes(login="demo", id="q-1", phone=PHONE, status=status, err=err, abroad=abroad)
        return handler.heard[0].form("utf-8"), await smsc.json("status", id="q-1", phone=PHONE, all=2)


async def test_an_hlr_query_is_answered_by_the_callback_and_by_status():
    told, found = await queried(abroad=False)

    for answer in (told, found):
        assert (answer["mcc"], answer["mnc"], answer["net"], answer["rnet"]) == ("250", "11", "Йота", "")
        assert answer["imsi"].startswith("25011")


async def test_an_hlr_query_finds_a_subscriber_abroad():
    told, found = await queried(abroad=True)

    assert (told["rcn"], told["rnet"]) == (found["rcn"], found["rnet"]) == ("Турция", "Turkcell")


@pytest.mark.parametrize(("status", "err"), [(1, 6), (20, 1), (0, 0)])
async def test_an_hlr_query_that_reaches_nobody_names_no_sim(status, err):
    told, found = await queried(abroad=False, status=status, err=err)

    assert "imsi" not in told
    assert "imsi" not in found

"""What a handler is told, and how long SMSC keeps telling it."""

import json

import pytest
from defusedxml.ElementTree import fromstring

from sandbox.smsc.callbacks import sign
from sandbox.smsc.handler import Handler
from tests.sandbox.smsc_world import listening, until, world

PHONE = "79991234567"


async def test_an_incoming_sms_is_a_windows_1251_form_with_a_stamp_for_time():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}/smsc/abc?branch=7")
        await smsc.smsc.sms_arrives(login="demo", phone="+7 999 123-45-67", text="Когда привезёте?")
        (heard,) = handler.heard
        said = heard.form()

    assert (heard.path, heard.content_type) == ("/smsc/abc", "application/x-www-form-urlencoded")
    assert (said["phone"], said["mes"], said["to"], said["branch"]) == (PHONE, "Когда привезёте?", "74950001100", "7")
    assert said["time"] == said["sent"] == str(int(smsc.clock.now))
    assert "sms_id" not in said


@pytest.mark.parametrize(("phone", "said"), [("MyBank24", "MyBank24"), ("900", "900"), ("8 999 123-45-67", PHONE)])
async def test_an_incoming_sms_may_come_from_a_name_or_a_short_number(phone, said):
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.smsc.sms_arrives(login="demo", phone=phone, text="Код: 482913")

    assert handler.heard[0].form()["phone"] == said


async def test_an_answer_to_a_message_names_it():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Да", to="79037676877", sms_id="12345")

    assert handler.heard[0].form()["sms_id"] == "12345"


async def test_a_status_has_a_date_for_time_and_err_only_when_there_is_one():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}?charset=utf-8&sha1=s3cret")
        id = await smsc.smsc.message_sent(login="demo", phone=PHONE, text="Привет", sender="SHOP")
        await smsc.smsc.status_changes(login="demo", id=id, phone=PHONE, status=0)
        await smsc.smsc.status_changes(login="demo", id=id, phone=PHONE, status=20, err=13, cmt="заказ 5")
        passed, failed = (heard.form("utf-8") for heard in handler.heard)

    assert passed["time"] == "18.08.26 12:00:00"
    assert (passed["status"], passed["sender"], passed["cost"], "err" in passed) == ("0", "SHOP", "4.1", False)
    assert (failed["err"], failed["cmt"]) == ("13", "заказ 5")
    assert failed["sha1"] == sign(Handler.parse(f"{handler.url}?charset=utf-8&sha1=s3cret"), failed)


async def test_a_status_of_an_unknown_message_is_told_and_remembered():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.smsc.status_changes(login="demo", id="98765", phone=PHONE, status=3, err=6)

        assert handler.heard[0].form()["id"] == "98765"
        assert (await smsc.json("status", id="98765", phone=PHONE))["err"] == 6


async def test_json_is_one_flat_object_of_texts():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}/!key=k?fmt=3&charset=utf-8&md5=s")
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="✌ «да»")
        (heard,) = handler.heard
        said = json.loads(heard.body)

    assert (heard.path, heard.content_type) == ("/?key=k", "application/json; charset=utf-8")
    assert (said["mes"], said["fmt"], len(said["md5"])) == ("✌ «да»", "3", 32)
    assert set(map(type, said.values())) == {str}


async def test_xml_names_its_encoding():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}?fmt=2")
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Цена < 5 & всё")

    assert fromstring(handler.heard[0].body).findtext("mes") == "Цена < 5 & всё"


@pytest.mark.parametrize(("signature", "expected"), [(None, None), ("0" * 40, "0" * 40)])
async def test_a_callback_can_be_unsigned_or_forged(signature, expected):
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}?sha1=s")
        await smsc.smsc.callback("demo", {"id": "1", "phone": PHONE, "status": "1"}, signature=signature)

    assert handler.heard[0].form().get("sha1") == expected


async def test_a_callback_can_have_any_body():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.smsc.callback("demo", {}, body=b"\xff\x00")

    assert handler.heard[0].body == b"\xff\x00"


async def test_without_a_handler_nothing_is_sent_but_the_message_is_there():
    async with world() as smsc:
        delivered = await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        kept = await smsc.json("get", get_answers=1, cnt=1)

    assert (delivered.status, delivered.attempts, smsc.smsc.deliveries) == (None, 0, [])
    assert kept[0]["message"] == "Алло"


@pytest.mark.parametrize("final", [200, 404])
async def test_200_and_404_are_final(final):
    async with world() as smsc, listening([final]) as handler:
        smsc.smsc.set_handler("demo", handler.url)
        delivered = await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        repeated = await smsc.smsc.retry_now()

    assert (delivered.status, repeated, len(handler.heard)) == (final, [], 1)


@pytest.mark.parametrize("refusal", [201, 204, 302, 403, 500, 503])
async def test_any_other_answer_is_repeated_byte_for_byte(refusal):
    async with world() as smsc, listening([refusal]) as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}?sha1=s")
        first = await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        smsc.clock.forward(seconds=240)
        (second,) = await smsc.smsc.retry_now()

    assert [(first.status, first.attempts), (second.status, second.attempts)] == [(refusal, 1), (200, 2)]
    assert handler.heard[0] == handler.heard[1]


async def test_a_handler_that_is_not_there_is_called_again():
    async with world() as smsc:
        async with listening() as gone:
            smsc.smsc.set_handler("demo", gone.url)
        delivered = await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        (repeated,) = await smsc.smsc.retry_now()

    assert (delivered.status, delivered.error, repeated.attempts) == (None, "ClientConnectorError", 2)


async def test_after_fifty_attempts_smsc_gives_up():
    async with world() as smsc, listening([500] * 99) as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        while await smsc.smsc.retry_now():
            pass

    assert len(handler.heard) == len(smsc.smsc.deliveries) == 50


async def test_the_stand_in_repeats_by_itself():
    async with world(retry_seconds=0) as smsc, listening([503, 503]) as handler:
        smsc.smsc.set_handler("demo", handler.url)
        await smsc.smsc.sms_arrives(login="demo", phone=PHONE, text="Алло")
        await until(lambda: len(smsc.smsc.deliveries) == 3)

    assert [delivered.status for delivered in smsc.smsc.deliveries] == [503, 503, 200]
    assert len(handler.heard) == 3


async def test_a_burst_tells_every_message_and_some_of_them_twice():
    async with world() as smsc, listening() as handler:
        smsc.smsc.set_handler("demo", f"{handler.url}?sha1=s")
        report = await smsc.smsc.burst(login="demo", count=400, failures=0.1, repeats=0.25)
        bodies = [heard.body for heard in handler.heard]
        said = [heard.form() for heard in handler.heard]

    assert (report.count, report.failed, report.repeated, report.requests, report.taken) == (400, 40, 100, 500, 500)
    assert (len(bodies), len(set(bodies))) == (500, 400)
    assert {fields["id"] for fields in said} == {report.id}
    assert len({fields["phone"] for fields in said if "err" in fields}) == 40


async def test_a_burst_that_is_refused_is_repeated_until_all_is_told():
    async with world() as smsc, listening([503] * 60) as handler:
        smsc.smsc.set_handler("demo", handler.url)
        report = await smsc.smsc.burst(login="demo", count=100, repeats=0)
        repeated = await smsc.smsc.retry_now()

    assert (report.taken, report.answers) == (40, {200: 40, 503: 60})
    assert len(repeated) == 60
    assert len({heard.body for heard in handler.heard}) == 100

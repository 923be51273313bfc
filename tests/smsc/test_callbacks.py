"""From bytes to an event that can be believed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from smsc.callbacks import Algorithm, Forged, Malformed
from smsc.events import CallEvent, Flag, Hlr, IncomingSms, StatusEvent
from tests.smsc.posting import CALL, SECRET, SMS, STATUS, as_declared_xml, as_json, as_xml, form, read, signed

TS = datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_a_status_keeps_every_field():
    fields = STATUS | {
        "time": "15.11.23 01:13:20",
        "err": "11",
        "syserr": "0x58",
        "cnt": "3",
        "type": "7",
        "flag": "1831",
        "sender": "Магазин",
        "dtmf": "12#",
        "cmt": "заказ 5\novertime: 00:07",
        "calltime": "14",
        "callmenu": "1*2",
        "ringtime": "9",
    }

    assert read(form(signed(fields))) == StatusEvent(
        id="1001",
        phone="79991234567",
        status=1,
        at=TS,
        time="15.11.23 01:13:20",
        err=11,
        syserr="0x58",
        cnt=3,
        type=7,
        cost=Decimal("1.50"),
        flag=Flag(type=7, second_balance=True, template=True, template_kind=3),
        sender="Магазин",
        dtmf="12#",
        cmt="заказ 5\novertime: 00:07",
        calltime="14",
        callmenu="1*2",
        ringtime="9",
    )


def test_an_hlr_status_tells_what_the_query_found():
    found = {"imsi": "250011234567890", "mcc": "250", "mnc": "01", "cn": "Russia", "net": "MTS", "rnet": "Оператор"}

    event = read(form(signed(STATUS | found | {"type": "4", "err": "0"})))

    assert event.hlr == Hlr(**found)
    assert event.err == 0


def test_empty_hlr_fields_are_no_hlr():
    assert read(form(signed(STATUS | {"imsi": "", "net": ""}))).hlr is None


def test_an_incoming_sms_keeps_every_field():
    fields = SMS | {"sms_id": "1001", "smsc": "79168999100", "sent": "1700000000"}

    assert read(form(signed(fields))) == IncomingSms(
        id="77",
        phone="79991234567",
        text="Привет, мир",
        to="79990000000",
        sms_id="1001",
        smsc="79168999100",
        sent=TS,
        at=datetime(2023, 11, 14, 22, 13, 25, tzinfo=UTC),
    )


def test_a_confirming_call_is_a_phone_and_a_moment():
    assert read(form(signed(CALL))) == CallEvent("79991234567", TS)


def test_reads_the_vector_published_by_smscru():
    body = b"phone=123&mes=text&to=234&sha1=b6f768ce7614d7858cc4a6116f8ffd0dc236a3cd"

    assert read(body, secrets=["zxc"]) == IncomingSms(id="", phone="123", text="text", to="234")


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("fields", [STATUS, SMS, CALL], ids=["status", "sms", "call"])
@pytest.mark.parametrize(
    ("write", "charset"),
    [
        (form, "utf-8"),
        (form, "windows-1251"),
        (form, "koi8-r"),
        (as_json, "utf-8"),
        (as_json, "windows-1251"),
        (as_xml, "utf-8"),
        (as_xml, "windows-1251"),
        (as_declared_xml, "utf-8"),
        (as_declared_xml, "windows-1251"),
    ],
)
def test_kind_algorithm_format_and_charset_go_together_in_any_way(algorithm, fields, write, charset):
    body = write(signed(fields, algorithm=algorithm, charset=charset) | {"charset": charset}, charset)

    assert read(body, algorithm=algorithm) == read(form(signed(fields)))


@pytest.mark.parametrize(
    ("sent", "hashed", "announced"),
    [
        ("utf-8", "windows-1251", "utf-8"),
        ("windows-1251", "utf-8", "windows-1251"),
        ("utf-8", "koi8-r", "koi8-r"),
        ("koi8-r", "utf-8", "koi8-r"),
        ("koi8-r", "windows-1251", "koi8-r"),
    ],
)
def test_the_hash_may_be_over_another_encoding_than_the_text_came_in(sent, hashed, announced):
    body = form(signed(SMS, charset=hashed) | {"charset": announced}, sent)

    assert read(body).text == "Привет, мир"


def test_a_text_that_was_not_escaped_is_read():
    fields = signed({"phone": "7", "mes": "Привет", "to": "8"}, charset="windows-1251")
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode("windows-1251")

    assert read(body).text == "Привет"


def test_status_0_is_a_status():
    assert read(form(signed(STATUS | {"status": "0"}))).status == 0


def test_an_empty_text_is_a_text():
    assert read(form(signed(SMS | {"mes": ""}))).text == ""


@pytest.mark.parametrize("status", ["-3", "21", "999"])
def test_a_status_nobody_has_heard_of_stays_as_it_is(status):
    assert read(form(signed(STATUS | {"status": status, "err": "777"}))).status == int(status)


@pytest.mark.parametrize("odd", ["", "x", "-", "1e3", "٣", "9" * 5000, "1,50", "NaN", "\x00"])
@pytest.mark.parametrize("name", ["err", "cnt", "type", "flag", "cost", "ts"])
def test_an_odd_unsigned_field_becomes_none_and_costs_nothing_else(name, odd):
    event = read(form(signed(STATUS | {name: odd})))

    assert getattr(event, "at" if name == "ts" else name) is None
    assert event.fingerprint == "status:1001:79991234567:1"


def test_an_sms_may_have_no_id_or_an_odd_one():
    assert read(form(signed({name: SMS[name] for name in ("phone", "mes", "to")}))).id == ""
    assert read(form(signed(SMS | {"id": "a b"}))).id == ""


@pytest.mark.parametrize(
    ("fields", "missing"),
    [(STATUS, "id"), (STATUS, "phone"), (STATUS, "status"), (SMS, "phone"), (SMS, "to"), (CALL, "phone"), (CALL, "ts")],
)
def test_without_a_signed_field_it_is_no_callback(fields, missing):
    body = form({name: value for name, value in signed(fields).items() if name != missing})

    with pytest.raises(Malformed) as refusal:
        read(body)

    assert refusal.value.reason == f"no {missing}"


@pytest.mark.parametrize(
    ("fields", "name", "odd"),
    [
        (STATUS, "status", "high"),
        (STATUS, "status", "1000"),
        (STATUS, "status", "١"),
        (STATUS, "status", ""),
        (STATUS, "id", ""),
        (STATUS, "id", "a:b"),
        (STATUS, "id", "1" * 65),
        (STATUS, "phone", ""),
        (STATUS, "phone", "7999:1"),
        (STATUS, "phone", "7" * 33),
        (STATUS, "phone", "тел"),
        (SMS, "phone", "7999:1"),
        (SMS, "to", "1:2"),
        (SMS, "to", "1\n2"),
        (CALL, "ts", "soon"),
        (CALL, "ts", "١٧٠٠"),
        (CALL, "ts", "-1"),
        (CALL, "ts", "253402300800"),
        (CALL, "ts", "1" * 13),
    ],
)
def test_a_signed_field_of_a_wrong_shape_is_refused_though_the_signature_fits(fields, name, odd):
    with pytest.raises(Malformed) as refusal:
        read(form(signed(fields | {name: odd})))

    assert refusal.value.reason == f"odd {name}"


def test_one_signature_cannot_be_cut_into_two_different_sms():
    told = signed({"phone": "7999", "mes": "hello", "to": "7900"})
    recut = told | {"mes": "hello:79", "to": "00"}

    with pytest.raises(Forged):
        read(form(recut))


def test_a_receiver_may_have_a_name_and_may_be_unknown():
    assert read(form(signed(SMS | {"to": "SHOP+1"}))).to == "SHOP+1"
    assert read(form(signed(SMS | {"to": ""}))).to == ""


def test_fields_may_come_in_the_address():
    query = form({name: value for name, value in signed(SMS).items() if name != "phone"})

    assert read(b"phone=79991234567", query=query).text == "Привет, мир"


def test_the_body_wins_over_the_address():
    assert read(form(signed(STATUS)), query=b"status=20&cost=9&sha1=0&cmt=x") == StatusEvent(
        id="1001", phone="79991234567", status=1, at=TS, cost=Decimal("1.50"), cmt="x"
    )


def test_the_charset_may_come_in_the_address():
    body = as_json(signed(SMS, charset="koi8-r"), "koi8-r")

    assert read(body, query=b"charset=KOI8-R").text == "Привет, мир"


def test_numbers_in_json_are_hashed_as_they_were_written():
    fields = signed(STATUS | {"id": "10010000000000000000000001"})
    body = as_json(fields).replace(b'"10010000000000000000000001"', b"10010000000000000000000001")

    event = read(body.replace(b'"1"', b"1").replace(b'"1.50"', b"1.50"))

    assert (event.id, event.status, str(event.cost)) == ("10010000000000000000000001", 1, "1.50")


@pytest.mark.parametrize("wrap", [b"[%b]", b'{"status": %b}', b'{"callbacks": [%b]}', b"\n %b \r\n", b"\xef\xbb\xbf%b"])
def test_json_may_be_wrapped(wrap):
    assert read(wrap % as_json(signed(STATUS))).id == "1001"


@pytest.mark.parametrize(
    "wrap", [b"<list>%b</list>", b"<!-- hello --><a><b>%b</b></a>", b"\r\n%b\n", b"\xef\xbb\xbf%b"]
)
def test_xml_may_be_wrapped(wrap):
    assert read(wrap % as_xml(signed(STATUS))).id == "1001"


def test_xml_that_names_the_wrong_encoding_is_read_all_the_same():
    assert read(as_declared_xml(signed(SMS)).replace(b"utf-8", b"windows-1251")).text == "Привет, мир"


def test_content_type_does_not_choose_the_format():
    assert read(as_json(signed(SMS)), content_type="application/x-www-form-urlencoded").text == "Привет, мир"
    assert read(form(signed(SMS)), content_type="application/json; charset=windows-1251").text == "Привет, мир"


def test_a_multipart_body_is_refused_even_with_every_field_in_the_address():
    with pytest.raises(Malformed):
        read(b"--x--", query=form(signed(STATUS)), content_type="Multipart/Form-Data; boundary=x")


def test_a_replay_with_other_unsigned_fields_is_the_same_event():
    told = signed(STATUS)
    replayed = told | {"ts": "1800000000", "cost": "99", "err": "20", "cmt": "news", "flag": "5", "time": "now"}

    assert read(form(replayed)).fingerprint == read(form(told)).fingerprint


@pytest.mark.parametrize("secrets", [[], (), [""], [SECRET, ""], SECRET])
def test_without_a_secret_nothing_is_read(secrets):
    with pytest.raises(ValueError, match="secret") as refusal:
        read(form(signed(STATUS)), secrets=secrets)

    assert type(refusal.value) is ValueError

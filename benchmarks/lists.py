"""10,000 numbers read from a file and written to another: ours beside `csv` and `phonenumbers` and nothing else.

Both use the same processor, one after the other, and what is compared is the processor's time: others on the machine
do not count. Ours also chooses the column, explains what is no number, unpacks stored answers and counts operators.
"""

import csv
import io
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from benchmarks.goals import AtMost, heading, report
from handlers import lists, results
from handlers.carriers import HEADER, ONE
from smsc.phone import Phone
from smsc.types import OperatorInfo
from storage.lookups import Lookup, Number, State

NUMBERS, ROUNDS = 10_000, 7
GOAL = AtMost(2)
NOON = datetime(2026, 8, 12, 9, tzinfo=UTC)
VALUES = ("МегаФон", "Россия", "Москва и область", "250", "02", "3")


async def main() -> None:
    heading(f"{NUMBERS:,} numbers parsed and written, against csv + phonenumbers alone")
    data = a_file()
    rounds = [(spent(ours, data), spent(bare, data)) for _ in range(ROUNDS)]
    ratio = statistics.median(one / other for one, other in rounds)
    mine, theirs = (statistics.median(found) for found in zip(*rounds, strict=True))
    detail = f"{mine * 1000:.0f} ms beside {theirs * 1000:.0f} ms, median of {ROUNDS} rounds"
    report("ours / csv + phonenumbers, processor time", ratio, "×", GOAL, detail=detail)


def a_file() -> bytes:
    """Names and numbers as people keep them, none twice."""
    chosen = random.Random(1).sample(range(10**9), NUMBERS)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(("Имя", "Телефон", "Сумма"))
    writer.writerows((f"Клиент {n}", f"8 9{rest:09}", n % 1000) for n, rest in enumerate(chosen))
    return text.getvalue().encode()


def spent(work: Callable[[bytes], int], data: bytes) -> float:
    begun = time.process_time()
    written = work(data)
    used = time.process_time() - begun
    if written != NUMBERS:
        raise OSError(f"{work.__name__} wrote {written} numbers")
    return used


def ours(data: bytes) -> int:
    found = lists.read("list.csv", data).numbers
    country, operator, region = VALUES[1], VALUES[0], VALUES[2]
    body = ONE.dump_json(OperatorInfo(Phone("79990000000"), country, operator, region, *VALUES[3:])).decode()
    result = results.made([Number(phone.digits, body, NOON) for phone in found], a_lookup())
    return result.file.data.count(b"\r\n") - 1


def bare(data: bytes) -> int:
    """What anybody would write in ten minutes."""
    reader = csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";")
    next(reader)
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in reader:
        try:
            number = phonenumbers.parse(row[1], "RU")
        except NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
            writer.writerow((written, *VALUES, f"{NOON:%Y-%m-%d %H:%M:%S}Z"))
    return text.getvalue().encode("utf-8-sig").count(b"\r\n") - 1


def a_lookup() -> Lookup:
    return Lookup(
        id=1,
        account_id=1,
        chat_id=1,
        thread_id=0,
        asked_in=1,
        message_id=1,
        person_id=1,
        person="@anna",
        file="list.csv",
        total=NUMBERS,
        done=NUMBERS,
        rejected=0,
        repeated=0,
        state=State.DONE,
        why=None,
        asked_at=NOON,
        begun_at=NOON,
        paused_at=None,
        ended_at=NOON,
        told=0,
        shown="",
        ahead=0,
        gone=False,
    )

"""A mailing whose statuses come all at once: some failed, some told twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from sandbox.smsc.courier import Delivered
from sandbox.smsc.messages import Kind, Message

TEXT = "Рассылка «Август»: скидки до конца недели"
SENDER = "SHOP"
DELIVERED = 1
FAILURES = ((3, 6), (20, 1), (20, 13), (25, 248), (23, 254), (22, 249))


@dataclass(frozen=True)
class BurstReport:
    """*requests* callbacks were posted for *count* messages; *answers* counts the handler's HTTP statuses."""

    id: str
    count: int
    failed: int
    repeated: int
    requests: int
    taken: int
    answers: Counter[int | None]


def mailing(id: str, count: int, failures: float, now: float) -> list[Message]:
    """*count* finished messages under one id, as one send request gives; *failures* is a share of them."""
    luck = Random(id)
    failed = set(luck.sample(range(count), round(count * failures)))
    ends = [luck.choice(FAILURES) if number in failed else (DELIVERED, 0) for number in range(count)]
    return [
        Message(id, f"7999{number:07}", TEXT, SENDER, Kind.SMS, 1, Decimal("4.10"), now, status, now, err)
        for number, (status, err) in enumerate(ends)
    ]


def with_repeats(messages: Sequence[Message], repeats: float) -> list[Message]:
    """The messages in the order in which SMSC learns of them, a share of them twice."""
    luck = Random(len(messages))
    told = [*messages, *luck.sample(messages, round(len(messages) * repeats))]
    luck.shuffle(told)
    return told


def report(messages: Sequence[Message], delivered: Sequence[Delivered]) -> BurstReport:
    return BurstReport(
        id=messages[0].id if messages else "",
        count=len(messages),
        failed=sum(message.status != DELIVERED for message in messages),
        repeated=len(delivered) - len(messages),
        requests=len(delivered),
        taken=sum(each.taken for each in delivered),
        answers=Counter(each.status for each in delivered),
    )

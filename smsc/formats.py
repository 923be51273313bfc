"""The four formats of an answer (``fmt``) become records. https://smscentre.com/api/http/"""

from enum import IntEnum

from smsc.lines import Shape, lines_of, named, placed
from smsc.record import Record
from smsc.syntax import json_of, xml_of
from smsc.trees import elements, objects


class Format(IntEnum):
    """SMSC's ``fmt``. JSON is the one to use: the first two cannot quote a comma."""

    TEXT = 0
    VALUES = 1
    XML = 2
    JSON = 3


def read(text: str, format: Format, shape: Shape) -> list[Record]:
    """The records of *text*, none if it is empty; raises `Unreadable`."""
    if not text:
        return []
    if text.upper() == "OK":
        return [Record({"result": "OK"})]  # what a change answers in 0 and 1, and now and then in 3
    match format:
        case Format.TEXT:
            return [named(line, shape) for line in lines_of(text)]
        case Format.VALUES:
            return [placed(line, shape) for line in lines_of(text)]
        case Format.XML:
            return list(elements(xml_of(text)))
        case Format.JSON:
            return list(objects(json_of(text)))

"""Formats 2 and 3: records out of XML and JSON, one or a list of them, operations inside clients included."""

from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from smsc.record import Record
from smsc.syntax import Unreadable


def elements(root: Element) -> Iterator[Record]:
    """A record per element of ``<list>``, or the root itself; a client's ``<item>`` each."""
    for row in root if root.tag == "list" else [root]:
        items = row.findall("item")
        for item in items:
            yield _element(item, row.attrib)
        if not items:
            yield _element(row, row.attrib)


def _element(row: Element, attributes: Mapping[str, str]) -> Record:
    if not len(row):
        return Record({row.tag: _words(row), **attributes})
    return Record({**attributes, **{child.tag: _words(child) for child in row}})


def _words(element: Element) -> str:
    """The text; a list inside (all_phones) as values parted by commas."""
    if len(element):
        return ",".join((child.text or "").strip() for child in element)
    return (element.text or "").strip()


def objects(document: object) -> Iterator[Record]:
    """A record per object of a list, or the only object; a client's ``items`` each."""
    for row in _rows(document):
        fields = _fields(row)
        match row:
            case {"items": [_, *_] as items}:
                for item in items:
                    yield Record({**fields, **_fields(item)})
            case _:
                yield Record(fields)


def _rows(document: object) -> Iterable[object]:
    match document:
        case None:
            return []
        case str() if document.upper() == "OK":
            return [{"result": "OK"}]
        case list():
            return document
        case {"list": list() as rows} | {"info": list() as rows}:
            return rows
        case dict() if document and all(isinstance(inside, dict) for inside in document.values()):
            return document.values()  # how PHP writes a list whose numbering has gaps
        case _:
            return [document]


def _fields(row: object) -> dict[str, str]:
    if not isinstance(row, dict):
        raise Unreadable("no object")
    return {_plain(name): _plain(value) for name, value in row.items()}


def _plain(value: object) -> str:
    """A value as text; a list of them (all_phones) parted by commas; what is deeper counts as empty."""
    match value:
        case str():
            # A lone surrogate would pass here and fail far away, where the text is written down.
            return value.strip().encode(errors="replace").decode()
        case bool():
            return str(int(value))
        case list():
            return ",".join(_plain(one) for one in value if not isinstance(one, list | dict))
        case _:
            return ""

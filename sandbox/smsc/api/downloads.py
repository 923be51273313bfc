"""downloads.php: the cabinet's deferred tasks and their files.

https://smscentre.com/api/http/miscellaneous/
"""

from sandbox.smsc.answers import Answer, File, records
from sandbox.smsc.api.query import Query
from sandbox.smsc.errors import ApiError
from sandbox.smsc.exports import DONE, Export

NOT_FOUND = "task not found"


def downloads(query: Query) -> Answer | File:
    match query.asked.action:
        case "get_list":
            return _list(query)
        case "get_file":
            return _file(query)
        case _:
            raise ApiError(1)


def _list(query: Query) -> Answer:
    """In the order of the ids, those after *after_id*, at most *cnt* of them."""
    after, most = query.number("after_id", 0), query.number("cnt", 0)
    exports = [export for export in query.account.exports if export.id > after]
    return records("task", (export.row(query.now) for export in exports[: most or None]))


def _file(query: Query) -> File:
    """Only a finished task has one; error 5 for the others."""
    task, name = query.number("id", 0), query.get("name")
    if not task and not name:
        raise ApiError(1)
    for export in query.account.exports:
        if _is_meant(export, task, name) and export.status(query.now) == DONE:
            return File(export.file, export.content())
    raise ApiError(5, NOT_FOUND)


def _is_meant(export: Export, task: int, name: str) -> bool:
    return export.id == task if task else name in {export.file, export.name}

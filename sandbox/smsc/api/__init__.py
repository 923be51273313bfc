"""SMSC's scripts: one file a script, each a function from a Query to an Answer."""

from collections.abc import Callable, Mapping

from sandbox.smsc.answers import Answer, File
from sandbox.smsc.api.balance import balance
from sandbox.smsc.api.downloads import downloads
from sandbox.smsc.api.get import get
from sandbox.smsc.api.info import info
from sandbox.smsc.api.query import Query
from sandbox.smsc.api.receive_phones import receive_phones
from sandbox.smsc.api.send import send
from sandbox.smsc.api.status import status
from sandbox.smsc.api.users import users
from sandbox.smsc.api.wait_call import wait_call

__all__ = ["ENDPOINTS", "Query"]

ENDPOINTS: Mapping[str, Callable[[Query], Answer | File]] = {
    "balance": balance,
    "downloads": downloads,
    "get": get,
    "info": info,
    "receive_phones": receive_phones,
    "send": send,
    "status": status,
    "users": users,
    "wait_call": wait_call,
}

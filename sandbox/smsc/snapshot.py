"""An account as plain data for a page that shows it: texts, numbers, lists."""

from collections.abc import Sequence
from typing import TypeAlias

from sandbox.smsc.accounts import Account
from sandbox.smsc.courier import Delivered
from sandbox.smsc.journal import Request
from sandbox.smsc.messages import NAMES, STATUS_NAMES, Incoming, Message

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
LAST = 20


def of_account(
    account: Account, requests: Sequence[Request], deliveries: Sequence[Delivered], now: float
) -> dict[str, Plain]:
    """Newest first where there is an order; nothing in it is a secret."""
    return {
        "login": account.login,
        "balance": str(account.balance),
        "currency": account.currency,
        "handler": account.handler.url if account.handler else None,
        "numbers": _numbers(account),
        "awaited_calls": _awaited(account, now),
        "tasks": [dict(export.row(now)) for export in reversed(account.exports)],
        "messages": [_message(message) for message in list(account.messages.values())[: -LAST - 1 : -1]],
        "inbox": [_incoming(message) for message in account.inbox[: -LAST - 1 : -1]],
        "requests": [_request(request) for request in requests[: -LAST - 1 : -1]],
        "deliveries": [_delivery(delivered) for delivered in deliveries[: -LAST - 1 : -1]],
    }


def _numbers(account: Account) -> list[Plain]:
    return [
        {
            "phone": phone,
            "label": lease.label,
            "until": lease.until.isoformat(),
            "renews": lease.renews,
            "monthly": str(lease.offer.monthly),
        }
        for phone, lease in account.leases.items()
    ]


def _awaited(account: Account, now: float) -> list[Plain]:
    return [
        {"phone": call.phone, "number": call.number, "asked_at": call.asked_at}
        for call in account.awaited.values()
        if call.counts_at(now)
    ]


def _message(message: Message) -> Plain:
    return {
        "id": message.id,
        "phone": message.phone,
        "kind": NAMES[message.kind],
        "text": message.text,
        "sender": message.sender,
        "status": message.status,
        "status_name": STATUS_NAMES.get(message.status, ""),
        "err": message.err,
        "sent_at": message.sent_at,
    }


def _incoming(message: Incoming) -> Plain:
    return {
        "id": message.id,
        "phone": message.phone,
        "text": message.text,
        "to": message.to,
        "received_at": message.received_at,
    }


def _request(request: Request) -> Plain:
    return {
        "script": request.script,
        "action": request.action,
        "fields": dict(request.fields),
        "at": request.at,
        "code": request.code,
        "trouble": request.trouble,
    }


def _delivery(delivered: Delivered) -> Plain:
    return {
        "kind": delivered.kind,
        "status": delivered.status,
        "attempts": delivered.attempts,
        "at": delivered.at,
        "error": delivered.error,
    }

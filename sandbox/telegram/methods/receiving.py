"""Methods by which the bot gets its updates."""

from typing import Any

from sandbox.telegram.errors import conflict
from sandbox.telegram.request import Request
from sandbox.telegram.webhook import Target

Json = dict[str, Any]


async def get_updates(request: Request) -> list[Json]:
    cloud = request.cloud
    if cloud.webhook.target:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _allow(request)
    limit = request.values.get("limit", 100)
    return await cloud.updates.poll(request.number("offset"), limit, request.number("timeout"))


async def set_webhook(request: Request) -> bool:
    url = request.text("url")
    connections = request.values.get("max_connections", 40)
    target = Target(url, request.text("secret_token"), connections) if url else None
    if request.flag("drop_pending_updates"):
        request.cloud.updates.drop()
    _allow(request)
    await request.cloud.webhook.aim(target)
    return True


async def delete_webhook(request: Request) -> bool:
    if request.flag("drop_pending_updates"):
        request.cloud.updates.drop()
    await request.cloud.webhook.aim(None)
    return True


async def get_webhook_info(request: Request) -> Json:
    return request.cloud.webhook.to_json()


def _allow(request: Request) -> None:
    """The list is remembered; an empty one means the default again."""
    if "allowed_updates" in request.values:
        request.cloud.updates.allowed = request.listed("allowed_updates")

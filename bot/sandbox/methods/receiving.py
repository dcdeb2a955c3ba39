"""getUpdates and the webhook settings.

Source: tdlib/telegram-bot-api, Client.cpp, ``process_get_updates_query``, ``process_set_webhook_query``.
Telegram demands https and the ports 443, 80, 88 and 8443; the sandbox also takes http and any port, and says
so in its README.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from bot.sandbox.errors import bad_request
from bot.sandbox.methods.registry import Context, Described, method
from bot.sandbox.model import Json, WebhookSetting
from bot.sandbox.updates import KINDS, POLL_LIMIT_SECONDS

_SECRET = re.compile(r"[A-Za-z0-9_-]*")
_SECRET_LIMIT = 256


@method("getUpdates")
async def get_updates(context: Context) -> list[Json]:
    """Return waiting updates, after a long poll if there are none."""
    args = context.args
    offset, limit = args.integer("offset"), args.integer("limit", 100, 1, 100)
    timeout = args.integer("timeout", 0, 0, POLL_LIMIT_SECONDS)
    _remember_allowed(context)
    found = await context.sandbox.queues[context.bot.id].poll(offset, limit, timeout)
    context.sandbox.journal.updates.extend(found)
    return found


def _remember_allowed(context: Context) -> None:
    """Keep the list of wanted kinds; no array changes nothing, an empty one means the default set."""
    value = context.args.lenient_json("allowed_updates")
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return
    wanted = [item.lower() for item in value if item.lower() in KINDS]
    context.bot.allowed_updates = wanted or None
    context.sandbox.changed()


@method("setWebhook")
async def set_webhook(context: Context) -> Described:
    """Send updates to a URL from now on."""
    args = context.args
    url = args.text("url")
    if not url:
        return _delete(context)
    setting = WebhookSetting(
        _checked_url(url),
        _checked_secret(args.text("secret_token")),
        args.integer("max_connections", 40, 1, 100),
        args.text("ip_address"),
    )
    current = context.bot.webhook
    drops = args.flag("drop_pending_updates")
    _remember_allowed(context)
    if current is not None and _same(current, setting) and not drops:
        return Described(True, "Webhook is already set")
    if drops:
        context.sandbox.queues[context.bot.id].clear()
    context.sandbox.queues[context.bot.id].webhook_set()
    context.bot.webhook = setting
    context.sandbox.changed()
    context.sandbox.webhooks.start(context.bot)
    return Described(True, "Webhook was set")


def _same(one: WebhookSetting, other: WebhookSetting) -> bool:
    fields = ("url", "secret_token", "max_connections", "ip_address")
    return all(getattr(one, name) == getattr(other, name) for name in fields)


def _checked_url(url: str) -> str:
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        valid = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        valid = False
    if not valid:
        raise bad_request("invalid webhook URL specified")
    return url


def _checked_secret(secret: str) -> str:
    if len(secret) > _SECRET_LIMIT:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


@method("deleteWebhook")
async def delete_webhook(context: Context) -> Described:
    """Go back to getUpdates."""
    return _delete(context)


def _delete(context: Context) -> Described:
    drops = context.args.flag("drop_pending_updates")
    if context.bot.webhook is None and not drops:
        return Described(True, "Webhook is already deleted")
    if drops:
        context.sandbox.queues[context.bot.id].clear()
    context.bot.webhook = None
    context.sandbox.webhooks.stop(context.bot)
    context.sandbox.changed()
    return Described(True, "Webhook was deleted")


@method("getWebhookInfo")
async def get_webhook_info(context: Context) -> Json:
    """Return what is set and how it goes."""
    setting = context.bot.webhook
    info: Json = {
        "url": setting.url if setting else "",
        "has_custom_certificate": False,
        "pending_update_count": context.sandbox.queues[context.bot.id].pending_count(),
    }
    if setting is not None:
        info["max_connections"] = setting.max_connections
        if setting.ip_address:
            info["ip_address"] = setting.ip_address
        if setting.last_error_date:
            info["last_error_date"] = setting.last_error_date
            info["last_error_message"] = setting.last_error_message
    if context.bot.allowed_updates is not None:
        info["allowed_updates"] = context.bot.allowed_updates
    return info

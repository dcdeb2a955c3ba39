"""Links inside marked-up text: users, custom emoji, dates, and which URLs Telegram accepts as links."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

_SCHEMES = ("http", "https", "ftp", "tg", "ton", "tonsite", "mailto", "tel")
_HOST = re.compile(r"^[^\s./?#@:]+(\.[^\s./?#@:]+)+$|^localhost$")


def linked_user_id(url: str) -> int:
    """Return the user a ``tg://user?id=`` link names, 0 when it names none."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() != "tg" or (parts.netloc or parts.path.lstrip("/")).lower() != "user":
        return 0
    identifier = parse_qs(parts.query).get("id", [""])[0]
    return int(identifier) if identifier.isdigit() else 0


def linked_emoji_id(url: str) -> str:
    """Return the custom emoji a ``tg://emoji?id=`` link names, "" when it names none."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() != "tg" or parts.netloc.lower() != "emoji":
        return ""
    identifier = parse_qs(parts.query).get("id", [""])[0]
    return identifier if identifier.isdigit() and int(identifier) else ""


def checked_link(url: str) -> str:
    """Return the normal form of ``url``, "" when Telegram would silently not make it a link."""
    url = url.strip()
    if not url or any(character.isspace() for character in url):
        return ""
    try:
        parts = urlsplit(url if "://" in url or url.startswith(("mailto:", "tel:")) else f"http://{url}")
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _SCHEMES:
        return ""
    if scheme in ("tg", "ton", "tonsite", "mailto", "tel"):
        return url
    if not _is_host(host):
        return ""
    path = parts.path or "/"
    tail = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    return f"{scheme}://{parts.netloc.lower()}{path}{tail}"


def _is_host(host: str) -> bool:
    return bool(_HOST.match(host)) or host.count(":") > 1


def is_http_link(url: str) -> bool:
    """Tell whether ``url`` may stand on an inline button: http, https, tg or ton."""
    link = checked_link(url)
    return bool(link) and not link.startswith(("mailto:", "tel:", "ftp:"))

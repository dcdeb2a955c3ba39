"""Refusals of the Bot API, worded and numbered as Telegram does.

Source of the wording rule: tdlib/telegram-bot-api, Client.cpp, ``fail_query_with_error``: the text gets the
prefix of its class and a lower-cased first letter, unless the second character is a capital or an underscore.
"""

from __future__ import annotations

from typing import Any

_PREFIXES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 409: "Conflict"}


class ApiRefusal(Exception):
    """The call is refused: status, description and ``parameters`` as the caller will see them."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} {description}")
        self.status = status
        self.description = description
        self.parameters = parameters or {}
        self.fault = ""  # the fault on a switch that made it, if one did

    def body(self) -> dict[str, Any]:
        """Return the JSON object of the answer."""
        answer: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class ControlRefusal(Exception):
    """A control request that cannot be done; ``text`` is one clear sentence for the person who asked."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def worded(status: int, text: str) -> str:
    """Return ``text`` with the prefix of ``status`` and its first letter in the case Telegram would use."""
    prefix = _PREFIXES[status]
    if text.startswith(prefix):
        return text
    keeps_capital = len(text) > 1 and (text[1] == "_" or "A" <= text[1] <= "Z")
    return f"{prefix}: {text if keeps_capital else text[:1].lower() + text[1:]}"


def bad_request(text: str, parameters: dict[str, Any] | None = None) -> ApiRefusal:
    """Build the 400 refusal for ``text``."""
    return ApiRefusal(400, worded(400, text), parameters)


def forbidden(text: str) -> ApiRefusal:
    """Build the 403 refusal for ``text``."""
    return ApiRefusal(403, worded(403, text))


def conflict(text: str) -> ApiRefusal:
    """Build the 409 refusal for ``text``."""
    return ApiRefusal(409, worded(409, text))


def too_many_requests(retry_after_seconds: int) -> ApiRefusal:
    """Build the 429 refusal that asks to wait ``retry_after_seconds``."""
    text = f"Too Many Requests: retry after {retry_after_seconds}"
    return ApiRefusal(429, text, {"retry_after": retry_after_seconds})

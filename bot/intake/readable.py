"""What Telegram sends and the library cannot read: it is taken out, or the bot would hear nothing else again.

python-telegram-bot reads a whole batch or none of it. One update with a shape it does not expect (Telegram
adds to its API every few weeks) is not confirmed and delivered again for ever, with all that is behind it.
"""

from __future__ import annotations

import json
import logging
import re

from telegram import Update

log = logging.getLogger(__name__)


_FIRST = re.compile(rb'"update_id":\s*(\d+)')


class Readable:
    """Reads along only where a batch begins as the one before it did: that one was not confirmed."""

    def __init__(self) -> None:
        self._first = b""

    def __call__(self, payload: bytes) -> bytes:
        """The answer of getUpdates; of what cannot be read in it only the number is left, to be confirmed."""
        found = _FIRST.search(payload)
        first = found.group(1) if found else b""
        again, self._first = first == self._first, first
        return _read_along(payload) if again and first else payload


def _read_along(payload: bytes) -> bytes:
    try:
        answer = json.loads(payload)
        answer["result"] = [_readable(update) for update in answer["result"]]
    except (ValueError, KeyError, TypeError):  # no answer of getUpdates at all: the library says so
        return payload
    return json.dumps(answer).encode()


def _readable(update: dict[str, object]) -> dict[str, object]:
    try:
        Update.de_json(update, None)
    except Exception as error:  # whatever the library makes of it
        kinds = ", ".join(sorted(update.keys() - {"update_id"}))
        log.error(
            "Update %s (%s) cannot be read and is passed over: %s.",
            update["update_id"],
            kinds,
            type(error).__name__,
        )
        return {"update_id": update["update_id"]}
    return update

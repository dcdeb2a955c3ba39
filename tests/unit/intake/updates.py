"""Updates as Telegram sends them."""

from __future__ import annotations

from typing import Any

from telegram import Update

ANN, BO, CHEN = 1001, 1002, 1003


def message_json(update_id: int, person_id: int = BO, text: str = "hello") -> dict[str, Any]:
    user = {"id": person_id, "is_bot": False, "first_name": "Bo"}
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_790_000_000,
            "chat": {"id": person_id, "type": "private", "first_name": "Bo"},
            "from": user,
            "text": text,
        },
    }


def press_json(update_id: int, person_id: int = BO, gone: bool = False) -> dict[str, Any]:
    """A press; `gone`: the message is too old, Telegram gives its ids and date 0 only."""
    chat = {"id": person_id, "type": "private", "first_name": "Bo"}
    message = (
        {"message_id": 5, "date": 0, "chat": chat} if gone else {**message_json(5)["message"], "chat": chat}
    )
    user = {"id": person_id, "is_bot": False, "first_name": "Bo"}
    query = {"id": "77", "from": user, "chat_instance": "1", "data": "r:1:a:0", "message": message}
    return {"update_id": update_id, "callback_query": query}


def update(update_id: int, person_id: int = BO, text: str = "hello") -> Update:
    return Update.de_json(message_json(update_id, person_id, text), None)

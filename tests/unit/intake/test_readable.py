"""An update that the library cannot read does not keep the others waiting."""

from __future__ import annotations

import json

import pytest

from bot.intake.readable import Readable

CHAT = {"id": 7, "type": "private", "first_name": "Bo"}
GOOD = {"update_id": 12, "message": {"message_id": 1, "date": 1, "chat": CHAT, "text": "/help"}}
# A poll of a Telegram that is older, or newer, than the library expects.
POISON = {
    "update_id": 11,
    "message": {"message_id": 2, "date": 1, "chat": CHAT, "poll": {"id": "1", "question": "?"}},
}


def batch(*updates: dict[str, object]) -> bytes:
    return json.dumps({"ok": True, "result": updates}).encode()


def test_what_cannot_be_read_is_passed_over_when_it_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    readable, sent = Readable(), batch(POISON, GOOD)
    assert readable(sent) == sent
    assert json.loads(readable(sent))["result"] == [{"update_id": 11}, GOOD]
    assert caplog.messages == ["Update 11 (message) cannot be read and is passed over: TypeError."]


def test_so_it_is_when_more_came_behind_it_meanwhile() -> None:
    readable = Readable()
    readable(batch(POISON))
    assert json.loads(readable(batch(POISON, GOOD)))["result"] == [{"update_id": 11}, GOOD]
    assert json.loads(readable(batch(GOOD)))["result"] == [GOOD]


def test_what_can_be_read_stays_as_it_is_however_often_it_comes(caplog: pytest.LogCaptureFixture) -> None:
    readable, sent = Readable(), batch(GOOD)
    for _ in range(3):
        assert json.loads(readable(sent)) == json.loads(sent)
    assert caplog.messages == []


@pytest.mark.parametrize("sent", [batch(), b"update_id", b'{"ok": false, "description": "no update_id"}'])
def test_what_is_no_batch_is_for_the_library_to_judge(sent: bytes) -> None:
    readable = Readable()
    assert readable(sent) == sent
    assert readable(sent) == sent

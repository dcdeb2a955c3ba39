"""The check against the Bot API as data finds what it should, shown with a small Bot API of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.sandbox.journal import Journal
from tests.integration.sandbox.phone import ANN, Json, Phone
from tests.support.botapi_check import assert_bot_api, check_journal, check_value


def field(name: str, *types: str, required: bool = True, about: str = "") -> Json:
    return {"name": name, "types": list(types), "required": required, "description": about}


SPEC: Json = {
    "methods": {
        "sendMessage": {
            "returns": ["Message"],
            "fields": [field("chat_id", "Integer", "String"), field("text", "String"),
                       field("silent", "Boolean", required=False)],
        }
    },
    "types": {
        "Message": {"fields": [field("message_id", "Integer"), field("from", "Origin", required=False),
                               field("rows", "Array of Array of Integer", required=False)]},
        "Origin": {"subtypes": ["User", "Channel"]},
        "User": {"fields": [field("type", "String", about='always "user"'), field("id", "Integer")]},
        "Channel": {"fields": [field("type", "String", about='always "channel"')]},
        "Update": {"fields": [field("update_id", "Integer")]},
    },
}  # fmt: skip


def journal(arguments: Json, answer: Json | None = None, method: str = "sendMessage") -> Journal:
    made = Journal()
    call = made.begin(0.0, "bot", method, arguments)
    call.status, call.answer = 200, {"ok": True, "result": {"message_id": 1} if answer is None else answer}
    return made


@pytest.mark.parametrize(
    ("made", "found"),
    [
        (journal({"chat_id": 5, "text": "x"}), []),
        (journal({"chat_id": "5", "text": "x", "silent": "true"}), []),
        (journal({"chat_id": 5}), ["call 1 sendMessage: the required argument 'text' is missing"]),
        (journal({"chat_id": 5, "text": "x", "loud": 1}),
        ["call 1 sendMessage: there is no argument 'loud'"]),
        (journal({"chat_id": 5, "text": ["x"]}), ["call 1 sendMessage text: ['x'] is no String"]),
        (journal({}, method="sendPigeon"), ["call 1 sendPigeon: the Bot API has no such method"]),
        (journal({"chat_id": 5, "text": "x"}, {}), ["call 1 sendMessage answer: Message lacks 'message_id'"]),
        (journal({"chat_id": 5, "text": "x"}, {"message_id": 1, "x": 1}),
         ["call 1 sendMessage answer: Message has no field 'x'"]),
        (journal({"chat_id": 5, "text": "x"}, {"message_id": None}),
         ["call 1 sendMessage answer.message_id: None is no Integer"]),
        (journal({"chat_id": 5, "text": "x"}, {"message_id": 1, "rows": [[1], ["a"]]}),
         ["call 1 sendMessage answer.rows[1][0]: 'a' is no Integer"]),
    ],
)  # fmt: skip
def test_deviations_are_named(made: Journal, found: list[str]) -> None:
    assert check_journal(made, SPEC) == found


def test_one_of_several_kinds_must_fit() -> None:
    assert check_value({"type": "user", "id": 1}, ["Origin"], "x", SPEC) == []
    assert check_value({"type": "user"}, ["Origin"], "x", SPEC) != []


def test_delivered_updates_are_checked() -> None:
    made = Journal()
    made.updates.append({"update_id": "one"})
    assert check_journal(made, SPEC) == ["update one.update_id: 'one' is no Integer"]


def test_a_deviation_fails_and_no_data_means_no_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "api.json"
    path.write_text(json.dumps(SPEC))
    wrong = journal({"chat_id": 5})
    with pytest.raises(AssertionError, match="required argument 'text'"):
        assert_bot_api(wrong, str(path))
    monkeypatch.delenv("BOTAPI_SPEC", raising=False)
    assert_bot_api(wrong)


@pytest.mark.breaks_the_bot_api
async def test_a_method_the_sandbox_lacks_is_a_deviation(phone: Phone, tmp_path: Path) -> None:
    await phone.raw("sendPoll", chat_id=ANN)
    spec = {
        "methods": {"sendPoll": {"returns": ["Message"], "fields": [field("chat_id", "Integer")]}},
        "types": {},
    }
    calls = [call for call in phone.sandbox.state.journal.calls if call.method == "sendPoll"]
    (found,) = check_journal(calls, spec)
    assert found.endswith("Not Implemented: sendPoll is not implemented by the sandbox")

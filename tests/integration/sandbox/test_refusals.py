"""Each row of the table "refused when → words", over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import sandbox
from tests.integration.sandbox.phone import ANN, Phone
from tests.integration.sandbox.refused_calls import ROWS_OF_CALLS
from tests.integration.sandbox.refused_texts import ROWS_OF_TEXTS
from tests.integration.sandbox.situations import Row, group_of

pytestmark = pytest.mark.breaks_the_bot_api
README = Path(sandbox.__file__).parent / "README.md"
ROWS = ROWS_OF_CALLS + ROWS_OF_TEXTS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_it_is_refused_in_telegrams_words(phone: Phone, row: Row) -> None:
    further = await row.prepare(phone) if row.prepare else None
    before = len(await phone.messages(ANN))
    status, answer = await phone.raw(row.method, **{**row.arguments, **(further or {})})
    assert (status, answer["description"]) == (row.status, row.words)
    assert answer["ok"] is False
    assert answer["error_code"] == row.status
    assert len(await phone.messages(ANN)) == before


def test_the_readme_lists_every_refusal() -> None:
    readme = README.read_text("utf-8")
    assert [row.name for row in ROWS if f"`{row.method}` | {row.status} | `{row.words}`" not in readme] == []


@pytest.mark.parametrize("token", ["nocolon", "0123:abc", ":abc", "12x:abc", "1:" + "a" * 80])
async def test_a_malformed_token_is_refused(phone: Phone, token: str) -> None:
    assert await phone.as_bot(token).raw("getMe") == (
        401,
        {"ok": False, "error_code": 401, "description": "Unauthorized: invalid token specified"},
    )


async def test_a_known_bot_with_another_secret_is_refused(phone: Phone) -> None:
    refusal = {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await phone.as_bot("4242:other").raw("getMe") == (401, refusal)


async def test_a_path_without_bot_is_not_found(phone: Phone) -> None:
    async with phone.session.get(f"{phone.sandbox.url}/getMe") as response:
        assert response.status == 404
        assert await response.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_writing_to_an_upgraded_group_names_the_new_one(phone: Phone) -> None:
    group = await group_of(phone)
    new = (await phone.do(f"/groups/{group}/upgrade"))["id"]
    status, answer = await phone.raw("sendMessage", chat_id=group, text="x")
    assert (status, answer["description"]) == (
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
    )
    assert answer["parameters"] == {"migrate_to_chat_id": new}


async def test_a_method_that_is_not_built_shows_on_the_page(phone: Phone) -> None:
    events = phone.sandbox.state.events.subscribe()
    await phone.raw("sendChecklist")
    kinds = [events.get_nowait()[1] for _ in range(events.qsize())]
    assert "not_implemented" in kinds

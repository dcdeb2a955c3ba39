"""Who filed a return is ill, or has left: a manager answers in their place, or takes back what never came."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.core.domain.return_status import ReturnStatus
from tests.support.builders import a_request, an_approved_return, dismiss, file_return
from tests.support.cast import ANN, BO, WEI
from tests.support.one_language import a_company_speaking
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "ask": "^\\? Ask$",
    "what": "what would you like to know",
    "answer": "^Answer$",
    "your answer": "you were asked “Which side\\?”",
    "answered": "“Which side\\?” Answer: “the left one, says the customer”",
    "approve": "^✓ Approve$",
    "approved": "Approved by Ann",
    "cancel": "^Cancel this return$",
    "cancelled": "RR-2026-00001 is cancelled",
    "by Wei": "Approved by Ann, .*\nCancelled by Wei\\.$",
}
CHINESE: Said = {
    "language": "zh",
    "ask": "^\\? 询问$",
    "what": "想了解什么",
    "answer": "^回答$",
    "your answer": "主管问“Which side\\?”",
    "answered": "“Which side\\?”.*“the left one, says the customer”",
    "approve": "^✓ 同意$",
    "approved": "Ann 已同意",
    "cancel": "^取消此退货$",
    "cancelled": "RR-2026-00001 已取消",
    "by Wei": "Ann 已同意.*\nWei 已取消。$",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


async def test_a_manager_answers_for_who_has_left(desk: Company, said: Said) -> None:
    request_id = file_return(desk.desk.database).request.id
    ann, wei = desk.phone(ANN), desk.phone(WEI)
    await ann.sees("RR-2026-00001")
    await ann.tap(said["ask"])
    await ann.sees(said["what"])
    await ann.say("Which side?")
    await desk.phone(BO).sees("Which side")
    dismiss(desk.desk.database, BO)
    await wei.say("/status RR-2026-00001")
    await wei.tap(said["answer"])
    await wei.sees(said["your answer"])
    await wei.say("the left one, says the customer")
    await ann.sees(f"RR-2026-00001.*{said['answered']}")
    await ann.tap(said["approve"])
    await wei.sees(f"RR-2026-00001.*{said['approved']}")
    assert a_request(desk.desk.database, request_id).status is ReturnStatus.APPROVED


async def test_a_manager_takes_back_what_never_came(desk: Company, said: Said) -> None:
    request_id = an_approved_return(desk.desk.database)
    wei = desk.phone(WEI)
    await wei.say("/status RR-2026-00001")
    await wei.tap(said["cancel"])
    await wei.sees(said["cancelled"])
    await desk.phone(BO).sees(said["by Wei"])
    await desk.phone(ANN).sees(said["by Wei"])
    assert a_request(desk.desk.database, request_id).status is ReturnStatus.CANCELLED

"""The second look: sent back, given on, taken back; what the customer wants; claims of two parcels."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from bot.core.domain.reasons import Disposition, Grade, WantedOutcome
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.return_details import choose_outcome
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    a_finished_return,
    act,
    an_approved_return,
    an_order,
    approve,
    draft_return,
    inspect_all,
    record_line,
    restock,
    review,
    the_claim,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, OLGA, WEI
from tests.support.one_language import a_company_speaking
from tests.support.phones import labels_of, words_of
from tests.support.running_desk import Company

Said = Mapping[str, str]
ENGLISH: Said = {
    "language": "en",
    "send back": "^↩ Send back$",
    "what again": "what should be looked at again",
    "came back": "came back to you.*Sent back by Wei.*“count again”",
    "sent back": "Sent back by Wei.*“count again”",
    "go on": "^Go on$",
    "summary": "all lines done",
    "change": "^✎ 22728$",
    "expected": "Expected 6",
    "finish": "^Finish$",
    "all": "^That is all$",
    "hand on": "^Hand on what Chen has",
    "yours": "is yours now",
    "void": "Void ▸",
    "why void": "why is it void",
    "voided": "is void",
    "agree": "^✓ Agree$",
    "refund": "credit £22.50 · wants: refund",
    "replaced": "no credit.*wants: replacement",
    "repaired": "no credit.*wants: repair",
    "counted": "asked 6 · counted 5",
    "vendor": "vendor 2",
    "answer by": "Please answer by",
    "undo": "Undo ▸",
    "why undone": "why is the posting undone",
    "claim stands": "SC-2026-00001.*the supplier has answered, so this cannot be undone",
    "more": "^More ▾$",
    "withdraw": "^Withdraw the claim$",
    "why": "why",
    "withdrawn": "Withdrawn",
    "undone": "is undone: stock",
    "no longer": "Credit note CN-2026-00001 no longer stands",
    "paid out": "CN-2026-00001 was paid out already.*neither cancelled",
    "we credit": "^We credit$",
    "they credit": "They answered: we credit",
}
CHINESE: Said = {
    "language": "zh",
    "send back": "^↩ 退回$",
    "what again": "需要重新检查什么",
    "came back": "退回给你.*Wei 已退回.*count again",
    "sent back": "Wei 已退回.*count again",
    "go on": "^继续$",
    "summary": "全部验收完毕",
    "change": "^✎ 22728$",
    "expected": "应到 6",
    "finish": "^完成验收$",
    "all": "^就这些了$",
    "hand on": "^转交 Chen 的验收",
    "yours": "已转交给你",
    "void": "作废 ▸",
    "why void": "为什么作废",
    "voided": "已作废",
    "agree": "^✓ 同意$",
    "refund": "£22.50 · 客户希望：退款",
    "replaced": "客户希望：换货",
    "repaired": "客户希望：维修",
    "counted": "申请 6 · 实收 5",
    "vendor": "退供应商 2",
    "answer by": "前答复",
    "undo": "撤销 ▸",
    "why undone": "为什么撤销入库",
    "claim stands": "SC-2026-00001.*供应商已答复，不能撤销",
    "more": "^更多 ▾$",
    "withdraw": "^撤回索赔$",
    "why": "为什么",
    "withdrawn": "已撤回",
    "undone": "已撤销：库存",
    "no longer": "贷项单 CN-2026-00001 已作废",
    "paid out": "CN-2026-00001 已付款.*已付款的不能撤销",
    "we credit": "^同意退款$",
    "they credit": "供应商已答复：同意退款",
}


@pytest.fixture(params=[ENGLISH, CHINESE], ids=["en", "zh"])
def said(request: pytest.FixtureRequest) -> Said:
    found: Said = request.param
    return found


@pytest.fixture
async def desk(said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Company]:
    async with a_company_speaking(said["language"], tmp_path, monkeypatch) as company:
        yield company


def status(desk: Company, order_id: int) -> OrderStatus:
    return an_order(desk.desk.database, order_id).status


async def sent_back(desk: Company, said: Said) -> int:
    """Wei does not believe the count and says so. Gives the order's id."""
    order = inspect_all(desk.desk.database, an_approved_return(desk.desk.database))
    wei = desk.phone(WEI)
    await wei.sees(order.number)
    await wei.tap(said["send back"])
    await wei.sees(f"{order.number}.*{said['what again']}")
    await wei.say("count again")
    await desk.phone(CHEN).sees(f"{order.number}.*{said['came back']}")
    await desk.phone(ANN).sees(f"{order.number}.*{said['sent back']}")
    return order.id


async def test_what_is_sent_back_is_counted_again_and_reviewed_anew(desk: Company, said: Said) -> None:
    order_id = await sent_back(desk, said)
    chen, ann = desk.phone(CHEN), desk.phone(ANN)
    await chen.tap(said["go on"])
    await chen.sees(said["summary"])
    await chen.tap(said["change"])
    await chen.sees(said["expected"])
    record_line(desk.desk.database, 1, 1, counted=5, split={Disposition.RESTOCK: 5})
    await chen.say("/inspect")
    await chen.tap("RR-2026-00001")
    await chen.sees(said["summary"])
    await chen.tap(said["finish"])
    await chen.tap(said["all"])
    await ann.sees(f"RO-2026-00001.*{said['counted']}")
    await ann.tap(said["agree"])
    await desk.phone(WEI).sees("RO-2026-00001.*Ann")
    assert status(desk, order_id) is OrderStatus.AGREED


async def test_what_was_sent_back_is_given_on_finished_and_voided(desk: Company, said: Said) -> None:
    """Chen is away: no order that was sent back is a dead end."""
    order_id = await sent_back(desk, said)
    ann, olga = desk.phone(ANN), desk.phone(OLGA)
    await ann.say("/status RR-2026-00001")
    standing = await ann.sees(f"RR-2026-00001.*{said['sent back'].split('.')[0]}|RO-2026-00001")
    assert not [label for label in labels_of(standing) if said["void"] in label]
    await ann.tap(said["hand on"])
    await ann.tap("^Olga$")
    await olga.sees(f"RR-2026-00001.*{said['yours']}")
    await olga.tap(said["go on"])
    await olga.sees(said["summary"])
    await olga.tap(said["finish"])
    await ann.button(said["agree"])
    await ann.say("/status RR-2026-00001")
    await ann.tap(said["void"])
    await ann.sees(said["why void"])
    await ann.say("another customer's box")
    await ann.sees(f"RO-2026-00001.*{said['voided']}")
    assert status(desk, order_id) is OrderStatus.VOIDED


@pytest.mark.parametrize(
    ("outcome", "shown"),
    [
        (WantedOutcome.REFUND, "refund"),
        (WantedOutcome.REPLACEMENT, "replaced"),
        (WantedOutcome.REPAIR, "repaired"),
    ],
)
async def test_the_reviewer_sees_what_the_customer_wants(
    desk: Company, said: Said, outcome: WantedOutcome, shown: str
) -> None:
    database = desk.desk.database
    draft_id = draft_return(database)
    act(database, BO, choose_outcome, draft_id, outcome)
    act(database, BO, submit_return, draft_id)
    approve(database, draft_id)
    order = inspect_all(database, draft_id)
    card = await desk.phone(ANN).sees(f"{order.number}.*{said[shown]}")
    assert len(words_of(card).splitlines()) <= 6
    await desk.phone(ANN).tap(said["agree"])
    await desk.phone(CHEN).sees(order.number)
    posted = restock(database, order.id).order
    assert bool(posted.credit_note) is (outcome is WantedOutcome.REFUND)


async def test_each_parcel_opens_its_own_claim_while_the_rest_is_expected(desk: Company, said: Said) -> None:
    """The first parcel's claim is answered before the second parcel is here."""
    database = desk.desk.database
    dana = await desk.join(DANA, said["language"])
    request_id = an_approved_return(database, quantity=18)
    first = parcel(desk, request_id, counted=6, more=True)
    review(database, first)
    restock(database, first)
    await dana.sees(f"SC-2026-00001.*{said['answer by']}")
    await dana.tap(said["we credit"])
    await desk.phone(ANN).sees(f"SC-2026-00001.*{said['they credit']}")
    second = parcel(desk, request_id, counted=12, more=False)
    await desk.phone(ANN).sees(f"RO-2026-00002.*{said['vendor']}")
    review(database, second)
    restock(database, second)
    await dana.sees(f"SC-2026-00002.*{said['answer by']}")
    claims = [the_claim(database, number) for number in ("1", "2")]
    assert [str(claim.lines[0].quantity) for claim in claims] == ["2", "2"]
    request = database.read_now(lambda uow: uow.requests.get(request_id))
    assert request.status is ReturnStatus.CLOSED


def parcel(desk: Company, request_id: int, *, counted: int, more: bool) -> int:
    """One parcel of clocks, two of them broken. Gives the order's id."""
    database = desk.desk.database
    inspection = act(database, CHEN, claim_inspection, request_id)
    split = {Disposition.RESTOCK: counted - 2, Disposition.RETURN_TO_VENDOR: 2}
    record_line(database, inspection.id, 1, counted=counted, split=split, grade=Grade.C)
    return act(database, CHEN, finish_inspection, inspection.id, more_to_come=more).id


async def press_undo(desk: Company, said: Said) -> str:
    """Gives the refusal, where there is one."""
    ann = desk.phone(ANN)
    await ann.say("/status RO-2026-00001")
    await ann.sees("RR-2026-00001.*RO-2026-00001")
    return str((await ann.tap(f"RO-2026-00001 · {said['undo']}")).get("alert") or "")


async def try_to_undo(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await press_undo(desk, said)
    await ann.sees(f"RO-2026-00001.*{said['why undone']}")
    await ann.say("wrong shelf")


async def test_what_a_supplier_answered_is_undone_only_once_the_claim_is_withdrawn(
    desk: Company, said: Said
) -> None:
    database = desk.desk.database
    dana = await desk.join(DANA, said["language"])
    order = vendor_goods(database, vendor=2).order
    await dana.tap(said["we credit"])
    await desk.phone(ANN).sees(f"SC-2026-00001.*{said['they credit']}")
    assert re.search(said["claim stands"], await press_undo(desk, said), re.S)
    assert status(desk, order.id) is OrderStatus.POSTED
    await withdraw(desk, said)
    await try_to_undo(desk, said)
    await desk.phone(ANN).sees(f"RO-2026-00001.*{said['undone']}")
    assert status(desk, order.id) is OrderStatus.REVERSED


async def withdraw(desk: Company, said: Said) -> None:
    ann = desk.phone(ANN)
    await ann.say("/status SC-2026-00001")
    await ann.tap(said["more"])
    await ann.tap(said["withdraw"])
    await ann.sees(f"SC-2026-00001.*{said['why']}")
    await ann.say("our mistake")
    await ann.sees(f"SC-2026-00001.*{said['withdrawn']}")


async def test_what_is_paid_out_is_not_undone(desk: Company, said: Said) -> None:
    database = desk.desk.database
    order = a_finished_return(database).order
    act(database, ANN, settle_note, order.credit_note, "bank 42")
    await try_to_undo(desk, said)
    await desk.phone(ANN).sees(said["paid out"])
    assert status(desk, order.id) is OrderStatus.POSTED


async def test_the_customer_hears_that_a_credit_no_longer_stands(desk: Company, said: Said) -> None:
    eli = await desk.join(ELI, said["language"])
    a_finished_return(desk.desk.database)
    credited = await eli.sees("RR-2026-00001.*CN-2026-00001")
    await try_to_undo(desk, said)
    told = await eli.sees(f"RR-2026-00001.*{said['no longer']}")
    assert told["message_id"] > credited["message_id"]

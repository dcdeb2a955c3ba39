"""The debit note in the supplier's language: what was claimed, what was agreed, what is owed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.domain.catalogue import Company
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.answer_claim import accept_claim, offer_allowance
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.settle_claim import settle_claim, take_offer
from bot.debit_papers import debit_facts
from bot.documents.credit_note_pdf import CreditNotePaper, credit_note_pdf
from tests.support.builders import a_desk, act, gbp, vendor_goods
from tests.support.cast import ANN, DANA
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    made = a_desk(DANA)
    vendor_goods(made, vendor=2)
    return made


def paper_of(desk: MemoryDesk) -> CreditNotePaper:
    def work(uow: UnitOfWork) -> CreditNotePaper:
        note = uow.debit_notes.by_cause("claim:SC-2026-00001")
        assert note is not None
        return debit_facts(uow, note, uow.claims.get(1), "Returns desk", "https://t.me/b?start=SC-2026-00001")

    return desk.read_now(work)


def test_a_credit_owes_what_was_claimed(desk: MemoryDesk) -> None:
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    act(desk, ANN, settle_claim, 1)
    paper = paper_of(desk)
    (line,) = paper.lines
    assert (paper.number, paper.customer_name, paper.request, paper.return_order) == (
        "DN-2026-00001",
        "Horloge & Fils",
        "SC-2026-00001",
        "",
    )
    assert (line.quantity, line.unit_price, line.value, line.orders) == (
        Decimal(2),
        Decimal("3.75"),
        Decimal("7.50"),
        "C damaged",
    )
    assert (paper.fee, paper.rounding, paper.total, paper.labels["title"]) == (
        Decimal(0),
        Decimal(0),
        Decimal("7.50"),
        "Debit note",
    )
    assert "Ann" not in repr(paper)  # a supplier deals with the desk
    assert credit_note_pdf(paper) == credit_note_pdf(paper_of(desk))


def test_an_allowance_says_in_chinese_what_was_agreed(desk: MemoryDesk) -> None:
    chinese = Company("S-01", "温州晨鸣钟表有限公司", "claims@chenming.example", "zh")
    desk.write_now(lambda uow: uow.companies.save_suppliers([chinese]))
    act(desk, DANA, offer_allowance, 1, gbp("3.50"))
    act(desk, ANN, take_offer, 1)
    paper = paper_of(desk)
    assert (paper.fee, paper.total, paper.labels["title"], paper.labels["total"]) == (
        Decimal("4.00"),
        Decimal("3.50"),
        "借项单",
        "应付合计",
    )
    assert paper.words == "货物由我方留下，以下为协商折让金额。"


def test_more_than_was_claimed_shows_the_difference_and_why(desk: MemoryDesk) -> None:
    act(desk, DANA, accept_claim, 1, Answer.CREDIT)
    act(desk, ANN, settle_claim, 1, gbp("25"), "freight included")
    paper = paper_of(desk)
    assert (paper.fee, paper.total, paper.words) == (Decimal("-17.50"), Decimal(25), "freight included")

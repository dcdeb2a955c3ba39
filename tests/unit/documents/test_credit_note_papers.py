"""The credit note and its counter note on paper: from real returns, in the customer's language."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.core.domain.policy import Fee
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.undo_restock import undo_restock
from bot.documents.credit_note_pdf import CreditNotePaper, credit_note_pdf
from bot.note_papers import note_facts
from tests.support.builders import CAFE, POSTAGE, a_desk, a_finished_return, a_policy, act, gbp
from tests.support.cast import ANN
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    """Ten percent are kept of what was damaged in transit; six clocks were credited."""
    made = a_desk()
    policy = replace(a_policy(2), fees={"TRANSIT_DAMAGE": Fee(percent=Decimal(10))})
    made.write_now(lambda uow: uow.policies.add(policy))
    a_finished_return(made)
    return made


def speaks_chinese(desk: MemoryDesk) -> None:
    def work(uow: UnitOfWork) -> None:
        cafe = uow.companies.customer(CAFE)
        uow.companies.save_customers([replace(cafe, name="上海卢米埃咖啡有限公司", language="zh")])

    desk.write_now(work)


def paper_of(desk: MemoryDesk, number: str) -> CreditNotePaper:
    link = "https://t.me/b?start=" + number
    return desk.read_now(lambda uow: note_facts(uow, uow.credit_notes.get(number), "Returns desk", link))


def pages(paper: CreditNotePaper) -> list[str]:
    return [
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(credit_note_pdf(paper))).pages
    ]


def test_a_note_says_what_was_paid_what_is_kept_and_what_is_credited(desk: MemoryDesk) -> None:
    paper = paper_of(desk, "CN-2026-00001")
    (line,) = paper.lines
    assert (line.orders, line.quantity, line.unit_price, line.value) == (
        "536370",
        Decimal(6),
        Decimal("3.75"),
        Decimal("22.50"),
    )
    assert (paper.fee, paper.rounding, paper.total) == (Decimal("2.25"), Decimal(0), Decimal("20.25"))
    (text,) = pages(paper)
    for words in (
        "Credit note CN-2026-00001", "Café Lumière 12583", "RO-2026-00001", "RR-2026-00001",
        "Alarm clock Bakelike pink", "22728 · Damaged in transit", "22.50", "−2.25", "GBP 20.25",
    ):  # fmt: skip
        assert words in text, words
    assert "Ann" not in text  # a customer deals with the desk


def test_the_counter_note_is_its_mirror_and_says_why(desk: MemoryDesk) -> None:
    act(desk, ANN, undo_restock, 1, "two are cracked, see #3 <b>")
    first, counter = (paper_of(desk, number) for number in ("CN-2026-00001", "CN-2026-00002"))
    assert [line.value for line in counter.lines] == [-line.value for line in first.lines]
    assert (counter.fee, counter.total) == (-first.fee, -first.total)
    (text,) = pages(counter)
    for words in ("Cancels CN-2026-00001", "−22.50", "GBP −20.25", "two are cracked, see #3 <b>"):
        assert words in text, words


def test_a_chinese_customer_reads_chinese(desk: MemoryDesk) -> None:
    speaks_chinese(desk)
    (text,) = pages(paper_of(desk, "CN-2026-00001"))
    for words in (
        "贷项单",
        "上海卢米埃咖啡有限公司",
        "粉色仿电木闹钟",
        "物流损坏",
        "退货手续费",
        "GBP 20.25",
    ):
        assert words in text, words


def test_money_without_goods_names_the_charge_and_its_reference(desk: MemoryDesk) -> None:
    act(desk, ANN, credit_charge, CAFE, POSTAGE, gbp("18"), "A-1")
    (text,) = pages(paper_of(desk, "CN-2026-00002"))
    for words in ("Postage", "A-1", "GBP 18.00"):
        assert words in text, words
    assert "Return order" not in text


def test_sixty_lines_are_whole_on_their_pages_and_add_up_once(desk: MemoryDesk) -> None:
    paper = paper_of(desk, "CN-2026-00001")
    name = "Wall clock “Grand Café de la Gare”, enamelled steel, silent sweep movement, Ø 40 cm, no. "
    lines = tuple(replace(paper.lines[0], code=f"C{n:03d}", name=f"{name}{n}#") for n in range(60))
    texts = pages(replace(paper, lines=lines, total=Decimal("1350.00"), fee=Decimal(0)))
    assert len(texts) > 2
    assert all("Product Bought with Quantity" in text for text in texts)
    for n in range(60):
        (page,) = [text for text in texts if f"no. {n}#" in text.replace("\xa0", " ")]
        assert f"C{n:03d}" in page
    assert " ".join(texts).count("GBP 1,350.00") == 1

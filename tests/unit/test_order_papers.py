"""What a return order says on paper: from a real return, in one language or both."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.core.domain.policy import Fee
from bot.core.domain.reasons import Disposition, Grade
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    record_answer,
    record_count,
    record_grade,
    record_note,
    record_split,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.undo_restock import undo_restock
from bot.documents.facts import LABELS, ReturnOrderPaper
from bot.documents.return_order_pdf import MAX_PHOTOS
from bot.order_papers import order_facts
from tests.support.builders import (
    a_desk,
    a_photo,
    act,
    an_approved_return,
    inspect_all,
    limit_scrap,
    pieces,
    restock,
    review,
)
from tests.support.cast import ANN, CHEN, WEI
from tests.support.memory_ports import MemoryDesk


@pytest.fixture
def desk() -> MemoryDesk:
    """Ten percent are kept of what was damaged in transit; scrap needs two."""
    desk = a_desk()
    limit_scrap(desk, "3")

    def fee(uow: UnitOfWork) -> None:
        now = uow.policies.current(uow.now)
        uow.policies.add(replace(now, version=now.version + 1, fees={"TRANSIT_DAMAGE": Fee(Decimal(10))}))

    desk.write_now(fee)
    return desk


def paper_of(desk: MemoryDesk, order_id: int, language: str = "en") -> ReturnOrderPaper:
    """Its photos are their own hashes."""

    def read(uow: UnitOfWork) -> ReturnOrderPaper:
        uow.rules = replace(uow.rules, paper_language=language)
        order = uow.return_orders.get(order_id)
        return order_facts(
            uow,
            order,
            uow.requests.get(order.request_id),
            desk_name="Returns desk",
            link="https://t.me/desk?start=" + order.number,
            read_photo=str.encode,
        )

    return desk.read_now(read)


def a_difficult_order(desk: MemoryDesk, photos: int = 2) -> int:
    """Six asked, five came, one does not run, two are scrap."""
    inspection = act(desk, CHEN, claim_inspection, an_approved_return(desk))
    act(desk, CHEN, record_count, inspection.id, 1, pieces(5))
    act(desk, CHEN, record_answer, inspection.id, 1, "runs", "fail")
    act(desk, CHEN, record_answer, inspection.id, 1, "seconds_a_day", "75")
    act(desk, CHEN, record_grade, inspection.id, 1, Grade.C)
    act(desk, CHEN, record_split, inspection.id, 1, Disposition.RESTOCK, pieces(3))
    act(desk, CHEN, record_split, inspection.id, 1, Disposition.SCRAP, pieces(2))
    act(desk, CHEN, record_note, inspection.id, 1, "box wet")
    for number in range(photos):
        act(desk, CHEN, attach_damage_photo, inspection.id, 1, a_photo(f"damage {number}"))
    return act(desk, CHEN, finish_inspection, inspection.id).id


def test_what_was_otherwise_than_expected_stands_with_the_line(desk: MemoryDesk) -> None:
    (line,) = paper_of(desk, a_difficult_order(desk)).lines
    assert line.facts == (
        "short 1",
        "Does it run? – not as it should be",
        "Seconds a day off – 75 s (0 – 60)",
    )
    assert (line.asked, line.counted, line.accepted, line.rejected) == tuple(map(Decimal, (6, 5, 3, 2)))
    assert line.dispositions == ("restock\u00a03", "scrap\u00a02")


def test_in_both_languages_chinese_stands_first(desk: MemoryDesk) -> None:
    paper = paper_of(desk, a_difficult_order(desk), "both")
    (line,) = paper.lines
    assert (line.product_name, line.second_name) == ("粉色仿电木闹钟", "Alarm clock Bakelike pink")
    assert line.facts[:2] == ("少 1 short 1", "走时吗？ Does it run? – 不合格 not as it should be")
    assert paper.labels["title"] == "退货单 Return order"
    assert set(paper.labels) == set(LABELS)


def test_in_chinese_no_english_is_left(desk: MemoryDesk) -> None:
    (line,) = paper_of(desk, a_difficult_order(desk), "zh").lines
    assert (line.product_name, line.second_name, line.reason) == ("粉色仿电木闹钟", "", "物流损坏")
    assert line.facts == ("少 1", "走时吗？ – 不合格", "日差 – 75 s (0 – 60)")


def test_the_fee_is_kept_and_the_rest_credited(desk: MemoryDesk) -> None:
    paper = paper_of(desk, a_difficult_order(desk))
    assert (paper.total_value, paper.fee, paper.credit) == (
        Decimal("18.75"), Decimal("1.88"), Decimal("16.87"),
    )  # fmt: skip


def test_everybody_who_signed_stands_there_with_the_time(desk: MemoryDesk) -> None:
    order = a_difficult_order(desk)
    review(desk, order, WEI)
    review(desk, order, ANN)
    restock(desk, order)
    act(desk, ANN, undo_restock, order, "the wrong carton")
    paper = paper_of(desk, order)
    names = [
        signature.name
        for signature in (
            paper.requested_by, paper.approved_by, paper.inspected_by, paper.first_reviewed_by,
            paper.reviewed_by, paper.posted_by, paper.undone_by,
        )
    ]  # fmt: skip
    assert names == ["Bo", "Ann", "Chen", "Wei", "Ann", "Chen", "Ann"]
    assert paper.mark == "REVERSED"
    assert paper.notes == ("REVERSED · Ann · 2026-03-10 09:41: the wrong carton", "1 · 22728: box wet")


def test_each_photo_names_its_line_and_who_took_it(desk: MemoryDesk) -> None:
    paper = paper_of(desk, a_difficult_order(desk))
    assert [photo.caption for photo in paper.photos] == [
        "1 · 22728 · sent with the request",
        "1 · 22728 · taken at inspection",
        "1 · 22728 · taken at inspection",
    ]
    assert paper.more_photos == ""


def test_more_photos_than_a_paper_holds_are_counted(desk: MemoryDesk) -> None:
    order = a_difficult_order(desk, photos=30)
    inspection = desk.state.inspections[desk.state.return_orders[order].inspection_id]
    extra = [a_photo(f"more {number}") for number in range(40)]
    inspection.lines[0].photos.extend(extra)
    paper = paper_of(desk, order)
    assert len(paper.photos) == MAX_PHOTOS
    assert paper.more_photos == "11 more in the record; scan the code to see them"


def test_a_line_without_trouble_says_nothing_more(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    paper = paper_of(desk, order.id)
    assert [line.facts for line in paper.lines] == [()]
    assert (paper.mark, paper.instead) == ("", "")

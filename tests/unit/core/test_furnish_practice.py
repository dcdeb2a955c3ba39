"""What somebody finds at a practice desk."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Role
from bot.core.domain.practice import NUMBER_MARK
from bot.core.domain.practice_goods import MUG
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.furnish_practice import ON_PAPER, furnish_practice
from bot.core.usecases.ports import DeskRules
from tests.support.builders import approve, file_return, inspect_all, restock, review
from tests.support.cast import BO
from tests.support.clock import MORNING, Clock
from tests.support.memory_ports import MemoryDesk

RULES = DeskRules(timezone=ZoneInfo("Europe/London"), own_work_allowed=True, number_mark=NUMBER_MARK)


def _a_practice() -> MemoryDesk:
    desk = MemoryDesk(Clock(MORNING), RULES)
    desk.write_now(lambda uow: furnish_practice(uow, BO.telegram_id, BO.name, "zh"))
    return desk


def test_a_parcel_waits_and_its_number_is_marked() -> None:
    waiting = _a_practice().read_now(lambda uow: uow.requests.in_status(ReturnStatus.APPROVED))
    assert [(request.number, request.lines[0].product_code) for request in waiting] == [
        ("P-RR-2026-00001", MUG)
    ]


def test_one_person_plays_a_return_to_its_end() -> None:
    desk = _a_practice()
    request = file_return(desk, by=BO, customer="PC-1", product="P100", quantity=6).request
    approve(desk, request.id, by=BO)
    split = {Disposition.RESTOCK: 4, Disposition.RETURN_TO_VENDOR: 2}
    order = inspect_all(desk, request.id, by=BO, split=split)
    review(desk, order.id, by=BO)
    posted = restock(desk, order.id, by=BO, place="A-01")
    assert posted.order.status is OrderStatus.POSTED
    assert posted.order.number == "P-RO-2026-00001"
    assert desk.read_now(lambda uow: uow.claims.by_number("p-sc-2026-00001")).lines


def test_colleagues_on_paper_are_told_as_people_are() -> None:
    desk = _a_practice()
    told = {(n.chat_id, n.kind) for n in desk.state.notices if n.chat_id < ON_PAPER}
    assert (2, NoticeKind.CUSTOMER_RETURN) in told


def test_who_practises_is_clerk_inspector_and_manager_but_no_admin() -> None:
    person = _a_practice().read_now(lambda uow: uow.people.by_telegram(BO.telegram_id))
    assert person is not None
    assert person.roles == {Role.CLERK, Role.INSPECTOR, Role.MANAGER}
    assert person.language == "zh"

"""A furnished desk, and whole ways through it in one call each.

The desk may be any that can write and read without waiting: the one in memory, or a stored one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import pytest

from bot.core.domain.address_check import CodeAnswer
from bot.core.domain.catalogue import AnswerKind, Category, Company, OrderLine, Product, Question
from bot.core.domain.errors import DeskError
from bot.core.domain.later_step import LaterStep
from bot.core.domain.money_check import MoneyCheck
from bot.core.domain.people import Person
from bot.core.domain.policy import Policy
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import Photo, ReturnRequest
from bot.core.domain.stock import LocationKind, opening_movement
from bot.core.domain.supplier_claim import SupplierClaim
from bot.core.domain.values import Money, Quantity
from bot.core.usecases.acting import acting
from bot.core.usecases.check_money import find_mismatches, keep_check
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    choose_no_order,
    set_note,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    clear_split,
    questions_of,
    record_answer,
    record_count,
    record_grade,
    record_split,
)
from bot.core.usecases.notice_wishes import ask_address, confirm_address
from bot.core.usecases.ports import DeskRules, UnitOfWork
from bot.core.usecases.restock import Restocked, restock_order
from bot.core.usecases.review_order import agree_to_order
from bot.core.usecases.submit_return import Submitted, submit_return
from bot.core.usecases.take_later_step import take_later_step
from tests.support.cast import ANN, BO, CHEN, STAFF_MEMBERS, WEI, Member
from tests.support.clock import MORNING, Clock
from tests.support.memory_ports import MemoryDesk, default_rules

T = TypeVar("T")
P = ParamSpec("P")
E = TypeVar("E", bound=DeskError)

CAFE, BAKERY = "12583", "12680"  # customers
CLOCK, BAG, EARRINGS, POSTAGE = "22728", "22326", "90200", "POST"  # products
ORDER, OLD_ORDER, BAKERY_ORDER = "536370", "531000", "536852"
ORDERED_AT = datetime(2026, 3, 3, 8, 45, tzinfo=UTC)  # a week before the morning of the tests


class NowDesk(Protocol):
    def write_now(self, work: Callable[[UnitOfWork], T]) -> T: ...
    def read_now(self, work: Callable[[UnitOfWork], T]) -> T: ...


def gbp(amount: str) -> Money:
    return Money.of(amount, "GBP")


def pieces(amount: int | str) -> Quantity:
    return Quantity.of(amount)


def a_photo(name: str = "dent") -> Photo:
    """Another name is another photo."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Photo(digest, 1280, 960, 204_800, telegram_file_id=f"file-{name}", telegram_unique_id=name)


def an_order_line(
    quantity: int,
    *,
    order_no: str = ORDER,
    line_no: int = 1,
    customer: str = CAFE,
    product: str = CLOCK,
    price: str = "3.75",
    ordered_at: datetime = ORDERED_AT,
) -> OrderLine:
    return OrderLine(order_no, line_no, customer, product, pieces(quantity), gbp(price), ordered_at)


def a_policy(
    version: int = 1, *, days: int = 30, limit: str = "20", effective_at: datetime | None = None
) -> Policy:
    return Policy(version, days, gbp(limit), effective_at or datetime(2025, 1, 1, tzinfo=UTC))


PRODUCTS = (
    Product(
        CLOCK,
        "Alarm clock Bakelike pink",
        "粉色仿电木闹钟",
        barcode="5012345678900",
        category="clocks",
        specification="12 cm, mechanical",
        price=gbp("3.75"),
        supplier_code="S-01",
        standard_en="Runs, no scratches on the glass.",
        standard_zh="走时正常，玻璃无划痕。",
    ),
    Product(BAG, "Round snack boxes set of 4", "圆形零食盒四件套", category="boxes", price=gbp("2.95")),
    Product(
        EARRINGS,
        "Earrings with pearls",
        "珍珠耳环",
        category="jewellery",
        price=gbp("4.25"),
        returnable=False,
    ),
    Product(POSTAGE, "Postage", "邮费", price=gbp("18.00"), stocked=False, returnable=False),
)
QUESTIONS = (
    Question("clocks", "runs", AnswerKind.PASS_FAIL, "Does it run?", "走时吗？", position=1),
    Question(
        "clocks",
        "seconds_a_day",
        AnswerKind.NUMBER,
        "Seconds a day off",
        "日差",
        minimum=Decimal(0),
        maximum=Decimal(60),
        unit="s",
        position=2,
    ),
    Question("clocks", "remark", AnswerKind.TEXT, "Anything else?", "其他？", position=3),
)
ORDER_LINES = (
    an_order_line(24),
    an_order_line(6, line_no=2, product=BAG, price="2.95"),
    an_order_line(3, line_no=3, product=EARRINGS, price="4.25"),
    an_order_line(12, order_no=BAKERY_ORDER, customer=BAKERY, ordered_at=ORDERED_AT + timedelta(days=1)),
)


def furnish(uow: UnitOfWork) -> None:
    """Goods, companies, orders, policy 1, places, opening stock, and the staff in the order of the cast."""
    for member in STAFF_MEMBERS:
        uow.people.add(member.as_person())
    uow.catalogue.save_categories([Category("clocks", "Clocks", "钟表"), Category("boxes", "Boxes", "盒子")])
    uow.catalogue.save_questions(QUESTIONS)
    uow.companies.save_suppliers([Company("S-01", "Horloge & Fils", "claims@horloge.example")])
    uow.catalogue.save_products(PRODUCTS)
    uow.companies.save_customers(
        [
            Company(CAFE, "Café Lumière", "desk@lumiere.example", "en", "France"),
            Company(BAKERY, "Backhaus Nord", "office@backhaus.example", "en", "Germany"),
        ]
    )
    uow.orders.save_lines(ORDER_LINES)
    uow.policies.add(a_policy())
    uow.catalogue.save_places(["A-03", "B-01", "RETURNS"])
    opening = opening_movement(CLOCK, pieces(100), "A-03", at=uow.now, by=0, batch="opening-2026")
    uow.stock.post([opening])


def a_desk(*extra: Member, rules: DeskRules | None = None, clock: Clock | None = None) -> MemoryDesk:
    """In memory, furnished, on the morning of the tests; `extra` people join after the staff."""
    desk = MemoryDesk(clock or Clock(MORNING), rules or default_rules())
    desk.write_now(furnish)
    for member in extra:
        join(desk, member)
    return desk


def join(desk: NowDesk, member: Member) -> Person:
    return desk.write_now(lambda uow: uow.people.add(member.as_person()))


def give_address(desk: NowDesk, member: Member, address: str) -> None:
    """Typed, and confirmed with the code that was sent there."""
    act(desk, member, ask_address, address)

    def confirm(uow: UnitOfWork) -> None:
        actor = acting(uow, member.telegram_id)
        check = uow.people.address_check(actor.id)
        assert check is not None
        assert confirm_address(uow, actor, check.code(uow.rules.code_key)) is CodeAnswer.RIGHT

    desk.write_now(confirm)


def dismiss(desk: NowDesk, member: Member) -> None:
    """Taken off the desk, as a manager does."""

    def work(uow: UnitOfWork) -> None:
        person = acting(uow, member.telegram_id)
        person.active = False
        uow.people.save(person)

    desk.write_now(work)


def person_id(desk: NowDesk, member: Member) -> int:
    return desk.read_now(lambda uow: acting(uow, member.telegram_id)).id


def act(
    desk: NowDesk,
    member: Member,
    usecase: Callable[Concatenate[UnitOfWork, Person, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """One use case in a transaction of its own, on behalf of that member."""
    return desk.write_now(lambda uow: usecase(uow, acting(uow, member.telegram_id), *args, **kwargs))


def a_request(desk: NowDesk, request_id: int) -> ReturnRequest:
    return desk.read_now(lambda uow: uow.requests.get(request_id))


def an_order(desk: NowDesk, order_id: int) -> ReturnOrder:
    return desk.read_now(lambda uow: uow.return_orders.get(order_id))


class Refusal:
    """What `refused` caught, once it has."""

    error: DeskError

    @property
    def facts(self) -> dict[str, object]:
        return self.error.facts


@contextmanager
def refused(desk: MemoryDesk, kind: type[DeskError]) -> Iterator[Refusal]:
    """The block is refused with exactly that error, and nothing at all is changed."""
    before = desk.state.shallow()
    refusal = Refusal()
    with pytest.raises(kind) as caught:
        yield refusal
    refusal.error = caught.value
    assert type(caught.value) is kind
    assert desk.state == before


# ── whole ways ──
def draft_return(
    desk: NowDesk,
    *,
    by: Member = BO,
    customer: str | None = CAFE,
    product: str = CLOCK,
    quantity: int = 6,
    reason: str = "TRANSIT_DAMAGE",
    note: str = "",
    photos: tuple[Photo, ...] = (),
    order_no: str = "",
) -> int:
    """A complete draft of one line; `customer` None is a walk-in without an order. Gives its id."""
    draft = act(desk, by, start_return)
    if customer is None:
        act(desk, by, choose_no_order, draft.id)
    else:
        act(desk, by, choose_customer, draft.id, customer)
    line = act(desk, by, add_item, draft.id, product, order_no)
    act(desk, by, set_quantity, draft.id, line.line_no, pieces(quantity))
    act(desk, by, set_reason, draft.id, line.line_no, reason)
    if note:
        act(desk, by, set_note, draft.id, line.line_no, note)
    for photo in photos or (a_photo(f"{draft.id}"),):
        act(desk, by, attach_photo, draft.id, line.line_no, photo)
    return draft.id


def file_return(
    desk: NowDesk,
    *,
    by: Member = BO,
    customer: str | None = CAFE,
    product: str = CLOCK,
    quantity: int = 6,
    reason: str = "TRANSIT_DAMAGE",
    note: str = "",
) -> Submitted:
    """Drafted and submitted. Six clocks are worth GBP 22.50: a manager's decision."""
    draft_id = draft_return(
        desk, by=by, customer=customer, product=product, quantity=quantity, reason=reason, note=note
    )
    return act(desk, by, submit_return, draft_id)


def approve(desk: NowDesk, request_id: int, by: Member = ANN) -> ReturnRequest:
    return act(desk, by, approve_return, request_id)


def an_approved_return(desk: NowDesk, *, quantity: int = 6, by: Member = BO, product: str = CLOCK) -> int:
    """Filed, and approved by Ann or by the policy. Gives the id of the request."""
    submitted = file_return(desk, by=by, quantity=quantity, product=product)
    if submitted.verdict.needs_manager:
        approve(desk, submitted.request.id)
    return submitted.request.id


def record_line(
    desk: NowDesk,
    inspection_id: int,
    line_no: int,
    *,
    by: Member = CHEN,
    counted: int,
    split: Mapping[Disposition, int],
    grade: Grade = Grade.B,
    photos: tuple[Photo, ...] = (),
) -> None:
    """Counted, its questions answered, graded, split in that order; a photo where none is given."""
    act(desk, by, record_count, inspection_id, line_no, pieces(counted))
    line = desk.read_now(lambda uow: uow.inspections.get(inspection_id)).line(line_no)
    for question in desk.read_now(lambda uow: questions_of(uow, line)):
        text = "12" if question.kind is AnswerKind.NUMBER else "pass"
        act(desk, by, record_answer, inspection_id, line_no, question.code, text)
    act(desk, by, record_grade, inspection_id, line_no, grade)
    act(desk, by, clear_split, inspection_id, line_no)
    for disposition, amount in split.items():
        act(desk, by, record_split, inspection_id, line_no, disposition, pieces(amount))
    for photo in photos or (a_photo(f"inspection {inspection_id} line {line_no}"),):
        act(desk, by, attach_damage_photo, inspection_id, line_no, photo)


def inspect_all(
    desk: NowDesk,
    request_id: int,
    *,
    by: Member = CHEN,
    counted: int | None = None,
    split: Mapping[Disposition, int] | None = None,
    grade: Grade = Grade.B,
) -> ReturnOrder:
    """Claimed (or gone on with), recorded and finished. All good where nothing else is said."""
    inspection = act(desk, by, claim_inspection, request_id)
    for line in inspection.lines:
        arrived = int(line.expected.amount) if counted is None else counted
        parts = {Disposition.RESTOCK: arrived} if split is None else split
        record_line(
            desk,
            inspection.id,
            line.line_no,
            by=by,
            counted=arrived,
            split=parts if arrived else {},
            grade=grade,
        )
    return act(desk, by, finish_inspection, inspection.id)


def review(desk: NowDesk, order_id: int, by: Member = WEI) -> ReturnOrder:
    return act(desk, by, agree_to_order, order_id)


def restock(desk: NowDesk, order_id: int, by: Member = CHEN, place: str = "A-03") -> Restocked:
    return act(desk, by, restock_order, order_id, place)


def vendor_goods(
    desk: NowDesk, *, quantity: int = 6, vendor: int | None = None, product: str = CLOCK
) -> Restocked:
    """The whole way, `vendor` of them (all, where nothing is said) failed and put on vendor hold."""
    failed = quantity if vendor is None else vendor
    split = {Disposition.RESTOCK: quantity - failed, Disposition.RETURN_TO_VENDOR: failed}
    order = inspect_all(
        desk,
        an_approved_return(desk, quantity=quantity, product=product),
        split={disposition: amount for disposition, amount in split.items() if amount},
        grade=Grade.C,
    )
    review(desk, order.id)
    return restock(desk, order.id)


def the_claim(desk: NowDesk, number: str = "1") -> SupplierClaim:
    return desk.read_now(lambda uow: uow.claims.by_number(number))


def limit_scrap(desk: NowDesk, limit: str = "5") -> None:
    """A new policy: above that value, in pounds, two people decide on scrap."""

    def work(uow: UnitOfWork) -> None:
        now = uow.policies.current(uow.now)
        uow.policies.add(replace(now, version=now.version + 1, scrap_limit=gbp(limit), effective_at=uow.now))

    desk.write_now(work)


def an_order_in_work(
    desk: NowDesk, *, repair: int = 4, quarantine: int = 2, by: Member = CHEN, reviewer: Member = WEI
) -> int:
    """Posted: so many clocks in repair, so many in quarantine. Gives the order's id."""
    split = {Disposition.REPAIR: repair, Disposition.QUARANTINE: quarantine}
    request = an_approved_return(desk, quantity=repair + quarantine)
    order = inspect_all(desk, request, by=by, split={d: n for d, n in split.items() if n})
    review(desk, order.id, reviewer)
    restock(desk, order.id, by=by)
    return order.id


def take_step(
    desk: NowDesk,
    order_id: int,
    disposition: Disposition,
    quantity: int,
    *,
    source: LocationKind = LocationKind.WORK_IN_PROGRESS,
    by: Member = CHEN,
    place: str = "",
    note: str = "",
) -> LaterStep:
    """Of line 1."""
    amount = pieces(quantity)
    return act(desk, by, take_later_step, order_id, 1, source, disposition, amount, place=place, note=note)


def a_finished_return(desk: NowDesk, *, quantity: int = 6) -> Restocked:
    """The whole way by the usual people: Bo files, Ann approves, Chen inspects and restocks, Wei reviews."""
    order = inspect_all(desk, an_approved_return(desk, quantity=quantity))
    review(desk, order.id)
    return restock(desk, order.id)


def check_money(uow: UnitOfWork, actor: Person) -> MoneyCheck:
    """Looked at and kept, in one go: here nobody waits."""
    return keep_check(uow, actor, find_mismatches(uow, actor))

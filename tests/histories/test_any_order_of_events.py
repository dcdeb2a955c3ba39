"""Several people press anything, in any order, twice, and where they may not: what always holds, holds.

A step either works or is refused with an error of the core; a refused one changes nothing. After each step
the stock, the order lines, the return orders, the credit notes and the log are looked over from outside,
with sums of our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Concatenate, ParamSpec

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.errors import DeskError
from bot.core.domain.inspection import Inspection, InspectionStatus
from bot.core.domain.later_step import SOURCES, STEPS, LaterStep, StepStatus
from bot.core.domain.operation_log import FIRST, is_genuine
from bot.core.domain.people import Person
from bot.core.domain.reasons import Disposition, Grade, RefusalReason
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import COUNTING, OPEN, ReturnStatus
from bot.core.domain.stock import Location, LocationKind, goes_to
from bot.core.usecases.close_rest import close_rest, expect_rest
from bot.core.usecases.decide_approval import (
    answer_question,
    approve_return,
    ask_back,
    cancel_return,
    refuse_return,
)
from bot.core.usecases.draft_return import (
    add_item,
    attach_photo,
    choose_customer,
    choose_no_order,
    correct_refused,
    discard_draft,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import (
    attach_damage_photo,
    claim_inspection,
    clear_split,
    count_the_others_as_absent,
    hand_over,
    record_count,
    record_grade,
    record_split,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.record_surprise import add_found_product
from bot.core.usecases.restock import restock_order
from bot.core.usecases.review_order import agree_to_order, send_back_order
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import agree_to_step, drop_step, take_later_step, undo_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from tests.support.builders import (
    BAG,
    CAFE,
    CLOCK,
    ORDER,
    a_desk,
    a_photo,
    act,
    an_approved_return,
    draft_return,
    file_return,
    inspect_all,
    limit_scrap,
    pieces,
    record_line,
)
from tests.support.cast import ANN, BO, CHEN, FAY, IVO, OLGA, STRANGER, WEI, Member
from tests.support.memory_ports import LOG_KEY

P = ParamSpec("P")
EVERYBODY = (ANN, BO, CHEN, WEI, OLGA, FAY, IVO, STRANGER)
people = st.sampled_from(EVERYBODY)
clerks = st.sampled_from((BO, FAY, ANN))
managers = st.sampled_from((ANN, WEI, OLGA, BO))
inspectors = st.sampled_from((CHEN, IVO, OLGA, BO))
amounts = st.integers(0, 14)
lines = st.integers(1, 3)
NOT_OWED = (NoteStatus.CANCELLED, NoteStatus.COUNTER)
dispositions = st.sampled_from(Disposition)


class ReturnsDesk(RuleBasedStateMachine):
    """Requests share the 24 clocks and 6 boxes of one order."""

    requests = Bundle("requests")
    inspections = Bundle("inspections")
    orders = Bundle("orders")
    later = Bundle("later")

    def __init__(self) -> None:
        super().__init__()
        self.desk = a_desk(FAY, IVO)
        limit_scrap(self.desk)
        self.posted: dict[int, str] = {}

    def attempt(
        self,
        who: Member,
        usecase: Callable[Concatenate[UnitOfWork, Person, P], object],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> object | None:
        """The result, or None where the core refused; then nothing was changed."""
        before = self.desk.state
        try:
            return act(self.desk, who, usecase, *args, **kwargs)
        except DeskError:
            assert self.desk.state is before
            return None

    # ── drafts ──
    @initialize(target=requests, amount=st.integers(1, 12))
    def a_first_request_waits(self, amount: int) -> int:
        return file_return(self.desk, quantity=amount).request.id

    @rule(target=requests, who=clerks, without_order=st.booleans())
    def start(self, who: Member, without_order: bool) -> object:
        draft = act(self.desk, who, start_return)
        if without_order:
            act(self.desk, who, choose_no_order, draft.id)
        else:
            act(self.desk, who, choose_customer, draft.id, CAFE)
        return draft.id

    @rule(
        target=requests,
        who=clerks,
        amount=st.integers(1, 12),
        product=st.sampled_from((CLOCK, BAG)),
        ready=st.booleans(),
    )
    def draft(self, who: Member, amount: int, product: str, ready: bool) -> object:
        try:
            request = draft_return(self.desk, by=who, quantity=amount, product=product)
        except DeskError:
            return multiple()
        if ready:
            self.attempt(who, submit_return, request)
        return request

    @rule(
        request=requests,
        amount=st.integers(1, 14),
        product=st.sampled_from((CLOCK, BAG)),
        order=st.sampled_from(("", ORDER)),
        line=lines,
        who=st.none() | clerks,
    )
    def add_a_line(
        self, request: int, amount: int, product: str, order: str, line: int, who: Member | None
    ) -> None:
        """By who filed it, or by somebody who may not."""
        who = who or self._filer(request)
        self.attempt(who, add_item, request, product, order)
        self.attempt(who, set_quantity, request, line, pieces(amount))
        self.attempt(who, set_reason, request, line, "TRANSIT_DAMAGE")
        self.attempt(who, attach_photo, request, line, a_photo(f"{request}"))

    @rule(target=requests, who=clerks, first=st.integers(1, 14), second=st.integers(1, 14))
    def file_two_lines_over_one_order_line(self, who: Member, first: int, second: int) -> object:
        try:
            request = draft_return(self.desk, by=who, quantity=first)
        except DeskError:
            return multiple()
        self.add_a_line(request, second, CLOCK, ORDER, 2, who)
        self.attempt(who, submit_return, request)
        self.attempt(OLGA, approve_return, request)
        return request

    @rule(request=requests, who=clerks)
    def submit(self, request: int, who: Member) -> None:
        self.attempt(who, submit_return, request)

    @rule(request=requests)
    def submit_as_filer(self, request: int) -> None:
        self.attempt(self._filer(request), submit_return, request)

    @rule(request=requests, who=people)
    def discard(self, request: int, who: Member) -> None:
        self.attempt(who, discard_draft, request)

    @rule(target=requests, request=requests)
    def correct(self, request: int) -> object:
        filer = self._filer(request)
        before = self.desk.state
        try:
            return act(self.desk, filer, correct_refused, request).id
        except DeskError:
            assert self.desk.state is before
            return multiple()

    # ── decisions ──
    @rule(request=requests, who=managers)
    def approve(self, request: int, who: Member) -> None:
        self.attempt(who, approve_return, request)

    @rule(request=requests, who=managers)
    def refuse(self, request: int, who: Member) -> None:
        self.attempt(who, refuse_return, request, RefusalReason.NO_EVIDENCE)

    @rule(request=requests, who=managers)
    def ask_back(self, request: int, who: Member) -> None:
        self.attempt(who, ask_back, request, "Which side?")

    @rule(request=requests, who=clerks)
    def answer(self, request: int, who: Member) -> None:
        self.attempt(who, answer_question, request, "The left one.")

    @rule(request=requests, who=people)
    def cancel(self, request: int, who: Member) -> None:
        self.attempt(who, cancel_return, request)

    # ── inspection ──
    @rule(target=inspections, request=requests, who=inspectors)
    def claim(self, request: int, who: Member) -> object:
        claimed = self.attempt(who, claim_inspection, request)
        return claimed.id if isinstance(claimed, Inspection) else multiple()

    @rule(target=inspections, request=requests, who=inspectors)
    def claim_another_parcel(self, request: int, who: Member) -> object:
        claimed = self.attempt(who, claim_inspection, request, another_parcel=True)
        return claimed.id if isinstance(claimed, Inspection) else multiple()

    @rule(inspection=inspections, who=inspectors, product=st.sampled_from((CLOCK, BAG)))
    def find_something_else(self, inspection: int, who: Member, product: str) -> None:
        self.attempt(who, add_found_product, inspection, product)

    @rule(inspection=inspections, who=inspectors)
    def nothing_else_is_here(self, inspection: int, who: Member) -> None:
        self.attempt(who, count_the_others_as_absent, inspection)

    @rule(request=requests, who=people)
    def close_the_rest(self, request: int, who: Member) -> None:
        self.attempt(who, close_rest, request, "they are gone")

    @rule(request=requests, who=people)
    def expect_the_rest(self, request: int, who: Member) -> None:
        self.attempt(who, expect_rest, request)

    @rule(target=orders, request=requests, who=inspectors, amount=st.integers(0, 5))
    def a_parcel_of_the_rest(self, request: int, who: Member, amount: int) -> object:
        """Some of it comes, more is expected."""
        try:
            inspection = act(self.desk, who, claim_inspection, request, another_parcel=True)
        except DeskError:
            return multiple()
        split = {Disposition.RESTOCK: amount} if amount else {}
        try:
            for line in inspection.lines:
                record_line(self.desk, inspection.id, line.line_no, by=who, counted=amount, split=split)
            return act(self.desk, who, finish_inspection, inspection.id, more_to_come=True).id
        except DeskError:
            return multiple()

    @rule(inspection=inspections, who=inspectors, line=lines, amount=amounts)
    def count(self, inspection: int, who: Member, line: int, amount: int) -> None:
        self.attempt(who, record_count, inspection, line, pieces(amount))

    @rule(inspection=inspections, who=inspectors, line=lines)
    def grade(self, inspection: int, who: Member, line: int) -> None:
        self.attempt(who, record_grade, inspection, line, Grade.C)
        self.attempt(who, attach_damage_photo, inspection, line, a_photo("dent"))

    @rule(inspection=inspections, who=inspectors, line=lines, amount=amounts, into=dispositions)
    def split(self, inspection: int, who: Member, line: int, amount: int, into: Disposition) -> None:
        self.attempt(who, record_split, inspection, line, into, pieces(amount))

    @rule(inspection=inspections, who=inspectors, line=lines)
    def start_the_split_again(self, inspection: int, who: Member, line: int) -> None:
        self.attempt(who, clear_split, inspection, line)

    @rule(inspection=inspections, who=inspectors, to=st.sampled_from((None, 1, 2, 3, 5, 7)))
    def hand_over(self, inspection: int, who: Member, to: int | None) -> None:
        self.attempt(who, hand_over, inspection, to)

    @rule(target=orders, inspection=inspections, who=inspectors, more=st.booleans())
    def finish(self, inspection: int, who: Member, more: bool) -> object:
        self.attempt(who, finish_inspection, inspection, more_to_come=more)
        order = self.desk.read_now(lambda uow: uow.return_orders.of_inspection(inspection))
        return order.id if order else multiple()

    @rule(
        target=orders,
        request=requests,
        who=inspectors,
        amount=amounts,
        to_customer=st.integers(0, 3),
        into=dispositions,
    )
    def inspect_in_one_go(
        self, request: int, who: Member, amount: int, to_customer: int, into: Disposition
    ) -> object:
        """Chance alone would seldom get an inspection finished."""
        to_customer = min(to_customer, amount) if into is not Disposition.RETURN_TO_CUSTOMER else 0
        split = {into: amount - to_customer, Disposition.RETURN_TO_CUSTOMER: to_customer}
        split = {disposition: part for disposition, part in split.items() if part}
        try:
            return inspect_all(self.desk, request, by=who, counted=amount, split=split).id
        except DeskError:
            return multiple()

    @rule(target=orders, request=requests)
    def straight_to_a_return_order(self, request: int) -> object:
        """The usual people bring a request as far as it goes, so that chance reaches the end of the way."""
        for who, usecase in ((self._filer(request), submit_return), (WEI, approve_return)):
            self.attempt(who, usecase, request)
        try:
            return inspect_all(self.desk, request).id
        except DeskError:
            return multiple()

    @rule(inspection=inspections)
    def back_to_the_queue(self, inspection: int) -> None:
        owner = self.desk.state.inspections[inspection].inspector_id
        self.attempt(self._member(owner), hand_over, inspection, None)

    # ── the return order ──
    @rule(order=orders, who=people)
    def agree(self, order: int, who: Member) -> None:
        self.attempt(who, agree_to_order, order)

    @rule(order=orders, who=people)
    def send_back(self, order: int, who: Member) -> None:
        self.attempt(who, send_back_order, order, "count again")

    @rule(order=orders, who=people, place=st.sampled_from(("", "A-03", "b-01", "nowhere")))
    def restock(self, order: int, who: Member, place: str) -> None:
        self.attempt(who, restock_order, order, place)

    @rule(order=orders)
    def agree_and_restock_twice(self, order: int) -> None:
        for who, usecase in ((ANN, agree_to_order), (WEI, agree_to_order)):
            self.attempt(who, usecase, order)
        for who in (CHEN, IVO):
            self.attempt(who, restock_order, order)

    @rule(order=orders, amount=amounts, released=st.booleans())
    def send_back_and_recount(self, order: int, amount: int, released: bool) -> None:
        made = self.desk.state.return_orders[order]
        inspector = self._member(made.inspected_by)
        self.attempt(ANN, send_back_order, order, "count again")
        if released:
            self.attempt(inspector, hand_over, made.inspection_id, None)
        try:
            inspect_all(self.desk, made.request_id, by=inspector, counted=amount)
        except DeskError:
            return

    @rule(order=orders, who=people, posted=st.booleans())
    def take_back(self, order: int, who: Member, posted: bool) -> None:
        self.attempt(who, undo_restock if posted else void_order, order, "wrong box")

    @rule(order=orders)
    def undo_twice(self, order: int) -> None:
        for who in (ANN, WEI):
            self.attempt(who, undo_restock, order, "wrong box")

    @rule(target=orders, request=requests, repair=st.integers(1, 6), quarantine=st.integers(0, 3))
    def straight_into_work(self, request: int, repair: int, quarantine: int) -> object:
        split = {Disposition.REPAIR: repair, Disposition.QUARANTINE: quarantine}
        try:
            made = inspect_all(
                self.desk,
                request,
                counted=repair + quarantine,
                split={disposition: part for disposition, part in split.items() if part},
            )
        except DeskError:
            return multiple()
        self.attempt(ANN, agree_to_order, made.id)
        self.attempt(IVO, restock_order, made.id)
        return made.id

    @rule(
        target=later,
        order=orders,
        who=people,
        line=lines,
        source=st.sampled_from(SOURCES),
        into=dispositions,
        amount=st.integers(0, 6),
    )
    def take_a_later_step(
        self, order: int, who: Member, line: int, source: LocationKind, into: Disposition, amount: int
    ) -> object:
        step = self.attempt(who, take_later_step, order, line, source, into, pieces(amount))
        return step.id if isinstance(step, LaterStep) else multiple()

    @rule(target=later, order=orders, into=st.sampled_from(STEPS), amount=st.integers(1, 3))
    def take_a_possible_step(self, order: int, into: Disposition, amount: int) -> object:
        step = self.attempt(
            CHEN, take_later_step, order, 1, LocationKind.WORK_IN_PROGRESS, into, pieces(amount)
        )
        return step.id if isinstance(step, LaterStep) else multiple()

    @rule(step=later, who=people)
    def agree_to_a_step(self, step: int, who: Member) -> None:
        self.attempt(who, agree_to_step, step)

    @rule(step=later, who=people)
    def drop_a_step(self, step: int, who: Member) -> None:
        self.attempt(who, drop_step, step)

    @rule(step=later, who=people)
    def undo_a_step(self, step: int, who: Member) -> None:
        self.attempt(who, undo_step, step, "wrong")

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.desk.clock.pass_time(hours=hours)

    def _filer(self, request: int) -> Member:
        return self._member(self.desk.state.requests[request].requested_by)

    def _member(self, person_id: int) -> Member:
        telegram_id = self.desk.state.people[person_id].telegram_id
        return next(member for member in EVERYBODY if member.telegram_id == telegram_id)

    # ── what always holds ──
    @invariant()
    def stock_is_the_sum_of_its_movements_and_never_below_nothing_inside(self) -> None:
        sums: dict[tuple[str, Location], Decimal] = {}
        for movement in self.desk.state.movements:
            assert movement.quantity.amount > 0
            assert movement.source != movement.target
            for place, sign in ((movement.source, -1), (movement.target, 1)):
                key = (movement.product_code, place)
                sums[key] = sums.get(key, Decimal(0)) + sign * movement.quantity.amount
                assert sums[key] >= 0 or not place.is_inside
        held = {
            (code, level.location): level.quantity.amount
            for code in (CLOCK, BAG)
            for level in self.desk.read_now(lambda uow, code=code: uow.stock.levels(code))  # type: ignore[misc]
        }
        assert held == {key: amount for key, amount in sums.items() if amount and key[1].is_inside}

    @invariant()
    def every_movement_has_a_cause_of_its_own(self) -> None:
        causes = Counter(movement.cause for movement in self.desk.state.movements)
        assert not [cause for cause, times in causes.items() if times > 1]

    @invariant()
    def no_order_line_gives_back_more_than_was_sold(self) -> None:
        taken: Counter[tuple[str, int]] = Counter()
        for request in self.desk.state.requests.values():
            if request.status in COUNTING:
                for line in request.lines:
                    for part in line.allocations:
                        taken[part.order_no, part.order_line] += int(part.quantity.amount)
        for key, amount in taken.items():
            assert amount <= self.desk.state.order_lines[key].quantity.amount

    @invariant()
    def what_was_counted_is_what_was_disposed_of(self) -> None:
        for inspection in self.desk.state.inspections.values():
            for line in inspection.lines:
                counted = line.counted.amount if line.counted else Decimal(0)
                disposed = sum((part.amount for part in line.split.values()), Decimal(0))
                assert disposed <= counted
                assert disposed == counted or inspection.status is not InspectionStatus.FINISHED
        for order in self.desk.state.return_orders.values():
            for ordered in order.lines:
                assert sum(part.amount for _, part in ordered.split) == ordered.counted.amount

    @invariant()
    def a_posted_order_stays_posted_as_it_was(self) -> None:
        for order in self.desk.state.return_orders.values():
            if order.status is OrderStatus.POSTED:
                assert self.posted.setdefault(order.id, repr(order)) == repr(order)
                moved = [m for m in self.desk.state.movements if m.record == order.number]
                parts = [part for line in order.lines for _, part in line.split]
                assert [movement.quantity for movement in moved] == parts
        ever = {o.id for o in self.desk.state.return_orders.values() if o.posted_at is not None}
        assert ever == set(self.posted)

    @invariant()
    def a_reversed_order_left_nothing_behind(self) -> None:
        for order in self.desk.state.return_orders.values():
            moved = [m for m in self.desk.state.movements if m.record == order.number]
            mirrored = {m.reverses for m in moved if m.reverses}
            posted = {m.cause for m in moved if not m.reverses}
            assert mirrored == (posted if order.status is OrderStatus.REVERSED else set())
            assert (order.undone is not None) is (not order.is_living)

    @invariant()
    def what_lies_in_work_is_what_later_steps_left(self) -> None:
        """Counted from the steps' own records; in work, in quarantine."""
        state = self.desk.state
        left: Counter[tuple[str, LocationKind]] = Counter()
        for order in state.return_orders.values():
            if order.status is OrderStatus.POSTED:
                for line in order.lines:
                    for disposition, part in line.split:
                        if goes_to(disposition) in SOURCES:
                            left[line.product_code, goes_to(disposition)] += int(part.amount)
        for step in state.later_steps.values():
            if step.status is StepStatus.DONE:
                left[step.product_code, step.source] -= int(step.quantity.amount)
                if goes_to(step.disposition) in SOURCES:
                    left[step.product_code, goes_to(step.disposition)] += int(step.quantity.amount)
                assert state.return_orders[step.order_id].status is OrderStatus.POSTED
        for code in (CLOCK, BAG):
            for kind in SOURCES:
                place = Location(kind)
                held = self.desk.read_now(lambda uow, c=code, p=place: uow.stock.held(c, p))  # type: ignore[misc]
                assert held.amount == left[code, kind] >= 0
        waiting = [step for step in state.later_steps.values() if step.status is StepStatus.WAITING]
        listed = self.desk.read_now(lambda uow: uow.later_steps.in_work(99))
        unasked = sum(left.values()) - sum(int(step.quantity.amount) for step in waiting)
        assert sum(int(work.left.amount) for work in listed) == unasked

    @invariant()
    def what_waits_at_receiving_is_what_was_counted_and_not_posted(self) -> None:
        waiting: Counter[str] = Counter()
        latest = {o.inspection_id: o for o in self.desk.state.return_orders.values()}
        for order in latest.values():
            if order.status is not OrderStatus.POSTED:
                for line in order.lines:
                    waiting[line.product_code] += int(line.counted.amount)
        receiving = Location.parse("receiving")
        for code in (CLOCK, BAG):
            held = self.desk.read_now(lambda uow, code=code: uow.stock.held(code, receiving))  # type: ignore[misc]
            assert held.amount == waiting[code]

    @invariant()
    def a_return_order_has_one_credit_note_at_most_and_it_is_not_above_what_was_paid(self) -> None:
        state = self.desk.state
        assert len({note.number for note in state.credit_notes.values()}) == len(state.credit_notes)
        posted = [order for order in state.return_orders.values() if order.status is OrderStatus.POSTED]
        credited = {f"order:{order.number}": order for order in posted if order.value}
        off = [note for note in state.credit_notes.values() if note.status in NOT_OWED]
        assert sum(note.value.amount for note in off) == 0
        owed = {cause: note for cause, note in state.credit_notes.items() if note.status not in NOT_OWED}
        assert set(owed) == set(credited)
        for cause, note in owed.items():
            paid = sum(
                min(line.asked.amount, line.counted.amount)
                * (Decimal("3.75") if line.product_code == CLOCK else Decimal("2.95"))
                for line in credited[cause].lines
            )
            assert 0 < note.value.amount <= paid

    @invariant()
    def a_request_stands_where_its_parcels_and_orders_say(self) -> None:
        state = self.desk.state
        made = Counter(order.inspection_id for order in self._living())
        assert set(made.values()) <= {1}
        for request in state.requests.values():
            inspections = [i for i in state.inspections.values() if i.request_id == request.id]
            at_work = any(i.status is InspectionStatus.IN_PROGRESS for i in inspections)
            orders = [order for order in self._living() if order.request_id == request.id]
            posted = [order for order in orders if order.status is OrderStatus.POSTED]
            assert at_work is (request.status is ReturnStatus.INSPECTING)
            if request.status is ReturnStatus.INSPECTED:
                assert len(posted) < len(orders)
            assert (request.status is ReturnStatus.CLOSED) is (
                bool(orders)
                and posted == orders
                and not at_work
                and not self._expects_more(request, inspections)
            )

    def _living(self) -> list[ReturnOrder]:
        return [order for order in self.desk.state.return_orders.values() if order.is_living]

    def _expects_more(self, request: ReturnRequest, inspections: list[Inspection]) -> bool:
        """With sums of our own."""
        if request.rest_closed is not None:
            return False
        came: Counter[int] = Counter()
        for inspection in inspections:
            if inspection.status is InspectionStatus.FINISHED:
                for line in inspection.lines:
                    came[line.line_no] += int(line.counted.amount) if line.counted and not line.found else 0
        return any(came[line.line_no] < line.asked.amount for line in request.lines)

    @invariant()
    def what_is_credited_over_all_orders_is_at_most_what_was_asked_and_paid(self) -> None:
        state = self.desk.state
        for request in state.requests.values():
            orders = [order for order in self._living() if order.request_id == request.id]
            for line in request.lines:
                credited: Counter[tuple[str, int]] = Counter()
                for order in orders:
                    for part in order.lines:
                        if part.line_no == line.line_no:
                            for taken in part.allocations:
                                credited[taken.order_no, taken.order_line] += int(taken.quantity.amount)
                held: Counter[tuple[str, int]] = Counter()
                for kept in line.allocations:
                    held[kept.order_no, kept.order_line] += int(kept.quantity.amount)
                assert credited <= held
                if request.status is ReturnStatus.CLOSED:
                    assert credited == held

    @invariant()
    def nobody_decided_on_their_own_work(self) -> None:
        state = self.desk.state
        for request in state.requests.values():
            if request.decision:
                assert request.decision.by != request.requested_by
        for order in state.return_orders.values():
            assert order.reviewed_by != order.inspected_by
            decision = state.requests[order.request_id].decision
            assert decision is not None
            assert decision.by != order.inspected_by

    @invariant()
    def a_request_is_numbered_from_its_submission_on_without_gaps(self) -> None:
        numbered = {r.number for r in self.desk.state.requests.values() if r.number}
        assert numbered == {f"RR-2026-{n:05d}" for n in range(1, len(numbered) + 1)}
        for request in self.desk.state.requests.values():
            assert bool(request.number) is (
                request.status not in (ReturnStatus.DRAFT, ReturnStatus.DISCARDED)
            )
            assert request.is_open is (request.status in OPEN)

    @invariant()
    def the_log_is_gapless_and_genuine(self) -> None:
        previous = FIRST
        for position, entry in enumerate(self.desk.state.log, start=1):
            assert entry.seq == position
            assert is_genuine(LOG_KEY, entry, previous)
            previous = entry.digest

    @invariant()
    def nobody_is_told_twice_of_one_event(self) -> None:
        told = Counter((notice.event_key, notice.chat_id) for notice in self.desk.state.notices)
        assert not [key for key, times in told.items() if times > 1]


ReturnsDesk.TestCase.settings = settings(
    max_examples=100,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,  # a run on a busy machine is the same run
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAnyOrderOfEvents = ReturnsDesk.TestCase


def test_the_machine_can_reach_the_end_of_the_way() -> None:
    """The steps it is made of do post an order: its promises are not kept by doing nothing."""
    machine = ReturnsDesk()
    order = inspect_all(machine.desk, an_approved_return(machine.desk))
    machine.agree_and_restock_twice(order.id)
    assert machine.desk.state.return_orders[order.id].status is OrderStatus.POSTED
    assert list(machine.desk.state.credit_notes) == ["order:RO-2026-00001"]

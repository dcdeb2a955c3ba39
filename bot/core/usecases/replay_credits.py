"""Credits that a company wrote before it had the desk become returns, the way people would file them."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.errors import StatusForbids
from bot.core.domain.people import Person
from bot.core.domain.policy import Returnable
from bot.core.domain.reasons import Disposition, Grade
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Money
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.draft_return import (
    add_item,
    choose_customer,
    choose_no_order,
    own_draft,
    possible_of,
    reasons_by_code,
    set_note,
    set_quantity,
    set_reason,
    start_return,
)
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.import_orders import CreditRow
from bot.core.usecases.inspect_goods import (
    claim_inspection,
    questions_of,
    record_answer,
    record_count,
    record_grade,
    record_split,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.restock import restock_order
from bot.core.usecases.review_order import agree_to_order
from bot.core.usecases.submit_return import submit_return

REASON = "ORDER_ERROR"  # needs neither photos nor words; the documents do not say why
NOTE = "credit "  # before the reference, in the note of the line
_REPLAYED = [status for status in ReturnStatus if status not in (ReturnStatus.DRAFT, ReturnStatus.DISCARDED)]


@dataclass(frozen=True, slots=True)
class ReplayStaff:
    """Four people, so that nobody decides on their own work."""

    clerk: Person
    manager: Person
    inspector: Person
    reviewer: Person


def replayed_references(uow: UnitOfWork, page: int = 1000) -> dict[str, int]:
    """Credits that are in the desk already, each with its request."""
    found: dict[str, int] = {}
    offset = 0
    while True:
        requests = uow.requests.in_status(*_REPLAYED, limit=page, offset=offset)
        for request in requests:
            for line in request.lines:
                if line.note.startswith(NOTE):
                    found[line.note.removeprefix(NOTE)] = request.id
        if len(requests) < page:
            return found
        offset += page


def is_replayed(uow: UnitOfWork, credit: CreditRow, references: Container[str]) -> bool:
    """`references` as `replayed_references` gave them; charges are known by their note."""
    return credit.reference in references or uow.credit_notes.by_cause(_cause(credit)) is not None


def _cause(credit: CreditRow) -> str:
    return f"charge:{credit.reference}:{credit.product_code}"


def is_charge(uow: UnitOfWork, credit: CreditRow) -> bool:
    return not uow.catalogue.product(credit.product_code).stocked


def replay_charge(uow: UnitOfWork, manager: Person, credit: CreditRow) -> bool:
    """Money without goods. False where it was credited before."""
    if uow.credit_notes.by_cause(_cause(credit)) is not None:
        return False
    value: Money = credit.unit_price.times(credit.quantity)
    credit_charge(uow, manager, credit.customer_code, credit.product_code, value, credit.reference)
    return True


def file_credit(uow: UnitOfWork, clerk: Person, credit: CreditRow) -> ReturnRequest:
    """A submitted request for one credit line: of an order where the customer bought that product up to
    then, else without an order, for a manager. More than is left is filed as written and refused by the
    policy with its sums; the dialog would have stopped a person earlier."""
    draft_id = start_return(uow, clerk).id
    possible: Returnable | None = None
    if credit.customer_code:
        draft = choose_customer(uow, clerk, draft_id, credit.customer_code)
        possible = possible_of(uow, draft, uow.catalogue.product(credit.product_code))
    if possible is None or not possible.sold:
        possible = None
        choose_no_order(uow, clerk, draft_id, credit.customer_code)
    if possible is not None and credit.quantity > possible.most:
        _write_as_asked(uow, clerk, draft_id, credit)
    else:
        line = add_item(uow, clerk, draft_id, credit.product_code)
        set_quantity(uow, clerk, draft_id, line.line_no, credit.quantity)
        set_reason(uow, clerk, draft_id, line.line_no, REASON)
        set_note(uow, clerk, draft_id, line.line_no, NOTE + credit.reference)
    return submit_return(uow, clerk, draft_id).request


def _write_as_asked(uow: UnitOfWork, clerk: Person, draft_id: int, credit: CreditRow) -> None:
    draft = own_draft(uow, clerk, draft_id)
    line = draft.add_line(credit.product_code, reasons_by_code(uow))
    line.quantity, line.reason, line.note = credit.quantity, REASON, NOTE + credit.reference
    draft.currency = credit.unit_price.currency
    uow.requests.save(draft)


def next_step(uow: UnitOfWork, staff: ReplayStaff, request_id: int) -> bool:
    """What the next person does in one go, wherever the return stands. False where it is finished, refused,
    or waits for a manager because no order explains it."""
    request = uow.requests.get(request_id)
    if request.status is ReturnStatus.SUBMITTED and not request.without_order:
        approve_return(uow, staff.manager, request_id)
    elif request.status in (ReturnStatus.APPROVED, ReturnStatus.INSPECTING):
        inspect_as_good(uow, staff.inspector, request_id)
    elif request.status is ReturnStatus.INSPECTED:
        _finish(uow, staff, uow.return_orders.of_request(request_id))
    else:
        return False
    return True


def inspect_as_good(uow: UnitOfWork, inspector: Person, request_id: int) -> ReturnOrder:
    """Everything came, as new, and goes back on sale: that is all a credit document tells."""
    inspection = claim_inspection(uow, inspector, request_id)
    for line in inspection.lines:
        number, expected = line.line_no, line.expected
        record_count(uow, inspector, inspection.id, number, expected)
        for question in questions_of(uow, line):
            if question.kind is AnswerKind.PASS_FAIL:
                record_answer(uow, inspector, inspection.id, number, question.code, "pass")
            elif question.kind is AnswerKind.NUMBER:
                limit = question.minimum if question.minimum is not None else question.maximum
                record_answer(uow, inspector, inspection.id, number, question.code, str(limit or 0))
        record_grade(uow, inspector, inspection.id, number, Grade.A)
        record_split(uow, inspector, inspection.id, number, Disposition.RESTOCK, expected)
    return finish_inspection(uow, inspector, inspection.id)


def _finish(uow: UnitOfWork, staff: ReplayStaff, orders: Iterable[ReturnOrder]) -> None:
    for order in orders:
        if order.status is OrderStatus.IN_REVIEW:
            agree_to_order(uow, staff.reviewer, order.id)
            return
        if order.status is OrderStatus.AGREED:
            restock_order(uow, staff.inspector, order.id)
            return
    raise StatusForbids(number=str([order.number for order in orders]), status="inspected", action="replay")

"""Reading cases: all of them, and those that help with what is inspected right now."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.case import Case, CaseStatus
from bot.core.domain.errors import RecordUnknown
from bot.core.domain.inspection import InspectedLine
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.return_order import OrderStatus, ReturnOrderLine
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.inspect_goods import own_inspection
from bot.core.usecases.ports import UnitOfWork

_TELLS_NOTHING = "OTHER"  # as a reason that two returns have in common


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """With the line it was kept of: goods, grade, what became of them."""

    case: Case
    line: ReturnOrderLine


@dataclass(frozen=True, slots=True)
class CasesFound:
    """A page, and how many there are in all."""

    cases: list[Case]
    count: int


def see_cases(uow: UnitOfWork, actor: Person, product_code: str, limit: int, offset: int = 0) -> CasesFound:
    """Of one product, or all (""). Who keeps cases also sees those that are put away."""
    ensure_can(actor, Permission.SEE_CASES)
    away = actor.has(Permission.KEEP_CASE)
    found = uow.cases.listed(product_code, away=away, limit=limit, offset=offset)
    return CasesFound(found, uow.cases.count(product_code, away=away))


def see_case(uow: UnitOfWork, actor: Person, case_id: int) -> CaseSeen:
    """Raises RecordUnknown, also for one that is put away or undone, but to those who keep cases."""
    ensure_can(actor, Permission.SEE_CASES)
    return _seen(uow, actor, uow.cases.get(case_id))


def look_up_case(uow: UnitOfWork, actor: Person, number: str) -> CaseSeen:
    """By its number. Raises as `see_case`."""
    ensure_can(actor, Permission.SEE_CASES)
    return _seen(uow, actor, uow.cases.by_number(number))


def cases_for_line(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, limit: int, offset: int = 0
) -> CasesFound:
    """Those of the same product, then those of the same reason. Raises as `own_inspection`."""
    inspection, request = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    reason = _reason_of(line, request)
    found = uow.cases.like(line.product_code, reason, limit, offset)
    return CasesFound(found, uow.cases.count_like(line.product_code, reason))


def count_for_line(uow: UnitOfWork, line: InspectedLine, request: ReturnRequest) -> int:
    """How many `cases_for_line` has for whoever inspects it."""
    return uow.cases.count_like(line.product_code, _reason_of(line, request))


def _reason_of(line: InspectedLine, request: ReturnRequest) -> str:
    reason = "" if line.found else request.line(line.line_no).reason or ""
    return "" if reason == _TELLS_NOTHING else reason


def _seen(uow: UnitOfWork, actor: Person, case: Case) -> CaseSeen:
    order = uow.return_orders.get(case.order_id)
    shown = case.status is CaseStatus.KEPT and order.status is OrderStatus.POSTED
    if not shown and not actor.has(Permission.KEEP_CASE):
        raise RecordUnknown(number=case.number)
    return CaseSeen(case, next(line for line in order.lines if line.line_no == case.line_no))

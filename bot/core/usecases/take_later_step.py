"""Later steps of goods in work in progress or quarantine: done, agreed to by a second person, undone."""

from __future__ import annotations

from bot.core.domain.errors import AlreadyDecided, StatusForbids
from bot.core.domain.events import (
    LaterStepAsked,
    LaterStepDone,
    LaterStepDropped,
    LaterStepEvent,
    LaterStepUndone,
)
from bot.core.domain.later_step import (
    SOURCES,
    STEPS_FROM,
    TAKING,
    InWork,
    LaterStep,
    StepAction,
    StepStatus,
    left_of_line,
    step_movement,
)
from bot.core.domain.people import Permission, Person, ensure_can, ensure_other
from bot.core.domain.reasons import Disposition
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.stock import LocationKind, goes_to, reversal
from bot.core.domain.stock_errors import NothingLeftThere, StepsTaken
from bot.core.domain.values import Quantity, ensure_countable
from bot.core.usecases.document_numbers import document_number
from bot.core.usecases.open_claims import open_claim_for_step, withdraw_claims_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.restock import known_place
from bot.core.usecases.scrap_limit import step_needs_two
from bot.core.usecases.void_order import ensure_words


def left_in_work(uow: UnitOfWork, order: ReturnOrder, line_no: int, source: LocationKind) -> Quantity:
    """Zero where the order is not posted any more."""
    if order.status is not OrderStatus.POSTED:
        return Quantity.zero()
    steps = uow.later_steps.of_order(order.id)
    sources = [order.number, *(step.number for step in steps)] if source is LocationKind.QUARANTINE else []
    claims = [claim for known in sources for claim in uow.claims.of_source(known)]
    return left_of_line(order, line_no, source, steps, claims)


def goods_in_work(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[InWork]:
    """What waits for a later step, longest first."""
    ensure_can(actor, Permission.LATER_STEP)
    return uow.later_steps.in_work(limit, offset)


def ensure_left(
    uow: UnitOfWork,
    actor: Person,
    order_id: int,
    line_no: int,
    source: LocationKind,
    wanted: Quantity | None = None,
) -> Quantity:
    """What is left. Raises NotAllowed, QuantityInvalid for a part of a piece, NothingLeftThere where
    that is nothing, or less than wanted."""
    ensure_can(actor, Permission.LATER_STEP)
    order = uow.return_orders.get(order_id)
    left = left_in_work(uow, order, line_no, source)
    if wanted is not None:
        ensure_countable(Quantity(wanted.amount, left.unit))
    least = left.amount if wanted is None else wanted.amount
    if not left or not least or least > left.amount:
        code = next((line.product_code for line in order.lines if line.line_no == line_no), "")
        raise NothingLeftThere(
            product_code=code,
            order=order.number,
            left=str(left),
            wanted=str(left if wanted is None else wanted),
        )
    return left


def usual_shelf(uow: UnitOfWork, product_code: str) -> str:
    """Where the product lies, else the first place there is."""
    places = uow.catalogue.places()
    return uow.stock.usual_place(product_code) or (places[0] if places else "RETURNS")


def take_later_step(
    uow: UnitOfWork,
    actor: Person,
    order_id: int,
    line_no: int,
    source: LocationKind,
    disposition: Disposition,
    quantity: Quantity,
    *,
    place: str = "",
    note: str = "",
) -> LaterStep:
    """Done at once, or WAITING where it scraps more than the policy's limit. `place` "" takes the usual
    shelf. Raises NotAllowed, NothingLeftThere, PlaceUnknown, StatusForbids where no such step exists."""
    ensure_can(actor, Permission.LATER_STEP)
    order = uow.return_orders.get(order_id)
    if source not in SOURCES or disposition not in STEPS_FROM[source]:
        raise StatusForbids(number=order.number, status=source.value, action=disposition.value)
    left = ensure_left(uow, actor, order_id, line_no, source, quantity)
    line = next(known for known in order.lines if known.line_no == line_no)
    step = LaterStep(
        number=document_number(uow, "LS"),
        order_id=order.id,
        order_number=order.number,
        line_no=line_no,
        product_code=line.product_code,
        source=source,
        disposition=disposition,
        quantity=Quantity(quantity.amount, left.unit),
        asked_by=actor.id,
        asked_at=uow.now,
        place=_shelf(uow, line.product_code, disposition, place),
        note=ensure_text_fits(note),
    )
    if disposition is Disposition.SCRAP and step_needs_two(uow, order, line, step.quantity):
        step.status = StepStatus.WAITING
    uow.later_steps.add(step)
    if step.status is StepStatus.WAITING:
        publish(uow, _event(LaterStepAsked, uow, actor, step))
        return step
    _move(uow, actor, order, step)
    return step


def _shelf(uow: UnitOfWork, product_code: str, disposition: Disposition, place: str) -> str:
    if disposition is not Disposition.RESTOCK:
        return ""
    return known_place(uow, place) if place else usual_shelf(uow, product_code)


def _move(uow: UnitOfWork, actor: Person, order: ReturnOrder, step: LaterStep) -> None:
    uow.stock.post([step_movement(step, at=uow.now, by=actor.id)])
    if step.disposition is Disposition.RETURN_TO_VENDOR:
        open_claim_for_step(uow, actor, order, step.line_no, step.quantity, step.number)
    publish(uow, _event(LaterStepDone, uow, actor, step, own_work=step.own_work))


def agree_to_step(uow: UnitOfWork, actor: Person, step_id: int) -> LaterStep:
    """The second person. Raises NotAllowed, OwnWorkNotDecidable, AlreadyDecided."""
    ensure_can(actor, Permission.AGREE_SCRAP)
    order, step = _locked(uow, step_id)
    _ensure_waiting(uow, step)
    ensure_other(actor.id, step.asked_by, step.number, own_work_allowed=uow.rules.own_work_allowed)
    step.apply(StepAction.AGREE, actor.roles)
    step.agreed_by, step.agreed_at = actor.id, uow.now
    step.own_work = actor.id == step.asked_by
    uow.later_steps.save(step)
    _move(uow, actor, order, step)
    return step


def drop_step(uow: UnitOfWork, actor: Person, step_id: int, words: str = "") -> LaterStep:
    """A manager, or who asked for it, leaves the goods where they are. Raises NotAllowed, AlreadyDecided."""
    ensure_can(actor, Permission.LATER_STEP)
    _, step = _locked(uow, step_id)
    _ensure_waiting(uow, step)
    if actor.id != step.asked_by:
        ensure_can(actor, Permission.AGREE_SCRAP)
    step.apply(StepAction.DROP, actor.roles)
    step.ended_by, step.ended_at, step.ended_words = actor.id, uow.now, ensure_text_fits(words)
    uow.later_steps.save(step)
    publish(uow, _event(LaterStepDropped, uow, actor, step, words=step.ended_words))
    return step


def undo_step(uow: UnitOfWork, actor: Person, step_id: int, words: str) -> LaterStep:
    """By a manager: the movement is mirrored, the goods are in work again. Raises WordsMissing, NotAllowed,
    AlreadyDecided, StatusForbids, StepsTaken or StockNotThere where they have gone on, ClaimUnderway."""
    ensure_step_undoable(uow, actor, step_id)
    _, step = _locked(uow, step_id)
    reason = ensure_words(words)
    step.apply(StepAction.UNDO, actor.roles)
    withdraw_claims_of(uow, actor, step.number, reason)
    posted = [m for m in uow.stock.of_record(step.number) if m.cause == f"step:{step.number}"]
    uow.stock.post([reversal(m, at=uow.now, by=actor.id, record=step.number) for m in posted])
    step.ended_by, step.ended_at, step.ended_words = actor.id, uow.now, reason
    uow.later_steps.save(step)
    publish(uow, _event(LaterStepUndone, uow, actor, step, words=reason))
    return step


def ensure_step_undoable(uow: UnitOfWork, actor: Person, step_id: int) -> None:
    """Before anybody types a reason in vain. Raises NotAllowed, AlreadyDecided, StatusForbids, StepsTaken."""
    ensure_can(actor, Permission.UNDO_ORDER)
    order, step = _locked(uow, step_id)
    if step.ended_at is not None:
        raise _decided(uow, step, step.ended_by)
    if step.status is not StepStatus.DONE:
        raise StatusForbids(number=step.number, status=step.status.value, action=StepAction.UNDO.value)
    _ensure_not_gone_on(uow, order, step)


def _ensure_not_gone_on(uow: UnitOfWork, order: ReturnOrder, step: LaterStep) -> None:
    """Goods that a step brought into work may have left it by another step."""
    into = goes_to(step.disposition)
    if into in SOURCES and left_in_work(uow, order, step.line_no, into) < step.quantity:
        steps = uow.later_steps.of_order(order.id)
        later = [s for s in steps if (s.line_no, s.source) == (step.line_no, into) and s.status in TAKING]
        raise StepsTaken(number=step.number, step=later[-1].number)


def _locked(uow: UnitOfWork, step_id: int) -> tuple[ReturnOrder, LaterStep]:
    """The order before its step, as everywhere: two people never wait for each other."""
    order_id = uow.later_steps.order_of(step_id)
    return uow.return_orders.get(order_id), uow.later_steps.get(step_id)


def _ensure_waiting(uow: UnitOfWork, step: LaterStep) -> None:
    if step.status is not StepStatus.WAITING:
        raise _decided(uow, step, step.ended_by or step.agreed_by or step.asked_by)


def _decided(uow: UnitOfWork, step: LaterStep, by: int | None) -> AlreadyDecided:
    return AlreadyDecided(
        number=step.number,
        status=step.status.value,
        by=uow.people.get(by).name if by else "",
        at=step.ended_at or step.agreed_at or step.asked_at,
        words=step.ended_words,
    )


def _event(
    kind: type[LaterStepEvent], uow: UnitOfWork, actor: Person, step: LaterStep, **more: object
) -> LaterStepEvent:
    return kind(
        record=step.number,
        actor_id=actor.id,
        at=uow.now,
        step_id=step.id,
        order=step.order_number,
        product_code=step.product_code,
        quantity=str(step.quantity),
        disposition=step.disposition.value,
        **more,
    )

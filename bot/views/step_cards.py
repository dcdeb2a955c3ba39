"""The card of a later step: what becomes of goods that were in work or in quarantine."""

from __future__ import annotations

from bot.core.domain.later_step import LaterStep, StepStatus
from bot.core.domain.people import Permission, Person
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import amount, day_and_clock
from bot.views.keyboards import Row, button, rows
from bot.views.records import product_label, signed
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text


def step_line(uow: UnitOfWork, language: str, step: LaterStep) -> str:
    """ "2 × 22728 Alarm clock pink: quarantine → A-03" """
    where = step.place or plain(language, f"disposition.short.{step.disposition.value}")
    return text(
        language,
        "step.line",
        quantity=amount(language, step.quantity),
        product=product_label(uow, language, step.product_code),
        source=plain(language, f"stock.{step.source.value}"),
        target=where,
    )


def step_standing(uow: UnitOfWork, language: str, step: LaterStep) -> str:
    """ "LS-2026-00003: done · 2 × 22728 …" for a list."""
    status = plain(language, f"status.{step.status.value}")
    head = text(language, "order.standing", number=Html(f"<b>{step.number}</b>"), status=status)
    return f"{head} · {step_line(uow, language, step)}"


def step_card(
    uow: UnitOfWork, language: str, step: LaterStep, *, may_undo: bool = False, own: bool = False
) -> Rendered:
    head = text(language, "step.head", number=Html(f"<b>{step.number}</b>"), order=step.order_number)
    lines = [head, step_line(uow, language, step)]
    if step.note:
        lines.append(text(language, "step.note", note=step.note))
    lines.append(_outcome(uow, language, step))
    return Rendered("\n".join(lines), rows(_buttons(language, step, may_undo=may_undo, own=own)))


def step_view(uow: UnitOfWork, actor: Person, step: LaterStep) -> Rendered:
    """As this person has it: who asked does not get to agree as well, but where one person may."""
    own = step.asked_by == actor.id and not uow.rules.own_work_allowed
    return step_card(uow, actor.language, step, may_undo=actor.has(Permission.UNDO_ORDER), own=own)


def _buttons(language: str, step: LaterStep, *, may_undo: bool, own: bool) -> Row:
    if step.status is StepStatus.WAITING:
        agree = button(plain(language, "button.agree"), Act.AGREE_STEP, step.id, style="success")
        drop = button(plain(language, "button.drop_step"), Act.DROP_STEP, step.id)
        return [drop] if own else [agree, drop]
    if step.status is StepStatus.DONE and may_undo:
        return [button(plain(language, "button.undo"), Act.UNDO_STEP, step.id)]
    return []


def _outcome(uow: UnitOfWork, language: str, step: LaterStep) -> str:
    zone = uow.rules.timezone
    asked = day_and_clock(language, step.asked_at, zone)
    if step.ended_at is not None:
        at = day_and_clock(language, step.ended_at, zone)
        said = text(language, f"step.{step.status.value}", by=signed(uow, step.ended_by), at=at)
        return said + (text(language, "decided.words", words=step.ended_words) if step.ended_words else "")
    if step.agreed_by is not None and step.agreed_at is not None:
        at = day_and_clock(language, step.agreed_at, zone)
        by, second = signed(uow, step.asked_by), signed(uow, step.agreed_by)
        return text(language, "step.agreed", by=by, second=second, at=at)
    return text(language, f"step.{step.status.value}", by=signed(uow, step.asked_by), at=asked)

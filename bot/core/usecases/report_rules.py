"""Whom the clock tells: the week to who is in charge, reminders to who can do something."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.core.domain.events import Event
from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.people import Person, Role
from bot.core.domain.report_events import (
    AnswerNotCome,
    ApprovalReminded,
    DraftLeft,
    GoodsNotCome,
    PolicyReviewDue,
    ReturnsLate,
    SummaryDue,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import chat_of, of_customer, others, tell, to_deciders


def _managers(uow: UnitOfWork) -> list[Person]:
    return uow.people.with_role(Role.MANAGER, Role.ADMIN)


def _summary_due(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Words with the picture, then the workbook."""
    assert isinstance(event, SummaryDue)
    for kind in (NoticeKind.WEEKLY_SUMMARY, NoticeKind.WEEKLY_WORKBOOK):
        for notice in to_deciders(uow, key, kind, event.week, _managers(uow)):
            notice.fresh = True
            yield notice


def _policy_review_due(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, PolicyReviewDue)
    for person in _managers(uow):
        yield tell(uow, key, chat_of(person), NoticeKind.POLICY_REVIEW, event.stretch, fresh=True)


def _draft_left(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, DraftLeft)
    filer = uow.people.get(event.person_id)
    yield tell(uow, key, chat_of(filer), NoticeKind.DRAFT_REMINDER, event.request_id, fresh=True)


def _returns_late(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnsLate)
    told = [uow.people.get(event.person_id)] if event.person_id else _managers(uow)
    for person in told:
        yield tell(uow, key, chat_of(person), NoticeKind.STAGE_ALERT, person.id, fresh=True)


def _approval_reminded(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ApprovalReminded)
    author = uow.requests.get(event.request_id).requested_by
    deciders = others(uow, author)
    if event.again:  # the group, if there is one, did not answer: each manager is asked in person
        for person in deciders:
            yield tell(uow, key, chat_of(person), NoticeKind.APPROVAL_CARD, event.request_id, fresh=True)
        return
    for notice in to_deciders(uow, key, NoticeKind.APPROVAL_CARD, event.request_id, deciders):
        notice.fresh = True
        yield notice


def _goods_not_come(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, GoodsNotCome)
    for to in of_customer(uow, event.request_id):
        yield tell(uow, key, to, NoticeKind.GOODS_AWAITED, event.request_id, fresh=True)


def _answer_not_come(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """The question's own card again: answering it is the same as before."""
    assert isinstance(event, AnswerNotCome)
    for to in of_customer(uow, event.request_id):
        yield tell(uow, key, to, NoticeKind.QUESTION_TO_CUSTOMER, event.question_id, fresh=True)


REPORT_RULES: dict[type[Event], Callable[[UnitOfWork, Event, str], Iterable[Notice]]] = {
    SummaryDue: _summary_due,
    PolicyReviewDue: _policy_review_due,
    DraftLeft: _draft_left,
    ReturnsLate: _returns_late,
    ApprovalReminded: _approval_reminded,
    GoodsNotCome: _goods_not_come,
    AnswerNotCome: _answer_not_come,
}

"""What the clock reminds customers of: goods that have not come, questions that are not answered.

Each limit is crossed once, between one run and the next, so nobody hears of the same one twice.
"""

from __future__ import annotations

from datetime import timedelta

from bot.core.domain.customer_voice import ANSWER_WITHIN
from bot.core.domain.process import Stage
from bot.core.domain.report_events import AnswerNotCome, GoodsNotCome
from bot.core.domain.return_request import ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.run_job import Owed
from bot.core.usecases.telling import of_customer

GOODS_WITHIN = timedelta(days=7)  # of the approval
MOST_AWAITED = 1000  # approved on one day; more than any desk decides


def remind_customers(uow: UnitOfWork, period: Owed) -> int:
    return _goods(uow, period) + _answers(uow, period)


def _goods(uow: UnitOfWork, period: Owed) -> int:
    """Where a part has come, the customer has done what was asked: the rest is for staff to ask about."""
    told = 0
    since, until = period.since - GOODS_WITHIN, period.now - GOODS_WITHIN
    for waiting in uow.reports.waiting_since(Stage.ARRIVAL, since, until, MOST_AWAITED):
        request = uow.requests.get(waiting.oldest_request_id)
        if _has_readers(uow, request) and not uow.inspections.of_request(request.id):
            told += 1
            publish(uow, GoodsNotCome(record=request.number, actor_id=0, at=uow.now, request_id=request.id))
    return told


def _answers(uow: UnitOfWork, period: Owed) -> int:
    told = 0
    for question in uow.voices.unanswered(period.since - ANSWER_WITHIN, period.now - ANSWER_WITHIN):
        request = uow.requests.get(question.request_id)
        if _has_readers(uow, request):
            told += 1
            publish(
                uow,
                AnswerNotCome(
                    record=request.number,
                    actor_id=0,
                    at=uow.now,
                    request_id=request.id,
                    question_id=question.id,
                ),
            )
    return told


def _has_readers(uow: UnitOfWork, request: ReturnRequest) -> bool:
    return bool(of_customer(uow, request.id))

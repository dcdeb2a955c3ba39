"""Questions between customers and the desk, and ratings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select, update

from bot.core.domain.customer_voice import CustomerQuestion, Rating
from bot.core.domain.errors import RecordUnknown
from storage import tables as t
from storage.transaction import Transaction

_Q, _R = t.customer_questions.c, t.ratings.c
_ADD = insert(t.customer_questions).returning(_Q.id)
_BY_ID = select(t.customer_questions).where(_Q.id == bindparam("of_id"))
_SAVE = update(t.customer_questions).where(_Q.id == bindparam("of_id"))
_OF_REQUEST = select(t.customer_questions).where(_Q.request_id == bindparam("of_request")).order_by(_Q.id)
_UNANSWERED = (
    select(t.customer_questions)
    .where(_Q.by_desk.is_(True), _Q.answered_by.is_(None))
    .where(_Q.asked_at > bindparam("after"), _Q.asked_at <= bindparam("until"))
    .order_by(_Q.asked_at, _Q.id)
)
_RATINGS = select(t.ratings).where(_R.request_id == bindparam("of_request")).order_by(_R.person_id)
_RATING = _RATINGS.where(_R.person_id == bindparam("of_person"))


class CustomerVoicesRepository:
    """`people_ports.CustomerVoices`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add_question(self, question: CustomerQuestion) -> CustomerQuestion:
        names = [column.name for column in t.customer_questions.c if column.name != "id"]
        question.id = self._tx.scalar(_ADD, {name: getattr(question, name) for name in names})
        return question

    def question(self, question_id: int) -> CustomerQuestion:
        row = self._tx.row(self._tx.locked(_BY_ID), {"of_id": question_id})
        if row is None:
            raise RecordUnknown(number=str(question_id))
        return CustomerQuestion(**row._asdict())

    def save_question(self, question: CustomerQuestion) -> None:
        changed = ("answered_by", "answered_at", "answer")
        values = {name: getattr(question, name) for name in changed}
        self._tx.change(_SAVE, {"of_id": question.id, **values})

    def questions_of(self, request_id: int) -> list[CustomerQuestion]:
        rows = self._tx.rows(_OF_REQUEST, {"of_request": request_id})
        return [CustomerQuestion(**row._asdict()) for row in rows]

    def unanswered(self, after: datetime, until: datetime) -> list[CustomerQuestion]:
        rows = self._tx.rows(_UNANSWERED, {"after": after, "until": until})
        return [CustomerQuestion(**row._asdict()) for row in rows]

    def rating(self, request_id: int, person_id: int) -> Rating | None:
        row = self._tx.row(_RATING, {"of_request": request_id, "of_person": person_id})
        return None if row is None else Rating(**row._asdict())

    def put_rating(self, rating: Rating) -> None:
        names = [column.name for column in t.ratings.c]
        self._tx.upsert(t.ratings, [{name: getattr(rating, name) for name in names}])

    def ratings_of(self, request_id: int) -> list[Rating]:
        return [Rating(**row._asdict()) for row in self._tx.rows(_RATINGS, {"of_request": request_id})]

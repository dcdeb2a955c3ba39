"""A customer's contact follows the returns of their own company, asks, answers and rates."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.domain.customer_voice import (
    MAX_REMARK,
    OPEN_QUESTIONS,
    CustomerQuestion,
    Rating,
    ensure_stars,
)
from bot.core.domain.errors import RecordUnknown, WordsMissing
from bot.core.domain.joining_errors import (
    NobodyToAsk,
    NotClosedYet,
    QuestionAnswered,
    QuestionsOpen,
    RatingMissing,
)
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.people_events import (
    CustomerAnswered,
    CustomerAsked,
    CustomerEvent,
    DeskAnswered,
    DeskAsked,
    ReturnRated,
)
from bot.core.domain.return_order import ReturnOrder
from bot.core.domain.return_request import ReturnRequest, ensure_text_fits
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.look_up import ensure_may_see
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish
from bot.core.usecases.telling import followers_of


@dataclass(frozen=True, slots=True)
class Followed:
    """What a contact sees of one return. `rating` is their own."""

    request: ReturnRequest
    orders: list[ReturnOrder]  # that stand
    questions: list[CustomerQuestion] = field(default_factory=list)
    rating: Rating | None = None
    taken_back: list[str] = field(default_factory=list)  # numbers of credit notes that no longer stand


def _followed(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """Only for contacts of its customer. What is another's is as unknown as what does not exist."""
    ensure_can(actor, Permission.FOLLOW_COMPANY)
    request = uow.requests.get(request_id)
    if not actor.may_follow(request.customer_code, request.id) or request.submitted_at is None:
        raise RecordUnknown(number=str(request_id))
    return request


def company_returns(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[ReturnRequest]:
    """Of the contact's own company, newest first; of who came by a return's link, what they were given."""
    ensure_can(actor, Permission.FOLLOW_COMPANY)
    if actor.only_returns is not None:
        given = [uow.requests.get(number) for number in sorted(actor.only_returns, reverse=True)]
        theirs = [request for request in given if actor.may_follow(request.customer_code, request.id)]
        return theirs[offset : offset + limit]
    return uow.requests.of_customer(actor.company or "", limit, offset)


def own_returns(uow: UnitOfWork, actor: Person, limit: int, offset: int = 0) -> list[ReturnRequest]:
    """Those a person filed, drafts included; for a customer's contact their company's."""
    ensure_can(actor, Permission.FOLLOW_OWN_RETURNS)
    if actor.has(Permission.FOLLOW_COMPANY):
        return company_returns(uow, actor, limit, offset)
    return uow.requests.of_person(actor.id, limit, offset)


def follow_return(uow: UnitOfWork, actor: Person, request_id: int) -> Followed:
    _followed(uow, actor, request_id)
    return followed_by(uow, actor, request_id)


def followed_by(uow: UnitOfWork, person: Person | None, request_id: int) -> Followed:
    """What is shown to a contact, or written to the company; whether they may see it was decided before."""
    request = uow.requests.get(request_id)
    made = uow.return_orders.of_request(request.id)
    orders = [order for order in made if order.is_living]
    taken_back = [order.credit_note for order in made if order.credit_note and not order.is_living]
    questions = [q for q in uow.voices.questions_of(request.id) if q.by_desk or _asked(q, person)]
    rating = uow.voices.rating(request.id, person.id) if person else None
    return Followed(request, orders, questions, rating, taken_back)


def _asked(question: CustomerQuestion, person: Person | None) -> bool:
    return person is not None and question.asked_by == person.id


# ── questions ──
def ask_desk(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> CustomerQuestion:
    """The managers get it with the return's number. Raises QuestionsOpen, WordsMissing."""
    ensure_can(actor, Permission.ASK_DESK)
    request = _followed(uow, actor, request_id)
    mine = [q for q in uow.voices.questions_of(request.id) if q.is_open and q.asked_by == actor.id]
    if len(mine) >= OPEN_QUESTIONS:
        raise QuestionsOpen(number=request.number)
    return _ask(uow, actor, request, words, by_desk=False)


def ask_customer(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> CustomerQuestion:
    """Every contact of the customer gets it; the first answer counts. Raises NobodyToAsk, WordsMissing."""
    request = ensure_customer_reachable(uow, actor, request_id)
    return _ask(uow, actor, request, words, by_desk=True)


def ensure_customer_reachable(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """The return, where its customer has somebody to ask. Raises NobodyToAsk."""
    ensure_can(actor, Permission.TALK_TO_CUSTOMER)
    request = uow.requests.get(request_id)
    ensure_may_see(actor, request)
    if not followers_of(uow, request.id, request.customer_code):
        raise NobodyToAsk(number=request.number)
    return request


def open_question(uow: UnitOfWork, actor: Person, question_id: int) -> tuple[CustomerQuestion, ReturnRequest]:
    """For who may answer it. Raises NotAllowed, RecordUnknown, QuestionAnswered."""
    question = _question(uow, actor, question_id)
    request = uow.requests.get(question.request_id)
    if question.by_desk:
        ensure_can(actor, Permission.FOLLOW_COMPANY)
    else:
        ensure_can(actor, Permission.TALK_TO_CUSTOMER)
    if not question.is_open:
        raise QuestionAnswered(number=request.number)
    return question, request


def _question(uow: UnitOfWork, actor: Person, question_id: int) -> CustomerQuestion:
    """For managers, and for contacts of its customer. Raises NotAllowed, RecordUnknown."""
    if actor.has(Permission.TALK_TO_CUSTOMER):
        return uow.voices.question(question_id)
    ensure_can(actor, Permission.FOLLOW_COMPANY)
    question = uow.voices.question(question_id)
    code = uow.requests.get(question.request_id).customer_code
    if not actor.may_follow(code, question.request_id):
        raise RecordUnknown(number=str(question_id))
    return question


def answer_customer_question(
    uow: UnitOfWork, actor: Person, question_id: int, words: str
) -> CustomerQuestion:
    """By the other side: a manager, or a contact of the customer. The first answer counts."""
    question, request = open_question(uow, actor, question_id)
    question.answer = _said(words)
    question.answered_by, question.answered_at = actor.id, uow.now
    uow.voices.save_question(question)
    kind: type[CustomerEvent] = CustomerAnswered if question.by_desk else DeskAnswered
    _publish(uow, actor, request, kind, question.id, question.answer)
    return question


def reply_to_desk(uow: UnitOfWork, actor: Person, question_id: int, words: str) -> CustomerQuestion:
    """A contact's words about a question or an answer: they answer what is open, else they ask anew."""
    ensure_can(actor, Permission.ASK_DESK)
    question = _question(uow, actor, question_id)
    if question.by_desk and question.is_open:
        return answer_customer_question(uow, actor, question_id, words)
    return ask_desk(uow, actor, question.request_id, words)


def reply_to_customer(uow: UnitOfWork, actor: Person, question_id: int, words: str) -> CustomerQuestion:
    """A manager's words likewise."""
    ensure_can(actor, Permission.TALK_TO_CUSTOMER)
    question = uow.voices.question(question_id)
    if question.is_open or not question.by_desk:
        return answer_customer_question(uow, actor, question_id, words)
    return ask_customer(uow, actor, question.request_id, words)


def _ask(
    uow: UnitOfWork, actor: Person, request: ReturnRequest, words: str, *, by_desk: bool
) -> CustomerQuestion:
    question = uow.voices.add_question(
        CustomerQuestion(0, request.id, by_desk, actor.id, uow.now, _said(words))
    )
    kind: type[CustomerEvent] = DeskAsked if by_desk else CustomerAsked
    _publish(uow, actor, request, kind, question.id, question.words)
    return question


def _publish(
    uow: UnitOfWork,
    actor: Person,
    request: ReturnRequest,
    kind: type[CustomerEvent],
    question_id: int,
    words: str,
) -> None:
    publish(
        uow,
        kind(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            question_id=question_id,
            words=words,
        ),
    )


def _said(words: str) -> str:
    said = ensure_text_fits(words)
    if not said:
        raise WordsMissing()
    return said


# ── rating ──
def rate_return(uow: UnitOfWork, actor: Person, request_id: int, stars: int) -> Rating:
    """When it is closed; may be changed for a week. Raises NotClosedYet, RatingInvalid, RatingFinal."""
    request = ensure_may_rate(uow, actor, request_id)
    rating = uow.voices.rating(request.id, actor.id)
    if rating is None:
        rating = Rating(request.id, actor.id, ensure_stars(stars), uow.now, uow.now)
    else:
        rating.change(uow.now, stars=stars)
    return _keep(uow, actor, request, rating)


def remark_on_return(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> Rating:
    """Words to the stars given. Raises RatingMissing, RatingFinal."""
    request = ensure_may_rate(uow, actor, request_id)
    rating = uow.voices.rating(request.id, actor.id)
    if rating is None:
        raise RatingMissing(number=request.number)
    rating.change(uow.now, remark=ensure_text_fits(words, MAX_REMARK))
    return _keep(uow, actor, request, rating)


def ensure_may_rate(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    ensure_can(actor, Permission.RATE)
    request = _followed(uow, actor, request_id)
    if request.status is not ReturnStatus.CLOSED:
        raise NotClosedYet(number=request.number)
    return request


def _keep(uow: UnitOfWork, actor: Person, request: ReturnRequest, rating: Rating) -> Rating:
    uow.voices.put_rating(rating)
    publish(
        uow,
        ReturnRated(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            stars=rating.stars,
            remark=rating.remark,
        ),
    )
    return rating

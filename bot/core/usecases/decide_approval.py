"""A manager approves, refuses or asks back; the first decision wins and everybody is told who took it."""

from __future__ import annotations

from bot.core.domain.errors import (
    AlreadyDecided,
    NotAllowed,
    PartHasCome,
    RefusalReasonMissing,
    SecondOpinionNeeded,
    StatusForbids,
    WordsMissing,
)
from bot.core.domain.events import (
    ReturnAnswered,
    ReturnApproved,
    ReturnAskedBack,
    ReturnCancelled,
    ReturnHalfApproved,
    ReturnRefused,
)
from bot.core.domain.people import Permission, Person, ensure_can, ensure_other
from bot.core.domain.reasons import MANAGER_REFUSALS, RefusalReason
from bot.core.domain.return_request import Decision, ReturnRequest, ensure_text_fits
from bot.core.domain.return_status import UNDECIDED, ReturnAction, ReturnStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_LOG_ENTRIES = 10_000  # of one record


def ensure_may_decide(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """Before reasons are shown or words are asked for, too. Raises NotAllowed, OwnWorkNotDecidable,
    AlreadyDecided."""
    ensure_can(actor, Permission.DECIDE_APPROVAL)
    request = uow.requests.get(request_id)
    if request.status is ReturnStatus.DRAFT:
        raise NotAllowed(action=Permission.DECIDE_APPROVAL.value)
    _ensure_undecided(uow, request)
    ensure_other(actor.id, request.requested_by, request.number, own_work_allowed=uow.rules.own_work_allowed)
    return request


def _ensure_undecided(uow: UnitOfWork, request: ReturnRequest) -> None:
    """Raises AlreadyDecided with who, when and how it stands."""
    if request.status in UNDECIDED:
        return
    decision = request.decision
    raise AlreadyDecided(
        number=request.number,
        status=request.status.value,
        by=uow.people.get(decision.by).name if decision else "",
        at=decision.at if decision else None,
        words=decision.words if decision else "",
    )


def approve_return(uow: UnitOfWork, actor: Person, request_id: int, words: str = "") -> ReturnRequest:
    """Where the value needs two managers, the first approval waits for the second. Raises
    SecondOpinionNeeded where the same person gives both (but for a one-person shop)."""
    request = ensure_may_decide(uow, actor, request_id)
    own = request.requested_by == actor.id
    decision = Decision(actor.id, uow.now, request.status, words=ensure_text_fits(words), own_work=own)
    first = request.first_approval
    if request.needs_two_approvals and first is None:
        request.decide(ReturnAction.HALF_APPROVE, actor.roles, decision)
        request.first_approval = decision
    else:
        if first is not None and first.by == actor.id and not uow.rules.own_work_allowed:
            raise SecondOpinionNeeded(number=request.number)
        request.decide(ReturnAction.APPROVE, actor.roles, decision)
    uow.requests.save(request)
    publish(uow, _approval_event(request, decision))
    return request


def _approval_event(request: ReturnRequest, decision: Decision) -> ReturnHalfApproved | ReturnApproved:
    if decision.status is ReturnStatus.HALF_APPROVED:
        return ReturnHalfApproved(
            record=request.number,
            actor_id=decision.by,
            at=decision.at,
            request_id=request.id,
            words=decision.words,
            own_work=decision.own_work,
        )
    return ReturnApproved(
        record=request.number,
        actor_id=decision.by,
        at=decision.at,
        request_id=request.id,
        automatic=False,
        words=decision.words,
        own_work=decision.own_work,
    )


def refuse_return(
    uow: UnitOfWork, actor: Person, request_id: int, reason: RefusalReason | None, words: str = ""
) -> ReturnRequest:
    """Raises RefusalReasonMissing without a code, WordsMissing where the code is OTHER and says nothing."""
    request = ensure_may_decide(uow, actor, request_id)
    words = ensure_text_fits(words)
    if reason not in MANAGER_REFUSALS:
        raise RefusalReasonMissing()
    if reason is RefusalReason.OTHER and not words:
        raise WordsMissing()
    decision = Decision(actor.id, uow.now, request.status, reason=reason, words=words)
    request.decide(ReturnAction.REFUSE, actor.roles, decision)
    uow.requests.save(request)
    publish(
        uow,
        ReturnRefused(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            automatic=False,
            reason=reason.value,
            words=words,
        ),
    )
    return request


def ask_back(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> ReturnRequest:
    request = ensure_may_decide(uow, actor, request_id)
    request.question = ensure_text_fits(words)
    if not request.question:
        raise WordsMissing()
    request.first_approval = None  # what is answered is judged anew
    decision = Decision(actor.id, uow.now, request.status, words=request.question)
    request.decide(ReturnAction.ASK_BACK, actor.roles, decision)
    uow.requests.save(request)
    publish(
        uow,
        ReturnAskedBack(
            record=request.number,
            actor_id=actor.id,
            at=uow.now,
            request_id=request.id,
            words=request.question,
        ),
    )
    return request


def may_speak_for(actor: Person, request: ReturnRequest) -> bool:
    """Who filed it; or a manager in their place, who may be ill or gone: no return waits for one person."""
    if request.requested_by == actor.id:
        return actor.has(Permission.FILE_RETURN)
    return request.submitted_at is not None and actor.has(Permission.DECIDE_APPROVAL)


def request_to_speak_for(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """Before words are asked for, too. Raises NotAllowed."""
    ensure_can(actor, Permission.FILE_RETURN)
    request = uow.requests.get(request_id)
    if not may_speak_for(actor, request):
        raise NotAllowed(action=Permission.FILE_RETURN.value)
    return request


def answer_question(uow: UnitOfWork, actor: Person, request_id: int, words: str) -> ReturnRequest:
    """What a manager asked is answered; the request waits for a decision again."""
    request = request_to_speak_for(uow, actor, request_id)
    words = ensure_text_fits(words)
    if not words:
        raise WordsMissing()
    request.apply(ReturnAction.ANSWER, actor.roles)
    request.answer, request.decision = words, None
    uow.requests.save(request)
    publish(
        uow,
        ReturnAnswered(
            record=request.number, actor_id=actor.id, at=uow.now, request_id=request.id, words=words
        ),
    )
    return request


def who_cancelled(uow: UnitOfWork, request: ReturnRequest) -> str:
    """The name; empty where it is not cancelled."""
    entries = uow.log.of_record(request.number, MOST_LOG_ENTRIES)
    by = [entry.actor_id for entry in entries if entry.event == ReturnCancelled.__name__]
    return uow.people.get(by[-1]).name if by else ""


def cancel_return(uow: UnitOfWork, actor: Person, request_id: int) -> ReturnRequest:
    """It is taken back, before goods arrive."""
    request = request_to_speak_for(uow, actor, request_id)
    if request.status in (ReturnStatus.INSPECTING, ReturnStatus.INSPECTED):
        raise StatusForbids(number=request.number, status=request.status.value, action="cancel")
    if uow.return_orders.of_request(request.id):
        raise PartHasCome(number=request.number)
    request.apply(ReturnAction.CANCEL, actor.roles)
    uow.requests.save(request)
    publish(
        uow,
        ReturnCancelled(record=request.number, actor_id=actor.id, at=uow.now, request_id=request.id),
    )
    return request

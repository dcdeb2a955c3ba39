"""Whom it concerns when people come and go, and what a customer's contacts hear of their returns.

Other things happen to the same event in notices.py, where staff are told; here it is the customer's side.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from bot.core.domain.customer_voice import LOW_STARS, CustomerQuestion
from bot.core.domain.events import (
    Event,
    InspectionClaimed,
    InspectionFinished,
    InspectionHandedOver,
    ReturnAnswered,
    ReturnApproved,
    ReturnAskedBack,
    ReturnCancelled,
    ReturnEvent,
    ReturnOrderPosted,
    ReturnOrderReversed,
    ReturnOrderVoided,
    ReturnRefused,
    ReturnSubmitted,
)
from bot.core.domain.notice import Notice, NoticeKind, Recipient
from bot.core.domain.notice_kinds import may_be_told
from bot.core.domain.people import Role
from bot.core.domain.people_events import (
    AccessExplained,
    CustomerAnswered,
    CustomerAsked,
    CustomerEvent,
    DeskAnswered,
    DeskAsked,
    InvitationAccepted,
    PersonEvent,
    PersonLeft,
    PersonLetIn,
    PersonWasRemoved,
    ReturnRated,
    RoleGiven,
    RoleTaken,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import cards_again, chat_of, of_customer, tell

MOST_CLOSED = 40  # cards of one chat: an edit takes about a second

Rule = Callable[[UnitOfWork, Event, str], Iterable[Notice]]


# ── who comes and goes ──
def _came_in(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Who invited is told; who came in by a return's link gets that return's card."""
    assert isinstance(event, InvitationAccepted)
    invitation, person = uow.invitations.get(event.invitation_id), uow.people.get(event.person_id)
    maker = uow.people.get(invitation.made_by)
    yield tell(uow, key, chat_of(maker), NoticeKind.INVITATION_USED, invitation.id, fresh=True)
    if invitation.request_id is not None:
        chat = chat_of(person)
        yield tell(uow, key, chat, NoticeKind.CUSTOMER_RETURN, invitation.request_id, fresh=True)


def _roles_changed(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, PersonEvent)
    person = uow.people.get(event.person_id)
    yield tell(uow, key, chat_of(person), NoticeKind.ROLES_CHANGED, person.id, fresh=True)
    yield from _cards_closed(uow, event, key)


def _gone(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Who was removed hears it; the managers hear of who left by themselves."""
    assert isinstance(event, PersonEvent)
    person = uow.people.get(event.person_id)
    if person.id != event.actor_id:
        yield tell(uow, key, chat_of(person), NoticeKind.ROLES_CHANGED, person.id, fresh=True)
    else:
        for manager in uow.people.with_role(Role.MANAGER, Role.ADMIN):
            yield tell(uow, key, chat_of(manager), NoticeKind.PERSON_LEFT, person.id, fresh=True)
    yield from _cards_closed(uow, event, key)


def _cards_closed(uow: UnitOfWork, event: PersonEvent, key: str) -> Iterator[Notice]:
    """Cards a person holds but may no longer be told about lose what they say, and their buttons."""
    person = uow.people.get(event.person_id)
    theirs = [m for m in uow.outbox.cards_in(person.telegram_id) if _is_over(uow, person.id, m)]
    newest = sorted(theirs, key=lambda matter: int(matter.rpartition("/")[2]), reverse=True)
    for matter in newest[:MOST_CLOSED]:
        kind, _, subject = matter.partition("/")
        to = chat_of(person)
        notice = tell(uow, f"{key}/{matter}", to, NoticeKind.CARD_CLOSED, int(subject))
        notice.matter, notice.facts = matter, {"of": kind}
        yield notice


def _is_over(uow: UnitOfWork, person_id: int, matter: str) -> bool:
    kind, _, subject = matter.partition("/")
    known = kind in NoticeKind._value2member_map_ and subject.isdecimal()
    if not known or NoticeKind(kind) is NoticeKind.ROLES_CHANGED:
        return False
    return not may_be_told(uow.people.get(person_id), NoticeKind(kind))


def _explained(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, AccessExplained)
    yield from cards_again(uow, key, NoticeKind.ACCESS_CARD, event.access_id)


# ── a customer's feed ──
def _to_contacts(
    uow: UnitOfWork, request_id: int, key: str, *, fresh: bool, kind: NoticeKind = NoticeKind.CUSTOMER_RETURN
) -> Iterator[Notice]:
    """One card for each return; what matters most comes as a new message. Mails only for that: a mail cannot
    be changed. All of it is about the return, whose number is the only one customers know."""
    for to in of_customer(uow, request_id):
        if fresh or not to.address:
            notice = tell(uow, key, to, kind, request_id, fresh=fresh)
            notice.record = uow.requests.get(request_id).number
            yield notice


def _submitted(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """Where the policy decides at once, the decision says it all."""
    assert isinstance(event, ReturnSubmitted)
    if event.waits_for_manager:
        yield from _to_contacts(uow, event.request_id, key, fresh=False)


def _decided(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """What the policy refuses is corrected at the counter: the customer hears of the corrected one."""
    assert isinstance(event, ReturnApproved | ReturnRefused)
    if isinstance(event, ReturnApproved) or not event.automatic:
        yield from _to_contacts(uow, event.request_id, key, fresh=True)


def _moved_on(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnEvent | ReturnOrderVoided)
    yield from _to_contacts(uow, event.request_id, key, fresh=False)


def _taken_back(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """A credit that does not stand any more is worth a message of its own."""
    assert isinstance(event, ReturnOrderReversed)
    yield from _to_contacts(uow, event.request_id, key, fresh=True)


def _credited(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    assert isinstance(event, ReturnOrderPosted)
    yield from _to_contacts(uow, event.request_id, key, fresh=True)


# ── questions ──
def _question_of(uow: UnitOfWork, event: Event) -> CustomerQuestion:
    assert isinstance(event, CustomerEvent)
    return uow.voices.question(event.question_id)


def _to_managers(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """A question of the customer, or the answer to one of ours."""
    question = _question_of(uow, event)
    for manager in uow.people.with_role(Role.MANAGER, Role.ADMIN):
        yield tell(uow, key, chat_of(manager), NoticeKind.QUESTION_TO_DESK, question.id, fresh=True)
    if question.by_desk:
        yield from cards_again(uow, f"{key}/again", NoticeKind.QUESTION_TO_CUSTOMER, question.id)


def _to_customer(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """A question of ours goes to every contact, an answer to who asked."""
    question = _question_of(uow, event)
    to: list[Recipient] = of_customer(uow, question.request_id)
    if not question.by_desk:
        to = [chat_of(uow.people.get(question.asked_by))]
        yield from cards_again(uow, f"{key}/again", NoticeKind.QUESTION_TO_DESK, question.id)
    for recipient in to:
        yield tell(uow, key, recipient, NoticeKind.QUESTION_TO_CUSTOMER, question.id, fresh=True)


def _rated(uow: UnitOfWork, event: Event, key: str) -> Iterator[Notice]:
    """The contact's own card shows the stars; staff see them on the record. Few stars are told to the
    managers at once; whoever has that card sees what is said or changed later."""
    assert isinstance(event, ReturnRated)
    chat = chat_of(uow.people.get(event.actor_id))
    yield tell(uow, key, chat, NoticeKind.CUSTOMER_RETURN, event.request_id)
    if event.stars <= LOW_STARS:
        for manager in uow.people.with_role(Role.MANAGER, Role.ADMIN):
            yield tell(uow, key, chat_of(manager), NoticeKind.LOW_RATING, event.request_id)
    else:
        yield from cards_again(uow, key, NoticeKind.LOW_RATING, event.request_id)


PEOPLE_RULES: dict[type[Event], Rule] = {
    InvitationAccepted: _came_in,
    AccessExplained: _explained,
    RoleGiven: _roles_changed,
    RoleTaken: _roles_changed,
    PersonLetIn: _roles_changed,
    PersonWasRemoved: _gone,
    PersonLeft: _gone,
    CustomerAsked: _to_managers,
    CustomerAnswered: _to_managers,
    DeskAsked: _to_customer,
    DeskAnswered: _to_customer,
    ReturnRated: _rated,
}
CUSTOMER_RULES: dict[type[Event], Rule] = {
    ReturnSubmitted: _submitted,
    ReturnApproved: _decided,
    ReturnRefused: _decided,
    ReturnAskedBack: _moved_on,
    ReturnAnswered: _moved_on,
    ReturnCancelled: _moved_on,
    InspectionClaimed: _moved_on,
    InspectionHandedOver: _moved_on,
    InspectionFinished: _moved_on,
    ReturnOrderPosted: _credited,
    ReturnOrderVoided: _moved_on,
    ReturnOrderReversed: _taken_back,
}

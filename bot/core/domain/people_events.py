"""Who came in, who went, and what was said between customers and the desk."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.events import Event, ReturnEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    """`record` is "invitation/7"; `roles` as "clerk inspector"; `company` "" for staff."""

    invitation_id: int
    roles: str
    company: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    invitation_id: int
    person_id: int
    roles: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationTakenBack(Event):
    invitation_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessExplained(Event):
    """Who asks said who they are and what they want. `record` is "access/7"."""

    access_id: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEvent(Event):
    """`record` is "person/7"."""

    person_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGiven(PersonEvent):
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTaken(PersonEvent):
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWasRemoved(PersonEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLeft(PersonEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLetIn(PersonEvent):
    """Again, after having been removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEvent(ReturnEvent):
    question_id: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAsked(CustomerEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAsked(CustomerEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAnswered(CustomerEvent):
    """The customer answered what the desk asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAnswered(CustomerEvent):
    """A manager answered what the customer asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRated(ReturnEvent):
    stars: int
    remark: str

"""What the use cases need of who is here, who comes in, and of what customers say."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.domain.address_check import AddressCheck
from bot.core.domain.customer_voice import CustomerQuestion, Rating
from bot.core.domain.invitation import Invitation
from bot.core.domain.notice_kinds import NoticeSettings
from bot.core.domain.people import AccessRequest, Person, Role
from bot.core.domain.practice import Practice


class Invitations(Protocol):
    def add(self, invitation: Invitation) -> Invitation: ...
    def get(self, invitation_id: int) -> Invitation:
        """Locked for this transaction. Raises RecordUnknown."""

    def by_hash(self, secret_hash: str) -> Invitation | None:
        """Locked for this transaction."""

    def used_by(self, person_id: int) -> Invitation | None:
        """The last one this person came in by."""

    def save(self, invitation: Invitation) -> None:
        """Its status and who settled it when; nothing else ever changes."""

    def open(self, now: datetime, limit: int, offset: int = 0) -> list[Invitation]:
        """Neither used, taken back nor run out; newest first."""

    def count_open(self, now: datetime) -> int: ...


class CustomerVoices(Protocol):
    def add_question(self, question: CustomerQuestion) -> CustomerQuestion: ...
    def question(self, question_id: int) -> CustomerQuestion:
        """Locked for this transaction. Raises RecordUnknown."""

    def save_question(self, question: CustomerQuestion) -> None: ...
    def questions_of(self, request_id: int) -> list[CustomerQuestion]:
        """In the order they were asked."""

    def unanswered(self, after: datetime, until: datetime) -> list[CustomerQuestion]:
        """Of the desk, asked later than `after`, not later than `until`, and open still; the oldest first."""

    def rating(self, request_id: int, person_id: int) -> Rating | None: ...
    def put_rating(self, rating: Rating) -> None: ...
    def ratings_of(self, request_id: int) -> list[Rating]:
        """By person."""


class Practices(Protocol):
    """Who practises."""

    def of(self, person_id: int) -> Practice | None: ...
    def put(self, practice: Practice) -> None:
        """In the place of the one this person had."""

    def remove(self, person_id: int) -> None: ...
    def all(self) -> list[Practice]:
        """By person."""


class Trainings(Protocol):
    def passed_at(self, person_id: int) -> datetime | None:
        """When this person passed the quiz, last."""

    def put_passed(self, person_id: int, at: datetime) -> None: ...


class People(Protocol):
    def add(self, person: Person) -> Person:
        """Gives it an id. An existing telegram_id is an error of the caller."""

    def save(self, person: Person) -> None: ...
    def get(self, person_id: int) -> Person:
        """Raises PersonUnknown. Id 0 is the desk itself: name "", role SYSTEM."""

    def by_telegram(self, telegram_id: int) -> Person | None: ...
    def hold(self) -> None:
        """Until this transaction ends nobody else changes who is here and what they may do: to be asked
        before looking. Such changes are rare, so one at a time will do."""

    def with_role(self, *roles: Role) -> list[Person]:
        """Active people with any of the roles, by id."""

    def contacts_of(self, role: Role, company: str) -> list[Person]:
        """Active contacts of a company: Role.SUPPLIER or Role.CUSTOMER, and its code; by id."""

    def all(self) -> list[Person]: ...
    def notice_settings(self, person_id: int) -> NoticeSettings:
        """The desk's defaults where nothing was chosen."""

    def save_notice_settings(self, settings: NoticeSettings) -> None: ...
    def address_check(self, person_id: int) -> AddressCheck | None:
        """The address of theirs that waits, or waited last, for its code."""

    def save_address_check(self, check: AddressCheck) -> None:
        """Replaces the one before."""

    def add_access(self, access: AccessRequest) -> AccessRequest: ...
    def save_access(self, access: AccessRequest) -> None: ...
    def access(self, access_id: int) -> AccessRequest:
        """Locked for this transaction. Raises RecordUnknown."""

    def last_access_of(self, telegram_id: int) -> AccessRequest | None: ...

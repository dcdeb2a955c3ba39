"""What the use cases need of who comes in, and of what customers say."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from bot.core.domain.customer_voice import CustomerQuestion, Rating
from bot.core.domain.invitation import Invitation
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

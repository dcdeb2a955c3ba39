"""What a customer and the desk say to each other about a return, and how the customer rates it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.domain.joining_errors import RatingFinal, RatingInvalid

MOST_STARS = 5
LOW_STARS = 2  # and fewer: the managers hear at once
CHANGE_FOR = timedelta(days=7)
MAX_REMARK = 500  # characters
ANSWER_WITHIN = timedelta(days=2)  # then the customer is asked once more
OPEN_QUESTIONS = 3  # of one person about one return, until somebody answers


@dataclass(slots=True)
class CustomerQuestion:
    """`by_desk`: asked by a manager, answered by a contact of the customer; else the other way round."""

    id: int
    request_id: int
    by_desk: bool
    asked_by: int
    asked_at: datetime
    words: str
    answered_by: int | None = None
    answered_at: datetime | None = None
    answer: str = ""

    @property
    def is_open(self) -> bool:
        return self.answered_by is None

    def waits_long(self, now: datetime) -> bool:
        """For an answer of the customer."""
        return self.by_desk and self.is_open and now - self.asked_at >= ANSWER_WITHIN


@dataclass(slots=True)
class Rating:
    """One for each return and contact."""

    request_id: int
    person_id: int
    stars: int  # 1 to 5
    rated_at: datetime
    changed_at: datetime
    remark: str = ""

    @property
    def is_low(self) -> bool:
        return self.stars <= LOW_STARS

    def change(self, now: datetime, *, stars: int | None = None, remark: str | None = None) -> None:
        """Within a week of the first time. Raises RatingFinal, RatingInvalid."""
        if now - self.rated_at > CHANGE_FOR:
            raise RatingFinal()
        if stars is not None:
            self.stars = ensure_stars(stars)
        if remark is not None:
            self.remark = remark
        self.changed_at = now


def ensure_stars(stars: int) -> int:
    if not 1 <= stars <= MOST_STARS:
        raise RatingInvalid(most=MOST_STARS)
    return stars

"""A case: one finished line of a return that others can learn from, kept without anybody's name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import DeskError, NotAllowed, StatusForbids
from bot.core.domain.events import Event
from bot.core.domain.people import Role
from bot.core.domain.return_request import Photo

MAX_LESSON = 400  # characters: what fits on a card beside everything else
_FEWEST_SIGNS = 2  # of a name that is looked for; a single sign stands in every other word
_SHORT = 4  # "Will" is a name, "will" is none
_HAN = re.compile(r"[\u3400-\u9fff]")
_LETTER = r"[^\W\u3400-\u9fff]"  # Latin names stand next to Chinese signs without a space


class CaseStatus(StrEnum):
    KEPT = "kept"
    PUT_AWAY = "put_away"  # shown to nobody who inspects; never deleted


class CaseAction(StrEnum):
    KEEP = "keep"  # anew: other words, other photos, or shown again
    PUT_AWAY = "put_away"


_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
CASE_MOVES: dict[tuple[CaseStatus, CaseAction], tuple[CaseStatus, frozenset[Role]]] = {
    (CaseStatus.KEPT, CaseAction.KEEP): (CaseStatus.KEPT, _MANAGERS),
    (CaseStatus.KEPT, CaseAction.PUT_AWAY): (CaseStatus.PUT_AWAY, _MANAGERS),
    (CaseStatus.PUT_AWAY, CaseAction.KEEP): (CaseStatus.KEPT, _MANAGERS),
}


@dataclass(slots=True)
class Case:
    """Aggregate; one for each line of a return order. Goods, grade and outcome are read off that line,
    which never changes; of the people in it nothing is kept."""

    number: str  # CA-2026-00003
    order_id: int
    line_no: int
    product_code: str
    reason: str
    lesson: str
    kept_by: int
    kept_at: datetime
    photos: list[Photo] = field(default_factory=list)
    id: int = 0
    status: CaseStatus = CaseStatus.KEPT
    version: int = 0

    def apply(self, action: CaseAction, roles: Collection[Role]) -> None:
        """Raises StatusForbids where the table has no such move, NotAllowed where the roles lack it."""
        move = CASE_MOVES.get((self.status, action))
        if move is None:
            raise StatusForbids(number=self.number, status=self.status.value, action=action.value)
        if not move[1].intersection(roles):
            raise NotAllowed(action=action.value)
        self.status = move[0]


def name_in(words: str, names: Iterable[str]) -> str:
    """The first of the names that the words tell; "" where they tell none. Whole words count; short names as
    they are written, longer ones in any letter case. Chinese names are found anywhere."""
    for name in names:
        wanted = name.strip()
        if len(wanted) < _FEWEST_SIGNS:
            continue
        pattern = re.escape(wanted)
        if not _HAN.search(wanted):
            pattern = rf"(?<!{_LETTER}){pattern}(?!{_LETTER})"
        if re.search(pattern, words, re.IGNORECASE if len(wanted) > _SHORT else 0):
            return name
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKept(Event):
    """`record` is the CA number."""

    case_id: int
    order: str  # its number
    product_code: str
    photos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePutAway(Event):
    case_id: int


class CaseNamesSomebody(DeskError):
    """Facts: name."""

    code = "case_names_somebody"


class OrderNotFinished(DeskError):
    """Facts: number."""

    code = "order_not_finished"

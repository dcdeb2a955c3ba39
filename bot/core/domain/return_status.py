"""Where a return stands: the enum, the one table of moves, and the function that applies it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.core.domain.errors import NotAllowed, StatusForbids
from bot.core.domain.people import STAFF, Role


class ReturnStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"  # waits for a manager
    ASKED_BACK = "asked_back"  # waits for the clerk
    HALF_APPROVED = "half_approved"  # of high value: one manager agreed, one more must
    APPROVED = "approved"  # goods expected: all of them, or the rest
    REFUSED = "refused"
    CANCELLED = "cancelled"
    DISCARDED = "discarded"  # a draft nobody wanted
    INSPECTING = "inspecting"  # at least one parcel is at work
    INSPECTED = "inspected"  # nothing more is expected; a return order waits for its review or posting
    CLOSED = "closed"


class ReturnAction(StrEnum):
    SUBMIT = "submit"
    DISCARD = "discard"
    AUTO_APPROVE = "auto_approve"
    AUTO_REFUSE = "auto_refuse"
    HALF_APPROVE = "half_approve"
    APPROVE = "approve"
    REFUSE = "refuse"
    ASK_BACK = "ask_back"
    ANSWER = "answer"
    CANCEL = "cancel"
    CLAIM = "claim"
    RELEASE = "release"  # the last parcel at work went back to the queue
    AWAIT_REST = "await_rest"  # a parcel is done, more is expected
    FINISH_INSPECTION = "finish_inspection"
    CLOSE_SHORT = "close_short"  # the rest will not come
    EXPECT_REST = "expect_rest"  # it comes after all
    REOPEN_INSPECTION = "reopen_inspection"
    CLOSE = "close"


OPEN = frozenset(
    {
        ReturnStatus.SUBMITTED,
        ReturnStatus.ASKED_BACK,
        ReturnStatus.HALF_APPROVED,
        ReturnStatus.APPROVED,
        ReturnStatus.INSPECTING,
        ReturnStatus.INSPECTED,
    }
)
UNDECIDED = frozenset({ReturnStatus.SUBMITTED, ReturnStatus.HALF_APPROVED})  # a manager's turn
# In these a request takes its quantity off what may still be returned.
COUNTING = OPEN | {ReturnStatus.CLOSED}
FINAL = frozenset({ReturnStatus.REFUSED, ReturnStatus.CANCELLED, ReturnStatus.DISCARDED, ReturnStatus.CLOSED})


@dataclass(frozen=True, slots=True)
class Move:
    to: ReturnStatus
    roles: frozenset[Role]


_SYSTEM = frozenset({Role.SYSTEM})
_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
_INSPECTORS = frozenset({Role.INSPECTOR, Role.ADMIN})
_REVIEWERS = _MANAGERS | {Role.INSPECTOR}
S, A = ReturnStatus, ReturnAction

MOVES: dict[tuple[ReturnStatus, ReturnAction], Move] = {
    (S.DRAFT, A.SUBMIT): Move(S.SUBMITTED, STAFF),
    (S.DRAFT, A.DISCARD): Move(S.DISCARDED, STAFF),
    (S.SUBMITTED, A.AUTO_APPROVE): Move(S.APPROVED, _SYSTEM),
    (S.SUBMITTED, A.AUTO_REFUSE): Move(S.REFUSED, _SYSTEM),
    (S.SUBMITTED, A.APPROVE): Move(S.APPROVED, _MANAGERS),
    (S.SUBMITTED, A.REFUSE): Move(S.REFUSED, _MANAGERS),
    (S.SUBMITTED, A.ASK_BACK): Move(S.ASKED_BACK, _MANAGERS),
    (S.SUBMITTED, A.CANCEL): Move(S.CANCELLED, STAFF),
    (S.SUBMITTED, A.HALF_APPROVE): Move(S.HALF_APPROVED, _MANAGERS),
    (S.HALF_APPROVED, A.APPROVE): Move(S.APPROVED, _MANAGERS),
    (S.HALF_APPROVED, A.REFUSE): Move(S.REFUSED, _MANAGERS),
    (S.HALF_APPROVED, A.ASK_BACK): Move(S.ASKED_BACK, _MANAGERS),
    (S.HALF_APPROVED, A.CANCEL): Move(S.CANCELLED, STAFF),
    (S.ASKED_BACK, A.ANSWER): Move(S.SUBMITTED, STAFF),
    (S.ASKED_BACK, A.CANCEL): Move(S.CANCELLED, STAFF),
    (S.APPROVED, A.CANCEL): Move(S.CANCELLED, STAFF),
    (S.APPROVED, A.CLAIM): Move(S.INSPECTING, _INSPECTORS),
    (S.INSPECTING, A.CLAIM): Move(S.INSPECTING, _INSPECTORS),
    (S.INSPECTING, A.RELEASE): Move(S.APPROVED, _REVIEWERS),
    (S.INSPECTING, A.AWAIT_REST): Move(S.APPROVED, _INSPECTORS),
    (S.INSPECTING, A.FINISH_INSPECTION): Move(S.INSPECTED, _REVIEWERS),
    (S.APPROVED, A.CLOSE_SHORT): Move(S.INSPECTED, _REVIEWERS),
    (S.INSPECTED, A.EXPECT_REST): Move(S.APPROVED, _REVIEWERS),
    (S.APPROVED, A.REOPEN_INSPECTION): Move(S.INSPECTING, _REVIEWERS),
    (S.INSPECTING, A.REOPEN_INSPECTION): Move(S.INSPECTING, _REVIEWERS),
    (S.INSPECTED, A.REOPEN_INSPECTION): Move(S.INSPECTING, _REVIEWERS),
    (S.CLOSED, A.REOPEN_INSPECTION): Move(S.INSPECTING, _REVIEWERS),
    (S.INSPECTED, A.CLOSE): Move(S.CLOSED, _REVIEWERS),
}

CANCELLABLE = frozenset(status for status, action in MOVES if action is ReturnAction.CANCEL)


def next_status(
    status: ReturnStatus, action: ReturnAction, roles: Collection[Role], number: str
) -> ReturnStatus:
    """Raises StatusForbids where the table has no such move, NotAllowed where the roles do not carry it."""
    move = MOVES.get((status, action))
    if move is None:
        raise StatusForbids(number=number, status=status.value, action=action.value)
    if not move.roles.intersection(roles):
        raise NotAllowed(action=action.value)
    return move.to

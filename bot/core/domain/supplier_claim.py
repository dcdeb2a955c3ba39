"""One supplier's failed goods from one return order: the claim, the answers, where the goods are.

Two machines: how the claim stands (ClaimStatus) and what became of its goods (GoodsState).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.domain.claim_arrival import Back, ClaimArrival
from bot.core.domain.errors import NotAllowed, StatusForbids, TooManyPhotos
from bot.core.domain.people import Role
from bot.core.domain.reasons import Grade
from bot.core.domain.return_request import MAX_PHOTOS_PER_LINE, Photo
from bot.core.domain.values import Money, Quantity, total

EVENING = time(23, 59)  # a deadline is the end of its day, by the desk's clock


class ClaimStatus(StrEnum):
    OPEN = "open"  # the supplier has said nothing yet
    ACKNOWLEDGED = "acknowledged"  # seen; the supplier's answer is awaited
    MORE_ASKED = "more_asked"  # the supplier wants a picture, a sample, a word; ours to give
    COUNTER_OFFER = "counter_offer"  # keep the goods, with an allowance; ours to take or decline
    DISPUTED = "disputed"  # the supplier says it is not their fault; ours to insist or give in
    ACCEPTED = "accepted"  # `answer` says how they make it good
    DENIED = "denied"  # nothing comes; ours to say what becomes of the goods
    SETTLED = "settled"  # `outcome` says how it ended
    WITHDRAWN = "withdrawn"


class ClaimAction(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    ACCEPT = "accept"
    ASK_MORE = "ask_more"
    SEND_MORE = "send_more"
    OFFER = "offer"
    TAKE_OFFER = "take_offer"
    DECLINE_OFFER = "decline_offer"
    DISPUTE = "dispute"
    INSIST = "insist"
    DENY = "deny"
    REOPEN = "reopen"  # an answer was taken back
    SETTLE = "settle"
    WITHDRAW = "withdraw"
    ASSIGN = "assign"  # says whose goods they are
    TAKE_IN = "take_in"  # goods the supplier sent
    UNDO_IN = "undo_in"  # they were counted wrong
    CLOSE_SHORT = "close_short"  # the rest is not coming
    WRITE = "write"  # words, nothing else


class Answer(StrEnum):
    """How a supplier makes it good."""

    CREDIT = "credit"
    REPLACE = "replace"
    REPAIR = "repair"
    COLLECT = "collect"


class More(StrEnum):
    """What a supplier asks for before answering."""

    PICTURE = "picture"
    SAMPLE = "sample"
    INFORMATION = "information"


class Outcome(StrEnum):
    """How a claim ended; the first two with money."""

    CREDIT = "credit"
    ALLOWANCE = "allowance"
    REPLACE = "replace"
    REPAIR = "repair"
    COLLECT = "collect"
    NOTHING = "nothing"


WITH_MONEY = frozenset({Outcome.CREDIT, Outcome.ALLOWANCE})
WITH_GOODS = frozenset({Outcome.REPLACE, Outcome.REPAIR})

S, A = ClaimStatus, ClaimAction
FINAL_CLAIMS = frozenset({S.SETTLED, S.WITHDRAWN})
WITH_SUPPLIER = frozenset({S.OPEN, S.ACKNOWLEDGED})  # their deadline runs
WITH_US = frozenset({S.MORE_ASKED, S.COUNTER_OFFER, S.DISPUTED, S.ACCEPTED, S.DENIED})
UNSETTLED = WITH_SUPPLIER | WITH_US

_MANAGERS = frozenset({Role.MANAGER, Role.ADMIN})
_FLOOR = _MANAGERS | {Role.INSPECTOR}
_BOTH = _MANAGERS | {Role.SUPPLIER}
Moves = dict[tuple[ClaimStatus, ClaimAction], tuple[ClaimStatus, frozenset[Role]]]


def _from(
    statuses: Iterable[ClaimStatus], action: ClaimAction, to: ClaimStatus, who: frozenset[Role]
) -> Moves:
    return {(status, action): (to, who) for status in statuses}


_ANSWERABLE = (S.OPEN, S.ACKNOWLEDGED, S.MORE_ASKED, S.COUNTER_OFFER, S.DISPUTED)
CLAIM_MOVES: Moves = {
    (S.OPEN, A.ACKNOWLEDGE): (S.ACKNOWLEDGED, _BOTH),
    **_from(_ANSWERABLE, A.ACCEPT, S.ACCEPTED, _BOTH),
    **_from(_ANSWERABLE, A.ASK_MORE, S.MORE_ASKED, _BOTH),
    **_from(_ANSWERABLE, A.OFFER, S.COUNTER_OFFER, _BOTH),
    **_from((S.OPEN, S.ACKNOWLEDGED, S.MORE_ASKED, S.COUNTER_OFFER), A.DISPUTE, S.DISPUTED, _BOTH),
    (S.MORE_ASKED, A.SEND_MORE): (S.ACKNOWLEDGED, _MANAGERS),
    (S.COUNTER_OFFER, A.TAKE_OFFER): (S.SETTLED, _MANAGERS),
    (S.COUNTER_OFFER, A.DECLINE_OFFER): (S.ACKNOWLEDGED, _MANAGERS),
    (S.DISPUTED, A.INSIST): (S.ACKNOWLEDGED, _MANAGERS),
    **_from((S.OPEN, S.ACKNOWLEDGED, S.MORE_ASKED, S.COUNTER_OFFER), A.DENY, S.DENIED, _MANAGERS),
    (S.DISPUTED, A.DENY): (S.DENIED, _BOTH),
    **_from((S.ACCEPTED, S.DENIED), A.REOPEN, S.ACKNOWLEDGED, _MANAGERS),
    **_from((S.ACCEPTED, S.DENIED), A.SETTLE, S.SETTLED, _MANAGERS),
    **_from((*_ANSWERABLE, S.ACCEPTED, S.DENIED), A.WITHDRAW, S.WITHDRAWN, _MANAGERS),
    (S.OPEN, A.ASSIGN): (S.OPEN, _MANAGERS),
    **_from((S.ACCEPTED, S.SETTLED), A.TAKE_IN, S.SETTLED, _FLOOR),  # what came settles what was accepted
    (S.SETTLED, A.UNDO_IN): (S.SETTLED, _MANAGERS),
    (S.SETTLED, A.CLOSE_SHORT): (S.SETTLED, _MANAGERS),
    **{(status, A.WRITE): (status, _BOTH) for status in S},
}


def next_claim_status(
    status: ClaimStatus, action: ClaimAction, roles: Collection[Role], number: str
) -> ClaimStatus:
    """Raises StatusForbids where the table has no such move, NotAllowed where the roles do not carry it."""
    move = CLAIM_MOVES.get((status, action))
    if move is None:
        raise StatusForbids(number=number, status=status.value, action=action.value)
    if not move[1].intersection(roles):
        raise NotAllowed(action=action.value)
    return move[0]


class GoodsState(StrEnum):
    """Where the goods of a claim are. They move together, once."""

    HELD = "held"  # on vendor hold
    SCRAP_ASKED = "scrap_asked"  # still there; one person said scrap, a second one is needed
    SENT = "sent"  # the supplier has them
    SECONDS = "seconds"
    SCRAPPED = "scrapped"
    UNDONE = "undone"  # the posting that brought them was taken back


class GoodsAction(StrEnum):
    SEND = "send"
    KEEP = "keep"  # sold as seconds
    ASK_SCRAP = "ask_scrap"
    SCRAP = "scrap"
    UNDO = "undo"


STILL_HELD = frozenset({GoodsState.HELD, GoodsState.SCRAP_ASKED})
_ENDED = frozenset({S.DENIED, S.SETTLED, S.WITHDRAWN})
_MADE_GOOD = frozenset({S.ACCEPTED, S.SETTLED})
GOODS_MOVES: dict[tuple[GoodsState, GoodsAction], tuple[GoodsState, frozenset[ClaimStatus]]] = {
    (GoodsState.HELD, GoodsAction.SEND): (GoodsState.SENT, _MADE_GOOD),
    (GoodsState.HELD, GoodsAction.KEEP): (GoodsState.SECONDS, _ENDED),
    (GoodsState.HELD, GoodsAction.SCRAP): (GoodsState.SCRAPPED, _ENDED),
    (GoodsState.HELD, GoodsAction.ASK_SCRAP): (GoodsState.SCRAP_ASKED, _ENDED),
    (GoodsState.HELD, GoodsAction.UNDO): (GoodsState.UNDONE, frozenset({S.WITHDRAWN})),
    (GoodsState.SCRAP_ASKED, GoodsAction.SEND): (GoodsState.SENT, _MADE_GOOD),
    (GoodsState.SCRAP_ASKED, GoodsAction.KEEP): (GoodsState.SECONDS, _ENDED),
    (GoodsState.SCRAP_ASKED, GoodsAction.SCRAP): (GoodsState.SCRAPPED, _ENDED),
    (GoodsState.SCRAP_ASKED, GoodsAction.UNDO): (GoodsState.UNDONE, frozenset({S.WITHDRAWN})),
}


class ValuedAt(StrEnum):
    """Which price a claimed line is valued at."""

    COST = "cost"  # what we paid the supplier
    PRICE = "price"  # the list price, where the purchase price is not known


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A snapshot of what failed. `line_no` is the return order's."""

    line_no: int
    product_code: str
    product_name_en: str
    product_name_zh: str
    quantity: Quantity
    reason: str
    grade: Grade | None
    unit_value: Money
    valued_at: ValuedAt
    photos: tuple[Photo, ...] = ()

    @property
    def value(self) -> Money:
        """Unrounded."""
        return self.unit_value.times(self.quantity)

    def name(self, language: str) -> str:
        return (self.product_name_zh if language == "zh" else self.product_name_en) or self.product_name_en


OPENED, REMINDED = "opened", "reminded"  # steps that are no actions of the tables
THEIRS = "theirs "  # begins the detail of a step with photos of the supplier's
SOON, DUE, LATE = "soon", "due", "late"  # stages of a reminder: days before, the day itself, after it


@dataclass(frozen=True, slots=True)
class ClaimStep:
    """One thing somebody did; never changed. `what` is an action of either table, "opened" or "reminded".

    `detail`: an answer, what more was asked for, the stage of a reminder, a supplier's code, or which of the
    later photos were shown ("0:2"), or of the supplier's own ("theirs 0:2"). `on_behalf`: a manager wrote
    down what the supplier said elsewhere.
    """

    seq: int
    at: datetime
    by: int
    what: str
    status: ClaimStatus  # afterwards
    words: str = ""
    detail: str = ""
    amount: Money | None = None
    on_behalf: bool = False

    @property
    def their_photos(self) -> int:
        """How many the supplier sent with it."""
        first, colon, last = self.detail.removeprefix(THEIRS).partition(":")
        return int(last) - int(first) if colon and self.detail.startswith(THEIRS) else 0


@dataclass(slots=True)
class SupplierClaim:
    """Aggregate. `source` is the return order's number, or that of the later step that brought the goods;
    with `opened_for` (the supplier's code at the opening) and the currency it is unique."""

    number: str
    source: str
    order_id: int
    order_number: str
    supplier_code: str  # empty: nobody knows whose goods these are
    opened_for: str
    opened_at: datetime
    due_at: datetime  # the supplier's answer is awaited until then
    currency: str
    lines: list[ClaimLine]
    id: int = 0
    status: ClaimStatus = ClaimStatus.OPEN
    goods: GoodsState = GoodsState.HELD
    answer: Answer | None = None
    more: More | None = None
    offer: Money | None = None
    outcome: Outcome | None = None
    settled_at: datetime | None = None
    settled_by: int | None = None
    debit_note: str = ""
    scrap_asked_by: int | None = None
    more_photos: list[Photo] = field(default_factory=list)  # sent later, on request
    their_photos: list[Photo] = field(default_factory=list)  # the supplier's
    history: list[ClaimStep] = field(default_factory=list)
    arrivals: list[ClaimArrival] = field(default_factory=list)
    version: int = 0

    def apply(self, action: ClaimAction, roles: Collection[Role]) -> None:
        self.status = next_claim_status(self.status, action, roles, self.number)

    def move_goods(self, action: GoodsAction) -> None:
        """Raises StatusForbids, also where the claim stands so that its goods may not go that way."""
        move = GOODS_MOVES.get((self.goods, action))
        if move is None:
            raise StatusForbids(number=self.number, status=f"goods_{self.goods.value}", action=action.value)
        if self.status not in move[1]:
            raise StatusForbids(number=self.number, status=self.status.value, action=action.value)
        self.goods = move[0]

    def note(
        self,
        what: str,
        *,
        at: datetime,
        by: int,
        words: str = "",
        detail: str = "",
        amount: Money | None = None,
        on_behalf: bool = False,
    ) -> ClaimStep:
        """One more step of the history, with the status as it is now."""
        step = ClaimStep(len(self.history) + 1, at, by, what, self.status, words, detail, amount, on_behalf)
        self.history.append(step)
        return step

    def add_photo(self, photo: Photo, *, theirs: bool = False) -> bool:
        """To our later ones, or to the supplier's. False for one it has already. Raises TooManyPhotos."""
        if any(known.sha256 == photo.sha256 for known in [*self.photos, *self.their_photos]):
            return False
        kept = self.their_photos if theirs else self.more_photos
        if len(kept) >= MAX_PHOTOS_PER_LINE:
            raise TooManyPhotos(most=MAX_PHOTOS_PER_LINE)
        kept.append(photo)
        return True

    @property
    def value(self) -> Money:
        result = Money.zero(self.currency)
        for line in self.lines:
            result = result + line.value
        return result.rounded()

    @property
    def photos(self) -> list[Photo]:
        """Ours: those of the inspection first."""
        return [*(photo for line in self.lines for photo in line.photos), *self.more_photos]

    def photos_seen(self, *, by_supplier: bool) -> list[Photo]:
        """What one side has of the other's and its own: nothing that waits to be sent over."""
        unsent = len(self.more_photos) - self.photos_sent
        ours = self.photos[: len(self.photos) - unsent] if by_supplier else self.photos
        return [*(self.their_photos if by_supplier else self.their_photos[: self.theirs_sent]), *ours]

    @property
    def photos_sent(self) -> int:
        """How many of those added later the supplier was shown."""
        shown = [
            int(step.detail.partition(":")[2])
            for step in self.history
            if ":" in step.detail and not step.detail.startswith(THEIRS)
        ]
        return max(shown, default=0)

    @property
    def theirs_sent(self) -> int:
        """How many of the supplier's the managers were shown."""
        return sum(step.their_photos for step in self.history)

    @property
    def made_good_by(self) -> Outcome | None:
        """How it ended, or how it will as far as the supplier has said."""
        if self.status is ClaimStatus.ACCEPTED and self.answer is not None:
            return Outcome(self.answer.value)
        return self.outcome

    @property
    def owes_goods(self) -> bool:
        """Replacements; or the pieces themselves repaired, unless they stayed here for good."""
        kept = self.goods in (GoodsState.SECONDS, GoodsState.SCRAPPED)
        return self.made_good_by in WITH_GOODS and not (self.made_good_by is Outcome.REPAIR and kept)

    def came(self, line_no: int) -> Quantity:
        standing = [a.quantity for a in self.arrivals if a.stands and a.line_no == line_no]
        return total(standing, self.line(line_no).quantity.unit)

    def to_come(self, line_no: int) -> Quantity:
        claimed, came = self.line(line_no).quantity, self.came(line_no)
        return claimed - came if self.owes_goods and claimed >= came else Quantity.zero(claimed.unit)

    def line(self, line_no: int) -> ClaimLine:
        """Raises StopIteration for none of its own."""
        return next(line for line in self.lines if line.line_no == line_no)

    @property
    def back(self) -> Back:
        if not self.owes_goods:
            return Back.NONE
        if not any(self.to_come(line.line_no) for line in self.lines):
            return Back.ALL
        closed = any(step.what == ClaimAction.CLOSE_SHORT for step in self.history)
        return Back.SHORT if closed else Back.EXPECTED

    @property
    def is_final(self) -> bool:
        return self.status in FINAL_CLAIMS

    @property
    def turned(self) -> ClaimStep:
        """The step that brought it to where it stands."""
        step = self.history[-1]
        for earlier in reversed(self.history):
            if earlier.status is not self.status:
                break
            step = earlier
        return step

    def is_late(self, now: datetime) -> bool:
        return self.status in WITH_SUPPLIER and now > self.due_at


def deadline(now: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The end of the day that many days from now, by the desk's calendar; aware, in the zone of `now`."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, EVENING, tzinfo=zone).astimezone(now.tzinfo)

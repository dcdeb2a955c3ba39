"""What happened, in the past tense: each event becomes one log line and the notices it causes."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`record`: the document number the log is searched by; `actor_id` 0 is the desk itself."""

    record: str
    actor_id: int
    at: datetime

    @property
    def name(self) -> str:
        return type(self).__name__

    def facts(self) -> dict[str, object]:
        """Everything beyond who, when and which record; plain JSON values only."""
        own = {f.name for f in fields(Event)}
        return {key: value for key, value in asdict(self).items() if key not in own}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnEvent(Event):
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSubmitted(ReturnEvent):
    policy_version: int
    findings: tuple[str, ...]
    waits_for_manager: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnApproved(ReturnEvent):
    automatic: bool
    words: str = ""
    own_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnHalfApproved(ReturnEvent):
    """The first of two managers agreed."""

    words: str = ""
    own_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRefused(ReturnEvent):
    automatic: bool
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAskedBack(ReturnEvent):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnAnswered(ReturnEvent):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCancelled(ReturnEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDiscarded(ReturnEvent):
    """`record` is "draft/7": a draft has no number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionClaimed(ReturnEvent):
    inspection_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionHandedOver(ReturnEvent):
    inspection_id: int
    to_person: int | None  # None: back to the queue
    from_person: int = 0  # who had it; 0 in entries of an earlier version


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFinished(ReturnEvent):
    inspection_id: int
    counted: dict[str, str]  # "line": amount
    found: dict[str, str] = field(default_factory=dict)  # product nobody asked for: amount


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRestClosed(ReturnEvent):
    """Nothing more is waited for."""

    missing: dict[str, str]  # "line": amount
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRestExpected(ReturnEvent):
    """What was given up comes after all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    """About a return order; `record` is its RO number."""

    order_id: int
    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderMade(OrderEvent):
    paper: str  # sha256 of the archived PDF


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderAgreed(OrderEvent):
    own_work: bool
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderHalfAgreed(OrderEvent):
    own_work: bool
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderSentBack(OrderEvent):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderPosted(OrderEvent):
    place: str
    credit_note: str | None
    value: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderUndone(OrderEvent):
    words: str
    paper: str  # the new one, with its mark; the earlier ones stay in the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderVoided(ReturnOrderUndone):
    """Before it was posted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnOrderReversed(ReturnOrderUndone):
    """After it was posted: every movement has its mirror."""

    counter_note: str | None  # cancels its credit note


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterStepEvent(Event):
    """About a later step; `record` is its LS number."""

    step_id: int
    order: str  # RO number
    product_code: str
    quantity: str
    disposition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterStepAsked(LaterStepEvent):
    """Scrap above the limit: a second person must agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterStepDone(LaterStepEvent):
    own_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterStepDropped(LaterStepEvent):
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterStepUndone(LaterStepEvent):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteIssued(Event):
    """`record` is the CN number."""

    value: str
    currency: str
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteCancelled(Event):
    """`counter` is the number of the note that takes it back."""

    counter: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteSettled(Event):
    value: str
    currency: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimEvent(Event):
    """About a supplier claim; `record` is its SC number, `seq` the step of its history."""

    claim_id: int
    seq: int
    status: str
    words: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimOpened(ClaimEvent):
    supplier: str
    value: str
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimAnswered(ClaimEvent):
    """The supplier's side: by a contact, or by a manager who heard it elsewhere."""

    action: str
    on_behalf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimHandled(ClaimEvent):
    """Our side."""

    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGoodsHandled(ClaimEvent):
    """Goods left vendor hold, or one of two people said scrap."""

    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimReminded(ClaimEvent):
    """`detail` is the stage: soon, due, late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebitNoteIssued(Event):
    """`record` is the DN number."""

    value: str
    currency: str
    cause: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyDisagreed(Event):
    """Goods and money do not agree; each mismatch is named with its record."""

    check_id: int
    mismatches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalExported(Event):
    """`record` is "journal"."""

    first: str  # ISO days
    last: str
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAsked(Event):
    access_id: int
    name_given: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessGranted(Event):
    access_id: int
    person_id: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDeclined(Event):
    access_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRefused(Event):
    """Somebody tried what they may not: a stranger, a forged button, a removed person."""

    action: str
    telegram_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueImported(Event):
    kind: str
    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(Event):
    """`record` is "policy/7"; `changes`: rule to what it says now."""

    version: int
    changes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWasBlocked(Event):
    """`record` is "customer/12583"."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLifted(Event):
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeUndelivered(Event):
    """A notice was given up for `code`; `instead` is the channel that was taken in its place, if any."""

    notice_id: int
    kind: str
    to: str  # whom, as a person or company is called
    code: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSettingsChanged(Event):
    """`record` is "person/7"."""

    quiet: str | None
    switched_off: tuple[str, ...]
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEvent(Event):
    """`record` is "managers_group"."""

    chat_id: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSettled(GroupEvent):
    cards_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMoved(GroupEvent):
    """The group became a supergroup: `chat_id` is the new one."""

    old_chat_id: int
    waiting: tuple[str, ...]  # matters whose cards stayed behind


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLost(GroupEvent):
    """The bot is no longer in it."""

    why: str
    waiting: tuple[str, ...]

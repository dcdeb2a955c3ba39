"""One message to one recipient, planned in the transaction that causes it and delivered at least once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoticeKind(StrEnum):
    """What the message is about; bot/views draws it from the record as it stands when it is sent."""

    APPROVAL_CARD = "approval_card"  # subject: request id; to managers
    RETURN_DECIDED = "return_decided"  # subject: request id; to who filed it
    REVIEW_CARD = "review_card"  # subject: return order id; to reviewers
    ORDER_SENT_BACK = "order_sent_back"  # subject: return order id; to the inspector
    RESTOCK_CARD = "restock_card"  # subject: return order id; to the inspector
    RETURN_POSTED = "return_posted"  # subject: return order id; to who filed it
    ORDER_UNDONE = "order_undone"  # subject: return order id; to the inspector: voided or reversed
    LATER_STEP_CARD = "later_step_card"  # subject: later step id; to managers, and who asked for it
    INSPECTION_YOURS = "inspection_yours"  # subject: inspection id; to who was handed it
    CLAIM_CARD = "claim_card"  # subject: claim id; to the supplier's contacts
    CLAIM_DESK_CARD = "claim_desk_card"  # subject: claim id; to managers
    CLAIMS_LIST = "claims_list"  # subject: person id, 0 for a mail; facts: supplier. A supplier's week
    MONEY_CARD = "money_card"  # subject: id of a check of goods and money; to managers
    INSPECTION_TAKEN = "inspection_taken"  # subject: inspection id; to who had it, when a manager moved it
    PARCEL_CARD = "parcel_card"  # subject: parcel id; to managers
    WEEKLY_SUMMARY = "weekly_summary"  # subject: year and week, 202648; to managers
    POLICY_REVIEW = "policy_review"  # subject: first month and how many, 20260703; to managers
    WEEKLY_WORKBOOK = "weekly_workbook"  # the same
    DRAFT_REMINDER = "draft_reminder"  # subject: request id; to who began it
    STAGE_ALERT = "stage_alert"  # subject: person id; to who can do something about it
    INVITATION_USED = "invitation_used"  # subject: invitation id; to who made it
    ROLES_CHANGED = "roles_changed"  # subject: person id; to that person
    PERSON_LEFT = "person_left"  # subject: person id; to managers
    CARD_CLOSED = "card_closed"  # under the matter of the card it closes; to who may no longer see it
    CUSTOMER_RETURN = "customer_return"  # subject: request id; to the customer's contacts
    QUESTION_TO_DESK = "question_to_desk"  # subject: question id; to managers: asked, or answered
    QUESTION_TO_CUSTOMER = "question_to_customer"  # subject: question id; to contacts: likewise
    GOODS_AWAITED = "goods_awaited"  # subject: request id; to the customer's contacts: not come for a week
    LOW_RATING = "low_rating"  # subject: request id; to managers: a customer was not content
    PRACTICE_OVER = "practice_over"  # subject: person id; to who rested too long in it
    ACCESS_CARD = "access_card"  # subject: access request id; to managers
    ACCESS_DECIDED = "access_decided"  # subject: access request id; to who asked
    DIGEST = "digest"  # what was held over the night, in one message; facts: items
    NOTICE_FAILED = "notice_failed"  # subject: notice id; to managers and inviter: who is not reached
    CARE_CARD = "care_card"  # subject: person id of the admin; facts: why, words. Backup missing, rule broken
    ADDRESS_CODE = "address_code"  # subject: person id; a mail to the address they typed
    GROUP_LOST = "group_lost"  # subject: person id of who had set it; to admins


class Channel(StrEnum):
    """How a notice leaves the house."""

    TELEGRAM = "telegram"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a notice goes: a chat, or an e-mail `address` (then `chat_id` is 0)."""

    chat_id: int
    language: str
    address: str = ""
    thread_id: int | None = None  # the topic of a forum group


class NoticeStatus(StrEnum):
    PENDING = "pending"
    SENDING = "sending"  # claimed until `claimed_until`
    SENT = "sent"
    MERGED = "merged"  # a newer notice of the same matter says it all
    DEAD = "dead"  # `error` says why


class NoticeAction(StrEnum):
    CLAIM = "claim"
    SUCCEED = "succeed"
    POSTPONE = "postpone"
    GIVE_UP = "give_up"
    MERGE = "merge"


NOTICE_MOVES: dict[tuple[NoticeStatus, NoticeAction], NoticeStatus] = {
    (NoticeStatus.PENDING, NoticeAction.CLAIM): NoticeStatus.SENDING,
    (NoticeStatus.PENDING, NoticeAction.MERGE): NoticeStatus.MERGED,
    (NoticeStatus.SENDING, NoticeAction.CLAIM): NoticeStatus.SENDING,  # the lease ran out
    (NoticeStatus.SENDING, NoticeAction.SUCCEED): NoticeStatus.SENT,
    (NoticeStatus.SENDING, NoticeAction.POSTPONE): NoticeStatus.PENDING,
    (NoticeStatus.SENDING, NoticeAction.GIVE_UP): NoticeStatus.DEAD,
}


@dataclass(slots=True)
class Notice:
    """`event_key`, `chat_id` and `address` together are unique: replaying an event tells nobody twice.

    `matter` names the card ("approval/17"): where this chat has it already, it is edited in place,
    unless `fresh` asks for a new message. `facts` is plain JSON. `record` is the number of the document it
    is about, by which its life is looked up and mails are threaded. Until `held_until` it waits without
    keeping anything else of its chat waiting.
    """

    event_key: str
    chat_id: int
    language: str
    kind: NoticeKind
    matter: str
    subject_id: int
    created_at: datetime
    fresh: bool = False
    facts: dict[str, object] = field(default_factory=dict)
    address: str = ""  # an e-mail address; then `chat_id` is 0
    thread_id: int | None = None
    record: str = ""
    silent: bool = False  # without a sound
    held_until: datetime | None = None  # quiet hours
    id: int = 0
    status: NoticeStatus = NoticeStatus.PENDING
    attempts: int = 0
    due_at: datetime | None = None
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    read_at: datetime | None = None  # known only of who pressed or answered it
    error: str = ""

    @property
    def channel(self) -> Channel:
        return Channel.EMAIL if self.address else Channel.TELEGRAM


@dataclass(frozen=True, slots=True)
class Card:
    """A message the bot has in a chat for a matter; what it edits instead of sending anew."""

    matter: str
    chat_id: int
    message_id: int
    has_photo: bool = False  # its words are a caption, edited by another call

"""The one table of who may be told what, how urgent it is, and what nobody may switch off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import STAFF, Person, Role
from bot.core.domain.quiet_hours import QuietHours

_MANAGE = frozenset({Role.MANAGER, Role.ADMIN})
_INSPECT = frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN})


class Urgency(StrEnum):
    """What a person's quiet hours do to it."""

    RINGS = "rings"  # nothing
    SILENT = "silent"  # it comes at once, without a sound
    MORNING = "morning"  # it is held until they are over


@dataclass(frozen=True, slots=True)
class KindRule:
    """`to`: the roles it may go to. `demanded`: the desk needs it read, so it cannot be switched off."""

    to: frozenset[Role]
    urgency: Urgency = Urgency.MORNING
    demanded: bool = True
    even_when_gone: bool = False  # also to who was removed


KINDS: dict[NoticeKind, KindRule] = {
    NoticeKind.APPROVAL_CARD: KindRule(_MANAGE),
    NoticeKind.RETURN_DECIDED: KindRule(STAFF),
    NoticeKind.REVIEW_CARD: KindRule(_INSPECT),
    NoticeKind.ORDER_SENT_BACK: KindRule(_INSPECT),
    NoticeKind.RESTOCK_CARD: KindRule(_INSPECT),
    NoticeKind.RETURN_POSTED: KindRule(STAFF, demanded=False),
    NoticeKind.ORDER_UNDONE: KindRule(_INSPECT),
    NoticeKind.LATER_STEP_CARD: KindRule(_INSPECT),
    NoticeKind.INSPECTION_YOURS: KindRule(_INSPECT, Urgency.SILENT),
    NoticeKind.INSPECTION_TAKEN: KindRule(_INSPECT, Urgency.SILENT),
    NoticeKind.PARCEL_CARD: KindRule(_MANAGE, demanded=False),
    NoticeKind.CLAIM_CARD: KindRule(frozenset({Role.SUPPLIER})),
    NoticeKind.CLAIM_DESK_CARD: KindRule(_MANAGE),
    NoticeKind.CLAIMS_LIST: KindRule(frozenset({Role.SUPPLIER}), demanded=False),
    NoticeKind.MONEY_CARD: KindRule(_MANAGE),
    NoticeKind.WEEKLY_SUMMARY: KindRule(_MANAGE, demanded=False),
    NoticeKind.WEEKLY_WORKBOOK: KindRule(_MANAGE, demanded=False),
    NoticeKind.POLICY_REVIEW: KindRule(_MANAGE, demanded=False),
    NoticeKind.DRAFT_REMINDER: KindRule(STAFF, demanded=False),
    NoticeKind.STAGE_ALERT: KindRule(STAFF),
    NoticeKind.INVITATION_USED: KindRule(STAFF, demanded=False),
    NoticeKind.ROLES_CHANGED: KindRule(frozenset(Role), Urgency.SILENT, even_when_gone=True),
    NoticeKind.PERSON_LEFT: KindRule(_MANAGE),
    NoticeKind.CARD_CLOSED: KindRule(frozenset(Role), Urgency.SILENT, even_when_gone=True),
    NoticeKind.CUSTOMER_RETURN: KindRule(frozenset({Role.CUSTOMER}), demanded=False),
    NoticeKind.QUESTION_TO_DESK: KindRule(_MANAGE),
    NoticeKind.QUESTION_TO_CUSTOMER: KindRule(frozenset({Role.CUSTOMER})),
    NoticeKind.GOODS_AWAITED: KindRule(frozenset({Role.CUSTOMER}), demanded=False),
    NoticeKind.LOW_RATING: KindRule(_MANAGE, Urgency.SILENT, demanded=False),
    NoticeKind.PRACTICE_OVER: KindRule(STAFF, Urgency.SILENT),
    NoticeKind.ACCESS_CARD: KindRule(_MANAGE),
    # Who asked is waiting for it; who was here before may ask too.
    NoticeKind.ACCESS_DECIDED: KindRule(frozenset(Role), Urgency.RINGS, even_when_gone=True),
    NoticeKind.DIGEST: KindRule(frozenset(Role)),
    NoticeKind.NOTICE_FAILED: KindRule(STAFF, demanded=False),
    NoticeKind.CARE_CARD: KindRule(frozenset({Role.ADMIN})),
    NoticeKind.ADDRESS_CODE: KindRule(frozenset(Role), Urgency.RINGS),  # who typed it is waiting
    NoticeKind.GROUP_LOST: KindRule(_MANAGE, Urgency.SILENT),
}


# The cards that go to the managers' group, where there is one.
TO_DECIDE = frozenset(
    {
        NoticeKind.APPROVAL_CARD,
        NoticeKind.REVIEW_CARD,
        NoticeKind.LATER_STEP_CARD,
        NoticeKind.CLAIM_DESK_CARD,
    }
)


def may_be_told(person: Person, kind: NoticeKind) -> bool:
    rule = KINDS[kind]
    return (person.active or rule.even_when_gone) and bool(person.roles & rule.to)


def choices_of(person: Person) -> list[NoticeKind]:
    """What this person may switch off."""
    return [kind for kind, rule in KINDS.items() if not rule.demanded and may_be_told(person, kind)]


@dataclass(slots=True)
class NoticeSettings:
    """One person's wishes. `quiet`: their own hours as written, "" for none, None for the desk's.
    `switched_by`: where somebody else switched a kind last, who; whoever comes last is right."""

    person_id: int
    quiet: str | None = None
    switched_off: frozenset[NoticeKind] = field(default_factory=frozenset)
    switched_by: dict[NoticeKind, int] = field(default_factory=dict)

    def switch(self, kind: NoticeKind, by: int) -> None:
        """On, or off where it is on."""
        self.switched_off ^= {kind}
        self.switched_by.pop(kind, None)
        if by != self.person_id:
            self.switched_by[kind] = by

    def wants(self, kind: NoticeKind) -> bool:
        return KINDS[kind].demanded or kind not in self.switched_off

    def quiet_hours(self, of_desk: QuietHours | None) -> QuietHours | None:
        return of_desk if self.quiet is None else QuietHours.parse(self.quiet)


def kinds_of(names: Iterable[str]) -> frozenset[NoticeKind]:
    """The kinds of those names; one that is no longer known is passed over."""
    return frozenset(NoticeKind(name) for name in names if name in NoticeKind._value2member_map_)

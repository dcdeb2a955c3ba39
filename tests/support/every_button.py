"""Every button there is: the kind of record it names, and what it may carry, forged things among it."""

from __future__ import annotations

from bot.core.domain.group import CardsTo
from bot.core.domain.people import Role
from bot.core.domain.reasons import RefusalReason
from bot.views.callback_data import Act
from bot.views.claim_buttons import Deed, Menu
from bot.views.steps import ClaimQuestion

KIND_OF: dict[str, tuple[Act, ...]] = {
    "request": (
        Act.RESUME, Act.DISCARD, Act.SHOW, Act.APPROVE, Act.REFUSE_MENU, Act.REFUSE, Act.CARD, Act.ASK_BACK,
        Act.ANSWER, Act.CANCEL, Act.INSPECT, Act.CLOSE_REST, Act.EXPECT_REST, Act.NOTICES, Act.CARD_AGAIN,
        Act.ITEMS, Act.ASK_DESK, Act.ASK_CUSTOMER, Act.REMARK,
    ),
    "order": (
        Act.AGREE, Act.SEND_BACK, Act.POST, Act.PLACES, Act.LEDGER, Act.PAPER, Act.NOTE_PAPER, Act.VOID_ORDER,
        Act.UNDO_ORDER, Act.ORDER_LINES, Act.KEEP_CASE,
    ),
    "inspection": (Act.GO_INSPECT, Act.HAND_ON, Act.CASES),
    "case": (Act.CASE, Act.CASE_AWAY),
    "claim": (Act.CLAIM, Act.CLAIM_ASK, Act.CLAIM_MENU, Act.CLAIMS, Act.TAKE_IN),
    "step": (Act.AGREE_STEP, Act.DROP_STEP, Act.UNDO_STEP),
    "parcel": (Act.PARCEL,),
    "access": (Act.GRANT, Act.GRANT_CONTACT, Act.DECLINE),
    "person": (Act.PERSON, Act.GIVE_ROLE, Act.TAKE_ROLE, Act.REMOVE, Act.LET_IN, Act.CUSTOMER_LINK, Act.SLIP),
}  # fmt: skip
# These begin something new, or end what is the presser's own: nothing to be wondered at.
BEGIN = (Act.NEW_RETURN, Act.CORRECT, Act.RUN_JOB, Act.ASK_ACCESS, Act.LEAVE, Act.RATE)
# So do these, for whom they are drawn; for anybody else they must change nothing.
BEGIN_FOR_MANAGERS = (Act.INVITE, Act.INVITE_CONTACT)
_LISTED = {*BEGIN, *(act for acts in KIND_OF.values() for act in acts)}
KIND_OF[""] = tuple(act for act in Act if act not in _LISTED)
ARGUMENTS: dict[Act, tuple[str, ...]] = {
    Act.CLAIM: tuple(Deed),
    Act.CLAIM_ASK: tuple(ClaimQuestion),
    Act.CLAIM_MENU: tuple(Menu),
    Act.MINE: ("0", "1", "999", "²"),
    Act.CASES: ("1", "1.0", ".0", "9.²", "."),
    Act.KEEP_CASE: ("1", "99", "x"),
    Act.CLAIMS: ("waiting.0", "open.0", "all.99999999999999999999", "waiting.²", "waiting.-1"),
    Act.REFUSE: tuple(RefusalReason),
    Act.GRANT: tuple(Role),
    Act.GRANT_CONTACT: ("supplier", "customer"),
    Act.GIVE_ROLE: tuple(Role),
    Act.TAKE_ROLE: tuple(Role),
    Act.INVITE: (*Role, "clerk.inspector", "clerk.admin", "clerk.supplier"),
    Act.INVITE_TICK: (*Role, "clerk.inspector"),
    Act.INVITE_CONTACT: tuple(Role),
    Act.REMOVE: ("yes",),
    Act.POST: ("A-03", "no such shelf"),
    Act.NOTE_PAPER: ("CN-2026-00001", "CN-2026-99999", "DN-2026-00001"),
    Act.NOTE: ("CN-2026-00001", "CN-2026-00002.paid", "x.y"),
    Act.NOTE_ASK: ("CN-2026-00001", "CN-2026-00001.cancel", "CN-2026-00002.settle"),
    Act.NOTES: ("open.0", "settled.1", "all.0"),
    Act.JOURNAL: ("20260301.20260331", "20260331.20260301", "99991231.00010101", "x.y"),
    Act.CARD_AGAIN: ("approval_card", "claim_card", "weekly_summary", "digest", "money_card", "access_card"),
    Act.REPORT: (
        "o0|2026-W10",
        "l99999999999999999999|2026-W10",
        "r-1|2026-W10|pX|r",
        "l0|2026-W99",
        "x0|0000",
    ),
    Act.POLICY_REVIEW: ("o0|D20260101-20260331", "w7|D20260101-20260331", "n0|M202613", "v-1|D2026", "x"),
    Act.REPORT_FILE: ("picture|2026-W10", "workbook|9999-W53", "pdf|2026-W10", "x|2026-W10"),
    Act.WISH: ("quiet", "k.approval_card", "k.nothing", "q.22:00-07:00", "q.99:99-1", "q.none", "back"),
    Act.CARDS_TO: tuple(CardsTo),
    Act.LANGUAGE: ("en", "zh", "xx"),
    Act.STEP: ("cancel", "back", "send", "finish", "t.1", "w.1.1.sellable", "page.²"),
}

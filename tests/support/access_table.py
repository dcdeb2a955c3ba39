# ruff: noqa: ARG005 - every row has one shape
"""Who may call which use case, and on whose records: the expectation that `test_access` holds the core to.

`who` names actors: staff by role; "filer" and "inspecting" are the clerk and the inspector whose record it
is; "seller" and "buyer" are contacts of the record's own companies; "any_seller" and "any_buyer" those of
either. Whoever is not named is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time

from bot.core.domain.figures import Choice, Dimension
from bot.core.domain.group import CardsTo
from bot.core.domain.health import Examination
from bot.core.domain.log_view import LogAbout, LogPart
from bot.core.domain.money_check import MoneyCheck
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Role
from bot.core.domain.periods import Period, PeriodKind
from bot.core.domain.policy_review import Matter
from bot.core.domain.reasons import Demands, Disposition, Grade, Reason, RefusalReason, WantedOutcome
from bot.core.domain.return_order import OrderAction
from bot.core.domain.schedule import Daily
from bot.core.domain.stock import LocationKind
from bot.core.domain.supplier_claim import Answer, ClaimAction, More
from bot.core.domain.training import Attempt
from bot.core.usecases.edit_product import ProductField
from bot.core.usecases.run_job import Job
from bot.core.usecases.see_claims import ClaimsShown
from bot.core.usecases.see_notes import NotesPart
from tests.support.both_sides import Side
from tests.support.builders import a_photo, gbp, pieces
from tests.support.clock import MORNING

Arguments = tuple[object, ...]
WORK, SCRAP = LocationKind.WORK_IN_PROGRESS, Disposition.SCRAP
MARCH = Period(PeriodKind.DAYS, date(2026, 3, 1), date(2026, 3, 31))
DAILY = Job("draft_reminders", Daily(time(8)), lambda uow, owed: 0)

NO_MISMATCHES = MoneyCheck(MORNING, 0, 0, {}, 0, {}, ())
COLOUR = Reason("WRONG_COLOUR", name_en="Wrong colour", name_zh="颜色不符")
MANAGERS = "manager admin"
INSPECTORS = "inspector admin"
FLOOR = "inspector manager admin"  # who sees every return
STAFF = "clerk inspector manager admin"
EVERYBODY = f"{STAFF} any_seller any_buyer"
CLAIMS = "manager admin seller"


@dataclass(frozen=True, slots=True)
class Row:
    """`arguments` after uow and actor, for the records of one side."""

    who: str
    arguments: Callable[[Side], Arguments] = field(default=lambda _: ())


@dataclass(frozen=True, slots=True)
class NoEntry:
    """Part of use cases, called by no handler: whoever calls it has decided before."""

    why: str


Rows = dict[str, Row | NoEntry]


def _claim(*more: object) -> Callable[[Side], Arguments]:
    return lambda side: (side.claim, *more)


def _line(*more: object) -> Callable[[Side], Arguments]:
    return lambda side: (side.inspection, 1, *more)


def _draft(*more: object) -> Callable[[Side], Arguments]:
    return lambda side: (side.draft, *more)


FILING: Rows = {
    "start_return": Row(STAFF),
    "unfinished_draft": Row(STAFF),
    "own_draft": Row("filer", _draft()),
    "choose_customer": Row("filer", lambda s: (s.draft, s.firm.customer.code)),
    "choose_no_order": Row("filer", _draft()),
    "add_item": Row("filer", lambda s: (s.draft, s.firm.product.code)),
    "set_quantity": Row("filer", _draft(1, pieces(1))),
    "set_reason": Row("filer", _draft(1, "QUALITY_DEFECT")),
    "set_note": Row("filer", _draft(1, "dented")),
    "attach_photo": Row("filer", _draft(1, a_photo("new"))),
    "remove_item": Row("filer", _draft(1)),
    "discard_draft": Row("filer", _draft()),
    "correct_refused": Row("filer", lambda s: (s.refused,)),
    "choose_outcome": Row("filer", _draft(WantedOutcome.REFUND)),
    "choose_order": Row("filer", lambda s: (s.draft, 1, s.firm.order_no)),
    "set_lot": Row("filer", _draft(1, "L-1")),
    "set_serial": Row("filer", _draft(1, "S-1")),
    "submit_return": Row("filer", _draft()),
    "request_to_speak_for": Row("filer manager admin", lambda s: (s.waiting,)),
    "answer_question": Row("filer manager admin", lambda s: (s.asked_back, "the left one")),
    "cancel_return": Row("filer manager admin", lambda s: (s.waiting,)),
    "register_parcel": Row(STAFF, lambda s: (a_photo("box"),)),
    "add_parcel_photo": Row(STAFF, lambda s: (s.parcel, a_photo("box"))),
    "set_tracking": Row(STAFF, lambda s: (s.parcel, "1Z")),
    "set_parcel_note": Row(STAFF, lambda s: (s.parcel, "wet")),
    "seen_parcel": Row(STAFF, lambda s: (s.parcel,)),
    "unclaimed_parcels": Row(STAFF, lambda s: (9,)),
}
LEARNING: Rows = {
    "finished_order": Row(MANAGERS, lambda s: (s.posted,)),
    "case_source": Row(MANAGERS, lambda s: (s.posted, 1)),
    "lesson_of": Row(MANAGERS, lambda s: (s.posted, 1, "look twice")),
    "keep_case": Row(MANAGERS, lambda s: (s.posted, 1, "look twice", (), 1)),
    "put_case_away": Row(MANAGERS, lambda s: (s.case,)),
    "see_cases": Row(STAFF, lambda s: ("", 9)),
    "see_case": Row(STAFF, lambda s: (s.case,)),
    "look_up_case": Row(STAFF, lambda s: ("1",)),
    "cases_for_line": Row("inspecting", lambda s: (s.inspection, 1, 9)),
}
DECIDING: Rows = {
    "show_approvals": Row(MANAGERS, lambda s: ("wish",)),
    "ensure_may_decide": Row(MANAGERS, lambda s: (s.waiting,)),
    "waiting_approvals": Row(MANAGERS, lambda s: (9,)),
    "approve_return": Row(MANAGERS, lambda s: (s.waiting,)),
    "refuse_return": Row(MANAGERS, lambda s: (s.waiting, RefusalReason.NO_EVIDENCE)),
    "ask_back": Row(MANAGERS, lambda s: (s.waiting, "which one?")),
    "ensure_may_close_rest": Row(FLOOR, lambda s: (s.approved,)),
    "close_rest": Row(FLOOR, lambda s: (s.approved, "nothing comes")),
    "expect_rest": Row(FLOOR, lambda s: (s.closed,)),
    "show_reviews": Row(FLOOR, lambda s: ("wish",)),
    "ensure_may_review": Row(FLOOR, lambda s: (s.in_review,)),
    "agree_to_order": Row(FLOOR, lambda s: (s.in_review,)),
    "send_back_order": Row(FLOOR, lambda s: (s.in_review, "count again")),
    "show_restocks": Row(FLOOR, lambda s: ("wish",)),
    "ensure_may_restock": Row(FLOOR, lambda s: (s.agreed,)),
    "restock_order": Row(FLOOR, lambda s: (s.agreed, "A-03")),
    "order_to_take_back": Row(MANAGERS, lambda s: (s.agreed, OrderAction.VOID)),
    "void_order": Row(MANAGERS, lambda s: (s.agreed, "wrong")),
    "ensure_undoable": Row(MANAGERS, lambda s: (s.posted,)),
    "undo_restock": Row(MANAGERS, lambda s: (s.posted, "wrong")),
    "goods_in_work": Row(FLOOR, lambda s: (9,)),
    "ensure_left": Row(FLOOR, lambda s: (s.in_work, 1, WORK)),
    "take_later_step": Row(FLOOR, lambda s: (s.in_work, 1, WORK, SCRAP, pieces(1))),
    "agree_to_step": Row(MANAGERS, lambda s: (s.step,)),
    "drop_step": Row("inspecting manager admin", lambda s: (s.step,)),
    "undo_step": Row(MANAGERS, lambda s: (s.step, "wrong")),
    "ensure_step_undoable": Row(MANAGERS, lambda s: (s.step,)),
    "likely_requests": Row(FLOOR, lambda s: (9,)),
    "match_parcel": Row(FLOOR, lambda s: (s.parcel, s.approved)),
    "match_parcel_to_new_return": Row(FLOOR, lambda s: (s.parcel, s.firm.customer.code)),
    "give_up_parcel": Row(FLOOR, lambda s: (s.parcel, "sent back")),
    "take_back_parcel": Row(FLOOR, lambda s: (s.parcel,)),
    "unsettled": Row(FLOOR, lambda s: (s.parcel,)),
    "find_requests": Row(FLOOR, lambda s: (s.firm.customer.name, 9)),
}
INSPECTING: Rows = {
    "expected_returns": Row(INSPECTORS, lambda s: (9,)),
    "claim_inspection": Row(INSPECTORS, lambda s: (s.approved,)),
    "own_inspection": Row("inspecting", lambda s: (s.inspection,)),
    "record_count": Row("inspecting", _line(pieces(2))),
    "record_answer": Row("inspecting", _line("runs", "pass")),
    "record_grade": Row("inspecting", _line(Grade.A)),
    "record_split": Row("inspecting", _line(Disposition.RESTOCK, pieces(1))),
    "take_from_split": Row("inspecting", _line(Disposition.RESTOCK, pieces(1))),
    "clear_split": Row("inspecting", _line()),
    "start_line_again": Row("inspecting", _line()),
    "count_the_others_as_absent": Row("inspecting", lambda s: (s.inspection,)),
    "record_note": Row("inspecting", _line("dented")),
    "attach_damage_photo": Row("inspecting", _line(a_photo("new"))),
    "add_found_product": Row("inspecting", lambda s: (s.inspection, "22326")),
    "drop_found_product": Row("inspecting", _line()),
    "forget_found_nothing": Row("inspecting", lambda s: (s.inspection,)),
    "record_missing_parts": Row("inspecting", _line("the lid")),
    "forget_missing_parts": Row("inspecting", _line()),
    "finish_inspection": Row("inspecting", lambda s: (s.inspection,)),
    "is_something_missing": Row("inspecting", lambda s: (s.inspection,)),
    "inspection_to_hand_on": Row("inspecting manager admin", lambda s: (s.inspection,)),
    "hand_over": Row("inspecting manager admin", lambda s: (s.inspection, None)),
}
LOOKING: Rows = {
    "look_up_return": Row(f"filer {FLOOR} buyer", lambda s: (s.as_closed.number,)),
    "look_up_record": Row(f"filer {FLOOR} buyer", lambda s: (s.closed,)),
    "look_up_request": Row(f"filer {FLOOR}", lambda s: (s.closed,)),
    "look_up_order": Row(f"filer {FLOOR}", lambda s: (s.in_review,)),
    "look_up_note": Row(f"filer {FLOOR} buyer", lambda s: (s.note,)),
    "look_up_step": Row(FLOOR, lambda s: (str(s.step),)),
    "notices_of_return": Row(MANAGERS, lambda s: (s.as_closed,)),
    "find_stocked": Row(STAFF, lambda s: (s.firm.product.code,)),
    "last_week": Row(MANAGERS),
    "review_policy": Row(MANAGERS, lambda s: (MARCH,)),
    "returns_behind": Row(MANAGERS, lambda s: (MARCH, Matter.SOLD)),
    "compile_report": Row(MANAGERS, lambda s: (MARCH,)),
    "compile_breakdown": Row(MANAGERS, lambda s: (MARCH, Dimension.PRODUCT, Choice())),
    "counted_lines": Row(MANAGERS, lambda s: (MARCH, Choice())),
    "counted_orders": Row(MANAGERS, lambda s: (MARCH, Choice())),
    "open_twins": NoEntry("about a draft of one's own"),
    "may_close_rest": NoEntry("tells which buttons are drawn"),
}
MONEY: Rows = {
    "see_notes": Row(MANAGERS, lambda s: (NotesPart.OPEN, 9)),
    "see_note": Row(MANAGERS, lambda s: (s.note,)),
    "cancel_credit_note": Row(MANAGERS, lambda s: (s.note, "wrong")),
    "cancel_charge": Row(MANAGERS, lambda s: (s.charge, "wrong")),
    "ensure_cancellable": Row(MANAGERS, lambda s: (s.charge,)),
    "settle_note": Row(MANAGERS, lambda s: (s.note, "bank 7")),
    "ensure_open": Row(MANAGERS, lambda s: (s.note,)),
    "find_mismatches": Row(MANAGERS),
    "keep_check": Row(MANAGERS, lambda s: (NO_MISMATCHES,)),
    "credit_charge": Row(MANAGERS, lambda s: (s.firm.customer.code, "POST", gbp("1"), "another")),
    "ensure_may_examine": Row("admin"),
    "see_health": Row("admin", lambda s: (Examination((), 1, 0, 0, 0), ("backup",))),
    "ask_log": Row(MANAGERS, lambda s: ("2026-03-10",)),
    "see_log": Row(MANAGERS, lambda s: (LogAbout(LogPart.RECORD, s.note), 9)),
    "export_log": Row(MANAGERS, lambda s: (LogAbout(LogPart.RECORD, s.note),)),
    "days_to_export": Row(MANAGERS),
    "export_journal": Row(MANAGERS, lambda s: (MARCH.first, MARCH.last)),
    "block_customer": Row(MANAGERS, lambda s: (s.firm.customer.code, "does not pay")),
    "lift_block": Row(MANAGERS, lambda s: (s.firm.customer.code,)),
    "blocked_customers": Row(MANAGERS),
    "see_reasons": Row(MANAGERS),
    "see_reason": Row(MANAGERS, lambda s: ("WARRANTY",)),
    "code_for": Row(MANAGERS, lambda s: ("Wrong colour",)),
    "other_code": Row(MANAGERS, lambda s: ("WRONG_COLOUR",)),
    "add_reason": Row(MANAGERS, lambda s: (COLOUR,)),
    "change_demands": Row(MANAGERS, lambda s: ("WARRANTY", 0, Demands(photos=True, note=False))),
    "rename_reason": Row(MANAGERS, lambda s: ("WARRANTY", 0, "Under warranty", "在保")),
    "retire_reason": Row(MANAGERS, lambda s: ("WARRANTY", 0)),
    "bring_reason_back": Row(MANAGERS, lambda s: ("OVERSTOCK", 1)),
    "policy_in_force": Row(MANAGERS),
    "policy_versions": Row(MANAGERS),
    "policy_with": Row(MANAGERS, lambda s: ({},)),
    "read_edit": Row(MANAGERS, lambda s: ({}, "window_days", "20")),
    "other_side": Row(MANAGERS, lambda s: ({}, "category:clocks")),
    "put_policy_in_force": Row(MANAGERS, lambda s: ({"window_days": "20"}, 2)),
    "export_catalogue": Row(MANAGERS),
    "find_products": Row(MANAGERS, lambda s: ("", 9)),
    "see_product": Row(MANAGERS, lambda s: (s.firm.product.code,)),
    "change_product": Row(
        MANAGERS, lambda s: (s.firm.product.code, "seen", ProductField.STANDARD_EN, "Clean.")
    ),
    "preview_import": Row(MANAGERS, lambda s: ((),)),
    "import_company": Row(MANAGERS, lambda s: ((),)),
}
CLAIMING: Rows = {
    "seen_claim": Row(CLAIMS, _claim()),
    "look_up_claim": Row(CLAIMS, lambda s: (str(s.claim),)),
    "list_claims": Row("manager admin any_seller", lambda s: (ClaimsShown.WAITING,)),
    "show_claim": Row(CLAIMS, _claim("wish")),
    "ensure_may_do": Row(CLAIMS, _claim(ClaimAction.ACCEPT)),
    "acknowledge_claim": Row(CLAIMS, _claim()),
    "accept_claim": Row(CLAIMS, _claim(Answer.CREDIT)),
    "ask_more": Row(CLAIMS, _claim(More.PICTURE)),
    "dispute_claim": Row(CLAIMS, _claim("not ours")),
    "offer_allowance": Row(CLAIMS, _claim(gbp("1"))),
    "deny_claim": Row(MANAGERS, _claim("no")),  # a contact only after a dispute
    "send_photos_to_desk": Row("seller", _claim("see for yourself")),
    "write_to_desk": Row(CLAIMS, _claim("hello")),
    "write_plainly": Row("manager admin any_seller", lambda s: ("hello",)),
    "managed_claim": Row(MANAGERS, _claim()),
    "attach_claim_photo": Row(CLAIMS, _claim(a_photo("new"))),
    "send_more": Row(MANAGERS, _claim()),
    "write_to_supplier": Row(MANAGERS, _claim("hello")),
    "insist_on_claim": Row(MANAGERS, _claim("still")),
    "decline_offer": Row(MANAGERS, _claim()),
    "reopen_claim": Row(MANAGERS, _claim("they called")),
    "withdraw_claim": Row(MANAGERS, _claim("our fault")),
    "assign_supplier": Row(MANAGERS, _claim("S-01")),
    "find_suppliers": Row(MANAGERS, lambda s: (s.firm.supplier.name, 9)),
    "settle_claim": Row(MANAGERS, _claim()),
    "decide_in_a_word": Row(MANAGERS, _claim()),
    "take_offer": Row(MANAGERS, _claim()),
    "send_goods": Row(MANAGERS, _claim()),
    "keep_goods": Row(MANAGERS, _claim()),
    "scrap_goods": Row(MANAGERS, _claim()),
    "goods_to_come": Row(FLOOR, lambda s: (9,)),
    "lines_to_come": Row(FLOOR, _claim()),
    "line_of_claim": Row(FLOOR, _claim(1)),
    "ensure_to_come": Row(FLOOR, _claim(1)),
    "take_in_goods": Row(FLOOR, _claim(1, pieces(1))),
    "last_taken_in": Row(MANAGERS, _claim()),
    "undo_taking_in": Row(MANAGERS, _claim(1, "miscounted")),
    "close_short": Row(MANAGERS, _claim("the rest is not coming")),
}
FOLLOWING: Rows = {
    "own_returns": Row(f"{STAFF} any_buyer", lambda s: (9,)),
    "company_returns": Row("any_buyer", lambda s: (9,)),
    "follow_return": Row("buyer", lambda s: (s.closed,)),
    "ask_desk": Row("buyer", lambda s: (s.closed, "when?")),
    "rate_return": Row("buyer", lambda s: (s.closed, 5)),
    "remark_on_return": Row("buyer", lambda s: (s.closed, "quick")),
    "ensure_may_rate": Row("buyer", lambda s: (s.closed,)),
    "open_question": Row(MANAGERS, lambda s: (s.question,)),
    "answer_customer_question": Row("buyer", lambda s: (s.asked, "the left one")),
    "reply_to_desk": Row("buyer", lambda s: (s.asked, "the left one")),
    "reply_to_customer": Row(MANAGERS, lambda s: (s.question, "tomorrow")),
    "ask_customer": Row(MANAGERS, lambda s: (s.closed, "which?")),
    "ensure_customer_reachable": Row(MANAGERS, lambda s: (s.closed,)),
}
PEOPLE: Rows = {
    "choose_language": Row(EVERYBODY, lambda s: ("zh",)),
    "learn_name": Row(EVERYBODY, lambda s: ("Somebody", "en")),
    "leave_desk": Row(EVERYBODY),
    "set_quiet_hours": Row(EVERYBODY, lambda s: ("22:00-07:00",)),
    "switch_kind_of": Row(MANAGERS, lambda s: (2, NoticeKind.RETURN_POSTED)),
    "ask_address": Row(EVERYBODY, lambda s: ("me@home.example",)),
    "confirm_address": Row(EVERYBODY, lambda s: ("123456",)),
    "switch_kind": Row("any_buyer", lambda s: (NoticeKind.CUSTOMER_RETURN,)),
    "bring_card": Row(FLOOR, lambda s: (NoticeKind.REVIEW_CARD, s.in_review, "wish")),
    "note_read": Row(EVERYBODY, lambda s: (1, 1)),
    "show_card_again": Row("seller", lambda s: (NoticeKind.CLAIM_CARD, s.claim, "wish")),
    "known_people": Row(MANAGERS),
    "known_person": Row(MANAGERS, lambda s: (2,)),
    "give_role": Row(MANAGERS, lambda s: (2, Role.INSPECTOR)),
    "take_role": Row(MANAGERS, lambda s: (2, Role.CLERK)),
    "remove_person": Row(MANAGERS, lambda s: (2,)),
    "let_in_again": Row(MANAGERS, lambda s: (2,)),
    "grant_access": Row(MANAGERS, lambda s: (1, Role.CLERK)),
    "decline_access": Row(MANAGERS, lambda s: (1,)),
    "roles_to_give": Row(MANAGERS),
    "invite_person": Row(MANAGERS, lambda s: ({Role.CUSTOMER}, s.firm.customer.code, "s" * 40)),
    "invite_customer": Row(f"filer {FLOOR}", lambda s: (s.closed, "s" * 40)),
    "find_company": Row(MANAGERS, lambda s: (Role.CUSTOMER, s.firm.customer.code)),
    "search_companies": Row(MANAGERS, lambda s: (Role.CUSTOMER, s.firm.customer.name, 9)),
    "open_invitations": Row(MANAGERS, lambda s: (9,)),
    "revoke_invitation": Row("filer manager admin", lambda s: (s.invitation,)),
    "settle_group": Row("admin", lambda s: (-100, "Managers", None)),
    "choose_cards_to": Row("admin", lambda s: (CardsTo.BOTH,)),
    "run_by_hand": Row("admin", lambda s: (DAILY,)),
    "ensure_quiz": Row(INSPECTORS),
    "see_quiz": Row(INSPECTORS, lambda s: (Attempt(1),)),
    "answer_quiz": Row(INSPECTORS, lambda s: (Attempt(1), 0)),
    "ensure_may_practise": Row(STAFF),
    "begin_practice": Row(STAFF, lambda s: ("room1",)),
    "end_practice": Row(EVERYBODY),
    "jobs_standing": Row("admin", lambda s: ((DAILY,),)),
}
PARTS: Rows = {
    "held": NoEntry("the actor, as they are now"),
    "publish_closed": NoEntry("an event"),
    "issue_order_note": NoEntry("part of restock_order"),
    "publish_issued": NoEntry("an event"),
    "note_handled": NoEntry("the end of what is done with a claim"),
    "open_claims_for": NoEntry("part of restock_order"),
    "open_claim_for_step": NoEntry("part of take_later_step"),
    "withdraw_claims_of": NoEntry("part of undoing"),
    "claims_of_return": NoEntry("of a return that was looked up; none but for managers"),
    "move_claim": NoEntry("of a claim that was looked up"),
    "settle_request": NoEntry("what follows for the request"),
    "reopen_inspection": NoEntry("part of sending back and undoing"),
}
TABLE: Rows = {
    **FILING, **LEARNING, **DECIDING, **INSPECTING, **LOOKING, **MONEY, **CLAIMING, **FOLLOWING, **PEOPLE,
    **PARTS,
}  # fmt: skip

"""What a history had in it, so that many of them can be asked whether every mixture came about."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from bot.core.domain.claim_arrival import Into
from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.later_step import StepStatus
from bot.core.domain.reasons import Disposition, WantedOutcome
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.supplier_claim import Answer, ClaimStatus, GoodsState, Outcome
from tests.histories.world import World

# "what it is called": (where it stands, all there are).
KINDS: dict[str, tuple[str, Iterable[StrEnum]]] = {
    "request": ("status FROM return_requests", ReturnStatus),
    "order": ("status FROM return_orders", OrderStatus),
    "wanted": ("outcome FROM return_orders WHERE status = 'posted'", WantedOutcome),
    "posted": (
        "disposition FROM return_order_splits AS s JOIN return_orders AS o ON o.id = s.order_id"
        " WHERE o.status = 'posted'",
        Disposition,
    ),
    "note": ("status FROM credit_notes", NoteStatus),
    "claim": ("status FROM supplier_claims", ClaimStatus),
    "ended": ("outcome FROM supplier_claims", Outcome),
    "answered": ("answer FROM supplier_claims", Answer),
    "goods": ("goods FROM supplier_claims", GoodsState),
    "step": ("status FROM later_steps", StepStatus),
    "came into": ("target FROM claim_arrivals", Into),
}
THINGS = {
    "short": "inspected_lines WHERE counted < expected",
    "over": "inspected_lines WHERE counted > expected AND NOT found",
    "wrong product": "inspected_lines WHERE found AND counted > 0",
    "missing parts": "inspected_lines WHERE missing_parts <> ''",
    "split over three": "inspection_splits GROUP BY inspection_id, line_no HAVING COUNT(*) > 2",
    "several parcels": "inspections WHERE status = 'finished' GROUP BY request_id HAVING COUNT(*) > 1",
    "several lines": "return_order_lines GROUP BY order_id HAVING COUNT(*) > 1",
    "several returns of one order line": "return_order_allocations AS a JOIN return_orders AS o"
    " ON o.id = a.order_id WHERE o.status = 'posted'"
    " GROUP BY a.order_no, a.order_line HAVING COUNT(DISTINCT o.request_id) > 1",
    "one line over several order lines": "return_order_allocations"
    " GROUP BY order_id, line_no HAVING COUNT(*) > 1",
    "a single piece by its number": "return_order_lines AS l JOIN return_orders AS o ON o.id = l.order_id"
    " JOIN return_lines AS r ON r.request_id = o.request_id AND r.line_no = l.line_no"
    " WHERE r.serial <> '' AND o.status = 'posted'",
    "by weight": "return_order_lines WHERE unit = 'kg' AND counted > 0",
    "without an order": "return_requests WHERE without_order AND status = 'closed'",
    "credit in pounds": "credit_notes WHERE currency = 'GBP' AND value > 0",
    "credit in euros": "credit_notes WHERE currency = 'EUR' AND value > 0",
    "a fee was kept": "credit_notes WHERE fee > 0",
    "money without goods": "credit_notes WHERE cause LIKE 'charge:%'",
    "debit in pounds": "debit_notes WHERE currency = 'GBP'",
    "debit in euros": "debit_notes WHERE currency = 'EUR'",
    "more was claimed than there is": "debit_notes WHERE words <> ''",
    "two agreed to scrap": "half_agreements AS h JOIN return_orders AS o ON o.id = h.order_id"
    " WHERE o.status = 'posted'",
    "a step for two": "later_steps WHERE agreed_by IS NOT NULL",
    "more came than was owed": "claim_arrivals WHERE surplus > 0",
    "what came was counted wrong": "claim_arrivals WHERE undone_at IS NOT NULL",
    "a parcel found its return": "parcels WHERE status = 'matched'",
}


def sightings(world: World) -> set[str]:
    found = {f"{name}()" for name in world.did}
    for prefix, (place, _) in KINDS.items():
        found |= {f"{prefix} {value}" for value in world.values(f"SELECT DISTINCT {place}")}
    return found | {
        thing for thing, place in THINGS.items() if world.values(f"SELECT '{thing}' FROM {place} LIMIT 1")
    }


def whole_mixture() -> set[str]:
    """What many histories must have had among them."""
    return {f"{prefix} {kind.value}" for prefix, (_, kinds) in KINDS.items() for kind in kinds} | set(THINGS)

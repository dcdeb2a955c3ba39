"""Rules 2 to 4: counted is split in full, returned is at most sold, an order is posted once, exactly."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.domain.return_status import COUNTING
from storage.checks.evidence import Evidence, Problem, pieces
from storage.tables.base import quoted

_COUNTING = quoted(sorted(status.value for status in COUNTING))
# The checker's own copy of where each disposition leads; the ledger has the other one.
_LEADS_TO = {
    "RESTOCK": "sellable",
    "CONCESSION": "seconds",
    "REFURBISH": "work_in_progress",
    "REPAIR": "work_in_progress",
    "RETURN_TO_VENDOR": "vendor_hold",
    "RETURN_TO_CUSTOMER": "customer",
    "SCRAP": "scrap",
    "QUARANTINE": "quarantine",
}


def splits_add_up(evidence: Evidence) -> Iterator[Problem]:
    uneven = evidence.rows("""
        SELECT line.inspection_id, line.line_no, line.counted, SUM(COALESCE(split.quantity, 0)) AS split
        FROM inspections JOIN inspected_lines AS line ON line.inspection_id = inspections.id
        LEFT JOIN inspection_splits AS split
            ON split.inspection_id = line.inspection_id AND split.line_no = line.line_no
        WHERE inspections.status = 'finished'
        GROUP BY line.inspection_id, line.line_no, line.counted
        HAVING line.counted IS NULL OR line.counted <> SUM(COALESCE(split.quantity, 0))
        ORDER BY line.inspection_id, line.line_no
    """)
    for row in uneven:
        detail = f"line {row.line_no}: counted {pieces(row.counted)}, split {pieces(row.split)}"
        yield Problem("splits_add_up", f"inspection {row.inspection_id}", detail)


def returned_is_at_most_sold(evidence: Evidence) -> Iterator[Problem]:
    over = evidence.rows(f"""
        SELECT sold.order_no, sold.line_no, sold.quantity, SUM(taken.quantity) AS taken
        FROM order_lines AS sold
        JOIN allocations AS taken ON taken.order_no = sold.order_no AND taken.order_line = sold.line_no
        JOIN return_requests AS request ON request.id = taken.request_id
        WHERE request.status IN ({_COUNTING})
        GROUP BY sold.order_no, sold.line_no, sold.quantity HAVING SUM(taken.quantity) > sold.quantity
        ORDER BY sold.order_no, sold.line_no
    """)  # noqa: S608 - constants only
    for row in over:
        detail = f"sold {pieces(row.quantity)}, returned or asked back {pieces(row.taken)}"
        yield Problem("returned_is_at_most_sold", f"{row.order_no}/{row.line_no}", detail)


def credited_is_at_most_asked(evidence: Evidence) -> Iterator[Problem]:
    """Over all living orders of a request, line by line, no more is credited than the request took."""
    over = evidence.rows("""
        SELECT request.number, credited.line_no, credited.quantity, COALESCE(held.quantity, 0) AS held
        FROM (
            SELECT o.request_id, part.line_no, SUM(part.quantity) AS quantity
            FROM return_orders AS o JOIN return_order_allocations AS part ON part.order_id = o.id
            WHERE o.status NOT IN ('voided', 'reversed') GROUP BY o.request_id, part.line_no
        ) AS credited
        JOIN return_requests AS request ON request.id = credited.request_id
        LEFT JOIN (
            SELECT request_id, line_no, SUM(quantity) AS quantity FROM allocations
            GROUP BY request_id, line_no
        ) AS held ON held.request_id = credited.request_id AND held.line_no = credited.line_no
        WHERE credited.quantity > COALESCE(held.quantity, 0)
        ORDER BY request.number, credited.line_no
    """)
    for row in over:
        detail = f"line {row.line_no}: asked {pieces(row.held)}, credited {pieces(row.quantity)}"
        yield Problem("credited_is_at_most_asked", row.number, detail)


def orders_are_posted_exactly(evidence: Evidence) -> Iterator[Problem]:
    """Each part of a posted order's split has its one movement, and no movement is without such a part."""
    wanted = evidence.rows("""
        SELECT o.number, o.place, line.product_code, split.quantity, split.disposition,
               'post:' || o.number || ':' || line.line_no || ':' || split.disposition AS cause
        FROM return_orders AS o JOIN return_order_lines AS line ON line.order_id = o.id
        JOIN return_order_splits AS split ON split.order_id = o.id AND split.line_no = line.line_no
        WHERE o.status IN ('posted', 'reversed') ORDER BY o.id, line.line_no, split.position
    """)
    posted = {
        row.cause: row
        for row in evidence.rows("""
            SELECT cause, record, product_code, quantity, source, target FROM movements
            WHERE cause LIKE 'post:%' ORDER BY seq
        """)
    }
    for part in wanted:
        movement = posted.pop(part.cause, None)
        if movement is None:
            yield Problem("orders_are_posted_exactly", part.number, f"{part.cause} is missing")
            continue
        kind = _LEADS_TO[part.disposition]
        target = f"{kind}/{part.place}" if kind == "sellable" and part.place else kind
        expected = (part.number, part.product_code, part.quantity, "receiving", target)
        if tuple(movement)[1:] != expected:
            yield Problem("orders_are_posted_exactly", part.number, f"{part.cause} moved something else")
    for cause, movement in posted.items():
        yield Problem("orders_are_posted_exactly", movement.record, f"{cause}: no posted order asks for it")


def arrivals_equal_counts(evidence: Evidence) -> Iterator[Problem]:
    """What a finished inspection counted stands in the ledger once; earlier counts are taken back."""
    counted = {
        f"arrival:{row.inspection_id}:{row.revision}:{row.line_no}": row
        for row in evidence.rows("""
            SELECT line.inspection_id, inspections.revision, line.line_no, line.product_code, line.counted
            FROM inspections JOIN inspected_lines AS line ON line.inspection_id = inspections.id
            WHERE inspections.status = 'finished' AND line.counted > 0
            ORDER BY line.inspection_id, line.line_no
        """)
    }
    standing = evidence.rows("""
        SELECT m.cause, m.record, m.product_code, m.quantity, inspections.status FROM movements AS m
        JOIN return_requests AS request ON request.number = m.record
        JOIN inspections ON inspections.request_id = request.id
            AND m.cause LIKE 'arrival:' || inspections.id || ':%'
        WHERE m.cause LIKE 'arrival:%'
            AND NOT EXISTS (SELECT 1 FROM movements AS undo WHERE undo.reverses = m.cause)
        ORDER BY m.seq
    """)
    for movement in standing:
        if movement.status != "finished":
            continue  # sent back: the recount will take it back
        line = counted.pop(movement.cause, None)
        if line is None or (line.product_code, line.counted) != (movement.product_code, movement.quantity):
            detail = f"{movement.cause}: {pieces(movement.quantity)} is not what was counted"
            yield Problem("arrivals_equal_counts", movement.record, detail)
    for cause, line in counted.items():
        detail = f"{cause}: counted {pieces(line.counted)}, nothing booked in"
        yield Problem("arrivals_equal_counts", f"inspection {line.inspection_id}", detail)


def _fits(status: str, inspecting: int, waiting: int, posted: int) -> bool:
    """Open inspections, waiting and posted orders: as many as a request of that status may have."""
    match status:
        case "inspecting":
            return inspecting > 0
        case "approved":
            return not inspecting  # orders of parcels that came before the rest
        case "inspected":
            return not inspecting and waiting > 0
        case "closed":
            return not inspecting and not waiting and posted > 0
    return not inspecting and not waiting and not posted


def states_fit_together(evidence: Evidence) -> Iterator[Problem]:
    """Where a return stands, its inspections and its orders say the same."""
    rows = evidence.rows("""
        SELECT request.id, request.number, request.status,
            (SELECT COUNT(*) FROM inspections AS i WHERE i.request_id = request.id
                AND i.status = 'in_progress') AS inspecting,
            (SELECT COUNT(*) FROM return_orders AS o WHERE o.request_id = request.id
                AND o.status IN ('in_review', 'half_agreed', 'agreed')) AS waiting,
            (SELECT COUNT(*) FROM return_orders AS o WHERE o.request_id = request.id
                AND o.status = 'posted') AS posted
        FROM return_requests AS request ORDER BY request.id
    """)
    for row in rows:
        found = (row.inspecting, row.waiting, row.posted)
        if not _fits(row.status, *found):
            orders = f"{found[1]} waiting and {found[2]} posted orders"
            detail = f"{row.status}, with {found[0]} open inspections, {orders}"
            yield Problem("states_fit_together", row.number or f"draft {row.id}", detail)


def nobody_decided_own_work(evidence: Evidence) -> Iterator[Problem]:
    rows = evidence.rows("""
        SELECT number FROM return_requests
        WHERE decided_by = requested_by AND decided_by <> 0 AND NOT decided_own_work
        UNION ALL SELECT number FROM return_orders WHERE reviewed_by = inspected_by AND NOT own_work
        ORDER BY 1
    """)
    for row in rows:
        yield Problem("nobody_decided_own_work", row.number, "decided by who did the work, without saying so")


def two_managers_are_two(evidence: Evidence) -> Iterator[Problem]:
    """Where the value needed two approvals they are of two people, neither of whom filed it."""
    rows = evidence.rows("""
        SELECT request.number FROM half_approvals AS first
        JOIN return_requests AS request ON request.id = first.request_id
        WHERE (request.status IN ('approved', 'inspecting', 'inspected', 'closed')
               AND first.approved_by = request.decided_by AND NOT request.decided_own_work)
            OR (first.approved_by = request.requested_by AND NOT first.own_work)
        UNION ALL SELECT number FROM return_requests
        WHERE status = 'half_approved' AND id NOT IN (SELECT request_id FROM half_approvals)
        ORDER BY 1
    """)
    for row in rows:
        yield Problem("two_managers_are_two", row.number, "needs two approvals, of two people")


def a_piece_comes_back_once(evidence: Evidence) -> Iterator[Problem]:
    """One serial number is on its way back in one request at most, as often as it was sold."""
    rows = evidence.rows(f"""
        SELECT line.product_code, line.serial, COUNT(*) AS returned,
            (SELECT COUNT(*) FROM order_serials AS piece
             JOIN order_lines AS sold ON sold.order_no = piece.order_no AND sold.line_no = piece.line_no
             WHERE piece.serial = line.serial AND sold.product_code = line.product_code) AS sold
        FROM return_lines AS line JOIN return_requests AS request ON request.id = line.request_id
        WHERE line.serial <> '' AND request.status IN ({_COUNTING})
            AND (request.status <> 'closed' OR request.without_order OR EXISTS (SELECT 1 FROM allocations
                 WHERE allocations.request_id = line.request_id AND allocations.line_no = line.line_no))
        GROUP BY line.product_code, line.serial ORDER BY 1, 2
    """)  # noqa: S608 - constants only
    for row in rows:
        if row.returned > max(row.sold, 1):
            detail = f"serial {row.serial}: sold {row.sold}, returned {row.returned}"
            yield Problem("a_piece_comes_back_once", row.product_code, detail)


def cases_are_of_their_lines(evidence: Evidence) -> Iterator[Problem]:
    rows = evidence.rows("""
        SELECT cases.number FROM cases LEFT JOIN return_order_lines AS line
        ON line.order_id = cases.order_id AND line.line_no = cases.line_no
        WHERE line.product_code IS NULL OR line.product_code <> cases.product_code
        OR line.reason <> cases.reason ORDER BY cases.number
    """)
    for row in rows:
        yield Problem("cases_are_of_their_lines", row.number, "tells of other goods, or another reason")


def drafts_have_owners(evidence: Evidence) -> Iterator[Problem]:
    rows = evidence.rows("""
        SELECT request.id, request.requested_by FROM return_requests AS request
        LEFT JOIN people ON people.id = request.requested_by AND people.id > 0
        WHERE request.status = 'draft' AND people.id IS NULL ORDER BY request.id
    """)
    for row in rows:
        yield Problem("drafts_have_owners", f"draft {row.id}", f"no person {row.requested_by}")

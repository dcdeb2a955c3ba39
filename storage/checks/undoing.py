"""What was taken back has its mirror, what stands has none; later steps take no more than there was."""

from __future__ import annotations

import json
from collections.abc import Iterator

from storage.checks.evidence import Evidence, Problem, pieces
from storage.photos import FileDamaged

# The checker's own copies; the core has the other ones.
_IN_WORK = {"REFURBISH": "work_in_progress", "REPAIR": "work_in_progress", "QUARANTINE": "quarantine"}
_LEADS_TO = {
    "RESTOCK": "sellable",
    "CONCESSION": "seconds",
    "RETURN_TO_CUSTOMER": "customer",
    "RETURN_TO_VENDOR": "vendor_hold",
    "SCRAP": "scrap",
    "REPAIR": "work_in_progress",
    "REFURBISH": "work_in_progress",
}
_WITH_PAPER = (
    "'ReturnOrderMade', 'ReturnOrderHalfAgreed', 'ReturnOrderAgreed', "
    "'ReturnOrderVoided', 'ReturnOrderReversed'"
)


def undone_orders_are_mirrored(evidence: Evidence) -> Iterator[Problem]:
    """Every movement of a reversed order is reversed, none of a posted one; both say who and when."""
    rows = evidence.rows("""
        SELECT o.number, o.status, COUNT(m.cause) AS moved, COUNT(undo.cause) AS mirrored,
            (SELECT COUNT(*) FROM undoings AS u WHERE u.order_id = o.id) AS undone
        FROM return_orders AS o
        LEFT JOIN movements AS m ON m.record = o.number AND m.cause LIKE 'post:%'
        LEFT JOIN movements AS undo ON undo.reverses = m.cause
        GROUP BY o.id, o.number, o.status ORDER BY o.id
    """)
    for row in rows:
        expected = row.moved if row.status == "reversed" else 0
        if row.mirrored != expected:
            detail = f"{row.status}, but {row.mirrored} of {row.moved} movements are reversed"
            yield Problem("undone_orders_are_mirrored", row.number, detail)
        if row.undone != (row.status in ("voided", "reversed")):
            yield Problem("undone_orders_are_mirrored", row.number, f"{row.status}: undone by nobody")


def later_steps_moved_exactly(evidence: Evidence) -> Iterator[Problem]:
    """A step that was done has its movement, one that was undone its mirror too, others have none."""
    rows = evidence.rows("""
        SELECT s.number, s.status, s.source, s.disposition, s.place, s.product_code, s.quantity,
            m.cause, m.product_code AS moved_product, m.quantity AS moved,
            m.source AS moved_from, m.target AS moved_to, undo.cause AS mirror
        FROM later_steps AS s
        LEFT JOIN movements AS m ON m.cause = 'step:' || s.number
        LEFT JOIN movements AS undo ON undo.reverses = m.cause ORDER BY s.id
    """)
    for row in rows:
        wanted = (row.status in ("done", "undone"), row.status == "undone")
        if (row.cause is not None, row.mirror is not None) != wanted:
            yield Problem("later_steps_moved_exactly", row.number, f"{row.status}, the ledger says otherwise")
            continue
        kind = _LEADS_TO[row.disposition]
        target = f"{kind}/{row.place}" if kind == "sellable" and row.place else kind
        expected = (row.product_code, row.quantity, row.source, target)
        if row.cause and (row.moved_product, row.moved, row.moved_from, row.moved_to) != expected:
            yield Problem("later_steps_moved_exactly", row.number, "moved something else")


def later_steps_take_what_there_was(evidence: Evidence) -> Iterator[Problem]:
    """Of a posted order's line; other orders have no living steps."""
    went: dict[tuple[int, int, str], int] = {}
    for row in evidence.rows("""
        SELECT p.order_id, p.line_no, p.disposition, p.quantity FROM return_order_splits AS p
        JOIN return_orders AS o ON o.id = p.order_id WHERE o.status = 'posted'
        UNION ALL
        SELECT order_id, line_no, disposition, quantity FROM later_steps WHERE status IN ('waiting', 'done')
        UNION ALL
        SELECT c.order_id, a.line_no, 'QUARANTINE', a.quantity FROM claim_arrivals AS a
        JOIN supplier_claims AS c ON c.id = a.claim_id
        WHERE a.target = 'quarantine' AND a.undone_at IS NULL
    """):
        if row.disposition in _IN_WORK:
            key = (row.order_id, row.line_no, _IN_WORK[row.disposition])
            went[key] = went.get(key, 0) + int(row.quantity)
    for row in evidence.rows("""
        SELECT order_id, order_number, line_no, source, SUM(quantity) AS taken FROM later_steps
        WHERE status IN ('waiting', 'done') GROUP BY order_id, order_number, line_no, source
        ORDER BY order_id, line_no, source
    """):
        there = went.get((row.order_id, row.line_no, row.source), 0)
        if row.taken > there:
            detail = f"line {row.line_no}: {pieces(row.taken)} taken of {pieces(there)} in {row.source}"
            yield Problem("later_steps_take_what_there_was", row.order_number, detail)


def papers_are_those_of_the_log(evidence: Evidence) -> Iterator[Problem]:
    """An order's paper is the one the log named last; each that it ever named is kept unchanged."""
    named: dict[str, list[str]] = {}
    for row in evidence.rows(
        f"SELECT record, facts FROM operation_log WHERE event IN ({_WITH_PAPER}) ORDER BY seq"  # noqa: S608 - constants only
    ):
        named.setdefault(row.record, []).append(str(json.loads(row.facts).get("paper", "")))
    for row in evidence.rows("SELECT number, paper FROM return_orders ORDER BY id"):
        papers = named.get(row.number, [""])
        if row.paper != papers[-1]:
            yield Problem("papers_are_those_of_the_log", row.number, "its paper is not the one in the log")
        for paper in dict.fromkeys(papers[:-1]):
            if evidence.papers is not None and not _is_kept(evidence, paper):
                yield Problem("papers_are_those_of_the_log", row.number, f"the earlier paper {paper} is gone")


def _is_kept(evidence: Evidence, paper: str) -> bool:
    assert evidence.papers is not None
    try:
        evidence.papers.read(paper)
    except (OSError, ValueError, FileDamaged):
        return False
    return True

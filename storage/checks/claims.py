"""Supplier claims: their goods, their money, their history, and what they hang on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from bot.core.domain.supplier_claim import STILL_HELD, WITH_MONEY, GoodsState
from storage.checks.evidence import Evidence, Problem, pieces
from storage.tables.base import quoted

_TARGETS = {
    GoodsState.SENT.value: "supplier",
    GoodsState.SECONDS.value: "seconds",
    GoodsState.SCRAPPED.value: "scrap",
}
_MONEY = quoted(sorted(WITH_MONEY))
_HELD = quoted(sorted(STILL_HELD))


def claims_match_their_goods(evidence: Evidence) -> Iterator[Problem]:
    """Goods that left vendor hold did so line by line, once, to where the claim says; the others did not."""
    moved: dict[str, dict[tuple[str, str, str], int]] = defaultdict(dict)
    for row in evidence.rows("SELECT * FROM movements WHERE cause LIKE 'claim:%'"):
        moved[row.record][row.product_code, row.source, row.target] = (
            moved[row.record].get((row.product_code, row.source, row.target), 0) + row.quantity
        )
    lines = evidence.rows("""
        SELECT c.number, c.goods, l.product_code, SUM(l.quantity) AS quantity FROM supplier_claims AS c
        JOIN claim_lines AS l ON l.claim_id = c.id
        GROUP BY c.number, c.goods, l.product_code ORDER BY c.number, l.product_code
    """)
    expected: dict[str, dict[tuple[str, str, str], int]] = defaultdict(dict)
    for row in lines:
        if row.goods in _TARGETS:
            key = (row.product_code, "vendor_hold", _TARGETS[row.goods])
            expected[row.number][key] = int(row.quantity)
    for number in sorted(moved.keys() | expected.keys()):
        if moved.get(number, {}) != expected.get(number, {}):
            yield Problem("claims_match_their_goods", number, "its goods are not where it says")


def suppliers_sent_what_was_taken_in(evidence: Evidence) -> Iterator[Problem]:
    """Each arrival has its movement, one that was undone its mirror too; none is there without an arrival."""
    rows = evidence.rows("""
        SELECT c.number, a.position, a.quantity, a.target, a.place, a.undone_at, l.product_code, m.cause,
            m.product_code AS moved_product, m.quantity AS moved, m.source, m.target AS moved_to,
            undo.cause AS mirror
        FROM claim_arrivals AS a JOIN supplier_claims AS c ON c.id = a.claim_id
        LEFT JOIN claim_lines AS l ON l.claim_id = a.claim_id AND l.line_no = a.line_no
        LEFT JOIN movements AS m ON m.cause = 'back:' || c.number || ':' || a.position
        LEFT JOIN movements AS undo ON undo.reverses = m.cause ORDER BY c.number, a.position
    """)
    known = set()
    for row in rows:
        known.add(row.cause)
        to = f"{row.target}/{row.place}" if row.place else row.target
        moved = (row.moved_product, row.moved, row.source, row.moved_to)
        if moved != (row.product_code, row.quantity, "supplier", to):
            detail = f"arrival {row.position} is not what the ledger took in"
            yield Problem("suppliers_sent_what_was_taken_in", row.number, detail)
        elif (row.mirror is not None) != (row.undone_at is not None):
            detail = f"arrival {row.position} is undone here or in the ledger, not in both"
            yield Problem("suppliers_sent_what_was_taken_in", row.number, detail)
    for row in evidence.rows("SELECT cause, record FROM movements WHERE cause LIKE 'back:%' ORDER BY seq"):
        if row.cause not in known:
            yield Problem("suppliers_sent_what_was_taken_in", row.record, f"{row.cause} is of no arrival")


def no_more_came_than_was_owed(evidence: Evidence) -> Iterator[Problem]:
    """Of each claimed line, but for what was counted as too much; and only where goods are owed."""
    rows = evidence.rows("""
        SELECT c.number, c.outcome, a.line_no, COALESCE(MAX(l.quantity), 0) AS claimed,
            SUM(a.quantity - a.surplus) AS came
        FROM claim_arrivals AS a JOIN supplier_claims AS c ON c.id = a.claim_id
        LEFT JOIN claim_lines AS l ON l.claim_id = a.claim_id AND l.line_no = a.line_no
        WHERE a.undone_at IS NULL
        GROUP BY c.id, c.number, c.outcome, a.line_no ORDER BY c.number, a.line_no
    """)
    for row in rows:
        if row.outcome not in ("replace", "repair"):
            yield Problem("no_more_came_than_was_owed", row.number, "no goods were agreed, and some came")
        elif row.came > row.claimed:
            detail = f"line {row.line_no}: {pieces(row.came)} came of {pieces(row.claimed)}"
            yield Problem("no_more_came_than_was_owed", row.number, detail)


def vendor_hold_covers_claims(evidence: Evidence) -> Iterator[Problem]:
    short = evidence.rows(f"""
        SELECT l.product_code, SUM(l.quantity) AS claimed, COALESCE(MAX(s.quantity), 0) AS held
        FROM claim_lines AS l JOIN supplier_claims AS c ON c.id = l.claim_id
        LEFT JOIN stock_levels AS s ON s.product_code = l.product_code AND s.location = 'vendor_hold'
        WHERE c.goods IN ({_HELD}) GROUP BY l.product_code
        HAVING SUM(l.quantity) > COALESCE(MAX(s.quantity), 0) ORDER BY l.product_code
    """)  # noqa: S608 - constants only
    for row in short:
        detail = f"claims hold {pieces(row.claimed)}, vendor hold {pieces(row.held)}"
        yield Problem("vendor_hold_covers_claims", row.product_code, detail)


def claims_have_their_notes(evidence: Evidence) -> Iterator[Problem]:
    """One debit note for each claim that was settled with money, to its supplier; no other note."""
    wrong = evidence.rows(f"""
        SELECT c.number AS record, c.debit_note AS named, n.number AS note FROM supplier_claims AS c
        LEFT JOIN debit_notes AS n ON n.cause = 'claim:' || c.number
        WHERE (c.outcome IS NOT NULL AND c.outcome IN ({_MONEY})) <> (n.number IS NOT NULL)
           OR COALESCE(n.number, '') <> c.debit_note
           OR (n.number IS NOT NULL AND n.supplier_code <> c.supplier_code)
        UNION ALL
        SELECT n.number, '', n.number FROM debit_notes AS n
        LEFT JOIN supplier_claims AS c ON n.cause = 'claim:' || c.number WHERE c.id IS NULL
        ORDER BY record
    """)  # noqa: S608 - constants only
    for row in wrong:
        detail = f"names {row.named or 'no note'}, and {row.note or 'none'} was issued for it"
        yield Problem("claims_have_their_notes", row.record, detail)


def claims_hang_on_posted_goods(evidence: Evidence) -> Iterator[Problem]:
    """An order or a later step that was taken back has no claim left that holds goods."""
    left = evidence.rows("""
        SELECT c.number AS number, c.source AS source, o.status AS status FROM supplier_claims AS c
        JOIN return_orders AS o ON o.number = c.source
        WHERE c.goods <> 'undone' AND o.status <> 'posted'
        UNION ALL
        SELECT c.number AS number, c.source AS source, s.status AS status FROM supplier_claims AS c
        JOIN later_steps AS s ON s.number = c.source
        WHERE c.goods <> 'undone' AND s.status <> 'done'
        ORDER BY number
    """)
    for row in left:
        yield Problem("claims_hang_on_posted_goods", row.number, f"{row.source} is {row.status}")


def claim_histories_are_whole(evidence: Evidence) -> Iterator[Problem]:
    """Every step is there, and the last one ends where the claim stands."""
    wrong = evidence.rows("""
        SELECT c.number FROM supplier_claims AS c
        LEFT JOIN claim_history AS h ON h.claim_id = c.id
        GROUP BY c.id, c.number, c.status
        HAVING COUNT(h.position) <> COALESCE(MAX(h.position), 0) OR COUNT(h.position) = 0
            OR c.status <> (
                SELECT l.status FROM claim_history AS l WHERE l.claim_id = c.id
                ORDER BY l.position DESC LIMIT 1
            )
        ORDER BY c.number
    """)
    for row in wrong:
        yield Problem("claim_histories_are_whole", row.number, "steps are missing, or it stands elsewhere")

"""Rule 1: stock is the sum of its movements; movements have two ends, a quantity and a cause of their own."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.domain.stock import INSIDE, LocationKind
from storage.checks.evidence import Evidence, Problem, pieces
from storage.tables.base import quoted

_MOVED = """
    SELECT product_code, target AS location, quantity AS amount, seq FROM movements
    UNION ALL SELECT product_code, source, -quantity, seq FROM movements
"""
_KINDS = frozenset(kind.value for kind in LocationKind)
_INSIDE = quoted(sorted(kind.value for kind in INSIDE))


def stock_equals_movements(evidence: Evidence) -> Iterator[Problem]:
    differing = evidence.rows(f"""
        SELECT product_code, location, SUM(amount) AS surplus FROM (
            SELECT product_code, location, amount FROM ({_MOVED}) AS moved
            UNION ALL SELECT product_code, location, -quantity FROM stock_levels
        ) AS compared GROUP BY product_code, location HAVING SUM(amount) <> 0
        ORDER BY product_code, location
    """)  # noqa: S608 - constants only
    for row in differing:
        detail = f"at {row.location} the movements give {pieces(row.surplus)} more than the level says"
        yield Problem("stock_equals_movements", row.product_code, detail)


def stock_is_never_negative(evidence: Evidence) -> Iterator[Problem]:
    """Not now and at no time before: every movement out found its goods there."""
    overdrawn = evidence.rows(f"""
        SELECT product_code, location, MIN(held) AS least FROM (
            SELECT product_code, location,
                   SUM(amount) OVER (PARTITION BY product_code, location ORDER BY seq) AS held
            FROM ({_MOVED}) AS moved
            WHERE location IN ({_INSIDE}) OR location LIKE 'sellable/%' OR location LIKE 'seconds/%'
        ) AS run WHERE held < 0 GROUP BY product_code, location ORDER BY product_code, location
    """)  # noqa: S608 - constants only
    for row in overdrawn:
        detail = f"{row.location} went down to {pieces(row.least)}"
        yield Problem("stock_is_never_negative", row.product_code, detail)


def movements_have_two_ends(evidence: Evidence) -> Iterator[Problem]:
    for row in evidence.rows("SELECT cause, source, target, quantity FROM movements ORDER BY seq"):
        if row.quantity <= 0:
            yield Problem("movements_have_two_ends", row.cause, f"quantity {pieces(row.quantity)}")
        if row.source == row.target:
            yield Problem("movements_have_two_ends", row.cause, f"from {row.source} to itself")
        for end in (row.source, row.target):
            if end.partition("/")[0] not in _KINDS:
                yield Problem("movements_have_two_ends", row.cause, f"{end} is no location")


def causes_are_unique(evidence: Evidence) -> Iterator[Problem]:
    doubled = evidence.rows("""
        SELECT cause, COUNT(*) AS times FROM movements GROUP BY cause HAVING COUNT(*) > 1 ORDER BY cause
    """)
    for row in doubled:
        yield Problem("causes_are_unique", row.cause, f"posted {row.times} times")


def reversals_mirror(evidence: Evidence) -> Iterator[Problem]:
    """A correction points at what it undoes, swaps its ends and carries the same goods."""
    wrong = evidence.rows("""
        SELECT undo.cause AS cause, undo.reverses AS reverses FROM movements AS undo
        LEFT JOIN movements AS done ON done.cause = undo.reverses
            AND done.product_code = undo.product_code AND done.quantity = undo.quantity
            AND done.source = undo.target AND done.target = undo.source
        WHERE undo.reverses IS NOT NULL AND done.cause IS NULL ORDER BY undo.seq
    """)
    for row in wrong:
        yield Problem("reversals_mirror", row.cause, f"is no mirror of {row.reverses}")

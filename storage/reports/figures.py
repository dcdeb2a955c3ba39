"""Sums of what came back, by reason, product and so on: one statement that reads only the spans asked for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text

from bot.core.domain.figures import Choice, Counted, CountedLine, Dimension, Discrepancy, Tally
from bot.core.domain.periods import Spans
from bot.core.domain.values import Money
from storage.transaction import Transaction
from storage.types import Moment, TenThousandths, Thousandths

# Columns of `facts` by which returns are told apart and chosen; a person by the number.
_COLUMNS: dict[Dimension, str] = {
    Dimension.TOTAL: "whole",
    Dimension.REASON: "reason",
    Dimension.PRODUCT: "product_code",
    Dimension.SUPPLIER: "supplier_code",
    Dimension.CUSTOMER: "customer_code",
    Dimension.CATEGORY: "category",
    Dimension.PERSON: "person",
    Dimension.DISCREPANCY: "discrepancy",
}
_DISCREPANCY = f"""
    CASE WHEN l.asked > 0 AND l.counted < l.asked THEN '{Discrepancy.SHORT}'
         WHEN l.asked > 0 AND l.counted > l.asked THEN '{Discrepancy.OVER}'
         WHEN l.asked = 0 AND l.counted > 0 THEN '{Discrepancy.WRONG}' END
"""
# 1 on the day an order was posted, -1 on the day it was taken back.
_MOVED = """
    SELECT o.id, o.number, o.request_id, o.currency, o.posted_at AS at, 1 AS sign
    FROM return_orders AS o WHERE o.posted_at >= :since AND o.posted_at < :until
    UNION ALL
    SELECT o.id, o.number, o.request_id, o.currency, u.undone_at, -1
    FROM undoings AS u JOIN return_orders AS o ON o.id = u.order_id AND o.posted_at IS NOT NULL
    WHERE u.undone_at >= :since AND u.undone_at < :until
"""
# Thousandths of pieces times ten-thousandths of money; each part of a line that comes off another order line
# to the cent, half up, as the credit note has it.
_CENTS = """
    COALESCE((SELECT CAST(SUM((a.quantity * a.unit_price + 50000) / 100000) AS BIGINT)
              FROM return_order_allocations AS a WHERE a.order_id = m.id AND a.line_no = l.line_no), 0)
"""


def _facts(spans: int) -> str:
    """One row for every line of every order that moved. `spans` edges are bound as edge_1, edge_2 …"""
    inner = " ".join(f"WHEN m.at < :edge_{n} THEN {n - 1}" for n in range(1, spans))
    span = f"CASE {inner} ELSE {spans - 1} END" if inner else "0"
    return f"""
    SELECT {span} AS span, m.at, m.sign, m.id, m.number, m.request_id, m.currency, l.line_no, l.product_code,
           l.reason, l.grade, l.unit, l.asked, l.counted, r.number AS request_number,
           COALESCE(r.customer_code, '') AS customer_code, CAST(r.requested_by AS TEXT) AS person,
           p.supplier_code, p.category, '' AS whole, {_DISCREPANCY} AS discrepancy,
           {_CENTS} AS cents
    FROM ({_MOVED}) AS m
    JOIN return_order_lines AS l ON l.order_id = m.id
    JOIN return_requests AS r ON r.id = m.request_id
    JOIN products AS p ON p.code = l.product_code
    """  # noqa: S608 - constants only


def _where(chosen: Sequence[Dimension]) -> str:
    return "".join(f" AND {_COLUMNS[dimension]} = :only_{dimension}" for dimension in chosen)


@cache
def _sums(spans: int, dimensions: tuple[Dimension, ...], chosen: tuple[Dimension, ...]) -> TextClause:
    """How many orders and lines by key, and beside them how much by key, unit and currency: an order whose
    lines have several units is one order."""
    parts = []
    for dimension in dimensions:
        key = _COLUMNS[dimension]
        amount = "ABS(asked - counted)" if dimension is Dimension.DISCREPANCY else "counted"
        common = f"SELECT '{dimension}' AS dimension, {key} AS key, span"
        source = f"FROM facts WHERE {key} IS NOT NULL{_where(chosen)} GROUP BY {key}, span"
        parts.append(
            f"{common}, '' AS unit, '' AS currency, COUNT(DISTINCT CASE WHEN sign > 0 THEN id END)"
            f" - COUNT(DISTINCT CASE WHEN sign < 0 THEN id END) AS returns, SUM(sign) AS lines,"
            f" 0 AS amount, 0 AS cents {source}"
        )
        sums = f"0, 0, SUM(sign * {amount}), SUM(sign * cents)"
        parts.append(f"{common}, unit, currency, {sums} {source}, unit, currency")
    return _bound(
        f"WITH facts AS MATERIALIZED ({_facts(spans)}) {' UNION ALL '.join(parts)}",
        spans,
    )


@cache
def _lines(chosen: tuple[Dimension, ...]) -> TextClause:
    page = "ORDER BY at DESC, id DESC, sign, line_no LIMIT :most OFFSET :skipped"
    sql = f"SELECT * FROM ({_facts(1)}) AS facts WHERE 1 = 1{_where(chosen)} {page}"  # noqa: S608 - constants
    return _bound(sql, 1)


def _bound(sql: str, spans: int) -> TextClause:
    moments = ["since", "until", *(f"edge_{n}" for n in range(1, spans))]
    return text(sql).bindparams(*(bindparam(name, type_=Moment()) for name in moments))


def _parameters(spans: Spans, choice: Choice) -> dict[str, Any]:
    edges = {f"edge_{n}": spans.edges[n] for n in range(1, spans.count)}
    only = {f"only_{dimension}": key for dimension, key in choice.chosen().items()}
    return {"since": spans.edges[0], "until": spans.edges[-1], **edges, **only}


def sums(tx: Transaction, spans: Spans, dimensions: Sequence[Dimension], choice: Choice) -> list[Counted]:
    statement = _sums(spans.count, tuple(dimensions), tuple(choice.chosen()))
    return [_counted(row) for row in tx.rows(statement, _parameters(spans, choice))]


def _counted(row: Any) -> Counted:
    quantity = Thousandths.from_steps(int(row.amount))
    tally = Tally(int(row.returns), int(row.lines))
    if row.currency:
        tally = Tally(quantities={row.unit: quantity}, values={row.currency: _money(row.cents)})
    return Counted(Dimension(row.dimension), row.key, row.span, tally)


def _money(cents: Any) -> Decimal:
    return TenThousandths.from_steps(int(cents) * 100)


def lines(tx: Transaction, spans: Spans, choice: Choice, limit: int, offset: int) -> list[CountedLine]:
    whole = Spans((spans.edges[0], spans.edges[-1]))
    parameters = {**_parameters(whole, choice), "most": limit, "skipped": offset}
    return [_line(row) for row in tx.rows(_lines(tuple(choice.chosen())), parameters)]


def _line(row: Any) -> CountedLine:
    at = Moment().process_result_value(row.at, None)  # type: ignore[arg-type]  # text on SQLite
    assert at is not None
    return CountedLine(
        at=at,
        sign=row.sign,
        request_id=row.request_id,
        order_number=row.number,
        request_number=row.request_number,
        line_no=row.line_no,
        customer=row.customer_code,
        product=row.product_code,
        category=row.category,
        supplier=row.supplier_code,
        person=int(row.person),
        reason=row.reason,
        grade=row.grade or "",
        unit=row.unit,
        asked=Thousandths.from_steps(int(row.asked)),
        counted=Thousandths.from_steps(int(row.counted)),
        value=Money(_money(row.cents), row.currency),
    )

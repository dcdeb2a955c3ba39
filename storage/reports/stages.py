"""Time spent in each stage, what waits now, how decisions fell, who inspected how much."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import TextClause, bindparam, text

from bot.core.domain.periods import Spans
from bot.core.domain.process import (
    RULES_OVERRIDDEN,
    Decided,
    InspectedBy,
    Stage,
    StageTime,
    Waiting,
)
from storage.engine import SQLITE
from storage.tables.returns import ORDERS_WAITING, REQUESTS_WAITING
from storage.transaction import Transaction
from storage.types import Moment


def _of_request(column: str, table: str) -> str:
    """Looked up for each row: joined, a planner may read every request there ever was."""
    return f"(SELECT {column} FROM return_requests AS r WHERE r.id = {table}.request_id)"  # noqa: S608 - constants


# `dated` is the moment by which a spell is found (each has an index), `began` and `ended` are its own.
_SPELLS = f"""
    SELECT '{Stage.APPROVAL}' AS stage, decided_at AS dated, submitted_at AS began, decided_at AS ended
    FROM return_requests WHERE decided_at >= :since AND decided_at < :until AND decided_by <> 0
        AND decided_status IN ('approved', 'refused')
    UNION ALL
    SELECT '{Stage.ARRIVAL}', finished_at, {_of_request("decided_at", "inspections")}, claimed_at
    FROM inspections WHERE finished_at >= :since AND finished_at < :until
    UNION ALL
    SELECT '{Stage.INSPECTION}', finished_at, claimed_at, finished_at
    FROM inspections WHERE finished_at >= :since AND finished_at < :until
    UNION ALL
    SELECT '{Stage.REVIEW}', posted_at, made_at, reviewed_at
    FROM return_orders WHERE posted_at >= :since AND posted_at < :until AND reviewed_at IS NOT NULL
    UNION ALL
    SELECT '{Stage.RESTOCK}', posted_at, reviewed_at, posted_at
    FROM return_orders WHERE posted_at >= :since AND posted_at < :until AND reviewed_at IS NOT NULL
    UNION ALL
    SELECT '{Stage.WHOLE}', posted_at, {_of_request("submitted_at", "return_orders")}, posted_at
    FROM return_orders WHERE posted_at >= :since AND posted_at < :until
"""  # noqa: S608 - constants only
# Of a long past only little is under way. The words are those of the partial indexes, so that these are used
# whatever the planner thinks of how statuses are spread.
_R_OPEN, _O_OPEN = f"({REQUESTS_WAITING})", f"({ORDERS_WAITING})"
_WAITING = f"""
    SELECT '{Stage.APPROVAL}' AS stage, NULL AS person_id, submitted_at AS since, number, id
    FROM return_requests WHERE {_R_OPEN} AND status IN ('submitted', 'half_approved')
    UNION ALL
    SELECT '{Stage.ANSWER}', requested_by, decided_at, number, id
    FROM return_requests WHERE {_R_OPEN} AND status = 'asked_back'
    UNION ALL
    SELECT '{Stage.ARRIVAL}', NULL, decided_at, number, id
    FROM return_requests WHERE {_R_OPEN} AND status = 'approved'
    UNION ALL
    SELECT '{Stage.INSPECTION}', i.inspector_id, i.claimed_at, r.number, r.id
    FROM (SELECT id, number FROM return_requests WHERE {_R_OPEN} AND status = 'inspecting') AS r
    JOIN inspections AS i ON i.request_id = r.id AND i.status = 'in_progress'
    UNION ALL
    SELECT '{Stage.REVIEW}', NULL, made_at, number, request_id
    FROM return_orders WHERE {_O_OPEN} AND status IN ('in_review', 'half_agreed')
    UNION ALL
    SELECT '{Stage.RESTOCK}', inspected_by, reviewed_at, number, request_id
    FROM return_orders WHERE {_O_OPEN} AND status = 'agreed'
"""  # noqa: S608 - constants only


def _seconds(moment: str, dialect: str) -> str:
    """Whole seconds since 1970, in words the engine understands."""
    if dialect == SQLITE:
        return f"CAST(strftime('%s', {moment}) AS INTEGER)"
    return f"CAST(FLOOR(EXTRACT(EPOCH FROM {moment})) AS BIGINT)"


def _bound(sql: str) -> TextClause:
    return text(sql).bindparams(*(bindparam(name, type_=Moment()) for name in ("since", "edge", "until")))


@cache
def _times(dialect: str) -> TextClause:
    seconds = f"{_seconds('ended', dialect)} - {_seconds('began', dialect)}"
    return _bound(f"""
        WITH timed AS (
            SELECT stage, CASE WHEN dated < :edge THEN 0 ELSE 1 END AS span, {seconds} AS seconds
            FROM ({_SPELLS}) AS spells WHERE began IS NOT NULL AND ended IS NOT NULL
        ), ranked AS (
            SELECT stage, span, seconds,
                   ROW_NUMBER() OVER (PARTITION BY stage, span ORDER BY seconds) AS rank,
                   COUNT(*) OVER (PARTITION BY stage, span) AS times
            FROM timed
        )
        SELECT stage, span, MAX(times) AS times,
               MIN(CASE WHEN rank * 2 >= times THEN seconds END) AS median,
               MIN(CASE WHEN rank * 10 >= times * 9 THEN seconds END) AS ninth_decile
        FROM ranked GROUP BY stage, span
    """)  # noqa: S608 - constants only


_WAITS = text(f"""
    SELECT stage, person_id, since, number, id, times FROM (
        SELECT stage, person_id, since, number, id,
               COUNT(*) OVER (PARTITION BY stage, person_id) AS times,
               ROW_NUMBER() OVER (PARTITION BY stage, person_id ORDER BY since, number) AS place
        FROM ({_WAITING}) AS waits
    ) AS placed WHERE place = 1 ORDER BY stage, since, number
""")  # noqa: S608 - constants only
# A finding is kept as ["CODE", "ask", {…}].
_OVERRIDDEN = " OR ".join(f"""findings LIKE '%["{code}", "ask"%'""" for code in RULES_OVERRIDDEN)
_DECIDED = _bound(f"""
    SELECT CASE WHEN decided_at < :edge THEN 0 ELSE 1 END AS span, COUNT(*) AS times,
           SUM(CASE WHEN decided_by = 0 THEN 1 ELSE 0 END) AS automatic,
           SUM(CASE WHEN decided_status = 'refused' THEN 1 ELSE 0 END) AS refused,
           SUM(CASE WHEN decided_by <> 0 AND decided_status = 'approved' AND ({_OVERRIDDEN})
               THEN 1 ELSE 0 END) AS overridden
    FROM return_requests WHERE decided_at >= :since AND decided_at < :until
        AND decided_status IN ('approved', 'refused')
    GROUP BY CASE WHEN decided_at < :edge THEN 0 ELSE 1 END
""")  # noqa: S608 - constants only
_INSPECTED = _bound("""
    SELECT CASE WHEN finished_at < :edge THEN 0 ELSE 1 END AS span, inspector_id, COUNT(*) AS times
    FROM inspections WHERE finished_at >= :since AND finished_at < :until
    GROUP BY CASE WHEN finished_at < :edge THEN 0 ELSE 1 END, inspector_id
""")


_WAITS_SINCE = text(f"""
    SELECT stage, person_id, since, number, id FROM ({_WAITING}) AS waits
    WHERE stage = :stage AND since > :after AND since <= :until ORDER BY since, number LIMIT :most
""").bindparams(bindparam("after", type_=Moment()), bindparam("until", type_=Moment()))  # noqa: S608 - constants only
_DRAFTS = text("""
    SELECT r.id, r.requested_by FROM return_requests AS r
    WHERE r.status = 'draft' AND r.created_at > :after AND r.created_at <= :until
        AND EXISTS (SELECT 1 FROM return_lines AS l WHERE l.request_id = r.id)
    ORDER BY r.id
""").bindparams(bindparam("after", type_=Moment()), bindparam("until", type_=Moment()))


def _edges(spans: Spans) -> dict[str, Any]:
    """Two spans: before, and the period."""
    since, edge, until = spans.edges
    return {"since": since, "edge": edge, "until": until}


def stage_times(tx: Transaction, spans: Spans) -> list[StageTime]:
    return [
        StageTime(Stage(row.stage), row.span, int(row.times), int(row.median), int(row.ninth_decile))
        for row in tx.rows(_times(tx.dialect), _edges(spans))
    ]


def waiting(tx: Transaction) -> list[Waiting]:
    found = []
    for row in tx.rows(_WAITS):
        since = _moment(row.since)
        found.append(Waiting(Stage(row.stage), row.person_id, int(row.times), since, row.number, row.id))
    return found


def waiting_since(
    tx: Transaction, stage: Stage, after: datetime, until: datetime, limit: int
) -> list[Waiting]:
    rows = tx.rows(_WAITS_SINCE, {"stage": stage.value, "after": after, "until": until, "most": limit})
    return [Waiting(stage, row.person_id, 1, _moment(row.since), row.number, row.id) for row in rows]


def drafts_of(tx: Transaction, after: datetime, until: datetime) -> list[tuple[int, int]]:
    return [(row.id, row.requested_by) for row in tx.rows(_DRAFTS, {"after": after, "until": until})]


def _moment(value: Any) -> datetime:
    """Text on SQLite."""
    moment = Moment().process_result_value(value, None)  # type: ignore[arg-type]  # needs no dialect
    assert moment is not None
    return moment


def decided(tx: Transaction, spans: Spans) -> list[Decided]:
    return [
        Decided(row.span, int(row.times), int(row.automatic), int(row.refused), int(row.overridden))
        for row in tx.rows(_DECIDED, _edges(spans))
    ]


def inspected(tx: Transaction, spans: Spans) -> list[InspectedBy]:
    return [
        InspectedBy(row.span, row.inspector_id, int(row.times)) for row in tx.rows(_INSPECTED, _edges(spans))
    ]

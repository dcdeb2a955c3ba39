"""Reports worked out in plain Python over the whole state: the calculation that SQL is compared with."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from bot.core.domain.figures import Choice, Counted, CountedLine, Dimension, Discrepancy, Tally
from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.periods import Spans
from bot.core.domain.policy_review import REVIEWED_CODES, Judged
from bot.core.domain.process import RULES_OVERRIDDEN, Decided, InspectedBy, Stage, StageTime, Waiting
from bot.core.domain.return_order import OrderStatus, ReturnOrder, ReturnOrderLine
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.schedule import JobRun, RunStatus
from bot.core.domain.values import Money
from bot.core.domain.weekly_summary import Ratings

if TYPE_CHECKING:
    from tests.support.memory_ports import State

Spell = tuple[Stage, datetime, datetime, datetime]  # dated, began, ended
Wait = tuple[Stage, int | None, datetime, str, int]


class MemoryReports:
    def __init__(self, state: State) -> None:
        self._state = state

    # ── what came back ──
    def sums(self, spans: Spans, dimensions: Sequence[Dimension], choice: Choice) -> list[Counted]:
        lines = [line for line in self._lines() if _chosen(line, choice)]
        result = []
        for dimension in dimensions:
            spanned = [(span, x) for x in lines if (span := spans.of(x.at)) is not None]
            keyed = [(key, span, x) for span, x in spanned for key in _keys(dimension, x)]
            keyed.sort(key=lambda found: found[:2])
            for (key, span), found in groupby(keyed, key=lambda entry: entry[:2]):
                tally = _tally(dimension, [line for _, _, line in found])
                result.append(Counted(dimension, key, span, tally))
        return result

    def lines(self, spans: Spans, choice: Choice, limit: int, offset: int = 0) -> list[CountedLine]:
        ids = {order.number: order.id for order in self._state.return_orders.values()}
        whole = Spans((spans.edges[0], spans.edges[-1]))
        found = [x for x in self._lines() if whole.of(x.at) is not None and _chosen(x, choice)]
        found.sort(key=lambda x: (-x.at.timestamp(), -ids[x.order_number], x.sign, x.line_no))
        return found[offset : offset + limit]

    def _lines(self) -> Iterator[CountedLine]:
        for order in self._state.return_orders.values():
            if order.posted_at is None:
                continue
            moves = [(order.posted_at, 1)] + ([(order.undone.at, -1)] if order.undone else [])
            for at, sign in moves:
                for line in order.lines:
                    yield self._line(order, line, at, sign)

    def _line(self, order: ReturnOrder, line: ReturnOrderLine, at: datetime, sign: int) -> CountedLine:
        request = self._state.requests[order.request_id]
        product = self._state.products[line.product_code]
        return CountedLine(
            at=at,
            sign=sign,
            request_id=request.id,
            order_number=order.number,
            request_number=request.number,
            line_no=line.line_no,
            customer=request.customer_code or "",
            product=line.product_code,
            category=product.category,
            supplier=product.supplier_code,
            person=request.requested_by,
            reason=line.reason,
            grade=line.grade.value if line.grade else "",
            unit=line.counted.unit,
            asked=line.asked.amount,
            counted=line.counted.amount,
            value=line.value(order.currency).rounded(),
        )

    def recovered(self, spans: Spans) -> list[Money]:
        sums: dict[str, Decimal] = {}
        for note in self._state.debit_notes.values():
            if spans.of(note.issued_at) is not None:
                sums[note.value.currency] = sums.get(note.value.currency, Decimal(0)) + note.value.amount
        return [Money(amount, currency) for currency, amount in sorted(sums.items())]

    def ratings(self, spans: Spans) -> Ratings | None:
        stars = [r.stars for r in self._state.ratings.values() if spans.of(r.rated_at) is not None]
        return Ratings(len(stars), Decimal(sum(stars)) / len(stars)) if stars else None

    # ── the process ──
    def stage_times(self, spans: Spans) -> list[StageTime]:
        found: dict[tuple[Stage, int], list[int]] = {}
        for stage, dated, began, ended in self._spells():
            span = spans.of(dated)
            if span is not None:
                seconds = math.floor(ended.timestamp()) - math.floor(began.timestamp())
                found.setdefault((stage, span), []).append(seconds)
        return [
            StageTime(stage, span, len(times), _nearest(times, 50), _nearest(times, 90))
            for (stage, span), times in found.items()
        ]

    def _spells(self) -> Iterator[Spell]:
        for request in self._state.requests.values():
            decision = request.decision
            final = (ReturnStatus.APPROVED, ReturnStatus.REFUSED)
            if decision and decision.by and decision.status in final and request.submitted_at:
                yield Stage.APPROVAL, decision.at, request.submitted_at, decision.at
        for inspection in self._state.inspections.values():
            decision = self._state.requests[inspection.request_id].decision
            if inspection.finished_at is None:
                continue
            if decision:
                yield Stage.ARRIVAL, inspection.finished_at, decision.at, inspection.claimed_at
            yield Stage.INSPECTION, inspection.finished_at, inspection.claimed_at, inspection.finished_at
        for order in self._state.return_orders.values():
            if order.posted_at is None or order.reviewed_at is None:
                continue
            yield Stage.REVIEW, order.posted_at, order.made_at, order.reviewed_at
            yield Stage.RESTOCK, order.posted_at, order.reviewed_at, order.posted_at
            submitted = self._state.requests[order.request_id].submitted_at
            if submitted:
                yield Stage.WHOLE, order.posted_at, submitted, order.posted_at

    def waiting(self) -> list[Waiting]:
        waits = sorted(self._waits(), key=lambda w: (w[0], w[1] or 0, w[2], w[3]))
        result = []
        for (stage, person), found in groupby(waits, key=lambda w: w[:2]):
            listed = list(found)
            _, _, since, number, request_id = listed[0]
            result.append(Waiting(stage, person, len(listed), since, number, request_id))
        return sorted(result, key=lambda w: (w.stage, w.oldest_since, w.oldest_number))

    def _waits(self) -> Iterator[Wait]:
        for r in self._state.requests.values():
            decided = r.decision.at if r.decision else None
            if r.status in (ReturnStatus.SUBMITTED, ReturnStatus.HALF_APPROVED) and r.submitted_at:
                yield Stage.APPROVAL, None, r.submitted_at, r.number, r.id
            elif r.status is ReturnStatus.ASKED_BACK and decided:
                yield Stage.ANSWER, r.requested_by, decided, r.number, r.id
            elif r.status is ReturnStatus.APPROVED and decided:
                yield Stage.ARRIVAL, None, decided, r.number, r.id
        for i in self._state.inspections.values():
            request = self._state.requests[i.request_id]
            if i.status is InspectionStatus.IN_PROGRESS and request.status is ReturnStatus.INSPECTING:
                yield Stage.INSPECTION, i.inspector_id, i.claimed_at, request.number, request.id
        for o in self._state.return_orders.values():
            if o.status in (OrderStatus.IN_REVIEW, OrderStatus.HALF_AGREED):
                yield Stage.REVIEW, None, o.made_at, o.number, o.request_id
            elif o.status is OrderStatus.AGREED and o.reviewed_at:
                yield Stage.RESTOCK, o.inspected_by, o.reviewed_at, o.number, o.request_id

    def waiting_since(self, stage: Stage, after: datetime, until: datetime, limit: int = 50) -> list[Waiting]:
        found = [w for w in self._waits() if w[0] is stage and after < w[2] <= until]
        found.sort(key=lambda w: w[2:4])
        return [Waiting(stage, w[1], 1, *w[2:5]) for w in found[:limit]]

    def drafts_of(self, after: datetime, until: datetime) -> list[tuple[int, int]]:
        return [
            (r.id, r.requested_by)
            for r in self._state.requests.values()
            if r.status is ReturnStatus.DRAFT and r.lines and after < r.created_at <= until
        ]

    def decided(self, spans: Spans) -> list[Decided]:
        result: dict[int, Decided] = {}
        for request in self._state.requests.values():
            decision = request.decision
            span = spans.of(decision.at) if decision else None
            if decision is None or span is None or decision.status is ReturnStatus.ASKED_BACK:
                continue
            refused = decision.status is ReturnStatus.REFUSED
            against = any(f.code in RULES_OVERRIDDEN and f.decides == "ask" for f in request.findings)
            known = result.get(span, Decided(span, 0, 0, 0, 0))
            result[span] = replace(
                known,
                count=known.count + 1,
                automatic=known.automatic + (decision.by == 0),
                refused=known.refused + refused,
                overridden=known.overridden + (bool(decision.by) and not refused and against),
            )
        return list(result.values())

    def judged(self, spans: Spans, limit: int, offset: int = 0) -> list[Judged]:
        found = []
        for request in self._state.requests.values():
            decision = request.decision
            span = spans.of(decision.at) if decision else None
            against = any(finding.code in REVIEWED_CODES for finding in request.findings)
            if decision is None or span is None or not against or decision.status is ReturnStatus.ASKED_BACK:
                continue
            refused = decision.status is ReturnStatus.REFUSED
            customer, findings = request.customer_code or "", tuple(request.findings)
            facts = (span, request.id, request.number, customer, refused, request.value, findings)
            found.append((decision.at, request.id, Judged(*facts)))
        found.sort(key=lambda entry: entry[:2], reverse=True)
        return [one for _, _, one in found[offset : offset + limit]]

    def inspected(self, spans: Spans) -> list[InspectedBy]:
        result: dict[tuple[int, int], int] = {}
        for inspection in self._state.inspections.values():
            span = spans.of(inspection.finished_at)
            if span is not None:
                key = (span, inspection.inspector_id)
                result[key] = result.get(key, 0) + 1
        return [InspectedBy(span, person, count) for (span, person), count in result.items()]


def _chosen(line: CountedLine, choice: Choice) -> bool:
    return all(str(getattr(line, d.value)) == key for d, key in choice.chosen().items())


def _keys(dimension: Dimension, line: CountedLine) -> list[str]:
    if dimension is Dimension.TOTAL:
        return [""]
    if dimension is Dimension.DISCREPANCY:
        kind = _discrepancy(line)
        return [kind] if kind else []
    return [str(getattr(line, dimension.value))]


def _discrepancy(line: CountedLine) -> Discrepancy | None:
    if not line.asked:
        return Discrepancy.WRONG if line.counted else None
    if line.counted == line.asked:
        return None
    return Discrepancy.SHORT if line.counted < line.asked else Discrepancy.OVER


def _tally(dimension: Dimension, lines: Sequence[CountedLine]) -> Tally:
    returns = len({x.order_number for x in lines if x.sign > 0}) - len(
        {x.order_number for x in lines if x.sign < 0}
    )
    tally = Tally(returns)
    for line in lines:
        moved = abs(line.asked - line.counted) if dimension is Dimension.DISCREPANCY else line.counted
        one = Tally(
            0,
            line.sign,
            {line.unit: line.sign * moved},
            {line.value.currency: line.sign * line.value.amount},
        )
        tally = tally.plus(one)
    return tally


def _nearest(times: list[int], percent: int) -> int:
    """Nearest rank."""
    return sorted(times)[math.ceil(len(times) * percent / 100) - 1]


class MemoryJobRuns:
    def __init__(self, state: State) -> None:
        self._runs = state.job_runs

    def begin(self, run: JobRun) -> bool:
        known = self._runs.get((run.job, run.period))
        if known is not None and known.status is not RunStatus.FAILED:
            return False
        self._runs[run.job, run.period] = replace(run, attempts=known.attempts + 1 if known else run.attempts)
        return True

    def end(self, run: JobRun) -> None:
        self._runs[run.job, run.period] = replace(self._runs[run.job, run.period], told=run.told)

    def of(self, job: str, period: str) -> JobRun | None:
        return self._runs.get((job, period))

    def last(self, job: str, limit: int = 1) -> list[JobRun]:
        found = [run for run in self._runs.values() if run.job == job]
        return sorted(found, key=lambda run: (run.ran_at, run.period), reverse=True)[:limit]

"""Rules 3, 5 and 6 on paper: credit notes, document numbers, the operation log, states, files."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from enum import StrEnum

from sqlalchemy import select

from bot.core.domain.case import CaseStatus
from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.later_step import StepStatus
from bot.core.domain.notice import NoticeStatus
from bot.core.domain.operation_log import FIRST, LogEntry, is_genuine
from bot.core.domain.parcel import ParcelStatus
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.supplier_claim import ClaimStatus
from storage import tables as t
from storage.checks.evidence import Evidence, Problem
from storage.photos import FileDamaged

_NUMBER = re.compile(r"([A-Z]{2})-(\d{4})-(\d{5,})")
_KINDS = ("RR", "RO", "CN", "SC", "DN", "LS", "UP", "CA")
_NUMBERED = (
    "return_requests",
    "return_orders",
    "credit_notes",
    "supplier_claims",
    "debit_notes",
    "later_steps",
    "parcels",
    "cases",
)
_STATES: dict[str, type[StrEnum]] = {
    "return_requests": ReturnStatus,
    "inspections": InspectionStatus,
    "parcels": ParcelStatus,
    "cases": CaseStatus,
    "return_orders": OrderStatus,
    "supplier_claims": ClaimStatus,
    "later_steps": StepStatus,
    "notices": NoticeStatus,
}


def numbers_are_gapless(evidence: Evidence) -> Iterator[Problem]:
    used: dict[tuple[str, int], list[int]] = defaultdict(list)
    for table in _NUMBERED:
        for row in evidence.rows(f"SELECT number FROM {table} WHERE number IS NOT NULL"):  # noqa: S608
            match = _NUMBER.fullmatch(row.number)
            if match is None:
                yield Problem("numbers_are_gapless", row.number, "is no document number")
            else:
                used[match[1], int(match[2])].append(int(match[3]))
    counters = {(row.kind, row.year): row.last for row in evidence.rows("SELECT * FROM numbers")}
    for kind, year in sorted(used.keys() | {key for key in counters if key[0] in _KINDS}):
        last, numbers = counters.get((kind, year), 0), used[kind, year]
        missing = sorted(set(range(1, last + 1)) - set(numbers))
        if missing:
            yield Problem("numbers_are_gapless", f"{kind}-{year}", f"missing: {_first(missing)}")
        if len(numbers) != len(set(numbers)) or max(numbers, default=0) > last:
            yield Problem("numbers_are_gapless", f"{kind}-{year}", f"the counter stands at {last}")


def _first(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:5])
    return shown if len(numbers) <= 5 else f"{shown} and {len(numbers) - 5} more"


def log_is_unbroken(evidence: Evidence) -> Iterator[Problem]:
    """Every entry follows the one before it and is signed with the key; the head knows the last one."""
    previous, seq = FIRST, 0
    for row in evidence.tx.connection.execute(select(t.operation_log).order_by(t.operation_log.c.seq)):
        entry = LogEntry(**row._asdict())
        if entry.seq != seq + 1:
            yield Problem("log_is_unbroken", f"log {entry.seq}", f"follows {seq}")
        if not is_genuine(evidence.log_key, entry, previous):
            yield Problem("log_is_unbroken", f"log {entry.seq}", "is not what was written")
        previous, seq = entry.digest, entry.seq
    for head in evidence.rows("SELECT seq, digest FROM log_head"):
        if (head.seq, head.digest) != (seq, previous):
            yield Problem(
                "log_is_unbroken", f"log {head.seq}", f"the head is at {head.seq}, the log ends at {seq}"
            )


def states_are_known(evidence: Evidence) -> Iterator[Problem]:
    for table, states in _STATES.items():
        known = {state.value for state in states}
        for row in evidence.rows(f"SELECT id, status FROM {table} ORDER BY id"):  # noqa: S608
            if row.status not in known:
                yield Problem("states_are_known", f"{table} {row.id}", f"no such state: {row.status}")


def photos_are_there(evidence: Evidence) -> Iterator[Problem]:
    rows = evidence.rows("""
        SELECT sha256 FROM request_photos UNION SELECT sha256 FROM inspection_photos
        UNION SELECT sha256 FROM claim_photos UNION SELECT sha256 FROM parcel_photos
        UNION SELECT sha256 FROM case_photos ORDER BY sha256
    """)
    for row in rows:
        yield from _file_problem("photos_are_there", row.sha256, evidence.photos.read)
        yield from _thumbnail_problem(evidence, row.sha256)


def papers_are_there(evidence: Evidence) -> Iterator[Problem]:
    if evidence.papers is None:
        return
    papers = evidence.rows("""
        SELECT paper FROM return_orders WHERE paper <> ''
        UNION SELECT paper FROM credit_notes WHERE paper <> ''
        UNION SELECT paper FROM debit_notes WHERE paper <> ''
        ORDER BY paper
    """)
    for row in papers:
        yield from _file_problem("papers_are_there", row.paper, evidence.papers.read)


def _file_problem(rule: str, sha256: str, read: Callable[[str], bytes]) -> Iterator[Problem]:
    try:
        read(sha256)
    except FileNotFoundError:
        yield Problem(rule, sha256, "the file is missing")
    except (FileDamaged, ValueError):
        yield Problem(rule, sha256, "the file is not what was stored")


def _thumbnail_problem(evidence: Evidence, sha256: str) -> Iterator[Problem]:
    try:
        evidence.photos.read_thumbnail(sha256)
    except (FileNotFoundError, ValueError):
        yield Problem("photos_are_there", sha256, "the thumbnail is missing")

"""The journal of a period: every credit, counter and debit note, balanced, as a bookkeeper posts them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.domain.events import JournalExported
from bot.core.domain.journal import Posting, credit_postings, debit_postings
from bot.core.domain.money_errors import PeriodInvalid
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

MOST_DAYS = 3_660  # ten years
RECORD = "journal"  # what the log calls it


@dataclass(frozen=True, slots=True)
class Journal:
    """`first` and `last` are days of the desk's calendar, both within."""

    first: date
    last: date
    postings: tuple[Posting, ...]

    @property
    def documents(self) -> int:
        return len({posting.document for posting in self.postings})


def export_journal(uow: UnitOfWork, actor: Person, first: date, last: date) -> Journal:
    """By day and number; the same document is the same rows whenever it is exported. Raises NotAllowed,
    PeriodInvalid."""
    ensure_period(actor, first, last)
    begin, end = _midnight(first, uow.rules.timezone), _midnight(last + timedelta(days=1), uow.rules.timezone)
    postings = [*_of_customers(uow, begin, end), *_of_suppliers(uow, begin, end)]
    postings.sort(key=lambda posting: (posting.day, posting.document, posting.line))
    journal = Journal(first, last, tuple(postings))
    publish(
        uow,
        JournalExported(
            record=RECORD,
            actor_id=actor.id,
            at=uow.now,
            first=first.isoformat(),
            last=last.isoformat(),
            documents=journal.documents,
        ),
    )
    return journal


def days_to_export(uow: UnitOfWork, actor: Person) -> date:
    """Today on the desk's calendar, from which the usual periods are counted. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_MONEY)
    return uow.now.astimezone(uow.rules.timezone).date()


def ensure_period(actor: Person, first: date, last: date) -> None:
    """Raises NotAllowed, PeriodInvalid."""
    ensure_can(actor, Permission.SEE_MONEY)
    if not first <= last or (last - first).days >= MOST_DAYS:
        raise PeriodInvalid(first=first.isoformat(), last=last.isoformat(), most=MOST_DAYS)


def month_of(day: date) -> tuple[date, date]:
    """Its first and last day."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _of_customers(uow: UnitOfWork, begin: datetime, end: datetime) -> list[Posting]:
    notes = uow.credit_notes.issued(begin, end)
    customers = uow.companies.customers({note.customer_code for note in notes if note.customer_code})
    rows: list[Posting] = []
    for note in notes:
        cancelled = uow.credit_notes.get(note.cancels) if note.cancels else None
        customer = customers.get(note.customer_code or "")
        rows += credit_postings(
            note,
            uow.rules.accounts,
            uow.rules.timezone,
            name=customer.name if customer else "",
            cancelled=cancelled,
        )
    return rows


def _of_suppliers(uow: UnitOfWork, begin: datetime, end: datetime) -> list[Posting]:
    notes = uow.debit_notes.issued(begin, end)
    suppliers = uow.companies.suppliers({note.supplier_code for note in notes})
    rows: list[Posting] = []
    for note in notes:
        supplier = suppliers.get(note.supplier_code)
        name = supplier.name if supplier else ""
        rows += debit_postings(note, uow.rules.accounts, uow.rules.timezone, name=name)
    return rows

"""Do goods and money agree? Every way they can disagree has a name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain.books import Books, OrderBooked
from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.supplier_claim import WITH_MONEY, ClaimStatus
from bot.core.domain.values import CENT, Money

STANDING = frozenset({NoteStatus.OPEN, NoteStatus.SETTLED})  # the customer has it, or will


class MismatchKind(StrEnum):
    NOTE_MISSING = "note_missing"  # facts: due
    NOTE_WITHOUT_ORDER = "note_without_order"  # facts: order, status
    REVERSED_KEEPS_NOTE = "reversed_keeps_note"  # facts: order
    NOTE_DIFFERS = "note_differs"  # facts: order, value, due
    FEE_DIFFERS = "fee_differs"  # facts: order, value, due
    ORDER_NAMES_ANOTHER = "order_names_another"  # facts: order, named
    CANCELLED_TWICE = "cancelled_twice"  # facts: counters
    COUNTER_MISSING = "counter_missing"
    COUNTER_DIFFERS = "counter_differs"  # facts: note, value, due
    OVER_CREDITED = "over_credited"  # facts: sold, returned, paid, credited
    DEBIT_MISSING = "debit_missing"
    DEBIT_WITHOUT_CLAIM = "debit_without_claim"  # facts: claim
    GOODS_DIFFER = "goods_differ"  # facts: product, counted, moved
    CURRENCY_MIX = "currency_mix"  # facts: currencies


@dataclass(frozen=True, slots=True)
class Mismatch:
    """`record` is the document it is about; facts are plain texts."""

    kind: MismatchKind
    record: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MoneyCheck:
    """One run. `standing` are the credit notes that count, `credited` their value by currency, and likewise
    for what suppliers owe."""

    at: datetime
    checked_by: int
    standing: int
    credited: dict[str, str]
    debit_notes: int
    claimed: dict[str, str]
    mismatches: tuple[Mismatch, ...]
    id: int = 0


def check_of(books: Books, *, at: datetime, by: int) -> MoneyCheck:
    standing = [note for note in books.credit_notes if note.status in STANDING]
    return MoneyCheck(
        at=at,
        checked_by=by,
        standing=len(standing),
        credited=_sums(note.value for note in standing),
        debit_notes=len(books.debit_notes),
        claimed=_sums(note.value for note in books.debit_notes),
        mismatches=tuple(mismatches(books)),
    )


def _sums(values: Iterator[Money]) -> dict[str, str]:
    sums: dict[str, Money] = {}
    for value in values:
        sums[value.currency] = sums.get(value.currency, Money.zero(value.currency)) + value
    return {currency: f"{total.rounded().amount}" for currency, total in sorted(sums.items())}


def mismatches(books: Books) -> Iterator[Mismatch]:
    """In the order of the kinds' rooms: notes, counter notes, order lines, suppliers, goods."""
    yield from _orders_against_notes(books)
    yield from _counters(books)
    yield from _order_lines(books)
    yield from _suppliers(books)
    for goods in books.goods:
        if goods.counted != goods.moved:
            facts = {
                "product": goods.product_code,
                "counted": str(goods.counted),
                "moved": str(goods.moved),
            }
            yield Mismatch(MismatchKind.GOODS_DIFFER, goods.order_number, facts)


def _orders_against_notes(books: Books) -> Iterator[Mismatch]:
    orders = {order.number: order for order in books.orders}
    noted: set[str] = set()
    for note in books.credit_notes:
        if note.order_number and note.status in STANDING:
            noted.add(note.order_number)
            yield from _note_against_order(note, orders.get(note.order_number))
    for order in books.orders:
        if not order.currencies <= {order.value.currency}:
            yield _mix(order.number, order.currencies | {order.value.currency})
        due = _due(order)
        if order.status is OrderStatus.POSTED and order.number not in noted and due > _cents(order):
            yield Mismatch(MismatchKind.NOTE_MISSING, order.number, {"due": str(due)})


def _due(order: OrderBooked) -> Money:
    nothing = Money.zero(order.value.currency)
    return max(order.value - order.fee, nothing) if order.is_credited else nothing


def _cents(order: OrderBooked) -> Money:
    """What the cap on each order line may have cut off: a cent for every part of that line with a fraction
    of one. What was rounded up for earlier orders is missing to the last."""
    return Money(CENT * order.fine_parts, order.value.currency)


def _note_against_order(note: CreditNote, order: OrderBooked | None) -> Iterator[Mismatch]:
    number = note.order_number
    if order is None or order.status not in (OrderStatus.POSTED, OrderStatus.REVERSED):
        status = order.status.value if order else ""
        facts = {"order": number, "status": status}
        yield Mismatch(MismatchKind.NOTE_WITHOUT_ORDER, note.number, facts)
        return
    if order.status is OrderStatus.REVERSED:
        yield Mismatch(MismatchKind.REVERSED_KEEPS_NOTE, note.number, {"order": number})
        return
    if note.value.currency != order.value.currency:
        yield _mix(note.number, {note.value.currency, order.value.currency})
        return
    if order.credit_note != note.number:
        facts = {"order": number, "named": order.credit_note}
        yield Mismatch(MismatchKind.ORDER_NAMES_ANOTHER, note.number, facts)
    due = _due(order)
    if not due - _cents(order) <= note.value <= due:
        facts = {"order": number, "value": str(note.value), "due": str(due)}
        yield Mismatch(MismatchKind.NOTE_DIFFERS, note.number, facts)
    elif note.fee != order.fee:
        facts = {"order": number, "value": str(note.fee), "due": str(order.fee)}
        yield Mismatch(MismatchKind.FEE_DIFFERS, note.number, facts)


def _counters(books: Books) -> Iterator[Mismatch]:
    notes = {note.number: note for note in books.credit_notes}
    counters: dict[str, list[CreditNote]] = defaultdict(list)
    for note in books.credit_notes:
        if note.cancels:
            counters[note.cancels].append(note)
    for number, found in counters.items():
        if len(found) > 1:
            facts = {"counters": ", ".join(counter.number for counter in found)}
            yield Mismatch(MismatchKind.CANCELLED_TWICE, number, facts)
        first = notes.get(number)
        for counter in found:
            if first is None or first.status is not NoteStatus.CANCELLED or not _mirrors(counter, first):
                due = str(Money.zero(first.value.currency) - first.value) if first else ""
                facts = {"note": number, "value": str(counter.value), "due": due}
                yield Mismatch(MismatchKind.COUNTER_DIFFERS, counter.number, facts)
    for note in books.credit_notes:
        if note.status is NoteStatus.CANCELLED and note.number not in counters:
            yield Mismatch(MismatchKind.COUNTER_MISSING, note.number)


def _mirrors(counter: CreditNote, note: CreditNote) -> bool:
    if counter.value.currency != note.value.currency:
        return False
    return not (counter.value + note.value) and not (counter.fee + note.fee)


def _order_lines(books: Books) -> Iterator[Mismatch]:
    for line in books.sold:
        record = f"{line.order_no}/{line.order_line}"
        if not line.currencies <= {line.paid.currency}:
            yield _mix(record, line.currencies | {line.paid.currency})
        elif line.returned > line.sold or line.credited > line.paid:
            facts = {
                "sold": str(line.sold),
                "returned": str(line.returned),
                "paid": str(line.paid),
                "credited": str(line.credited),
            }
            yield Mismatch(MismatchKind.OVER_CREDITED, record, facts)


def _suppliers(books: Books) -> Iterator[Mismatch]:
    notes = {note.cause.removeprefix("claim:"): note for note in books.debit_notes}
    for claim in books.claims:
        with_money = claim.status is ClaimStatus.SETTLED and claim.outcome in WITH_MONEY
        note = notes.get(claim.number)
        if with_money and (note is None or note.number != claim.debit_note):
            yield Mismatch(MismatchKind.DEBIT_MISSING, claim.number)
        elif note is not None and note.value.currency != claim.currency:
            yield _mix(note.number, {note.value.currency, claim.currency})
        if with_money:
            notes.pop(claim.number, None)
    for number, left in notes.items():
        yield _unclaimed(left, number)


def _unclaimed(note: DebitNote, claim: str) -> Mismatch:
    return Mismatch(MismatchKind.DEBIT_WITHOUT_CLAIM, note.number, {"claim": claim})


def _mix(record: str, currencies: frozenset[str] | set[str]) -> Mismatch:
    return Mismatch(MismatchKind.CURRENCY_MIX, record, {"currencies": ", ".join(sorted(currencies))})

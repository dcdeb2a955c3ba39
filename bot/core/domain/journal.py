"""Documents as a bookkeeper posts them: double entry, balanced document by document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.values import Money


class PostingKind(StrEnum):
    """What a row says in words; the texts are the reader's."""

    RETURNS = "returns"  # goods came back
    CHARGES = "charges"  # money without goods
    FEES = "fees"  # the restocking fee kept
    CUSTOMER = "customer"  # what the customer gets
    SUPPLIER = "supplier"  # what the supplier owes
    CLAIMS = "claims"  # recovered from suppliers


@dataclass(frozen=True, slots=True)
class Accounts:
    """The bookkeeper's account for each kind; plain defaults, set in the settings."""

    returns: str = "4100"
    charges: str = "4110"
    fees: str = "4120"
    customers: str = "1100"
    suppliers: str = "2100"
    claims: str = "5100"

    def of(self, kind: PostingKind) -> str:
        return {
            PostingKind.RETURNS: self.returns,
            PostingKind.CHARGES: self.charges,
            PostingKind.FEES: self.fees,
            PostingKind.CUSTOMER: self.customers,
            PostingKind.SUPPLIER: self.suppliers,
            PostingKind.CLAIMS: self.claims,
        }[kind]


DEFAULT_ACCOUNTS = Accounts()


@dataclass(frozen=True, slots=True)
class Posting:
    """One row. Exactly one of `debit` and `credit` is more than nothing. `reference` is the document behind
    it: the return order, the claim, the note that is cancelled."""

    document: str
    line: int
    day: date  # of the desk's own calendar
    account: str
    kind: PostingKind
    partner: str  # the customer's or supplier's code
    partner_name: str
    reference: str
    debit: Money
    credit: Money


@dataclass(frozen=True, slots=True)
class Document:
    """What the rows of one document share."""

    number: str
    day: date
    partner: str
    partner_name: str
    reference: str


def credit_postings(
    note: CreditNote,
    accounts: Accounts,
    zone: ZoneInfo,
    *,
    name: str = "",
    cancelled: CreditNote | None = None,
) -> list[Posting]:
    """What was paid against what the customer gets and the fee that is kept. A counter note has the sides
    swapped, its amounts above zero; it needs the note it cancels."""
    origin = cancelled or note
    paid_for = PostingKind.RETURNS if origin.order_number else PostingKind.CHARGES
    sums = (
        (paid_for, note.gross),
        (PostingKind.FEES, _other_side(note.fee)),
        (PostingKind.CUSTOMER, _other_side(note.value)),
    )
    reference = note.cancels or note.order_number or _after_kind(note.cause)
    day = note.issued_at.astimezone(zone).date()
    document = Document(note.number, day, note.customer_code or "", name, reference)
    return list(_rows(document, accounts, sums))


def debit_postings(note: DebitNote, accounts: Accounts, zone: ZoneInfo, *, name: str = "") -> list[Posting]:
    """What the supplier owes against what is recovered."""
    sums = ((PostingKind.SUPPLIER, note.value), (PostingKind.CLAIMS, _other_side(note.value)))
    day = note.issued_at.astimezone(zone).date()
    document = Document(note.number, day, note.supplier_code, name, _after_kind(note.cause))
    return list(_rows(document, accounts, sums))


def totals(postings: Iterable[Posting]) -> dict[str, tuple[Money, Money]]:
    """Debit and credit by currency; the two are alike, or the journal is not one."""
    sums: dict[str, tuple[Money, Money]] = {}
    for posting in postings:
        currency = posting.debit.currency
        debit, credit = sums.get(currency, (Money.zero(currency), Money.zero(currency)))
        sums[currency] = (debit + posting.debit, credit + posting.credit)
    return sums


def _rows(
    document: Document, accounts: Accounts, sums: Iterable[tuple[PostingKind, Money]]
) -> Iterator[Posting]:
    """Above zero stands in debit, below zero in credit; nothing is no row."""
    line = 0
    for kind, value in sums:
        if not value:
            continue
        line += 1
        nothing = Money.zero(value.currency)
        debit, credit = (value, nothing) if value > nothing else (nothing, _other_side(value))
        yield Posting(
            document=document.number,
            line=line,
            day=document.day,
            account=accounts.of(kind),
            kind=kind,
            partner=document.partner,
            partner_name=document.partner_name,
            reference=document.reference,
            debit=debit,
            credit=credit,
        )


def _other_side(value: Money) -> Money:
    return Money.zero(value.currency) - value


def _after_kind(cause: str) -> str:
    """ "charge:A-1:POST" is "A-1:POST", "claim:SC-2026-00012" the claim's number."""
    return cause.partition(":")[2]

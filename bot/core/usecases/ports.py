"""What the use cases need of the outside world. `storage` and the tests' in-memory ports implement it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bot.core.domain.credit_note import CreditNote
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.events import Event
from bot.core.domain.figures import Choice, Counted, CountedLine, Dimension
from bot.core.domain.inspection import Inspection
from bot.core.domain.journal import Accounts
from bot.core.domain.later_step import InWork, LaterStep
from bot.core.domain.operation_log import LogEntry
from bot.core.domain.parcel import Parcel
from bot.core.domain.periods import Spans
from bot.core.domain.policy_review import Judged
from bot.core.domain.process import Decided, InspectedBy, Stage, StageTime, Waiting
from bot.core.domain.quiet_hours import QuietHours
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.schedule import JobRun
from bot.core.domain.stock import Location, Movement, StockLevel
from bot.core.domain.supplier_claim import ClaimStatus, SupplierClaim
from bot.core.domain.values import Money, Quantity
from bot.core.domain.weekly_summary import Ratings
from bot.core.usecases.case_ports import Cases
from bot.core.usecases.company_ports import Catalogue, Companies, Orders, Policies
from bot.core.usecases.money_ports import BooksKept, CreditNotes, DebitNotes
from bot.core.usecases.notice_ports import Groups, Outbox
from bot.core.usecases.people_ports import CustomerVoices, Invitations, People, Practices, Trainings
from bot.core.usecases.reason_ports import Reasons

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What the desk as a whole is set to."""

    timezone: ZoneInfo
    language: str = "en"
    claim_days: int = 10  # that a supplier has to answer
    invitation_days: int = 7  # that an invitation may be used
    paper_language: str = ""  # "en", "zh" or "both"; empty: the desk's
    own_work_allowed: bool = False  # the one-person shop
    accounts: Accounts = field(default_factory=Accounts)  # bookkeeping's, for the journal
    mail: bool = False  # whether the desk can send e-mail
    code_key: bytes = field(default=b"", repr=False)  # what the codes follow from that confirm an address
    review_months: int = 3  # after which the policy is looked at
    quiet: QuietHours | None = None  # of everybody who has not chosen their own
    quiz: bool = False  # whether who inspects must have passed it
    number_mark: str = ""  # before the number of each record, where it is nobody's for real


class Requests(Protocol):
    def add(self, request: ReturnRequest) -> ReturnRequest: ...
    def get(self, request_id: int) -> ReturnRequest:
        """Locked for this transaction. Raises RecordUnknown."""

    def by_number(self, number: str) -> ReturnRequest:
        """Any letter case; "42" finds RR-<this year>-00042. Raises RecordUnknown."""

    def save(self, request: ReturnRequest) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""

    def in_status(self, *statuses: ReturnStatus, limit: int = 50, offset: int = 0) -> list[ReturnRequest]:
        """Oldest first."""

    def count_in_status(self, *statuses: ReturnStatus) -> int: ...
    def of_person(self, person_id: int, limit: int, offset: int = 0) -> list[ReturnRequest]:
        """Newest first, drafts included, discarded ones not."""

    def of_customer(self, customer_code: str, limit: int, offset: int = 0) -> list[ReturnRequest]:
        """Newest first, those that were submitted."""

    def latest_draft(self, person_id: int) -> ReturnRequest | None: ...
    def count_of_customer(self, customer_code: str, since: datetime) -> int:
        """Submitted since then, refused and cancelled ones left out."""

    def other_uses(self, sha256: str, request_id: int) -> list[str]:
        """Numbers of other requests that carry this very photo, or whose inspection does."""

    def alike_uses(self, likeness: str, request_id: int) -> list[str]:
        """Numbers of other requests with a photo that looks alike (see likeness.py), the very same too."""

    def open_of_product(self, customer_code: str, product_code: str, but_request: int) -> list[ReturnRequest]:
        """Requests of this customer on their way, with a line of that product; newest first."""

    def with_serial(self, product_code: str, serial: str, but_request: int) -> list[tuple[str, datetime]]:
        """(number, submitted_at), newest first, of requests that have this piece: on their way, or closed
        and it came back."""


class Inspections(Protocol):
    def add(self, inspection: Inspection) -> Inspection: ...
    def get(self, inspection_id: int) -> Inspection:
        """Locked for this transaction. Raises RecordUnknown."""

    def save(self, inspection: Inspection) -> None: ...
    def of_request(self, request_id: int) -> list[Inspection]:
        """Every parcel of it, released ones left out, in the order they were claimed."""

    def of_person(self, person_id: int) -> list[Inspection]:
        """In progress, oldest first."""


class Parcels(Protocol):
    def add(self, parcel: Parcel) -> Parcel: ...
    def get(self, parcel_id: int) -> Parcel:
        """Locked for this transaction. Raises RecordUnknown."""

    def by_number(self, number: str) -> Parcel: ...
    def save(self, parcel: Parcel) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""

    def unclaimed(self, limit: int = 50, offset: int = 0) -> list[Parcel]:
        """Oldest first; with those that were matched to a request which has come to nothing since."""

    def count_unclaimed(self) -> int: ...
    def of_request(self, request_id: int) -> list[Parcel]:
        """Matched to it, oldest first."""


class ReturnOrders(Protocol):
    def add(self, order: ReturnOrder) -> ReturnOrder: ...
    def get(self, order_id: int) -> ReturnOrder:
        """Locked for this transaction. Raises RecordUnknown."""

    def by_number(self, number: str) -> ReturnOrder: ...
    def of_inspection(self, inspection_id: int) -> ReturnOrder | None:
        """The living one: neither voided nor reversed."""

    def of_request(self, request_id: int) -> list[ReturnOrder]: ...
    def save(self, order: ReturnOrder) -> None: ...
    def in_status(self, *statuses: OrderStatus, limit: int = 50, offset: int = 0) -> list[ReturnOrder]:
        """Oldest first."""


class LaterSteps(Protocol):
    def add(self, step: LaterStep) -> LaterStep: ...
    def get(self, step_id: int) -> LaterStep:
        """Locked for this transaction. Raises RecordUnknown."""

    def order_of(self, step_id: int) -> int:
        """The id of its order, without a lock. Raises RecordUnknown."""

    def by_number(self, number: str) -> LaterStep: ...
    def save(self, step: LaterStep) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""

    def of_order(self, order_id: int) -> list[LaterStep]:
        """All of them, in the order they were asked for."""

    def waiting(self, limit: int) -> list[LaterStep]:
        """Those that a second person has to agree to, the oldest first."""

    def in_work(self, limit: int, offset: int = 0) -> list[InWork]:
        """Lines of posted orders with goods left in work in progress or quarantine, the longest first."""

    def count_in_work(self) -> int: ...


class Stock(Protocol):
    def post(self, movements: Sequence[Movement]) -> None:
        """Appends. A cause that is there already raises StatusForbids(action="post"); taking more out of a
        place inside the house than it holds raises StockNotThere."""

    def levels(self, product_code: str) -> list[StockLevel]:
        """Non-zero sums at every location inside the house, by location code."""

    def held(self, product_code: str, location: Location) -> Quantity: ...
    def movements(self, product_code: str, limit: int, offset: int = 0) -> list[Movement]:
        """Newest first."""

    def of_record(self, record: str) -> list[Movement]: ...
    def by_cause_prefix(self, prefix: str) -> list[Movement]: ...
    def usual_place(self, product_code: str) -> str | None:
        """The shelf that holds most of it, else the one it last lay on."""


class Claims(Protocol):
    def add(self, claim: SupplierClaim) -> SupplierClaim:
        """One for each source, supplier and currency: another one raises StatusForbids(action="open")."""

    def get(self, claim_id: int) -> SupplierClaim:
        """Locked for this transaction. Raises RecordUnknown."""

    def by_number(self, number: str) -> SupplierClaim:
        """Any letter case; bare digits mean this year's. Raises RecordUnknown."""

    def save(self, claim: SupplierClaim) -> None:
        """Compare-and-set on `version`, which grows. Raises RecordChanged."""

    def of_source(self, source: str) -> list[SupplierClaim]:
        """By id, withdrawn ones too."""

    def found(
        self, *statuses: ClaimStatus, supplier: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[SupplierClaim]:
        """The earliest deadline first. `supplier` None: of all of them, "": of nobody known."""

    def count(self, *statuses: ClaimStatus, supplier: str | None = None) -> int: ...
    def due_before(self, moment: datetime, *statuses: ClaimStatus, limit: int = 500) -> list[SupplierClaim]:
        """In those states with a deadline before that moment, the earliest first."""

    def expecting_goods(self, limit: int, offset: int = 0) -> list[SupplierClaim]:
        """Whose supplier owes goods that have not all come (Back.EXPECTED), by id."""

    def count_expecting_goods(self) -> int: ...


class OperationLog(Protocol):
    def append(self, event: Event) -> int:
        """Chained under one lock; gives the sequence number."""

    def of_record(self, record: str, limit: int = 100) -> list[LogEntry]: ...
    def find(
        self,
        *,
        record: str = "",
        actor_id: int | None = None,
        span: tuple[datetime, datetime] | None = None,
        before: int = 0,
        limit: int = 100,
    ) -> list[LogEntry]:
        """Newest first, of everything given; `span` from its first moment up to its last, which is not in;
        `before` a sequence number that is not in either, 0 for none."""


class Reports(Protocol):
    """Figures, read only. See bot.core.domain.figures for what is counted and when."""

    def sums(self, spans: Spans, dimensions: Sequence[Dimension], choice: Choice) -> list[Counted]:
        """In no order; several rows of one key and span belong together."""

    def lines(self, spans: Spans, choice: Choice, limit: int, offset: int = 0) -> list[CountedLine]:
        """From the first edge up to the last; the newest order first."""

    def recovered(self, spans: Spans) -> list[Money]:
        """What suppliers gave back, by currency."""

    def ratings(self, spans: Spans) -> Ratings | None:
        """Of customers, given from the first edge up to the last; none where nobody did."""

    def stage_times(self, spans: Spans) -> list[StageTime]:
        """`spans` are two: what came before, and the period. So for `decided` and `inspected`."""

    def waiting(self) -> list[Waiting]:
        """Now; one for each stage and person, with the oldest."""

    def waiting_since(self, stage: Stage, after: datetime, until: datetime, limit: int = 50) -> list[Waiting]:
        """One for each return that came into the stage later than `after` and not later than `until` and is
        in it still; the oldest first."""

    def drafts_of(self, after: datetime, until: datetime) -> list[tuple[int, int]]:
        """(request, who filed it) of drafts with anything in them, begun in that time."""

    def decided(self, spans: Spans) -> list[Decided]: ...
    def inspected(self, spans: Spans) -> list[InspectedBy]: ...
    def judged(self, spans: Spans, limit: int, offset: int = 0) -> list[Judged]:
        """Of two spans: what was approved or refused although the policy had one of REVIEWED_CODES against
        it; the newest decision first."""


class JobRuns(Protocol):
    def begin(self, run: JobRun) -> bool:
        """Whether this transaction is the one that does this period: False where it was done. A FAILED one
        is begun again, its attempts counted."""

    def end(self, run: JobRun) -> None:
        """Writes how many were told."""

    def of(self, job: str, period: str) -> JobRun | None: ...
    def last(self, job: str, limit: int = 1) -> list[JobRun]:
        """The newest first."""


class Numbers(Protocol):
    def next(self, kind: str, year: int) -> int:
        """1, 2, 3 … per kind and year; gapless because it is rolled back with its transaction."""


class Dialogs(Protocol):
    def place(self, person_id: int) -> DialogPlace:
        """Where they are; an empty place for who is in no dialog."""

    def put(self, place: DialogPlace) -> None: ...
    def all_open(self) -> list[tuple[int, DialogPlace]]:
        """(telegram_id, place) of everyone who is being asked something."""


class Photos(Protocol):
    """Files by content hash; written durably before the transaction that names them commits."""

    def read(self, sha256: str) -> bytes: ...
    def read_thumbnail(self, sha256: str) -> bytes: ...


class Papers(Protocol):
    """Makes and archives documents."""

    def return_order(self, uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> str:
        """Archives the PDF and gives its sha256. Same facts, same bytes."""

    def debit_note(self, uow: UnitOfWork, note: DebitNote, claim: SupplierClaim) -> str:
        """The same for what a supplier owes, in the supplier's language."""

    def credit_note(self, uow: UnitOfWork, note: CreditNote) -> str:
        """The same for a credit note or a counter note, in the customer's language."""


class UnitOfWork(Protocol):
    """One transaction. Nothing is kept unless the function that was given it returns."""

    now: datetime  # aware, UTC; the same for the whole transaction
    rules: DeskRules
    papers: Papers
    people: People
    invitations: Invitations
    voices: CustomerVoices
    catalogue: Catalogue
    companies: Companies
    orders: Orders
    policies: Policies
    reasons: Reasons
    requests: Requests
    inspections: Inspections
    parcels: Parcels
    return_orders: ReturnOrders
    later_steps: LaterSteps
    stock: Stock
    credit_notes: CreditNotes
    books: BooksKept
    claims: Claims
    debit_notes: DebitNotes
    log: OperationLog
    outbox: Outbox
    groups: Groups
    numbers: Numbers
    reports: Reports
    job_runs: JobRuns
    dialogs: Dialogs
    practices: Practices
    trainings: Trainings
    cases: Cases


class Desk(Protocol):
    """Runs work in transactions, off the event loop, and again where the database asks for it."""

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        """`work` may run more than once: it must do nothing but through its unit of work. The update
        being handled (see bot.intake) is marked as taken effect in the same commit."""

    async def read(self, work: Callable[[UnitOfWork], T]) -> T: ...
    def read_now(self, work: Callable[[UnitOfWork], T]) -> T:
        """The same from a thread of its own, for what takes long; never on the event loop."""

"""The whole unit of work in memory: what is given out is a copy, what is not saved is forgotten.

Stored values are replaced, never changed in place, so a transaction is a shallow copy of the containers,
a commit hands it over, and a refusal drops it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.domain.address_check import AddressCheck
from bot.core.domain.case import Case
from bot.core.domain.catalogue import (
    Block,
    Bought,
    Category,
    Company,
    OrderLine,
    OrderLineBalance,
    Product,
    Question,
    SerialSale,
    Taken,
)
from bot.core.domain.claim_arrival import Back
from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.customer_voice import CustomerQuestion, Rating
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import (
    CustomerUnknown,
    ImportRefused,
    PersonUnknown,
    ProductUnknown,
    RecordChanged,
    RecordUnknown,
    StatusForbids,
    StockNotThere,
)
from bot.core.domain.events import Event
from bot.core.domain.group import Group
from bot.core.domain.inspection import Inspection, InspectionStatus
from bot.core.domain.invitation import Invitation
from bot.core.domain.later_step import SOURCES, InWork, LaterStep, StepStatus, left_of_line
from bot.core.domain.likeness import looks_alike
from bot.core.domain.money_check import MoneyCheck
from bot.core.domain.notice import Card, Notice
from bot.core.domain.notice_kinds import NoticeSettings
from bot.core.domain.operation_log import FIRST, LogEntry, chained, facts_text
from bot.core.domain.parcel import Parcel, ParcelStatus
from bot.core.domain.people import AccessRequest, Person, Role
from bot.core.domain.policy import Policy
from bot.core.domain.practice import Practice
from bot.core.domain.reasons import Reason
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import Photo, ReturnRequest
from bot.core.domain.return_status import COUNTING, OPEN, ReturnStatus
from bot.core.domain.schedule import JobRun
from bot.core.domain.stock import Location, LocationKind, Movement, StockLevel
from bot.core.domain.supplier_claim import ClaimStatus, SupplierClaim
from bot.core.domain.values import Money, Quantity
from bot.core.usecases import (
    case_ports,
    company_ports,
    money_ports,
    notice_ports,
    people_ports,
    ports,
    reason_ports,
)
from bot.core.usecases.current_update import current_update
from bot.core.usecases.ports import DeskRules, UnitOfWork
from tests.support.clock import Clock
from tests.support.memory_books import MemoryBooks
from tests.support.memory_cases import MemoryCases
from tests.support.memory_notices import MemoryGroups, MemoryOutbox
from tests.support.memory_people import MemoryCustomerVoices, MemoryInvitations, copied
from tests.support.memory_reasons import MemoryReasons
from tests.support.memory_reports import MemoryJobRuns, MemoryReports

T = TypeVar("T")
K = TypeVar("K")
Versioned = TypeVar("Versioned", ReturnRequest, Inspection, Parcel, ReturnOrder, SupplierClaim, LaterStep)
LOG_KEY = b"a key that only the tests use"


@dataclass
class State:
    """Everything that was committed. Compare two of them to prove that nothing changed."""

    people: dict[int, Person] = field(default_factory=dict)
    notice_settings: dict[int, NoticeSettings] = field(default_factory=dict)
    address_checks: dict[int, AddressCheck] = field(default_factory=dict)
    groups: dict[int, Group] = field(default_factory=dict)
    access: dict[int, AccessRequest] = field(default_factory=dict)
    invitations: dict[int, Invitation] = field(default_factory=dict)
    questions_asked: dict[int, CustomerQuestion] = field(default_factory=dict)  # between customers and us
    ratings: dict[tuple[int, int], Rating] = field(default_factory=dict)  # by request and person
    products: dict[str, Product] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    questions: dict[tuple[str, str], Question] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)
    customers: dict[str, Company] = field(default_factory=dict)
    suppliers: dict[str, Company] = field(default_factory=dict)
    order_lines: dict[tuple[str, int], OrderLine] = field(default_factory=dict)
    serials: set[tuple[str, int, str]] = field(default_factory=set)  # order, line, number of the piece
    blocks: dict[str, Block] = field(default_factory=dict)  # by customer
    policies: dict[int, Policy] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)  # as managers changed them
    requests: dict[int, ReturnRequest] = field(default_factory=dict)
    inspections: dict[int, Inspection] = field(default_factory=dict)
    parcels: dict[int, Parcel] = field(default_factory=dict)
    return_orders: dict[int, ReturnOrder] = field(default_factory=dict)
    later_steps: dict[int, LaterStep] = field(default_factory=dict)
    movements: list[Movement] = field(default_factory=list)
    credit_notes: dict[str, CreditNote] = field(default_factory=dict)  # by cause
    claims: dict[int, SupplierClaim] = field(default_factory=dict)
    debit_notes: dict[str, DebitNote] = field(default_factory=dict)  # by cause
    money_checks: dict[int, MoneyCheck] = field(default_factory=dict)
    log: list[LogEntry] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    cards: dict[tuple[int, int], Card] = field(default_factory=dict)  # by chat and message
    numbers: dict[tuple[str, int], int] = field(default_factory=dict)
    dialogs: dict[int, DialogPlace] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)  # sha256: what the paper says
    job_runs: dict[tuple[str, str], JobRun] = field(default_factory=dict)
    practices: dict[int, Practice] = field(default_factory=dict)  # by person
    cases: dict[int, Case] = field(default_factory=dict)
    trainings: dict[int, datetime] = field(default_factory=dict)  # by person
    took_effect: set[int] = field(default_factory=set)  # updates whose change is committed

    def shallow(self) -> State:
        return State(**{name: stored.copy() for name, stored in vars(self).items()})


def _page(items: Sequence[T], limit: int, offset: int) -> list[T]:
    return list(items[offset : offset + limit])


def _next_id(stored: Mapping[int, object]) -> int:
    return max(stored, default=0) + 1


def _add_versioned(stored: dict[int, Versioned], item: Versioned) -> Versioned:
    item.id = _next_id(stored)
    stored[item.id] = copied(item)
    return item


def _save_versioned(stored: dict[int, Versioned], item: Versioned, number: str) -> None:
    if item.id not in stored:
        raise RecordUnknown(number=number or str(item.id))
    if stored[item.id].version != item.version:
        raise RecordChanged(number=number)
    item.version += 1
    stored[item.id] = copied(item)


def _get(stored: Mapping[int, T], record_id: int) -> T:
    if record_id not in stored:
        raise RecordUnknown(number=str(record_id))
    return copied(stored[record_id])


def _finds(typed: str, code: str, names: str) -> int | None:
    """None where it is not found, else its rank: exact code, code prefix, name."""
    text = typed.strip().casefold()
    if code.casefold() == text:
        return 0
    if code.casefold().startswith(text):
        return 1
    words = text.split()
    return 2 if words and all(word in names.casefold() for word in words) else None


class MemoryPeople:
    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, person: Person) -> Person:
        if self.by_telegram(person.telegram_id) is not None:
            raise ValueError(f"telegram id {person.telegram_id} is known already")
        person.id = _next_id(self._state.people)
        self._state.people[person.id] = copied(person)
        return person

    def save(self, person: Person) -> None:
        if person.id not in self._state.people:
            raise PersonUnknown()
        self._state.people[person.id] = copied(person)

    def get(self, person_id: int) -> Person:
        if person_id == 0:
            return Person(0, 0, "", "en", frozenset({Role.SYSTEM}))
        if person_id not in self._state.people:
            raise PersonUnknown()
        return copied(self._state.people[person_id])

    def by_telegram(self, telegram_id: int) -> Person | None:
        for person in self._state.people.values():
            if person.telegram_id == telegram_id:
                return copied(person)
        return None

    def hold(self) -> None:
        """One transaction at a time as it is."""

    def with_role(self, *roles: Role) -> list[Person]:
        return [person for person in self.all() if person.active and person.roles.intersection(roles)]

    def contacts_of(self, role: Role, company: str) -> list[Person]:
        return [person for person in self.with_role(role) if person.company == company]

    def all(self) -> list[Person]:
        return [copied(person) for _, person in sorted(self._state.people.items())]

    def notice_settings(self, person_id: int) -> NoticeSettings:
        return copied(self._state.notice_settings.get(person_id, NoticeSettings(person_id)))

    def save_notice_settings(self, settings: NoticeSettings) -> None:
        self._state.notice_settings[settings.person_id] = copied(settings)

    def address_check(self, person_id: int) -> AddressCheck | None:
        return copied(self._state.address_checks.get(person_id))

    def save_address_check(self, check: AddressCheck) -> None:
        self._state.address_checks[check.person_id] = copied(check)

    def add_access(self, access: AccessRequest) -> AccessRequest:
        access.id = _next_id(self._state.access)
        self._state.access[access.id] = copied(access)
        return access

    def save_access(self, access: AccessRequest) -> None:
        self._state.access[access.id] = copied(access)

    def access(self, access_id: int) -> AccessRequest:
        return _get(self._state.access, access_id)

    def last_access_of(self, telegram_id: int) -> AccessRequest | None:
        of_account = [access for access in self._state.access.values() if access.telegram_id == telegram_id]
        return copied(max(of_account, key=lambda access: access.id)) if of_account else None


class MemoryCatalogue:
    def __init__(self, state: State) -> None:
        self._state = state

    def product(self, code: str) -> Product:
        product = self._of_code(code)
        if product is None:
            raise ProductUnknown(text=code[:40])
        return product

    def _of_code(self, code: str) -> Product | None:
        wanted = code.strip()
        if wanted in self._state.products:
            return self._state.products[wanted]
        alike = [p for c, p in sorted(self._state.products.items()) if c.casefold() == wanted.casefold()]
        return alike[0] if alike else None

    def by_barcode(self, barcode: str) -> Product | None:
        read = barcode.strip()
        if not read:
            return None
        readings = {read}
        if len(read) == 13 and read.startswith("0"):
            readings.add(read[1:])
        if len(read) == 12:
            readings.add(f"0{read}")
        for product in self._state.products.values():
            if product.barcode in readings:
                return product
        return self._of_code(read)

    def search_products(self, words: str, limit: int, offset: int = 0) -> list[Product]:
        ranked = [
            (rank, product.code)
            for product in self._state.products.values()
            if (rank := _finds(words, product.code, f"{product.name_en}\n{product.name_zh}")) is not None
        ]
        return [self._state.products[code] for _, code in _page(sorted(ranked), limit, offset)]

    def save_products(self, products: Sequence[Product]) -> None:
        self._state.products |= {product.code: product for product in products}

    def replace_product(self, before: Product, after: Product) -> None:
        if self._state.products.get(before.code) != before:
            raise RecordChanged(number=before.code)
        self._state.products[after.code] = after

    def with_standard(self, limit: int) -> list[Product]:
        found = [p for _, p in sorted(self._state.products.items()) if p.standard_en and p.returnable]
        return found[:limit]

    def products(self, codes: Iterable[str]) -> dict[str, Product]:
        return {code: self._state.products[code] for code in codes if code in self._state.products}

    def category(self, code: str) -> Category | None:
        return self._state.categories.get(code)

    def categories(self) -> list[Category]:
        return [category for _, category in sorted(self._state.categories.items())]

    def save_categories(self, categories: Sequence[Category]) -> None:
        self._state.categories |= {category.code: category for category in categories}

    def questions(self, category: str) -> list[Question]:
        asked = [question for question in self._state.questions.values() if question.category == category]
        return sorted(asked, key=lambda question: (question.position, question.code))

    def save_questions(self, questions: Sequence[Question]) -> None:
        self._state.questions |= {(question.category, question.code): question for question in questions}

    def places(self) -> list[str]:
        return sorted(self._state.places)

    def save_places(self, places: Iterable[str]) -> None:
        self._state.places |= set(places)


class MemoryCompanies:
    def __init__(self, state: State) -> None:
        self._state = state

    def customer(self, code: str) -> Company:
        wanted = code.strip()
        if wanted in self._state.customers:
            return self._state.customers[wanted]
        for known, company in sorted(self._state.customers.items()):
            if known.casefold() == wanted.casefold():
                return company
        raise CustomerUnknown(text=code[:40])

    def search_customers(self, words: str, limit: int, offset: int = 0) -> list[Company]:
        ranked = [
            (rank, company.name.casefold(), company.code)
            for company in self._state.customers.values()
            if (rank := _finds(words, company.code, company.name)) is not None
        ]
        return [self._state.customers[code] for _, _, code in _page(sorted(ranked), limit, offset)]

    def search_suppliers(self, words: str, limit: int, offset: int = 0) -> list[Company]:
        ranked = [
            (rank, company.name.casefold(), company.code)
            for company in self._state.suppliers.values()
            if (rank := _finds(words, company.code, company.name)) is not None
        ]
        return [self._state.suppliers[code] for _, _, code in _page(sorted(ranked), limit, offset)]

    def recent_customers(self, person_id: int, limit: int) -> list[Company]:
        filed = [
            (request.created_at, request.customer_code)
            for request in self._state.requests.values()
            if request.requested_by == person_id and request.customer_code and request.number
        ]
        ordered = [(line.ordered_at, line.customer_code) for line in self._state.order_lines.values()]
        codes = [code for _, code in [*sorted(filed, reverse=True), *sorted(ordered, reverse=True)]]
        return [self._state.customers[code] for code in dict.fromkeys(codes)][:limit]

    def save_customers(self, customers: Sequence[Company]) -> None:
        self._state.customers |= {company.code: company for company in customers}

    def supplier(self, code: str) -> Company | None:
        return self._state.suppliers.get(code)

    def save_suppliers(self, suppliers: Sequence[Company]) -> None:
        self._state.suppliers |= {company.code: company for company in suppliers}

    def block_of(self, customer_code: str) -> Block | None:
        return self._state.blocks.get(customer_code)

    def blocks(self) -> list[Block]:
        by_code = sorted(self._state.blocks.values(), key=lambda block: block.customer_code)
        return sorted(by_code, key=lambda block: block.at, reverse=True)

    def put_block(self, block: Block) -> None:
        self._state.blocks[block.customer_code] = block

    def lift_block(self, customer_code: str) -> None:
        self._state.blocks.pop(customer_code, None)

    def customers(self, codes: Iterable[str]) -> dict[str, Company]:
        return {code: self._state.customers[code] for code in codes if code in self._state.customers}

    def suppliers(self, codes: Iterable[str]) -> dict[str, Company]:
        return {code: self._state.suppliers[code] for code in codes if code in self._state.suppliers}


class MemoryOrders:
    def __init__(self, state: State) -> None:
        self._state = state

    def save_lines(self, lines: Sequence[OrderLine]) -> tuple[int, int, int]:
        problems: list[dict[str, object]] = []
        added = changed = unchanged = 0
        for line in lines:
            key = (line.order_no, line.line_no)
            known = self._state.order_lines.get(key)
            line = line if known is None else line.completed_by(known)
            self._state.serials |= {(*key, serial) for serial in line.serials}
            if known is None:
                added += 1
            elif known == line:
                unchanged += 1
            elif self._taken(key) and (known.quantity, known.unit_price) != (line.quantity, line.unit_price):
                problems.append(
                    {
                        "file": "",
                        "line": 0,
                        "column": "quantity",
                        "code": "HAS_RETURNS",
                        "text": f"{line.order_no}/{line.line_no}",
                    }
                )
            else:
                changed += 1
            self._state.order_lines[key] = line
        if problems:
            raise ImportRefused(problems=problems, count=len(problems))
        return added, changed, unchanged

    def _taken(self, key: tuple[str, int], but_request: int = 0) -> tuple[Taken, ...]:
        result: list[Taken] = []
        for request_id, request in sorted(self._state.requests.items()):
            if request_id == but_request or request.status not in COUNTING:
                continue
            parts = [
                allocation.quantity
                for line in request.lines
                for allocation in line.allocations
                if (allocation.order_no, allocation.order_line) == key
            ]
            if parts:
                whole = sum((part.amount for part in parts), Decimal(0))
                result.append(Taken(request.number, Quantity(whole, parts[0].unit)))
        return tuple(result)

    def balances(
        self,
        customer_code: str,
        product_code: str,
        *,
        until: datetime,
        order_no: str = "",
        but_request: int = 0,
    ) -> list[OrderLineBalance]:
        return [
            OrderLineBalance(line, self._taken(key, but_request))
            for key, line in sorted(self._state.order_lines.items())
            if (line.customer_code, line.product_code) == (customer_code, product_code)
            and line.ordered_at <= until
            and order_no in ("", line.order_no)
        ]

    def _bought(self, customer_code: str, until: datetime) -> list[Bought]:
        by_product: dict[str, list[OrderLine]] = {}
        for line in self._state.order_lines.values():
            if line.customer_code == customer_code and line.ordered_at <= until:
                by_product.setdefault(line.product_code, []).append(line)
        result = [
            Bought(
                self._state.products[code],
                Quantity(sum((line.quantity.amount for line in lines), Decimal(0)), lines[0].quantity.unit),
                max(line.ordered_at for line in lines),
            )
            for code, lines in sorted(by_product.items())
        ]
        return sorted(result, key=lambda bought: bought.last_ordered_at, reverse=True)

    def bought(self, customer_code: str, *, until: datetime, limit: int, offset: int = 0) -> list[Bought]:
        return _page(self._bought(customer_code, until), limit, offset)

    def count_bought(self, customer_code: str, *, until: datetime) -> int:
        return len(self._bought(customer_code, until))

    def of_order(self, order_no: str) -> list[OrderLine]:
        lines = sorted(self._state.order_lines.items())
        return [line for (number, _), line in lines if number == order_no.strip()]

    def serials_sold(
        self, customer_code: str, product_code: str, *, until: datetime, serial: str = ""
    ) -> list[SerialSale]:
        sales = [
            SerialSale(number, order_no, line_no, line.ordered_at)
            for order_no, line_no, number in sorted(self._state.serials)
            if serial in ("", number)
            and (line := self._state.order_lines[order_no, line_no]).ordered_at <= until
            and (line.customer_code, line.product_code) == (customer_code, product_code)
        ]
        return sorted(sales, key=lambda sale: sale.ordered_at, reverse=True)

    def order_exists(self, order_no: str) -> str | None:
        for line in self._state.order_lines.values():
            if line.order_no == order_no.strip():
                return line.customer_code
        return None


class MemoryPolicies:
    def __init__(self, state: State) -> None:
        self._state = state

    def current(self, now: datetime) -> Policy:
        in_effect = [version for version, p in self._state.policies.items() if p.effective_at <= now]
        return self._state.policies[max(in_effect, default=1)]

    def version(self, version: int) -> Policy:
        if version not in self._state.policies:
            raise RecordUnknown(number=str(version))
        return self._state.policies[version]

    def versions(self) -> list[Policy]:
        return [policy for _, policy in sorted(self._state.policies.items(), reverse=True)]

    def add(self, policy: Policy) -> None:
        if policy.version in self._state.policies:
            raise RecordChanged(number=f"v{policy.version}")
        self._state.policies[policy.version] = policy


class MemoryRequests:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, request: ReturnRequest) -> ReturnRequest:
        return _add_versioned(self._state.requests, request)

    def get(self, request_id: int) -> ReturnRequest:
        return _get(self._state.requests, request_id)

    def by_number(self, number: str) -> ReturnRequest:
        wanted = _full_number("RR", number, self._year)
        for request in self._state.requests.values():
            if request.number and request.number == wanted:
                return copied(request)
        raise RecordUnknown(number=number[:40])

    def save(self, request: ReturnRequest) -> None:
        others = (known for known in self._state.requests.values() if known.id != request.id)
        assert not request.number or all(known.number != request.number for known in others)
        _save_versioned(self._state.requests, request, request.number)

    def _in_status(self, statuses: Iterable[ReturnStatus]) -> list[ReturnRequest]:
        wanted = set(statuses)
        found = [request for request in self._state.requests.values() if request.status in wanted]
        return sorted(found, key=lambda request: (request.submitted_at or request.created_at, request.id))

    def in_status(self, *statuses: ReturnStatus, limit: int = 50, offset: int = 0) -> list[ReturnRequest]:
        return [copied(request) for request in _page(self._in_status(statuses), limit, offset)]

    def count_in_status(self, *statuses: ReturnStatus) -> int:
        return len(self._in_status(statuses))

    def _of_person(self, person_id: int) -> list[ReturnRequest]:
        found = [r for r in self._state.requests.values() if r.requested_by == person_id]
        return sorted(found, key=lambda request: (request.created_at, request.id), reverse=True)

    def of_person(self, person_id: int, limit: int, offset: int = 0) -> list[ReturnRequest]:
        kept = [r for r in self._of_person(person_id) if r.status is not ReturnStatus.DISCARDED]
        return [copied(request) for request in _page(kept, limit, offset)]

    def of_customer(self, customer_code: str, limit: int, offset: int = 0) -> list[ReturnRequest]:
        found = [
            ((request.submitted_at, request.id), request)
            for request in self._state.requests.values()
            if request.customer_code == customer_code and request.submitted_at is not None
        ]
        newest = sorted(found, key=lambda pair: pair[0], reverse=True)
        return [copied(request) for _, request in _page(newest, limit, offset)]

    def latest_draft(self, person_id: int) -> ReturnRequest | None:
        drafts = [r for r in self._of_person(person_id) if r.status is ReturnStatus.DRAFT]
        return copied(drafts[0]) if drafts else None

    def count_of_customer(self, customer_code: str, since: datetime) -> int:
        left_out = (ReturnStatus.REFUSED, ReturnStatus.CANCELLED)
        return sum(
            request.customer_code == customer_code
            and request.submitted_at is not None
            and request.submitted_at >= since
            and request.status not in left_out
            for request in self._state.requests.values()
        )

    def other_uses(self, sha256: str, request_id: int) -> list[str]:
        return sorted(
            request.number
            for request in self._state.requests.values()
            if request.id != request_id
            and request.number
            and any(photo.sha256 == sha256 for photo in self._evidence(request))
        )

    def alike_uses(self, likeness: str, request_id: int) -> list[str]:
        return sorted(
            request.number
            for request in self._state.requests.values()
            if request.id != request_id
            and request.number
            and any(looks_alike(photo.likeness, likeness) for photo in self._evidence(request))
        )

    def _evidence(self, request: ReturnRequest) -> list[Photo]:
        made = [i for i in self._state.inspections.values() if i.request_id == request.id]
        return request.photos + [photo for i in made for line in i.lines for photo in line.photos]

    def _newest_first(self, but_request: int) -> list[ReturnRequest]:
        others = [r for r in self._state.requests.values() if r.id != but_request and r.submitted_at]
        return sorted(others, key=lambda request: (request.submitted_at, request.id), reverse=True)

    def open_of_product(self, customer_code: str, product_code: str, but_request: int) -> list[ReturnRequest]:
        return [
            copied(request)
            for request in self._newest_first(but_request)
            if request.status in OPEN
            and request.customer_code == customer_code
            and any(line.product_code == product_code for line in request.lines)
        ]

    def with_serial(self, product_code: str, serial: str, but_request: int) -> list[tuple[str, datetime]]:
        return [
            (request.number, request.submitted_at)
            for request in self._newest_first(but_request)
            for line in request.lines
            if request.status in COUNTING
            and (line.product_code, line.serial) == (product_code, serial)
            and (request.status is not ReturnStatus.CLOSED or request.without_order or line.allocations)
            and request.submitted_at is not None
        ]


def _full_number(kind: str, typed: str, year: int) -> str:
    text = typed.strip().upper()
    return f"{kind}-{year}-{int(text):05d}" if text.isascii() and text.isdigit() else text


class MemoryInspections:
    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, inspection: Inspection) -> Inspection:
        return _add_versioned(self._state.inspections, inspection)

    def get(self, inspection_id: int) -> Inspection:
        return _get(self._state.inspections, inspection_id)

    def save(self, inspection: Inspection) -> None:
        _save_versioned(self._state.inspections, inspection, "")

    def _in_progress(self) -> list[Inspection]:
        running = InspectionStatus.IN_PROGRESS
        found = [i for i in self._state.inspections.values() if i.status is running]
        return sorted(found, key=lambda inspection: (inspection.claimed_at, inspection.id))

    def of_request(self, request_id: int) -> list[Inspection]:
        kept = [i for i in self._state.inspections.values() if i.status is not InspectionStatus.RELEASED]
        return [copied(i) for i in sorted(kept, key=lambda i: i.id) if i.request_id == request_id]

    def of_person(self, person_id: int) -> list[Inspection]:
        return [copied(i) for i in self._in_progress() if i.inspector_id == person_id]


class MemoryParcels:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, parcel: Parcel) -> Parcel:
        assert all(known.number != parcel.number for known in self._state.parcels.values())
        return _add_versioned(self._state.parcels, parcel)

    def get(self, parcel_id: int) -> Parcel:
        return _get(self._state.parcels, parcel_id)

    def by_number(self, number: str) -> Parcel:
        wanted = _full_number("UP", number, self._year)
        for parcel in self._state.parcels.values():
            if parcel.number == wanted:
                return copied(parcel)
        raise RecordUnknown(number=number[:40])

    def save(self, parcel: Parcel) -> None:
        _save_versioned(self._state.parcels, parcel, parcel.number)

    def _nobodys(self) -> list[Parcel]:
        nothing = (ReturnStatus.DISCARDED, ReturnStatus.REFUSED, ReturnStatus.CANCELLED)
        found = [
            parcel
            for parcel in self._state.parcels.values()
            if parcel.status is ParcelStatus.UNCLAIMED
            or (parcel.request_id and self._state.requests[parcel.request_id].status in nothing)
        ]
        return sorted(found, key=lambda parcel: (parcel.arrived_at, parcel.id))

    def unclaimed(self, limit: int = 50, offset: int = 0) -> list[Parcel]:
        return [copied(parcel) for parcel in _page(self._nobodys(), limit, offset)]

    def count_unclaimed(self) -> int:
        return len(self._nobodys())

    def of_request(self, request_id: int) -> list[Parcel]:
        found = [parcel for parcel in self._state.parcels.values() if parcel.request_id == request_id]
        return [copied(p) for p in sorted(found, key=lambda parcel: (parcel.arrived_at, parcel.id))]


class MemoryReturnOrders:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, order: ReturnOrder) -> ReturnOrder:
        assert all(known.number != order.number for known in self._state.return_orders.values())
        assert self.of_inspection(order.inspection_id) is None
        return _add_versioned(self._state.return_orders, order)

    def get(self, order_id: int) -> ReturnOrder:
        return _get(self._state.return_orders, order_id)

    def by_number(self, number: str) -> ReturnOrder:
        wanted = _full_number("RO", number, self._year)
        for order in self._state.return_orders.values():
            if order.number == wanted:
                return copied(order)
        raise RecordUnknown(number=number[:40])

    def of_inspection(self, inspection_id: int) -> ReturnOrder | None:
        for order in self._state.return_orders.values():
            if order.inspection_id == inspection_id and order.is_living:
                return copied(order)
        return None

    def of_request(self, request_id: int) -> list[ReturnOrder]:
        found = [order for order in self._state.return_orders.values() if order.request_id == request_id]
        return [copied(order) for order in sorted(found, key=lambda order: order.id)]

    def save(self, order: ReturnOrder) -> None:
        _save_versioned(self._state.return_orders, order, order.number)

    def in_status(self, *statuses: OrderStatus, limit: int = 50, offset: int = 0) -> list[ReturnOrder]:
        found = [order for order in self._state.return_orders.values() if order.status in statuses]
        ordered = sorted(found, key=lambda order: (order.made_at, order.id))
        return [copied(order) for order in _page(ordered, limit, offset)]


class MemoryLaterSteps:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, step: LaterStep) -> LaterStep:
        assert all(known.number != step.number for known in self._state.later_steps.values())
        return _add_versioned(self._state.later_steps, step)

    def get(self, step_id: int) -> LaterStep:
        return _get(self._state.later_steps, step_id)

    def order_of(self, step_id: int) -> int:
        return _get(self._state.later_steps, step_id).order_id

    def by_number(self, number: str) -> LaterStep:
        wanted = _full_number("LS", number, self._year)
        for step in self._state.later_steps.values():
            if step.number == wanted:
                return copied(step)
        raise RecordUnknown(number=number[:40])

    def save(self, step: LaterStep) -> None:
        _save_versioned(self._state.later_steps, step, step.number)

    def of_order(self, order_id: int) -> list[LaterStep]:
        return [copied(step) for step in self._state.later_steps.values() if step.order_id == order_id]

    def waiting(self, limit: int) -> list[LaterStep]:
        found = [step for step in self._state.later_steps.values() if step.status is StepStatus.WAITING]
        return [copied(step) for step in sorted(found, key=lambda step: (step.asked_at, step.id))[:limit]]

    def in_work(self, limit: int, offset: int = 0) -> list[InWork]:
        return _page(self._in_work(), limit, offset)

    def count_in_work(self) -> int:
        return len(self._in_work())

    def _in_work(self) -> list[InWork]:
        found = []
        for order in self._state.return_orders.values():
            if order.status is not OrderStatus.POSTED or order.posted_at is None:
                continue
            steps = self.of_order(order.id)
            for line in order.lines:
                for source in SOURCES:
                    claims = [c for c in self._state.claims.values() if c.order_id == order.id]
                    left = left_of_line(order, line.line_no, source, steps, claims)
                    if left:
                        found.append(
                            InWork(
                                order.id,
                                order.number,
                                line.line_no,
                                line.product_code,
                                source,
                                left,
                                order.posted_at,
                            )
                        )
        return sorted(found, key=lambda work: (work.since, work.order_id, work.line_no, work.source.value))


class MemoryStock:
    def __init__(self, state: State) -> None:
        self._state = state

    def post(self, movements: Sequence[Movement]) -> None:
        known = {movement.cause for movement in self._state.movements}
        for movement in movements:
            if movement.cause in known:
                raise StatusForbids(number=movement.record, status="posted", action="post")
            source = movement.source
            if source.is_inside:
                held = self.held(movement.product_code, source)
                if held < movement.quantity:
                    raise StockNotThere(
                        product_code=movement.product_code,
                        place=source.code,
                        held=str(held),
                        wanted=str(movement.quantity),
                    )
            known.add(movement.cause)
            self._state.movements.append(replace(movement, seq=len(self._state.movements) + 1))

    def _sums(self, product_code: str) -> dict[Location, Quantity]:
        sums: dict[Location, Decimal] = {}
        unit = self._unit(product_code)
        for movement in self._state.movements:
            if movement.product_code == product_code:
                amount = movement.quantity.amount
                sums[movement.source] = sums.get(movement.source, Decimal(0)) - amount
                sums[movement.target] = sums.get(movement.target, Decimal(0)) + amount
        return {place: Quantity(amount, unit) for place, amount in sums.items() if place.is_inside}

    def _unit(self, product_code: str) -> str:
        product = self._state.products.get(product_code)
        return product.unit if product else "pcs"

    def levels(self, product_code: str) -> list[StockLevel]:
        held = [
            StockLevel(place, quantity) for place, quantity in self._sums(product_code).items() if quantity
        ]
        return sorted(held, key=lambda level: level.location.code)

    def held(self, product_code: str, location: Location) -> Quantity:
        return self._sums(product_code).get(location, Quantity.zero(self._unit(product_code)))

    def movements(self, product_code: str, limit: int, offset: int = 0) -> list[Movement]:
        of_product = [m for m in reversed(self._state.movements) if m.product_code == product_code]
        return _page(of_product, limit, offset)

    def of_record(self, record: str) -> list[Movement]:
        return [movement for movement in self._state.movements if movement.record == record]

    def by_cause_prefix(self, prefix: str) -> list[Movement]:
        return [movement for movement in self._state.movements if movement.cause.startswith(prefix)]

    def usual_place(self, product_code: str) -> str | None:
        shelves = [lv for lv in self.levels(product_code) if lv.location.kind is LocationKind.SELLABLE]
        if shelves:
            return max(shelves, key=lambda level: level.quantity.amount).location.place
        for movement in reversed(self._state.movements):
            if movement.product_code == product_code and movement.target.kind is LocationKind.SELLABLE:
                return movement.target.place
        return None


class MemoryCreditNotes:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, note: CreditNote) -> None:
        if note.cause in self._state.credit_notes:
            raise StatusForbids(number=note.cause, status="issued", action="credit")
        self._state.credit_notes[note.cause] = note

    def by_cause(self, cause: str) -> CreditNote | None:
        return self._state.credit_notes.get(cause)

    def get(self, number: str) -> CreditNote:
        wanted = _full_number("CN", number, self._year)
        for note in self._state.credit_notes.values():
            if note.number == wanted:
                return note
        raise RecordUnknown(number=number[:40])

    def save(self, note: CreditNote) -> None:
        if self._state.credit_notes[note.cause].status is not NoteStatus.OPEN:
            raise RecordChanged(number=note.number)
        self._state.credit_notes[note.cause] = note

    def in_status(self, *statuses: NoteStatus, limit: int = 50, offset: int = 0) -> list[CreditNote]:
        found = [note for note in self._state.credit_notes.values() if note.status in statuses]
        found.sort(key=lambda note: (note.issued_at, note.number), reverse=True)
        return _page(found, limit, offset)

    def count_in_status(self, *statuses: NoteStatus) -> int:
        return sum(note.status in statuses for note in self._state.credit_notes.values())

    def total_in_status(self, *statuses: NoteStatus) -> list[Money]:
        sums: dict[str, Money] = {}
        for note in self.in_status(*statuses, limit=10**6):
            currency = note.value.currency
            sums[currency] = sums.get(currency, Money.zero(currency)) + note.value
        return [total for _, total in sorted(sums.items())]

    def issued(self, begin: datetime, end: datetime) -> list[CreditNote]:
        found = [note for note in self._state.credit_notes.values() if begin <= note.issued_at < end]
        return sorted(found, key=lambda note: note.number)

    def paid_and_credited(self, order_no: str, order_line: int) -> tuple[Money, Money]:
        key = (order_no, order_line)
        sold = self._state.order_lines[key]
        credited = Money.zero(sold.unit_price.currency)
        for order in self._state.return_orders.values():
            if order.status is OrderStatus.POSTED and order.is_credited:
                for allocation in [a for line in order.lines for a in line.allocations]:
                    if (allocation.order_no, allocation.order_line) == key:
                        credited = credited + allocation.value
        return sold.unit_price.times(sold.quantity).rounded(), credited


class MemoryClaims:
    def __init__(self, state: State, year: int) -> None:
        self._state, self._year = state, year

    def add(self, claim: SupplierClaim) -> SupplierClaim:
        for known in self._state.claims.values():
            if _claim_key(known) == _claim_key(claim):
                raise StatusForbids(number=known.number, status="open", action="open")
        return _add_versioned(self._state.claims, claim)

    def get(self, claim_id: int) -> SupplierClaim:
        return _get(self._state.claims, claim_id)

    def by_number(self, number: str) -> SupplierClaim:
        wanted = _full_number("SC", number, self._year)
        for claim in self._state.claims.values():
            if claim.number == wanted:
                return copied(claim)
        raise RecordUnknown(number=number[:40])

    def save(self, claim: SupplierClaim) -> None:
        known = self._state.claims.get(claim.id)
        assert known is None or claim.history[: len(known.history)] == known.history
        _save_versioned(self._state.claims, claim, claim.number)

    def of_source(self, source: str) -> list[SupplierClaim]:
        return [copied(c) for _, c in sorted(self._state.claims.items()) if c.source == source]

    def _found(self, statuses: Iterable[ClaimStatus], supplier: str | None) -> list[SupplierClaim]:
        wanted = set(statuses)
        found = [
            claim
            for claim in self._state.claims.values()
            if claim.status in wanted and supplier in (None, claim.supplier_code)
        ]
        return sorted(found, key=lambda claim: (claim.due_at, claim.id))

    def found(
        self, *statuses: ClaimStatus, supplier: str | None = None, limit: int = 50, offset: int = 0
    ) -> list[SupplierClaim]:
        return [copied(claim) for claim in _page(self._found(statuses, supplier), limit, offset)]

    def count(self, *statuses: ClaimStatus, supplier: str | None = None) -> int:
        return len(self._found(statuses, supplier))

    def due_before(self, moment: datetime, *statuses: ClaimStatus, limit: int = 500) -> list[SupplierClaim]:
        due = [claim for claim in self._found(statuses, None) if claim.due_at < moment]
        return [copied(claim) for claim in due[:limit]]

    def expecting_goods(self, limit: int, offset: int = 0) -> list[SupplierClaim]:
        coming = [c for _, c in sorted(self._state.claims.items()) if c.back is Back.EXPECTED]
        return [copied(claim) for claim in _page(coming, limit, offset)]

    def count_expecting_goods(self) -> int:
        return len(self.expecting_goods(10_000))


def _claim_key(claim: SupplierClaim) -> tuple[str, str, str]:
    return claim.source, claim.opened_for, claim.currency


class MemoryDebitNotes:
    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, note: DebitNote) -> None:
        known = self._state.debit_notes.get(note.cause)
        if known is not None:
            raise StatusForbids(number=known.number, status="issued", action="debit")
        self._state.debit_notes[note.cause] = note

    def by_cause(self, cause: str) -> DebitNote | None:
        return self._state.debit_notes.get(cause)

    def issued(self, begin: datetime, end: datetime) -> list[DebitNote]:
        found = [note for note in self._state.debit_notes.values() if begin <= note.issued_at < end]
        return sorted(found, key=lambda note: note.number)


class MemoryOperationLog:
    def __init__(self, state: State) -> None:
        self._state = state

    def append(self, event: Event) -> int:
        log = self._state.log
        seq, facts = len(log) + 1, facts_text(event.facts())
        previous = log[-1].digest if log else FIRST
        digest = chained(
            LOG_KEY,
            previous,
            seq=seq,
            at=event.at,
            actor_id=event.actor_id,
            event=event.name,
            record=event.record,
            facts=facts,
        )
        log.append(LogEntry(seq, event.at, event.actor_id, event.name, event.record, facts, previous, digest))
        return seq

    def of_record(self, record: str, limit: int = 100) -> list[LogEntry]:
        return [entry for entry in self._state.log if entry.record == record][:limit]

    def find(
        self,
        *,
        record: str = "",
        actor_id: int | None = None,
        span: tuple[datetime, datetime] | None = None,
        before: int = 0,
        limit: int = 100,
    ) -> list[LogEntry]:
        return [
            entry
            for entry in reversed(self._state.log)
            if record in ("", entry.record)
            and actor_id in (None, entry.actor_id)
            and (span is None or span[0] <= entry.at < span[1])
            and (not before or entry.seq < before)
        ][:limit]


class MemoryNumbers:
    def __init__(self, state: State) -> None:
        self._state = state

    def next(self, kind: str, year: int) -> int:
        number = self._state.numbers.get((kind, year), 0) + 1
        self._state.numbers[kind, year] = number
        return number


class MemoryPractices:
    def __init__(self, state: State) -> None:
        self._practices = state.practices

    def of(self, person_id: int) -> Practice | None:
        return self._practices.get(person_id)

    def put(self, practice: Practice) -> None:
        self._practices[practice.person_id] = practice

    def remove(self, person_id: int) -> None:
        self._practices.pop(person_id, None)

    def all(self) -> list[Practice]:
        return [self._practices[person_id] for person_id in sorted(self._practices)]


class MemoryTrainings:
    def __init__(self, state: State) -> None:
        self._passed = state.trainings

    def passed_at(self, person_id: int) -> datetime | None:
        return self._passed.get(person_id)

    def put_passed(self, person_id: int, at: datetime) -> None:
        self._passed[person_id] = at


class MemoryDialogs:
    def __init__(self, state: State) -> None:
        self._state = state

    def place(self, person_id: int) -> DialogPlace:
        return copied(self._state.dialogs.get(person_id, DialogPlace(person_id)))

    def put(self, place: DialogPlace) -> None:
        self._state.dialogs[place.person_id] = copied(place)

    def all_open(self) -> list[tuple[int, DialogPlace]]:
        return [
            (self._state.people[person_id].telegram_id, copied(place))
            for person_id, place in sorted(self._state.dialogs.items())
            if place.dialog
        ]


class MemoryPapers:
    """A paper is the text of its facts; the time of making it again is none of them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def return_order(self, uow: UnitOfWork, order: ReturnOrder, request: ReturnRequest) -> str:
        filed_by = uow.people.get(request.requested_by).name
        order = replace(order, id=0, version=0, paper="")
        facts = repr((order, request.number, request.customer_code, filed_by))
        digest = hashlib.sha256(facts.encode()).hexdigest()
        self._state.papers[digest] = facts
        return digest

    def debit_note(self, uow: UnitOfWork, note: DebitNote, claim: SupplierClaim) -> str:
        facts = repr((note, uow.companies.suppliers([note.supplier_code]), claim.lines))
        digest = hashlib.sha256(facts.encode()).hexdigest()
        self._state.papers[digest] = facts
        return digest

    def credit_note(self, uow: UnitOfWork, note: CreditNote) -> str:
        customer = uow.companies.customer(note.customer_code).name if note.customer_code else ""
        facts = repr((replace(note, paper=""), customer))
        digest = hashlib.sha256(facts.encode()).hexdigest()
        self._state.papers[digest] = facts
        return digest


class MemoryPhotos:
    """`ports.Photos`: files by content hash; the thumbnail is the picture itself."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put(self, content: bytes) -> str:
        digest = hashlib.sha256(content).hexdigest()
        self.files[digest] = content
        return digest

    def read(self, sha256: str) -> bytes:
        return self.files[sha256]

    def read_thumbnail(self, sha256: str) -> bytes:
        return self.files[sha256]


class MemoryUnitOfWork:
    """`ports.UnitOfWork` over one state."""

    def __init__(self, state: State, now: datetime, rules: DeskRules) -> None:
        year = now.astimezone(rules.timezone).year
        self.state, self.now, self.rules = state, now.astimezone(UTC), rules
        self.papers: ports.Papers = MemoryPapers(state)
        self.people: people_ports.People = MemoryPeople(state)
        self.invitations: people_ports.Invitations = MemoryInvitations(state)
        self.voices: people_ports.CustomerVoices = MemoryCustomerVoices(state)
        self.catalogue: company_ports.Catalogue = MemoryCatalogue(state)
        self.companies: company_ports.Companies = MemoryCompanies(state)
        self.orders: company_ports.Orders = MemoryOrders(state)
        self.policies: company_ports.Policies = MemoryPolicies(state)
        self.reasons: reason_ports.Reasons = MemoryReasons(state)
        self.requests: ports.Requests = MemoryRequests(state, year)
        self.inspections: ports.Inspections = MemoryInspections(state)
        self.parcels: ports.Parcels = MemoryParcels(state, year)
        self.return_orders: ports.ReturnOrders = MemoryReturnOrders(state, year)
        self.later_steps: ports.LaterSteps = MemoryLaterSteps(state, year)
        self.stock: ports.Stock = MemoryStock(state)
        self.credit_notes: money_ports.CreditNotes = MemoryCreditNotes(state, year)
        self.books: money_ports.BooksKept = MemoryBooks(state)
        self.claims: ports.Claims = MemoryClaims(state, year)
        self.debit_notes: money_ports.DebitNotes = MemoryDebitNotes(state)
        self.reports: ports.Reports = MemoryReports(state)
        self.job_runs: ports.JobRuns = MemoryJobRuns(state)
        self.log: ports.OperationLog = MemoryOperationLog(state)
        self.outbox: notice_ports.Outbox = MemoryOutbox(state.notices, state.cards, self.now)
        self.groups: notice_ports.Groups = MemoryGroups(state.groups)
        self.numbers: ports.Numbers = MemoryNumbers(state)
        self.practices: people_ports.Practices = MemoryPractices(state)
        self.trainings: people_ports.Trainings = MemoryTrainings(state)
        self.cases: case_ports.Cases = MemoryCases(state, year)
        self.dialogs: ports.Dialogs = MemoryDialogs(state)


def default_rules() -> DeskRules:
    return DeskRules(timezone=ZoneInfo("Europe/London"))


class MemoryDesk:
    """`ports.Desk`, and the same without waiting. `state` is what was committed last.

    `runs` above 1 runs every work that often, each time from the same state, and keeps the last: work that
    does anything but through its unit of work gives itself away.
    """

    def __init__(self, clock: Clock | None = None, rules: DeskRules | None = None, runs: int = 1) -> None:
        self.clock = clock or Clock()
        self.rules = rules or default_rules()
        self.runs = runs
        self.state = State()

    def _unit(self) -> MemoryUnitOfWork:
        return MemoryUnitOfWork(self.state.shallow(), self.clock.now, self.rules)

    def write_now(self, work: Callable[[UnitOfWork], T]) -> T:
        for _ in range(self.runs - 1):
            work(self._unit())
        unit = self._unit()
        result = work(unit)
        update = current_update.get()
        if update is not None:
            unit.state.took_effect.add(update)
        self.state = unit.state
        return result

    def read_now(self, work: Callable[[UnitOfWork], T]) -> T:
        return work(self._unit())

    async def write(self, work: Callable[[UnitOfWork], T]) -> T:
        return self.write_now(work)

    async def read(self, work: Callable[[UnitOfWork], T]) -> T:
        return self.read_now(work)

"""People, roles, and the one table of who may do what (decided here, at the moment of the action)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.core.domain.errors import NotAllowed, OwnWorkNotDecidable, PersonRemoved
from bot.core.domain.joining_errors import CompanyMissing, RolesDoNotMix


class Role(StrEnum):
    CLERK = "clerk"
    INSPECTOR = "inspector"
    MANAGER = "manager"
    ADMIN = "admin"
    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    SYSTEM = "system"  # the desk itself: automatic decisions; nobody can hold it


STAFF = frozenset({Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMIN})
COMPANY_ROLES = frozenset({Role.SUPPLIER, Role.CUSTOMER})
# Whom an admin may let in, and whom a manager; in the order of the buttons.
GRANTABLE = (Role.CLERK, Role.INSPECTOR, Role.SUPPLIER, Role.CUSTOMER, Role.MANAGER, Role.ADMIN)
GRANTABLE_BY_MANAGERS = GRANTABLE[:4]


class Permission(StrEnum):
    FILE_RETURN = "file_return"
    FOLLOW_OWN_RETURNS = "follow_own_returns"
    SEE_ANY_RETURN = "see_any_return"
    DECIDE_APPROVAL = "decide_approval"
    INSPECT = "inspect"
    HAND_ON_INSPECTION = "hand_on_inspection"  # somebody else's
    CLOSE_REST = "close_rest"
    REGISTER_PARCEL = "register_parcel"
    SETTLE_PARCEL = "settle_parcel"
    REVIEW = "review"
    RESTOCK = "restock"
    SEE_STOCK = "see_stock"
    GRANT_ACCESS = "grant_access"
    IMPORT_CATALOGUE = "import_catalogue"
    IMPORT_PEOPLE = "import_people"  # with the roles they are to have
    EDIT_CATALOGUE = "edit_catalogue"
    CREDIT_CHARGE = "credit_charge"
    LATER_STEP = "later_step"  # of goods in work in progress or quarantine
    AGREE_SCRAP = "agree_scrap"
    UNDO_ORDER = "undo_order"  # void or reverse it, undo later steps
    HANDLE_MONEY = "handle_money"  # pay out and cancel notes
    SEE_MONEY = "see_money"
    SEE_CLAIMS = "see_claims"
    ANSWER_CLAIM = "answer_claim"
    SETTLE_CLAIM = "settle_claim"
    EDIT_POLICY = "edit_policy"
    SEE_HEALTH = "see_health"
    SEE_REPORTS = "see_reports"
    RUN_JOBS = "run_jobs"
    SEE_LOG = "see_log"
    SET_GROUP = "set_group"
    SEE_NOTICES = "see_notices"
    HAND_OUT_LINK = "hand_out_link"  # of a return, to its customer
    FOLLOW_COMPANY = "follow_company"  # the returns of one's own company
    ASK_DESK = "ask_desk"
    RATE = "rate"
    TALK_TO_CUSTOMER = "talk_to_customer"
    PRACTISE = "practise"
    SEE_CASES = "see_cases"
    KEEP_CASE = "keep_case"


_MANAGE = frozenset({Role.MANAGER, Role.ADMIN})

ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.FILE_RETURN: STAFF,
    Permission.FOLLOW_OWN_RETURNS: STAFF | {Role.CUSTOMER},  # a contact: those of their company
    Permission.SEE_ANY_RETURN: frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN}),
    Permission.DECIDE_APPROVAL: _MANAGE,
    Permission.INSPECT: frozenset({Role.INSPECTOR, Role.ADMIN}),
    Permission.HAND_ON_INSPECTION: _MANAGE,
    Permission.CLOSE_REST: _MANAGE | {Role.INSPECTOR},
    Permission.REGISTER_PARCEL: STAFF,
    Permission.SETTLE_PARCEL: _MANAGE | {Role.INSPECTOR},
    Permission.REVIEW: _MANAGE | {Role.INSPECTOR},
    Permission.RESTOCK: frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN}),
    Permission.SEE_STOCK: STAFF,
    Permission.GRANT_ACCESS: _MANAGE,
    Permission.IMPORT_CATALOGUE: _MANAGE | {Role.SYSTEM},
    Permission.IMPORT_PEOPLE: frozenset({Role.ADMIN, Role.SYSTEM}),
    Permission.EDIT_CATALOGUE: _MANAGE,
    Permission.CREDIT_CHARGE: _MANAGE,
    Permission.LATER_STEP: frozenset({Role.INSPECTOR, Role.MANAGER, Role.ADMIN}),
    Permission.AGREE_SCRAP: _MANAGE,
    Permission.UNDO_ORDER: _MANAGE,
    Permission.HANDLE_MONEY: _MANAGE,
    Permission.SEE_MONEY: _MANAGE | {Role.SYSTEM},
    Permission.SEE_CLAIMS: _MANAGE | {Role.SUPPLIER},
    Permission.ANSWER_CLAIM: _MANAGE | {Role.SUPPLIER},
    Permission.SETTLE_CLAIM: _MANAGE,
    Permission.EDIT_POLICY: _MANAGE,
    Permission.SEE_HEALTH: frozenset({Role.ADMIN}),
    Permission.SEE_REPORTS: _MANAGE | {Role.SYSTEM},
    Permission.RUN_JOBS: frozenset({Role.ADMIN, Role.SYSTEM}),
    Permission.SEE_LOG: _MANAGE | {Role.SYSTEM},
    Permission.SET_GROUP: frozenset({Role.ADMIN}),
    Permission.SEE_NOTICES: _MANAGE,
    Permission.HAND_OUT_LINK: STAFF,
    Permission.FOLLOW_COMPANY: frozenset({Role.CUSTOMER}),
    Permission.ASK_DESK: frozenset({Role.CUSTOMER}),
    Permission.RATE: frozenset({Role.CUSTOMER}),
    Permission.TALK_TO_CUSTOMER: _MANAGE,
    Permission.PRACTISE: STAFF,
    Permission.SEE_CASES: STAFF,
    Permission.KEEP_CASE: _MANAGE,
}


@dataclass(slots=True)
class Person:
    """Somebody the desk knows. The Telegram id identifies; name and username are labels only."""

    id: int
    telegram_id: int
    name: str
    language: str  # "en" or "zh"
    roles: frozenset[Role] = field(default_factory=frozenset)
    company: str | None = None  # a supplier's or customer's code, for their contacts
    active: bool = True
    email: str = ""
    only_returns: frozenset[int] | None = None  # of a customer's contact: those; None: all of the company

    def has(self, permission: Permission) -> bool:
        return self.active and bool(self.roles & ALLOWED[permission])

    def speaks_for(self, supplier_code: str) -> bool:
        """Whether this is a contact of that supplier."""
        return self.is_contact_of(Role.SUPPLIER, supplier_code)

    def may_follow(self, customer_code: str | None, request_id: int) -> bool:
        """Whether this is a contact of that customer, and not one of other returns only."""
        of_company = self.is_contact_of(Role.CUSTOMER, customer_code)
        return of_company and (self.only_returns is None or request_id in self.only_returns)

    def is_contact_of(self, role: Role, company: str | None) -> bool:
        return self.active and role in self.roles and bool(company) and self.company == company

    @property
    def is_supplier_contact(self) -> bool:
        """Answers claims from outside, and has nothing else to do here."""
        return self.active and Role.SUPPLIER in self.roles and not self.is_staff

    @property
    def is_staff(self) -> bool:
        return self.active and bool(self.roles & STAFF)


def grantable_by(person: Person) -> tuple[Role, ...]:
    """The roles this person may give and take."""
    if not person.has(Permission.GRANT_ACCESS):
        return ()
    return GRANTABLE if Role.ADMIN in person.roles else GRANTABLE_BY_MANAGERS


def ensure_fits(person: Person, role: Role, company: str | None) -> None:
    """Whether this person may hold that role too, for that company. Raises CompanyMissing, RolesDoNotMix."""
    if role in COMPANY_ROLES and not company:
        raise CompanyMissing()
    held = person.roles if person.active else frozenset()
    others = held - {role}
    mixed = bool(others & STAFF) if role in COMPANY_ROLES else bool(others & COMPANY_ROLES)
    two_sided = role in COMPANY_ROLES and bool(others & COMPANY_ROLES)
    two_companies = role in COMPANY_ROLES and role in held and person.company != company
    if mixed or two_sided or two_companies:
        raise RolesDoNotMix(name=person.name)


@dataclass(slots=True)
class AccessRequest:
    """A stranger's wish to be let in; open until a manager answers."""

    id: int
    telegram_id: int
    name: str
    language: str
    asked_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None
    granted_role: Role | None = None
    wish: str = ""  # who they are and what they want, in their words


def ensure_can(person: Person, permission: Permission) -> None:
    """Raises PersonRemoved or NotAllowed."""
    if not person.active:
        raise PersonRemoved()
    if not person.has(permission):
        raise NotAllowed(action=permission.value)


def ensure_other(actor_id: int, author_id: int | None, number: str, *, own_work_allowed: bool) -> None:
    """Nobody decides on their own work, unless the desk is a one-person shop. Raises OwnWorkNotDecidable."""
    if actor_id == author_id and not own_work_allowed:
        raise OwnWorkNotDecidable(number=number)

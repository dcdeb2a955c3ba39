"""One transaction, with a repository for each aggregate."""

from __future__ import annotations

from bot.core.usecases import (
    case_ports,
    company_ports,
    money_ports,
    notice_ports,
    people_ports,
    ports,
    reason_ports,
)
from storage.books import BooksRepository
from storage.cases import CasesRepository
from storage.catalogue import CatalogueRepository
from storage.claims import ClaimsRepository
from storage.companies import CompaniesRepository
from storage.credit_notes import CreditNotesRepository
from storage.customer_voices import CustomerVoicesRepository
from storage.debit_notes import DebitNotesRepository
from storage.dialogs import DialogsRepository
from storage.groups import GroupsRepository
from storage.inspections import InspectionsRepository
from storage.invitations import InvitationsRepository
from storage.job_runs import JobRunsRepository
from storage.later_steps import LaterStepsRepository
from storage.numbers import NumbersRepository
from storage.operation_log import OperationLogRepository
from storage.orders import OrdersRepository
from storage.parcels import ParcelsRepository
from storage.people import PeopleRepository
from storage.planned_notices import OutboxRepository
from storage.policies import PoliciesRepository
from storage.practices import PracticesRepository
from storage.reasons import ReasonsRepository
from storage.reports.repository import ReportsRepository
from storage.requests import RequestsRepository
from storage.return_orders import ReturnOrdersRepository
from storage.stock import StockRepository
from storage.trainings import TrainingsRepository
from storage.transaction import Transaction


class UnitOfWork:
    """`ports.UnitOfWork`."""

    def __init__(self, tx: Transaction, papers: ports.Papers, log_key: bytes) -> None:
        self.now = tx.now
        self.rules = tx.rules
        self.papers = papers
        self.people: people_ports.People = PeopleRepository(tx)
        self.invitations: people_ports.Invitations = InvitationsRepository(tx)
        self.voices: people_ports.CustomerVoices = CustomerVoicesRepository(tx)
        self.catalogue: company_ports.Catalogue = CatalogueRepository(tx)
        self.companies: company_ports.Companies = CompaniesRepository(tx)
        self.orders: company_ports.Orders = OrdersRepository(tx)
        self.policies: company_ports.Policies = PoliciesRepository(tx)
        self.reasons: reason_ports.Reasons = ReasonsRepository(tx)
        self.requests: ports.Requests = RequestsRepository(tx)
        self.inspections: ports.Inspections = InspectionsRepository(tx)
        self.parcels: ports.Parcels = ParcelsRepository(tx)
        self.return_orders: ports.ReturnOrders = ReturnOrdersRepository(tx)
        self.later_steps: ports.LaterSteps = LaterStepsRepository(tx)
        self.stock: ports.Stock = StockRepository(tx)
        self.books: money_ports.BooksKept = BooksRepository(tx)
        self.credit_notes: money_ports.CreditNotes = CreditNotesRepository(tx)
        self.claims: ports.Claims = ClaimsRepository(tx)
        self.debit_notes: money_ports.DebitNotes = DebitNotesRepository(tx)
        self.numbers: ports.Numbers = NumbersRepository(tx)
        self.dialogs: ports.Dialogs = DialogsRepository(tx)
        self.practices: people_ports.Practices = PracticesRepository(tx)
        self.trainings: people_ports.Trainings = TrainingsRepository(tx)
        self.cases: case_ports.Cases = CasesRepository(tx)
        self.reports: ports.Reports = ReportsRepository(tx)
        self.job_runs: ports.JobRuns = JobRunsRepository(tx)
        self._log = OperationLogRepository(tx, log_key)
        self._outbox = OutboxRepository(tx)
        self.log: ports.OperationLog = self._log
        self.outbox: notice_ports.Outbox = self._outbox
        self.groups: notice_ports.Groups = GroupsRepository(tx)

    def flush(self) -> bool:
        """Writes what was gathered; gives whether notices were among it."""
        self._outbox.flush()
        self._log.flush()
        return self._outbox.added

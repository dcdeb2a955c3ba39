"""A company brings its own tables: shown first, then taken over, all of them or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.domain.errors import ImportRefused
from bot.core.domain.events import CatalogueImported
from bot.core.domain.import_columns import TableKind
from bot.core.domain.importing import ParsedTable, Problem
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.stock import opening_movement
from bot.core.usecases.import_orders import CreditRow
from bot.core.usecases.import_plan import Counts, ImportPlan, plan_import
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

_MOST_TOLD = 200  # problems that travel with a refusal


@dataclass(frozen=True, slots=True)
class ImportReport:
    """`counts` in the order of import, of goods and customers that only orders named as well."""

    counts: dict[TableKind, Counts]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    credits: tuple[CreditRow, ...]


def preview_import(uow: UnitOfWork, actor: Person, tables: Sequence[ParsedTable]) -> ImportReport:
    """What `import_company` would do; changes nothing. Raises NotAllowed."""
    _ensure_may_import(actor, tables)
    return _report(plan_import(uow, tables, count_orders=True))


def may_import(actor: Person) -> bool:
    """Anything at all; people only admins bring in."""
    return actor.has(Permission.IMPORT_CATALOGUE)


def _ensure_may_import(actor: Person, tables: Sequence[ParsedTable]) -> None:
    """A table of people gives roles, so it takes who may give all of them."""
    ensure_can(actor, Permission.IMPORT_CATALOGUE)
    if any(table.kind is TableKind.PEOPLE for table in tables):
        ensure_can(actor, Permission.IMPORT_PEOPLE)


def import_company(uow: UnitOfWork, actor: Person, tables: Sequence[ParsedTable]) -> ImportReport:
    """Raises NotAllowed; ImportRefused with every problem, in which case nothing at all is taken over.
    The same tables again add nothing."""
    _ensure_may_import(actor, tables)
    plan = plan_import(uow, tables, count_orders=False)
    if plan.problems:
        told = [problem.facts() for problem in plan.problems[:_MOST_TOLD]]
        raise ImportRefused(problems=told, count=len(plan.problems))
    _save(uow, actor, plan)
    for kind in TableKind:
        counts = plan.counts.get(kind)
        if counts and (counts.added or counts.changed):
            publish(
                uow,
                CatalogueImported(
                    record=f"import/{kind.value}",
                    actor_id=actor.id,
                    at=uow.now,
                    kind=kind.value,
                    added=counts.added,
                    changed=counts.changed,
                    unchanged=counts.unchanged,
                ),
            )
    return _report(plan)


def _save(uow: UnitOfWork, actor: Person, plan: ImportPlan) -> None:
    uow.catalogue.save_categories(plan.categories)
    uow.catalogue.save_questions(plan.questions)
    uow.companies.save_suppliers(plan.suppliers)
    uow.catalogue.save_products(plan.products)
    uow.companies.save_customers(plan.customers)
    if plan.order_lines:
        counts = plan.count(TableKind.ORDERS)
        counts.added, counts.changed, counts.unchanged = uow.orders.save_lines(plan.order_lines)
    uow.catalogue.save_places(plan.places)
    openings = [
        opening_movement(code, quantity, place, at=uow.now, by=actor.id, batch="opening")
        for code, quantity, place in plan.openings
    ]
    if openings:
        uow.stock.post(openings)
    for person in plan.people:
        if person.id:
            uow.people.save(person)
        else:
            uow.people.add(person)


def _report(plan: ImportPlan) -> ImportReport:
    counts = {kind: plan.counts[kind] for kind in TableKind if kind in plan.counts}
    return ImportReport(counts, tuple(plan.problems), tuple(plan.warnings), tuple(plan.credits))

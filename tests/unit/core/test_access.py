"""Role × company × use case × ownership: every use case, tried by everybody on the records of both sides."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from bot.core import usecases
from bot.core.domain.errors import (
    DeskError,
    InspectionTaken,
    NotAllowed,
    PersonRemoved,
    PersonUnknown,
    RecordUnknown,
)
from bot.core.domain.notice import NoticeKind
from bot.core.domain.people import Role
from bot.core.usecases.acting import acting
from bot.core.usecases.draft_return import unfinished_draft
from bot.core.usecases.grant_access import ask_access
from bot.core.usecases.look_up import look_up_record, look_up_return
from bot.core.usecases.notice_wishes import show_card_again
from bot.core.usecases.ports import UnitOfWork
from tests.support.access_table import TABLE, NoEntry, Row
from tests.support.both_sides import FIRST, SECOND, Side, fill, furnish_firms
from tests.support.builders import (
    BAKERY,
    a_desk,
    act,
    dismiss,
    draft_return,
    file_return,
    refused,
    vendor_goods,
)
from tests.support.cast import (
    ANN,
    BO,
    CARL,
    CHEN,
    DANA,
    ELI,
    FAY,
    HUGO,
    IVO,
    NORA,
    OLGA,
    RUTH,
    STRANGER,
    Member,
)
from tests.support.memory_ports import MemoryDesk

# Refusals that are about who asks; any other is about how the record stands, and comes after them.
UNUSED = 999_999
REFUSED = (NotAllowed, RecordUnknown, PersonRemoved, PersonUnknown, InspectionTaken)
HANDLERS = Path(__file__).parents[3] / "handlers"
GUS = Member(1020, "Gus", "en", FAY.roles)
GONE = (GUS, HUGO, CARL)  # were here: a clerk, a contact of the first supplier and of the first customer
# Theirs to see, but not to do this with.
OWN = {("deny_claim", "seller"), ("open_question", "buyer")}

# What each actor may be called in the table, on the records of the first side and of the second.
NAMES: dict[Member, tuple[set[str], set[str]]] = {
    BO: ({"clerk", "filer"},) * 2,
    FAY: ({"clerk"},) * 2,
    CHEN: ({"inspector", "inspecting"},) * 2,
    IVO: ({"inspector"},) * 2,
    ANN: ({"manager"},) * 2,
    OLGA: ({"admin"},) * 2,
    DANA: ({"any_seller", "seller"}, {"any_seller"}),
    RUTH: ({"any_seller"}, {"any_seller", "seller"}),
    ELI: ({"any_buyer", "buyer"}, {"any_buyer"}),
    NORA: ({"any_buyer"}, {"any_buyer", "buyer"}),
    GUS: (set(), set()),
    HUGO: (set(), set()),
    CARL: (set(), set()),
    STRANGER: (set(), set()),
}
OTHERS = (FIRST, SECOND)
OUTSIDE = {DANA: SECOND, ELI: SECOND, RUTH: FIRST, NORA: FIRST}  # and of whom they may read nothing


def every_use_case() -> Iterator[tuple[str, Callable[..., object]]]:
    """What is public and begins with a transaction and who acts in it."""
    for module in pkgutil.iter_modules(usecases.__path__):
        found = importlib.import_module(f"{usecases.__name__}.{module.name}")
        for name, function in inspect.getmembers(found, inspect.isfunction):
            own = function.__module__ == found.__name__ and not name.startswith("_")
            if own and list(inspect.signature(function).parameters)[:2] == ["uow", "actor"]:
                yield name, function


USE_CASES = dict(every_use_case())


@cache
def both_sides() -> tuple[MemoryDesk, Side, Side]:
    desk = a_desk(FAY, IVO, DANA, RUTH, ELI, NORA, *GONE)
    desk.write_now(furnish_firms)
    for gone in GONE:
        dismiss(desk, gone)
    first, second = fill(desk, FIRST), fill(desk, SECOND)
    desk.write_now(lambda uow: ask_access(uow, 8001, "Vera", "en"))
    return desk, first, second


def test_every_use_case_has_a_row() -> None:
    assert sorted(set(USE_CASES) - set(TABLE)) == [], "say in tests/support/access_table.py who may"
    assert sorted(set(TABLE) - set(USE_CASES)) == []


def test_no_two_use_cases_have_one_name() -> None:
    names = [name for name, _ in every_use_case()]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_no_handler_calls_what_is_no_entry() -> None:
    imported = {
        alias.name
        for path in HANDLERS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert sorted(imported & {name for name, row in TABLE.items() if isinstance(row, NoEntry)}) == []


def _called(name: str, member: Member, arguments: tuple[object, ...]) -> tuple[object, DeskError | None]:
    """What the core gave or how it refused; committed nowhere."""
    desk = both_sides()[0]

    def work(uow: UnitOfWork) -> object:
        return USE_CASES[name](uow, acting(uow, member.telegram_id), *arguments)

    try:
        return desk.read_now(work), None
    except DeskError as error:
        return None, error


ROWS = [(name, row) for name, row in TABLE.items() if isinstance(row, Row)]


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_who_may_is_what_the_table_says(name: str, row: Row) -> None:
    desk, *sides = both_sides()
    before, wrong = desk.state.shallow(), []
    for number, side in enumerate(sides):
        for member, names in NAMES.items():
            may = bool(names[number] & set(row.who.split()))
            _, error = _called(name, member, row.arguments(side))
            if isinstance(error, REFUSED) == may:
                wrong.append(f"{member.name} on {side.firm.customer.name}: may {may}, got {error!r}")
    assert wrong == []
    assert desk.state == before


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_nobody_from_outside_gets_or_is_told_a_word_of_the_other_company(name: str, row: Row) -> None:
    _, *sides = both_sides()
    for side in sides:
        for member, other in OUTSIDE.items():
            given, error = _called(name, member, row.arguments(side))
            said = repr(given) + repr(error.facts if error else "")
            typed = repr(row.arguments(side))
            theirs = sides[OTHERS.index(other)].numbers
            found = [mark for mark in (*other.marks, *theirs) if mark in said and mark not in typed]
            assert found == [], (member.name, said)


def test_who_is_gone_is_told_so_and_no_more() -> None:
    _, first, _ = both_sides()
    for name, row in ROWS:
        for member in GONE:
            assert isinstance(_called(name, member, row.arguments(first))[1], PersonRemoved), name
        assert isinstance(_called(name, STRANGER, row.arguments(first))[1], PersonUnknown), name


def _nowhere(side: Side) -> Side:
    """The same, of records that do not exist."""
    changed: dict[str, Any] = {
        name: UNUSED if isinstance(value, int) else f"{value[:3]}2026-99999"
        for name in Side.__slots__
        if isinstance(value := getattr(side, name), int | str)
    }
    changed["as_closed"] = replace(side.as_closed, id=UNUSED, number="RR-2026-99999")
    return replace(side, **changed)


@pytest.mark.parametrize(("name", "row"), ROWS, ids=[name for name, _ in ROWS])
def test_what_is_another_s_is_as_unknown_as_what_does_not_exist(name: str, row: Row) -> None:
    for number, side in enumerate(both_sides()[1:]):
        for member in OUTSIDE:
            names = NAMES[member][number]
            if names & set(row.who.split()) or any((name, called) in OWN for called in names):
                continue
            theirs = _called(name, member, row.arguments(side))[1]
            nobodys = _called(name, member, row.arguments(_nowhere(side)))[1]
            assert type(theirs) is type(nobodys), (member.name, theirs, nobodys)


def _now_speaks_for(uow: UnitOfWork, member: Member, role: Role, company: str) -> None:
    person = acting(uow, member.telegram_id)
    person.roles, person.company = frozenset({role}), company
    uow.people.save(person)


def test_a_clerk_who_comes_back_as_a_contact_sees_nothing_of_what_they_filed() -> None:
    desk = a_desk()
    filed = file_return(desk).request
    desk.write_now(lambda uow: _now_speaks_for(uow, BO, Role.CUSTOMER, BAKERY))
    for look, asked in ((look_up_record, filed.id), (look_up_return, filed.number)):
        with refused(desk, RecordUnknown):
            act(desk, BO, look, asked)  # type: ignore[arg-type]


def test_a_clerk_who_comes_back_as_a_contact_is_offered_no_draft_of_theirs() -> None:
    desk = a_desk()
    draft = draft_return(desk)
    going_on = act(desk, BO, unfinished_draft)
    assert going_on is not None
    assert going_on.id == draft
    desk.write_now(lambda uow: _now_speaks_for(uow, BO, Role.CUSTOMER, BAKERY))
    with refused(desk, NotAllowed):
        act(desk, BO, unfinished_draft)


def test_a_contact_who_changed_companies_opens_no_card_of_the_former_one() -> None:
    desk = a_desk(DANA)
    vendor_goods(desk)
    act(desk, DANA, show_card_again, NoticeKind.CLAIM_CARD, 1, "wish/1")
    desk.write_now(lambda uow: _now_speaks_for(uow, DANA, Role.SUPPLIER, "S-02"))
    with refused(desk, NotAllowed):
        act(desk, DANA, show_card_again, NoticeKind.CLAIM_CARD, 1, "wish/2")

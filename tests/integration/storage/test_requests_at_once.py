"""Two people at the same instant: one piece comes back once, two approvals are of two, one policy follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.domain.errors import AlreadyDecided, PolicyMovedOn, SecondOpinionNeeded, SerialReturned
from bot.core.domain.policy import Policy
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.acting import acting
from bot.core.usecases.decide_approval import approve_return
from bot.core.usecases.draft_return import (
    add_item,
    choose_customer,
    choose_no_order,
    set_reason,
    start_return,
)
from bot.core.usecases.edit_policy import put_policy_in_force
from bot.core.usecases.return_details import set_serial
from bot.core.usecases.submit_return import submit_return
from storage.database import Database
from tests.integration.storage.conftest import Open
from tests.integration.storage.test_concurrency import at_once, refusals
from tests.support.builders import BAG, CAFE, a_policy, a_request, act, an_order_line, file_return, gbp
from tests.support.cast import ANN, BO, OLGA, WEI, Member

ROUNDS = 5


def a_box(desk: Database, by: Member, serial: str, *, walk_in: bool) -> int:
    draft = act(desk, by, start_return)
    if walk_in:
        act(desk, by, choose_no_order, draft.id)
    else:
        act(desk, by, choose_customer, draft.id, CAFE)
    line = act(desk, by, add_item, draft.id, BAG)
    act(desk, by, set_serial, draft.id, line.line_no, serial)
    act(desk, by, set_reason, draft.id, line.line_no, "OVERSTOCK")
    return draft.id


def sending(desk: Database, by: Member, draft_id: int) -> Callable[[], object]:
    return lambda: act(desk, by, submit_return, draft_id)


def test_one_piece_sent_by_two_clerks_comes_back_once(desk: Database, another: Open) -> None:
    second = another()
    serials = frozenset(f"R{number}" for number in range(2 * ROUNDS))
    line = replace(an_order_line(20, order_no="537000", product=BAG, price="40"), serials=serials)
    desk.write_now(lambda uow: uow.orders.save_lines([line]))
    for number in range(2 * ROUNDS):
        walk_in = number % 2 == 1
        drafts = [a_box(desk, by, f"R{number}", walk_in=walk_in) for by in (BO, ANN)]
        outcomes = at_once(sending(desk, BO, drafts[0]), sending(second, ANN, drafts[1]))
        [refusal] = refusals(outcomes)
        assert isinstance(refusal, SerialReturned)


def test_two_approvals_at_once_are_of_two_people(desk: Database, another: Open) -> None:
    second = another()
    strict = replace(a_policy(2), second_approval_limit=gbp("1"))
    desk.write_now(lambda uow: uow.policies.add(strict))
    for _ in range(ROUNDS):
        request_id = file_return(desk, quantity=1).request.id

        def approve(one: Database, by: Member, number: int = request_id) -> Callable[[], object]:
            return lambda: act(one, by, approve_return, number)

        [refusal] = refusals(at_once(approve(desk, ANN), approve(second, ANN)))
        assert isinstance(refusal, SecondOpinionNeeded)
        assert a_request(desk, request_id).status is ReturnStatus.HALF_APPROVED
        [late] = refusals(at_once(approve(desk, WEI), approve(second, OLGA)))
        assert isinstance(late, AlreadyDecided)
        assert a_request(desk, request_id).status is ReturnStatus.APPROVED


def test_two_managers_who_change_the_policy_at_once_make_one_version(desk: Database, another: Open) -> None:
    second = another()
    for version in range(1, ROUNDS + 1):

        def change(one: Database, by: Member, days: int, seen: int = version) -> Callable[[], Policy]:
            edits = {"window": str(days)}
            return lambda: one.write_now(
                lambda uow: put_policy_in_force(uow, acting(uow, by.telegram_id), edits, seen)
            )

        days = 100 * version
        [refusal] = refusals(at_once(change(desk, ANN, days), change(second, WEI, days + 1)))
        assert isinstance(refusal, PolicyMovedOn)
    versions = desk.read_now(lambda uow: [policy.version for policy in uow.policies.versions()])
    assert versions == list(range(ROUNDS + 1, 0, -1))

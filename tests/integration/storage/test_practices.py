"""Who practises is kept alike by the desk in memory and a stored one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.core.domain.practice import Practice
from bot.core.usecases.ports import UnitOfWork
from tests.integration.storage.twins import Twins, ask
from tests.support.cast import BO, CHEN, Member
from tests.support.clock import MORNING


def test_practices_are_kept_alike_by_both(twins: Twins) -> None:
    bo, chen = (
        Practice(twins.read_now(partial(_id_of, member)), room, MORNING, MORNING)
        for member, room in ((BO, "b"), (CHEN, "c"))
    )
    used = replace(bo, used_at=MORNING + timedelta(hours=2))
    for practice in (chen, bo, used):
        twins.write_now(partial(_put, practice))
    assert ask(
        twins,
        lambda uow: uow.practices.of(bo.person_id),
        lambda uow: uow.practices.of(99),
        lambda uow: uow.practices.all(),
    ) == [used, None, [used, chen]]
    twins.write_now(lambda uow: uow.practices.remove(bo.person_id))
    twins.write_now(lambda uow: uow.practices.remove(bo.person_id))
    assert ask(twins, lambda uow: uow.practices.all()) == [[chen]]


def _id_of(member: Member, uow: UnitOfWork) -> int:
    person = uow.people.by_telegram(member.telegram_id)
    return person.id if person else 0


def _put(practice: Practice, uow: UnitOfWork) -> None:
    uow.practices.put(practice)

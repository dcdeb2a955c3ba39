"""Goods and money are compared, and the run is kept; managers hear of what is new in disagreement."""

from __future__ import annotations

from bot.core.domain.events import MoneyDisagreed
from bot.core.domain.money_check import MoneyCheck, check_of
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

RECORD = "money"  # what the log calls it


def find_mismatches(uow: UnitOfWork, actor: Person) -> MoneyCheck:
    """Reads everything, which takes a while: in a reading transaction of its own, so that nobody's writing
    waits for it. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_MONEY)
    return check_of(uow.books.read(), at=uow.now, by=actor.id)


def keep_check(uow: UnitOfWork, actor: Person, found: MoneyCheck) -> MoneyCheck:
    """The same disagreement found again tells nobody twice. Raises NotAllowed."""
    ensure_can(actor, Permission.SEE_MONEY)
    before = uow.books.last_check()
    check = uow.books.add_check(found)
    known = before.mismatches if before else ()
    fresh = [mismatch for mismatch in check.mismatches if mismatch not in known]
    if fresh:
        publish(
            uow,
            MoneyDisagreed(
                record=RECORD,
                actor_id=actor.id,
                at=uow.now,
                check_id=check.id,
                mismatches=tuple(f"{mismatch.kind.value} {mismatch.record}" for mismatch in check.mismatches),
            ),
        )
    return check

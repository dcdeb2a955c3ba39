"""Who passed the quiz, and what it is made of, are kept alike by the desk in memory and a stored one."""

from __future__ import annotations

from datetime import timedelta

from tests.integration.storage.twins import Twins, ask
from tests.support.builders import BAG, CLOCK
from tests.support.clock import MORNING


def test_who_passed_is_kept_alike_by_both(twins: Twins) -> None:
    for at in (MORNING, MORNING + timedelta(days=1)):
        twins.write_now(lambda uow, at=at: uow.trainings.put_passed(2, at))  # type: ignore[misc]
    assert ask(twins, lambda uow: uow.trainings.passed_at(2), lambda uow: uow.trainings.passed_at(3)) == [
        MORNING + timedelta(days=1),
        None,
    ]


def test_products_with_a_standard_are_found_alike_by_both(twins: Twins) -> None:
    found = twins.read_now(lambda uow: [product.code for product in uow.catalogue.with_standard(9)])
    assert CLOCK in found
    assert BAG not in found

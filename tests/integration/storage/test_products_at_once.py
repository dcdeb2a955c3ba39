"""A product is changed the same way in memory and in the database; of two changes to the same, one wins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.domain.errors import RecordChanged
from bot.core.domain.product_errors import ProductMovedOn
from bot.core.usecases.edit_product import ProductField, change_product, see_product
from storage.database import Database
from tests.integration.storage.conftest import Open
from tests.integration.storage.twins import Twins, ask
from tests.support.builders import CLOCK, act
from tests.support.cast import ANN, WEI


def test_changes_are_the_same_in_memory_and_in_the_database(twins: Twins) -> None:
    for field, typed in (
        (ProductField.STANDARD_EN, "=1+1 <b>clean</b>"),
        (ProductField.STANDARD_ZH, "干净"),
        (ProductField.COST, "1.10"),
        (ProductField.SUPPLIER, "-"),
        (ProductField.RETURNABLE, "no"),
    ):
        mark = act(twins, ANN, see_product, CLOCK).seen
        act(twins, ANN, change_product, CLOCK, mark, field, typed)
    ask(twins, lambda uow: uow.catalogue.product(CLOCK))
    now = twins.read_now(lambda uow: uow.catalogue.product(CLOCK))
    other = replace(now, category="boxes")
    with pytest.raises(RecordChanged):
        twins.write_now(lambda uow: uow.catalogue.replace_product(other, now))
    with pytest.raises(RecordChanged):
        twins.write_now(lambda uow: uow.catalogue.replace_product(replace(now, code="none"), now))


async def test_of_two_managers_at_two_processes_the_second_is_told(desk: Database, another: Open) -> None:
    other = another()
    await other.start()
    mark = act(desk, ANN, see_product, CLOCK).seen
    act(other, WEI, change_product, CLOCK, mark, ProductField.COST, "1.00")
    with pytest.raises(ProductMovedOn):
        act(desk, ANN, change_product, CLOCK, mark, ProductField.COST, "2.00")

"""The table of taking in what suppliers send."""

from __future__ import annotations

from bot.views.steps import Dialog, TakeInStep
from handlers.dialog import Inputs
from handlers.taking_in import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.TAKE_IN}.{TakeInStep.LIST}": Inputs(steps.list_tapped),
    f"{Dialog.TAKE_IN}.{TakeInStep.COUNT}": Inputs(steps.count_tapped, steps.count_typed),
    f"{Dialog.TAKE_IN}.{TakeInStep.CONFIRM}": Inputs(steps.confirm_tapped, steps.note_typed),
    f"{Dialog.TAKE_IN}.{TakeInStep.SHELF}": Inputs(steps.shelf_tapped, steps.shelf_typed),
}

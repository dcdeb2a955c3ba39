"""The table of /wip."""

from __future__ import annotations

from bot.views.steps import Dialog, WipStep
from handlers.dialog import Inputs
from handlers.working import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.WIP}.{WipStep.LIST}": Inputs(steps.list_tapped),
    f"{Dialog.WIP}.{WipStep.WHAT}": Inputs(steps.what_tapped),
    f"{Dialog.WIP}.{WipStep.QUANTITY}": Inputs(steps.quantity_tapped, steps.quantity_typed),
    f"{Dialog.WIP}.{WipStep.SHELF}": Inputs(steps.shelf_tapped, steps.shelf_typed),
    f"{Dialog.WIP}.{WipStep.CONFIRM}": Inputs(steps.confirm_tapped, steps.note_typed),
}

"""The table of /policy."""

from __future__ import annotations

from bot.views.steps import Dialog, PolicyStep
from handlers.dialog import Inputs
from handlers.ruling import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.POLICY}.{PolicyStep.RULES}": Inputs(steps.rules_tapped),
    f"{Dialog.POLICY}.{PolicyStep.VALUE}": Inputs(steps.value_tapped, steps.value_typed),
    f"{Dialog.POLICY}.{PolicyStep.LIST}": Inputs(steps.list_tapped, steps.list_typed),
    f"{Dialog.POLICY}.{PolicyStep.CHANGES}": Inputs(steps.changes_tapped),
    f"{Dialog.POLICY}.{PolicyStep.VERSIONS}": Inputs(steps.versions_tapped),
    f"{Dialog.POLICY}.{PolicyStep.BLOCKS}": Inputs(steps.blocks_tapped),
    f"{Dialog.POLICY}.{PolicyStep.BLOCK_WHO}": Inputs(steps.block_who_tapped, steps.block_who_typed),
    f"{Dialog.POLICY}.{PolicyStep.BLOCK_WHY}": Inputs(steps.block_why_tapped, steps.block_why_typed),
}

"""The table of /products."""

from __future__ import annotations

from bot.views.steps import Dialog, ProductStep
from handlers.cataloguing import steps
from handlers.dialog import Inputs

TABLE: dict[str, Inputs] = {
    f"{Dialog.PRODUCT}.{ProductStep.FIND}": Inputs(steps.find_tapped, steps.find_typed, reads_barcodes=True),
    f"{Dialog.PRODUCT}.{ProductStep.ONE}": Inputs(steps.one_tapped),
    f"{Dialog.PRODUCT}.{ProductStep.VALUE}": Inputs(steps.value_tapped, steps.value_typed),
}

"""The table of the return dialog: step by step, how each question is answered."""

from __future__ import annotations

from bot.views.steps import Dialog, ReturnStep
from handlers.dialog import Inputs
from handlers.returning import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.RETURN}.{ReturnStep.WHO}": Inputs(steps.who_tapped, steps.who_typed),
    f"{Dialog.RETURN}.{ReturnStep.WHAT}": Inputs(steps.what_tapped, steps.what_typed, reads_barcodes=True),
    f"{Dialog.RETURN}.{ReturnStep.QUANTITY}": Inputs(steps.quantity_tapped, steps.quantity_typed),
    f"{Dialog.RETURN}.{ReturnStep.SERIAL}": Inputs(steps.serial_tapped, steps.serial_typed),
    f"{Dialog.RETURN}.{ReturnStep.LOT}": Inputs(steps.lot_tapped, steps.lot_typed),
    f"{Dialog.RETURN}.{ReturnStep.REASON}": Inputs(steps.reason_tapped),
    f"{Dialog.RETURN}.{ReturnStep.NOTE}": Inputs(steps.note_tapped, steps.note_typed),
    f"{Dialog.RETURN}.{ReturnStep.PHOTOS}": Inputs(steps.photos_tapped, photo=steps.photos_sent),
    f"{Dialog.RETURN}.{ReturnStep.ITEMS}": Inputs(
        steps.items_tapped, steps.note_typed, photo=steps.photos_sent
    ),
    f"{Dialog.RETURN}.{ReturnStep.CONFIRM}": Inputs(steps.confirm_tapped),
}

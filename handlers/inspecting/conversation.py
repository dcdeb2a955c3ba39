"""The table of the inspection dialog."""

from __future__ import annotations

from bot.views.steps import Dialog, InspectStep
from handlers.dialog import Inputs
from handlers.inspecting import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.INSPECT}.{InspectStep.QUEUE}": Inputs(steps.queue_tapped, steps.queue_typed),
    f"{Dialog.INSPECT}.{InspectStep.COUNT}": Inputs(steps.count_tapped, steps.count_typed),
    f"{Dialog.INSPECT}.{InspectStep.CHECK}": Inputs(steps.check_tapped, steps.check_typed),
    f"{Dialog.INSPECT}.{InspectStep.GRADE}": Inputs(steps.grade_tapped),
    f"{Dialog.INSPECT}.{InspectStep.SPLIT}": Inputs(steps.split_tapped, steps.split_typed),
    f"{Dialog.INSPECT}.{InspectStep.PHOTOS}": Inputs(steps.photos_tapped, photo=steps.photos_sent),
    f"{Dialog.INSPECT}.{InspectStep.PARTS}": Inputs(steps.parts_tapped, steps.parts_typed),
    f"{Dialog.INSPECT}.{InspectStep.FOUND}": Inputs(
        steps.found_tapped, steps.found_typed, reads_barcodes=True
    ),
    f"{Dialog.INSPECT}.{InspectStep.REST}": Inputs(steps.rest_tapped),
    f"{Dialog.INSPECT}.{InspectStep.SUMMARY}": Inputs(steps.summary_tapped),
    f"{Dialog.INSPECT}.{InspectStep.COLLEAGUE}": Inputs(steps.colleague_tapped),
}

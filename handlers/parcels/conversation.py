"""The table of the questions about parcels nobody expected."""

from __future__ import annotations

from bot.views.steps import Dialog, ParcelStep
from handlers.dialog import Inputs
from handlers.parcels import steps

TABLE: dict[str, Inputs] = {
    f"{Dialog.PARCEL}.{ParcelStep.LABEL}": Inputs(
        steps.label_tapped, photo=steps.label_sent, reads_label=True
    ),
    f"{Dialog.PARCEL}.{ParcelStep.TRACKING}": Inputs(
        steps.details_tapped, steps.tracking_typed, steps.photo_sent, reads_label=True
    ),
    f"{Dialog.PARCEL}.{ParcelStep.NOTE}": Inputs(
        steps.details_tapped, steps.note_typed, steps.photo_sent, reads_label=True
    ),
    f"{Dialog.PARCEL}.{ParcelStep.LIST}": Inputs(steps.list_tapped),
    f"{Dialog.PARCEL}.{ParcelStep.ONE}": Inputs(steps.one_tapped),
    f"{Dialog.PARCEL}.{ParcelStep.MATCH}": Inputs(steps.match_tapped, steps.match_typed),
    f"{Dialog.PARCEL}.{ParcelStep.GIVE_UP}": Inputs(steps.give_up_tapped, steps.give_up_typed),
}

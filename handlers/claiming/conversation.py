"""The table of the questions about claims."""

from __future__ import annotations

from bot.views.steps import ClaimQuestion, Dialog
from handlers.claiming import steps
from handlers.dialog import Inputs

TABLE: dict[str, Inputs] = {
    **{f"{Dialog.CLAIM}.{question}": Inputs(steps.tapped, steps.typed) for question in ClaimQuestion},
    **{
        f"{Dialog.CLAIM}.{question}": Inputs(steps.tapped, steps.typed, steps.photo)
        for question in steps.WITH_PHOTOS
    },
}

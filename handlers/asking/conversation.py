"""The table of the short questions."""

from __future__ import annotations

from bot.views.steps import Dialog, PlaceStep, WordsStep
from handlers.asking import steps
from handlers.dialog import Inputs

TABLE: dict[str, Inputs] = {
    **{f"{Dialog.WORDS}.{step}": Inputs(steps.words_tapped, steps.words_typed) for step in WordsStep},
    f"{Dialog.WORDS}.{WordsStep.STOCK}": Inputs(steps.stock_tapped, steps.words_typed, reads_barcodes=True),
    f"{Dialog.PLACE}.{PlaceStep.CHOOSE}": Inputs(steps.place_tapped, steps.place_typed),
}

"""/import: where somebody is, before and after a file was read."""

from __future__ import annotations

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.usecases.import_company import ImportReport, preview_import
from bot.core.usecases.ports import UnitOfWork
from bot.views.import_steps import notes_of, would_change
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, ImportStep
from bot.views.texts import text
from handlers.dialog import StaleButton


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    preview_import(uow, actor, ())
    place.dialog, place.subject_id, place.line_no = Dialog.IMPORT, 0, 0
    place.go(ImportStep.FILE)


def tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer != "cancel":
        raise StaleButton
    return Rendered(text(actor.language, "import.cancelled"))


def put_preview(
    uow: UnitOfWork, actor: Person, place: DialogPlace, name: str, report: ImportReport, sha256: str
) -> None:
    """Without /import before, this begins it."""
    begin(uow, actor, place)
    fits = not report.problems and would_change(report)
    place.go(ImportStep.CONFIRM if fits else ImportStep.FILE, **notes_of(name, report, sha256))


def is_shown(place: DialogPlace, rev: int) -> bool:
    """Whether that button still answers what is asked."""
    return (place.dialog, place.step, place.rev) == (Dialog.IMPORT, ImportStep.CONFIRM, rev)

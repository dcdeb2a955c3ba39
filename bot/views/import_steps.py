"""/import as it is drawn: a table is asked for, what it would do is shown, what it did is told."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.importing import Problem
from bot.core.domain.people import Person
from bot.core.usecases.import_company import ImportReport
from bot.core.usecases.import_plan import Counts
from bot.core.usecases.ports import UnitOfWork
from bot.views.import_words import kind_name, problem_words
from bot.views.keyboards import rows, step_button, way_back
from bot.views.rendered import Rendered
from bot.views.steps import ImportStep
from bot.views.texts import plain, text

SHOWN = 5  # problems, or things worth knowing
MOST_NAME = 60  # characters of a file's name
BRING = "bring"  # the answer that takes it over
Draw = Callable[[UnitOfWork, Person, DialogPlace], Rendered]


def draw_import(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[ImportStep(place.step)](uow, actor, place)


# ── what the row keeps, so that it can be drawn after a restart ──
def notes_of(name: str, report: ImportReport, sha256: str) -> dict[str, str]:
    """Codes and figures, no words: they are drawn in the language of then."""
    told = report.problems or report.warnings
    found = {
        "counts": {kind.value: asdict(counts) for kind, counts in report.counts.items()},
        "told": [problem.facts() for problem in told[:SHOWN]],
        "many": len(told),
        "wrong": bool(report.problems),
        "credits": len(report.credits),
    }
    return {"name": name, "sha256": sha256, "found": json.dumps(found, ensure_ascii=False)}


def would_change(report: ImportReport) -> bool:
    return any(counts.added or counts.changed for counts in report.counts.values())


def _told(language: str, found: Mapping[str, list[dict[str, str]]]) -> list[str]:
    listed = (Problem(**facts) for facts in found["told"])  # type: ignore[arg-type]  # as facts() wrote them
    return [text(language, "import.point", words=problem_words(language, problem)) for problem in listed]


# ── the questions ──
def _file(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """Asked at first, and again where what came cannot be taken over, or changes nothing."""
    language, notes = actor.language, place.notes
    if "found" not in notes:
        shown = text(language, "import.ask")
    else:
        found = json.loads(notes["found"])
        if found["wrong"]:
            head = text(language, "import.wrong", file=notes["name"], count=found["many"])
            more = [text(language, "import.wrong.rest")] if found["many"] > SHOWN else []
            shown = "\n".join([head, *_told(language, found), *more, text(language, "import.again")])
        else:
            shown = text(language, "import.nothing_new", file=notes["name"])
    return Rendered(shown, rows(way_back(language, place.rev, back=False)))


def _confirm(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, notes = actor.language, place.notes
    found = json.loads(notes["found"])
    lines = [
        text(language, "import.preview", file=notes["name"]),
        *(
            _count(language, "import.count", kind, Counts(**counts))
            for kind, counts in found["counts"].items()
        ),
    ]
    if found["credits"]:
        lines.append(text(language, "import.credits", count=found["credits"]))
    if found["many"]:
        lines += [text(language, "import.warnings", count=found["many"]), *_told(language, found)]
    lines.append(text(language, "import.not_yet"))
    label = plain(language, "button.import")
    keyboard = rows(
        [step_button(label, place.rev, BRING, "success")], way_back(language, place.rev, back=False)
    )
    return Rendered("\n".join(lines), keyboard)


def _count(language: str, key: str, kind: str, counts: Counts) -> str:
    return text(
        language,
        key,
        kind=kind_name(language, kind),
        added=counts.added,
        changed=counts.changed,
        unchanged=counts.unchanged,
    )


def reading_view(language: str, name: str, key: str = "import.reading") -> Rendered:
    return Rendered(text(language, key, file=name))


def imported_view(language: str, name: str, report: ImportReport) -> Rendered:
    lines = [
        text(language, "import.done", file=name),
        *(_count(language, "import.counted", kind.value, counts) for kind, counts in report.counts.items()),
    ]
    return Rendered("\n".join(lines))


DRAW: dict[ImportStep, Draw] = {ImportStep.FILE: _file, ImportStep.CONFIRM: _confirm}

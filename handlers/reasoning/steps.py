"""/reasons: a manager sees why goods come back, adds a reason, changes one, takes one out of use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.reasons import Reason
from bot.core.usecases.edit_reasons import (
    add_reason,
    bring_reason_back,
    change_demands,
    code_for,
    other_code,
    readable_name,
    rename_reason,
    retire_reason,
    see_reason,
    see_reasons,
)
from bot.core.usecases.ports import UnitOfWork
from bot.views.reason_names import name_of_reason
from bot.views.reason_steps import new_reason_of
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, ReasonStep
from bot.views.texts import text
from handlers.dialog import StaleButton

_TURNED = {"yes": "no", "no": "yes"}


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    see_reasons(uow, actor)
    place.dialog, place.subject_id, place.line_no = Dialog.REASON, 0, 0
    place.go(ReasonStep.LIST)


def list_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "close":
        return Rendered(text(actor.language, "reasons.closed"))
    if kind == "add":
        place.go(ReasonStep.NAME_EN)
    elif kind == "k":
        _look_at(place, see_reason(uow, actor, value).reason)
    elif kind == "page" and value.isdecimal() and len(value) < 4:
        place.go(ReasonStep.LIST, page=value)
    else:
        raise StaleButton
    return None


def _look_at(place: DialogPlace, reason: Reason) -> None:
    """As it stands now: what is changed next is changed of this version."""
    place.go(ReasonStep.ONE, code=reason.code, seen=str(reason.version))


# ── one that is there ──
Change = Callable[[UnitOfWork, Person, str, int], Reason]


def _turn_photos(uow: UnitOfWork, actor: Person, code: str, seen: int) -> Reason:
    now = see_reason(uow, actor, code).reason.demands
    return change_demands(uow, actor, code, seen, replace(now, photos=not now.photos))


def _turn_note(uow: UnitOfWork, actor: Person, code: str, seen: int) -> Reason:
    now = see_reason(uow, actor, code).reason.demands
    return change_demands(uow, actor, code, seen, replace(now, note=not now.note))


CHANGES: dict[str, Change] = {
    "photos": _turn_photos,
    "note": _turn_note,
    "retire": retire_reason,
    "bring_back": bring_reason_back,
}


def one_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    code, seen = place.notes["code"], place.notes["seen"]
    if answer in CHANGES:
        _look_at(place, CHANGES[answer](uow, actor, code, int(seen)))
    elif answer == "rename":
        place.go(ReasonStep.NAME_EN, code=code, seen=seen)
    elif answer == "back":
        place.go(ReasonStep.LIST)
    else:
        raise StaleButton
    return None


# ── what it is called ──
def name_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """The present name stays, or one step back."""
    english = place.step == ReasonStep.NAME_EN
    if answer == "keep" and "seen" in place.notes:
        language = "en" if english else "zh"
        name = name_of_reason(language, see_reason(uow, actor, place.notes["code"]).reason)
        (name_en_typed if english else name_zh_typed)(uow, actor, place, name)
    elif answer != "back":
        raise StaleButton
    elif not english:
        place.go(ReasonStep.NAME_EN, **_kept(place, "code", "seen"))
    elif "seen" in place.notes:
        _look_at(place, see_reason(uow, actor, place.notes["code"]).reason)
    else:
        place.go(ReasonStep.LIST)
    return None


def _kept(place: DialogPlace, *names: str) -> dict[str, str]:
    return {name: place.notes[name] for name in names if name in place.notes}


def name_en_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    known = _kept(place, "code", "seen") or {"code": code_for(uow, actor, words)}
    place.go(ReasonStep.NAME_ZH, **known, en=readable_name(actor, words))
    return None


def name_zh_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    code, english, chinese = place.notes["code"], place.notes["en"], readable_name(actor, words)
    if "seen" in place.notes:
        seen = int(place.notes["seen"])
        _look_at(place, rename_reason(uow, actor, code, seen, english, chinese))
    else:
        place.go(ReasonStep.NEW, code=code, en=english, zh=chinese, photos="no", note="no")
    return None


# ── a new one ──
def new_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    said = _kept(place, "code", "en", "zh", "photos", "note")
    if answer == "confirm":
        _look_at(place, add_reason(uow, actor, new_reason_of(place)))
    elif answer in ("photos", "note"):
        place.go(ReasonStep.NEW, **{**said, answer: _TURNED[said[answer]]})
    elif answer == "back":
        place.go(ReasonStep.NAME_ZH, code=said["code"], en=said["en"])
    else:
        raise StaleButton
    return None


def code_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """Another code than the one made of the name."""
    said = _kept(place, "en", "zh", "photos", "note")
    place.go(ReasonStep.NEW, code=other_code(uow, actor, words), **said)
    return None

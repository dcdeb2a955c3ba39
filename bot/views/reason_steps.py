"""/reasons as it is drawn: the list with how often each was used, one of them, one before it is added."""

from __future__ import annotations

from collections.abc import Callable

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.reasons import MOST_NAME, Reason
from bot.core.usecases.edit_reasons import USED_DAYS, ReasonSeen, see_reason, see_reasons
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import day
from bot.views.keyboards import Row, in_rows, paging, rows, step_button, way_back
from bot.views.reason_names import name_of_reason
from bot.views.rendered import Rendered
from bot.views.steps import ReasonStep
from bot.views.texts import plain, text

PAGE = 10
Draw = Callable[[UnitOfWork, Person, DialogPlace], Rendered]


def draw_reasons(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[ReasonStep(place.step)](uow, actor, place)


def new_reason_of(place: DialogPlace) -> Reason:
    """What was said of it so far."""
    notes = place.notes
    return Reason(
        notes.get("code", ""),
        needs_photos=notes.get("photos") == "yes",
        needs_note=notes.get("note") == "yes",
        name_en=notes.get("en", ""),
        name_zh=notes.get("zh", ""),
    )


def _button(language: str, key: str, place: DialogPlace, answer: str, style: str = "") -> Row:
    return [step_button(plain(language, key), place.rev, answer, style)]


def _list(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, page = actor.language, int(place.notes.get("page", "0"))
    seen = see_reasons(uow, actor)
    pages = -(-len(seen) // PAGE)
    page = min(page, pages - 1)
    listed = [
        step_button(_entry(language, one), place.rev, f"k.{one.reason.code}")
        for one in seen[page * PAGE : (page + 1) * PAGE]
    ]
    out = sum(1 for one in seen if not one.reason.in_use)
    shown = text(language, "reasons.head", count=len(seen) - out, out=out, days=USED_DAYS)
    keyboard = rows(
        *in_rows(listed, 1),
        paging(language, place.rev, page, pages),
        _button(language, "button.reasons.add", place, "add")
        + _button(language, "button.reasons.close", place, "close"),
    )
    return Rendered(shown, keyboard)


def _entry(language: str, seen: ReasonSeen) -> str:
    out = "" if seen.reason.in_use else "✕ "
    return f"{out}{name_of_reason(language, seen.reason)} · {seen.used}"


def _one(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language = actor.language
    seen = see_reason(uow, actor, place.notes["code"])
    reason = seen.reason
    lines = [*_head(language, reason), text(language, "reasons.used", count=seen.used, days=USED_DAYS)]
    if reason.retired_at is not None:
        since = day(language, reason.retired_at, uow.rules.timezone)
        by = uow.people.get(reason.changed_by).name or plain(language, "the_desk")
        lines.append(text(language, "reasons.out", since=since, by=by))
    ways: Row = []
    if seen.may_go:
        ways = _button(language, "button.reasons.retire", place, "retire", "danger")
    elif not reason.in_use:
        ways = _button(language, "button.reasons.bring_back", place, "bring_back", "success")
    keyboard = rows(
        *_demands(language, reason, place),
        _button(language, "button.reasons.rename", place, "rename"),
        ways,
        way_back(language, place.rev, cancel=False),
    )
    return Rendered("\n".join(lines), keyboard)


def _head(language: str, reason: Reason) -> list[str]:
    """Both names, the code, and what it asks for."""
    names = {code: name_of_reason(code, reason) for code in ("en", "zh")}
    return [
        text(language, "reasons.one", own=names[language], other=names["en" if language == "zh" else "zh"]),
        text(language, "reasons.code", code=reason.code),
        text(
            language,
            "reasons.demands",
            photos=plain(language, f"reasons.asked.{reason.needs_photos}"),
            note=plain(language, f"reasons.asked.{reason.needs_note}"),
        ),
    ]


def _demands(language: str, reason: Reason, place: DialogPlace) -> list[Row]:
    """Each button turns one of the two over."""
    photos = "button.reasons.photos." + str(not reason.needs_photos)
    note = "button.reasons.note." + str(not reason.needs_note)
    return [_button(language, photos, place, "photos"), _button(language, note, place, "note")]


def _name(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """In English first, then in Chinese; of one that is there, the present name may stay."""
    language, step = actor.language, ReasonStep(place.step)
    asked = "en" if step is ReasonStep.NAME_EN else "zh"
    said = {"most": MOST_NAME, "name": place.notes.get("en", "")}
    lines, keep = [text(language, f"reasons.ask.{asked}", **said)], []
    if "seen" in place.notes:
        now = name_of_reason(asked, see_reason(uow, actor, place.notes["code"]).reason)
        keep = [step_button(plain(language, "button.reasons.keep", name=now), place.rev, "keep")]
    return Rendered("\n".join(lines), rows(keep, way_back(language, place.rev, cancel=False)))


def _new(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, reason = actor.language, new_reason_of(place)
    lines = [text(language, "reasons.new"), *_head(language, reason), text(language, "reasons.other_code")]
    keyboard = rows(
        *_demands(language, reason, place),
        _button(language, "button.reasons.confirm", place, "confirm", "success"),
        way_back(language, place.rev, cancel=False),
    )
    return Rendered("\n".join(lines), keyboard)


DRAW: dict[ReasonStep, Draw] = {
    ReasonStep.LIST: _list,
    ReasonStep.ONE: _one,
    ReasonStep.NAME_EN: _name,
    ReasonStep.NAME_ZH: _name,
    ReasonStep.NEW: _new,
}

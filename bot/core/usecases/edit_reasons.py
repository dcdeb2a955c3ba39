"""Managers keep the list of reasons: add one, change what it is called and demands, take it out of use.

None is ever deleted. Each change says which version it was made to:
of two managers the second is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.core.domain.events import Event
from bot.core.domain.people import Permission, Person, ensure_can
from bot.core.domain.reason_errors import ReasonMovedOn, ReasonTaken, TooManyReasons
from bot.core.domain.reason_events import ReasonAdded, ReasonBroughtBack, ReasonChanged, ReasonRetired
from bot.core.domain.reasons import (
    LAST_RESORT,
    MOST_REASONS,
    Demands,
    Reason,
    brought_back,
    code_from,
    demanding,
    ensure_code,
    ensure_name,
    renamed,
    retired,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.publish import publish

USED_DAYS = 90


@dataclass(frozen=True, slots=True)
class ReasonSeen:
    """`used`: in how many lines of the last USED_DAYS days."""

    reason: Reason
    used: int

    @property
    def may_go(self) -> bool:
        return self.reason.in_use and self.reason.code != LAST_RESORT


def see_reasons(uow: UnitOfWork, actor: Person) -> list[ReasonSeen]:
    """Those in use first."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    used = uow.reasons.times_used(uow.now - timedelta(days=USED_DAYS))
    seen = [ReasonSeen(reason, used.get(reason.code, 0)) for reason in uow.reasons.all()]
    return sorted(seen, key=lambda one: not one.reason.in_use)


def see_reason(uow: UnitOfWork, actor: Person, code: str) -> ReasonSeen:
    """Raises NotAllowed, ReasonUnknown."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    used = uow.reasons.times_used(uow.now - timedelta(days=USED_DAYS))
    return ReasonSeen(uow.reasons.get(code), used.get(code, 0))


# ── one more ──
def code_for(uow: UnitOfWork, actor: Person, name: str) -> str:
    """What a new reason of that English name may be coded as. Raises ReasonCodeInvalid, ReasonNameInvalid,
    ReasonTaken."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    return _free(uow, code_from(ensure_name(name)))


def other_code(uow: UnitOfWork, actor: Person, typed: str) -> str:
    """One that somebody chose. Raises ReasonCodeInvalid, ReasonTaken."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    return _free(uow, ensure_code(typed.strip().upper()))


def readable_name(actor: Person, typed: str) -> str:
    """As it will be kept. Raises ReasonNameInvalid."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    return ensure_name(typed)


def _free(uow: UnitOfWork, code: str) -> str:
    if uow.reasons.find(code) is not None:
        raise ReasonTaken(reason=code)
    return code


def add_reason(uow: UnitOfWork, actor: Person, new: Reason) -> Reason:
    """Of `new` its code, its names and what it demands. Raises ReasonTaken, ReasonCodeInvalid,
    ReasonNameInvalid, TooManyReasons."""
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    code = _free(uow, ensure_code(new.code))
    if len(uow.reasons.all()) >= MOST_REASONS:
        raise TooManyReasons(most=MOST_REASONS)
    saved = uow.reasons.save(
        Reason(
            code,
            needs_photos=new.needs_photos,
            needs_note=new.needs_note,
            name_en=ensure_name(new.name_en),
            name_zh=ensure_name(new.name_zh),
            added_at=uow.now,
            changed_by=actor.id,
        )
    )
    publish(
        uow,
        ReasonAdded(
            **_head(uow, actor, code),
            name_en=saved.name_en,
            name_zh=saved.name_zh,
            needs_photos=saved.needs_photos,
            needs_note=saved.needs_note,
        ),
    )
    return saved


# ── one that is there ──
def rename_reason(
    uow: UnitOfWork, actor: Person, code: str, seen_version: int, name_en: str, name_zh: str
) -> Reason:
    """Raises ReasonMovedOn, ReasonNameInvalid, ReasonUnchanged; the same for the others below."""
    reason = _as_seen(uow, actor, code, seen_version)
    after = renamed(reason, name_en, name_zh)
    changes = {"name_en": after.name_en, "name_zh": after.name_zh}
    return _put(uow, actor, after, ReasonChanged(**_head(uow, actor, code), changes=dict(changes)))


def change_demands(uow: UnitOfWork, actor: Person, code: str, seen_version: int, demands: Demands) -> Reason:
    """Holds for whatever is sent from now on, drafts under way too. Raises ReasonIsTheLastResort as well."""
    reason = _as_seen(uow, actor, code, seen_version)
    after = demanding(reason, demands)
    changes = {"needs_photos": demands.photos, "needs_note": demands.note}
    return _put(uow, actor, after, ReasonChanged(**_head(uow, actor, code), changes=dict(changes)))


def retire_reason(uow: UnitOfWork, actor: Person, code: str, seen_version: int) -> Reason:
    """Offered to nobody from now on. Raises ReasonIsTheLastResort as well."""
    after = retired(_as_seen(uow, actor, code, seen_version), uow.now)
    return _put(uow, actor, after, ReasonRetired(**_head(uow, actor, code)))


def bring_reason_back(uow: UnitOfWork, actor: Person, code: str, seen_version: int) -> Reason:
    after = brought_back(_as_seen(uow, actor, code, seen_version))
    return _put(uow, actor, after, ReasonBroughtBack(**_head(uow, actor, code)))


def _as_seen(uow: UnitOfWork, actor: Person, code: str, seen_version: int) -> Reason:
    ensure_can(actor, Permission.EDIT_CATALOGUE)
    reason = uow.reasons.get(code)
    if reason.version != seen_version:
        raise ReasonMovedOn(reason=code, by=uow.people.get(reason.changed_by).name)
    return reason


def _put(uow: UnitOfWork, actor: Person, after: Reason, event: Event) -> Reason:
    saved = uow.reasons.save(replace(after, changed_by=actor.id))
    publish(uow, event)
    return saved


def _head(uow: UnitOfWork, actor: Person, code: str) -> dict[str, Any]:
    return {"record": f"reason/{code}", "actor_id": actor.id, "at": uow.now}

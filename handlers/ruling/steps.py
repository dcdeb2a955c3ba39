"""/policy: a manager looks at the rules, changes them one by one, and puts the new version into force."""

from __future__ import annotations

import json

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import CustomerUnknown
from bot.core.domain.people import Person
from bot.core.domain.policy_rules import Rule, field_of, parts_of
from bot.core.usecases.block_customer import block_customer, lift_block
from bot.core.usecases.edit_policy import other_side, policy_in_force, put_policy_in_force, read_edit
from bot.core.usecases.ports import UnitOfWork
from bot.views.policy_steps import edits_of
from bot.views.rendered import Rendered
from bot.views.steps import Dialog, PolicyStep
from bot.views.texts import text
from handlers.dialog import ButtonsWanted, StaleButton

MOST_SEARCH = 60  # characters of a search


def begin(uow: UnitOfWork, actor: Person, place: DialogPlace) -> None:
    in_force = policy_in_force(uow, actor)
    place.dialog, place.subject_id, place.line_no = Dialog.POLICY, 0, 0
    place.go(PolicyStep.RULES, seen=str(in_force.version))


def _go(place: DialogPlace, step: PolicyStep, **notes: str) -> None:
    """The changes so far come along, with the version they were made to."""
    kept = {key: place.notes[key] for key in ("edits", "seen") if key in place.notes}
    place.go(step, **(kept | notes))


def rules_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    ways: dict[str, PolicyStep] = {
        "f": PolicyStep.VALUE,
        "l": PolicyStep.LIST,
        "review": PolicyStep.CHANGES,
        "versions": PolicyStep.VERSIONS,
        "blocks": PolicyStep.BLOCKS,
    }
    if kind == "close":
        return Rendered(text(actor.language, "policy.closed"))
    if kind not in ways:
        raise StaleButton
    more: dict[str, str] = {"field": field_of(parts_of(value)[0])} if value else {}
    if kind == "review":  # the changes are shown against the version that is in force by now
        more["seen"] = str(policy_in_force(uow, actor).version)
    _go(place, ways[kind], **more)
    return None


# ── one rule ──
def _take(uow: UnitOfWork, actor: Person, place: DialogPlace, field: str, words: str) -> None:
    edits = edits_of(place)
    field, kept = read_edit(uow, actor, edits, field, words)
    place.notes["edits"] = json.dumps({**edits, field: kept}, ensure_ascii=False)


def value_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    _take(uow, actor, place, place.notes["field"], words)
    _go(place, PolicyStep.RULES)
    return None


def value_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, value = answer.partition(".")
    if kind == "v":
        return value_typed(uow, actor, place, value)
    return back_tapped(uow, actor, place, answer)


def back_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer != "back":
        raise StaleButton
    _go(place, PolicyStep.RULES)
    return None


def _page_tapped(place: DialogPlace, step: PolicyStep, answer: str) -> bool:
    kind, _, page = answer.partition(".")
    if kind != "page" or not page.isdecimal() or len(page) > 3:
        return False
    _go(place, step, page=page)
    return True


def versions_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if _page_tapped(place, PolicyStep.VERSIONS, answer):
        return None
    return back_tapped(uow, actor, place, answer)


def list_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    """Windows and fees are asked for; categories and products change sides."""
    kind, _, key = answer.partition(".")
    rule, _ = parts_of(place.notes["field"])
    if kind == "page" and key.isdecimal() and len(key) < 4:
        _go(place, PolicyStep.LIST, field=rule.value, page=key)
        return None
    if kind != "k":
        return back_tapped(uow, actor, place, answer)
    field = field_of(rule, key)
    if rule in (Rule.CATEGORY_DAYS, Rule.FEE):
        _go(place, PolicyStep.VALUE, field=field)
        return None
    _take(uow, actor, place, field, other_side(uow, actor, edits_of(place), field))
    _go(place, PolicyStep.LIST, field=rule.value)
    return None


def list_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    """A product is named by its code."""
    if place.notes["field"] != Rule.PRODUCT:
        raise ButtonsWanted
    _take(uow, actor, place, Rule.PRODUCT.value, words.strip()[:MOST_SEARCH])
    _go(place, PolicyStep.LIST, field=Rule.PRODUCT.value)
    return None


# ── into force ──
def changes_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer == "confirm":
        made = put_policy_in_force(uow, actor, edits_of(place), int(place.notes["seen"]))
        return Rendered(text(actor.language, "policy.in_force", version=made.version))
    if answer == "drop":
        begin(uow, actor, place)
        return None
    return back_tapped(uow, actor, place, answer)


# ── the block list ──
def blocks_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if _page_tapped(place, PolicyStep.BLOCKS, answer):
        return None
    kind, _, code = answer.partition(".")
    if kind == "block":
        _go(place, PolicyStep.BLOCK_WHO)
        return None
    if kind == "lift":
        lift_block(uow, actor, code)
        _go(place, PolicyStep.BLOCKS)
        return None
    return back_tapped(uow, actor, place, answer)


def block_who_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    kind, _, code = answer.partition(".")
    if kind == "c":
        _go(place, PolicyStep.BLOCK_WHY, customer=uow.companies.customer(code).code)
        return None
    if answer != "back":
        raise StaleButton
    _go(place, PolicyStep.BLOCKS)
    return None


def block_who_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    words = words.strip()[:MOST_SEARCH]
    try:
        customer = uow.companies.customer(words)
    except CustomerUnknown:
        _go(place, PolicyStep.BLOCK_WHO, words=words)
        return None
    _go(place, PolicyStep.BLOCK_WHY, customer=customer.code)
    return None


def block_why_typed(uow: UnitOfWork, actor: Person, place: DialogPlace, words: str) -> Rendered | None:
    block_customer(uow, actor, place.notes["customer"], words)
    _go(place, PolicyStep.BLOCKS)
    return None


def block_why_tapped(uow: UnitOfWork, actor: Person, place: DialogPlace, answer: str) -> Rendered | None:
    if answer != "back":
        raise StaleButton
    _go(place, PolicyStep.BLOCK_WHO)
    return None

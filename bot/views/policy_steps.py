"""The cards of /policy: the rules in force, one rule, the changes so far, earlier ones, the block list."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.policy_rules import Rule, differences, edited, field_of, parts_of
from bot.core.usecases.block_customer import blocked_customers
from bot.core.usecases.edit_policy import fee_reasons, policy_versions, policy_with
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import day
from bot.views.keyboards import Row, in_rows, paging, rows, step_button, way_back
from bot.views.policy_review import review_button
from bot.views.policy_words import category_name, policy_lines, rule_name, rule_words
from bot.views.reason_names import reason_name
from bot.views.rendered import Rendered
from bot.views.steps import PolicyStep
from bot.views.texts import plain, text

PAGE = 8
MOST_VERSIONS = 6  # on one page
MOST_CHANGES = 3  # of one version; the others are counted
SINGLE = (Rule.WINDOW, Rule.WINDOW_FROM, Rule.AUTO_LIMIT, Rule.SECOND_LIMIT, Rule.SCRAP_LIMIT)
LISTED = (Rule.CATEGORY_DAYS, Rule.FEE, Rule.CATEGORY, Rule.PRODUCT)
# What a button offers for a rule; anything else is typed.
OFFERED: Mapping[Rule, tuple[str, ...]] = {
    Rule.WINDOW: ("14", "30", "45", "60", "90"),
    Rule.WINDOW_FROM: ("order", "delivery"),
    Rule.CATEGORY_DAYS: ("7", "14", "30", "60", ""),
    Rule.AUTO_LIMIT: ("0", "20", "50", "100"),
    Rule.SECOND_LIMIT: ("100", "250", "500", "1000", "never"),
    Rule.SCRAP_LIMIT: ("50", "100", "250", "500", "never"),
    Rule.FEE: ("5%", "10%", "15%", "20%", "25%", "0"),
}
Draw = Callable[[UnitOfWork, Person, DialogPlace], Rendered]


def edits_of(place: DialogPlace) -> dict[str, str]:
    """The changes that are not in force yet."""
    found: dict[str, str] = json.loads(place.notes.get("edits", "{}"))
    return found


def draw_policy(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    return DRAW[PolicyStep(place.step)](uow, actor, place)


def _button(language: str, key: str, place: DialogPlace, answer: str, style: str = "") -> Row:
    return [step_button(plain(language, key), place.rev, answer, style)]


def _rules(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, rev = actor.language, place.rev
    policy = policy_with(uow, actor, edits_of(place))
    count = len(differences(policy_with(uow, actor, {}), policy))
    pending = [text(language, "policy.pending", count=count)] if count else []
    label = plain(language, "button.policy.review", count=count)
    names = [
        step_button(plain(language, f"button.policy.{rule.value}"), rev, f"{kind}.{rule.value}")
        for kind, rules in (("f", SINGLE), ("l", LISTED))
        for rule in rules
    ]
    keyboard = rows(
        [step_button(label, rev, "review", "primary")] if count else [],
        *in_rows(names, 2),
        _button(language, "button.policy.blocks", place, "blocks")
        + _button(language, "button.policy.versions", place, "versions"),
        [
            review_button(uow, language),
            step_button(plain(language, "button.policy.close"), rev, "close"),
        ],
    )
    return Rendered("\n".join([*policy_lines(uow, language, policy), *pending]), keyboard)


def _value(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, field = actor.language, place.notes["field"]
    rule, _ = parts_of(field)
    policy = policy_with(uow, actor, edits_of(place))
    offered = [
        step_button(rule_words(language, edited(policy, field, value), field), place.rev, f"v.{value}")
        for value in OFFERED[rule]
    ]
    lines = [
        text(language, "bold", words=rule_name(uow, language, field)),
        text(language, "policy.now", words=rule_words(language, policy, field)),
        text(language, f"policy.ask.{rule.value}"),
    ]
    return Rendered("\n".join(lines), rows(*in_rows(offered, 2), way_back(language, place.rev, cancel=False)))


def _list(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, page = actor.language, int(place.notes.get("page", "0"))
    rule, _ = parts_of(place.notes["field"])
    policy = policy_with(uow, actor, edits_of(place))
    keys = {
        Rule.FEE: fee_reasons(uow, policy),
        Rule.PRODUCT: sorted(policy.non_returnable_products),
    }.get(rule) or ([] if rule is Rule.PRODUCT else [c.code for c in uow.catalogue.categories()])
    buttons = []
    for key in keys[page * PAGE : (page + 1) * PAGE]:
        field = field_of(rule, key)
        label = f"{_short_name(uow, language, field)} · {rule_words(language, policy, field)}"
        buttons.append(step_button(label, place.rev, f"k.{key}"))
    lines = [
        text(language, "bold", words=plain(language, f"button.policy.{rule.value}").removesuffix(" ▾")),
        text(language, f"policy.list.{rule.value}"),
    ]
    keyboard = rows(
        *in_rows(buttons, 1),
        paging(language, place.rev, page, -(-len(keys) // PAGE)),
        way_back(language, place.rev, cancel=False),
    )
    return Rendered("\n".join(lines), keyboard)


def _short_name(uow: UnitOfWork, language: str, field: str) -> str:
    rule, key = parts_of(field)
    if rule is Rule.FEE:
        return reason_name(uow, language, key)
    if rule is Rule.PRODUCT:
        return rule_name(uow, language, field)
    return category_name(uow, language, key)


def _changes(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language = actor.language
    before, after = policy_with(uow, actor, {}), policy_with(uow, actor, edits_of(place))
    lines = [text(language, "policy.changes", version=before.version)]
    for field in differences(before, after):
        lines.append(
            text(
                language,
                "policy.change",
                rule=rule_name(uow, language, field),
                before=rule_words(language, before, field),
                after=rule_words(language, after, field),
            )
        )
    keyboard = rows(
        _button(language, "button.policy.confirm", place, "confirm", "success"),
        _button(language, "button.policy.more", place, "back")
        + _button(language, "button.policy.drop", place, "drop", "danger"),
    )
    return Rendered("\n".join(lines), keyboard)


def _versions(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """Newest first, each with what it changed."""
    language = actor.language
    known = policy_versions(uow, actor)
    page, pages = _page_of(place, len(known), MOST_VERSIONS)
    lines = [text(language, "policy.versions")]
    first = page * MOST_VERSIONS
    for at, policy in enumerate(known[first : first + MOST_VERSIONS], first):
        earlier = known[at + 1] if at + 1 < len(known) else None
        changed = differences(earlier, policy) if earlier else []
        words = [
            plain(
                language,
                "policy.says",
                rule=rule_name(uow, language, field),
                words=rule_words(language, policy, field),
            )
            for field in changed[:MOST_CHANGES]
        ]
        words += [f"+{len(changed) - MOST_CHANGES}"] if len(changed) > MOST_CHANGES else []
        lines.append(
            text(
                language,
                "policy.version",
                version=policy.version,
                day=day(language, policy.effective_at, uow.rules.timezone),
                by=uow.people.get(policy.author_id).name or plain(language, "the_desk"),
                changes=plain(language, "list.comma").join(words) or plain(language, "policy.first"),
            )
        )
    keyboard = rows(paging(language, place.rev, page, pages), way_back(language, place.rev, cancel=False))
    return Rendered("\n".join(lines), keyboard)


def _page_of(place: DialogPlace, count: int, most: int) -> tuple[int, int]:
    """Which page, and of how many; the last one where the list has become shorter."""
    pages = max(1, -(-count // most))
    return min(int(place.notes.get("page", "0")), pages - 1), pages


def _blocks(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language = actor.language
    blocks = blocked_customers(uow, actor)
    page, pages = _page_of(place, len(blocks), PAGE)
    lines = [text(language, "policy.blocks" if blocks else "policy.blocks.none")]
    lift = []
    for block in blocks[page * PAGE : (page + 1) * PAGE]:
        name = uow.companies.customer(block.customer_code).name
        lines.append(
            text(
                language,
                "policy.block",
                customer=name,
                reason=block.reason,
                by=uow.people.get(block.by).name,
                day=day(language, block.at, uow.rules.timezone),
            )
        )
        label = plain(language, "button.policy.lift", customer=name)
        lift.append(step_button(label, place.rev, f"lift.{block.customer_code}"))
    keyboard = rows(
        *in_rows(lift, 1),
        paging(language, place.rev, page, pages),
        _button(language, "button.policy.block", place, "block"),
        way_back(language, place.rev, cancel=False),
    )
    return Rendered("\n".join(lines), keyboard)


def _block_who(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language, words = actor.language, place.notes.get("words", "")
    found = (
        uow.companies.search_customers(words, PAGE)
        if words
        else uow.companies.recent_customers(actor.id, PAGE)
    )
    buttons = [step_button(f"{c.code} {c.name}", place.rev, f"c.{c.code}") for c in found]
    key = "return.who.found" if words and found else "policy.block.who"
    shown = text(language, "policy.block.head") + "\n" + text(language, key, words=words)
    return Rendered(shown, rows(*in_rows(buttons, 1), way_back(language, place.rev, cancel=False)))


def _block_why(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    language = actor.language
    name = uow.companies.customer(place.notes["customer"]).name
    lines = [text(language, "policy.block.head"), text(language, "policy.block.why", customer=name)]
    return Rendered("\n".join(lines), rows(way_back(language, place.rev, cancel=False)))


DRAW: dict[PolicyStep, Draw] = {
    PolicyStep.RULES: _rules,
    PolicyStep.VALUE: _value,
    PolicyStep.LIST: _list,
    PolicyStep.CHANGES: _changes,
    PolicyStep.VERSIONS: _versions,
    PolicyStep.BLOCKS: _blocks,
    PolicyStep.BLOCK_WHO: _block_who,
    PolicyStep.BLOCK_WHY: _block_why,
}

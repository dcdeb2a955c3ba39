"""The rules of a policy in words: what each is called and what it says."""

from __future__ import annotations

from bot.core.domain.policy import Fee, Policy, WindowFrom
from bot.core.domain.policy_rules import Rule, field_of, parts_of
from bot.core.domain.values import Money
from bot.core.usecases.ports import UnitOfWork
from bot.views.figures import day, money
from bot.views.reason_names import reason_name
from bot.views.records import product_label
from bot.views.texts import plain, text

MOST_NAMED = 5  # of one list on the card


def rule_name(uow: UnitOfWork, language: str, field: str) -> str:
    """ "Return window", "Window for Clocks", "Fee for Not needed", "22728 Alarm clock pink" """
    rule, key = parts_of(field)
    return plain(language, f"policy.rule.{rule.value}", what=_key_words(uow, language, rule, key))


def _key_words(uow: UnitOfWork, language: str, rule: Rule, key: str) -> str:
    if rule is Rule.FEE and key:
        return reason_name(uow, language, key)
    if rule is Rule.PRODUCT and key:
        return product_label(uow, language, key)
    if rule in (Rule.CATEGORY, Rule.CATEGORY_DAYS):
        return category_name(uow, language, key)
    return key


def category_name(uow: UnitOfWork, language: str, code: str) -> str:
    category = uow.catalogue.category(code)
    return category.name(language) if category else code


def rule_words(language: str, policy: Policy, field: str) -> str:
    """What the rule says in that version: "30 days", "above £500.00", "15 %", "not taken back"."""
    rule, key = parts_of(field)
    match rule:
        case Rule.WINDOW:
            return plain(language, "policy.days", count=policy.window_days)
        case Rule.WINDOW_FROM:
            return plain(language, f"policy.from.{policy.window_from.value}")
        case Rule.CATEGORY_DAYS:
            days = policy.category_windows.get(key)
            if days is None:
                return plain(language, "policy.as_the_rest")
            return plain(language, "policy.days", count=days)
        case Rule.AUTO_LIMIT:
            return plain(language, "policy.up_to", limit=money(language, policy.auto_approval_limit))
        case Rule.SECOND_LIMIT:
            return _above(language, policy.second_approval_limit)
        case Rule.SCRAP_LIMIT:
            return _above(language, policy.scrap_limit)
        case Rule.FEE:
            return fee_words(language, policy.fees.get(key))
        case Rule.CATEGORY:
            return plain(language, f"policy.taken.{key not in policy.non_returnable_categories}")
        case Rule.PRODUCT:
            return plain(language, f"policy.taken.{key not in policy.non_returnable_products}")


def _above(language: str, limit: Money | None) -> str:
    if limit is None:
        return plain(language, "policy.never")
    return plain(language, "policy.above", limit=money(language, limit))


def fee_words(language: str, fee: Fee | None) -> str:
    if fee is None:
        return plain(language, "policy.no_fee")
    if fee.amount is not None:
        return money(language, fee.amount)
    return plain(language, "policy.percent", percent=format(fee.percent.normalize() + 0, "f"))


def policy_lines(uow: UnitOfWork, language: str, policy: Policy) -> list[str]:
    """The whole version in six lines."""
    by = uow.people.get(policy.author_id).name or plain(language, "the_desk")
    since = day(language, policy.effective_at, uow.rules.timezone)
    own = [
        plain(language, "policy.own_window", category=category_name(uow, language, code), days=days)
        for code, days in sorted(policy.category_windows.items())
    ]
    fees = [
        plain(
            language,
            "policy.own_fee",
            reason=reason_name(uow, language, code),
            fee=fee_words(language, fee),
        )
        for code, fee in policy.fees.items()
    ]
    excluded = [category_name(uow, language, code) for code in sorted(policy.non_returnable_categories)]
    excluded += sorted(policy.non_returnable_products)
    window = [
        plain(
            language,
            f"policy.window.{WindowFrom(policy.window_from).value}",
            days=rule_words(language, policy, Rule.WINDOW.value),
        ),
        *own,
    ]
    second, scrap = (rule_words(language, policy, field_of(r)) for r in (Rule.SECOND_LIMIT, Rule.SCRAP_LIMIT))
    return [
        text(language, "policy.head", version=policy.version, since=since, by=by),
        text(language, "policy.line.window", words=_listed(language, window, "")),
        text(language, "policy.line.auto", words=rule_words(language, policy, Rule.AUTO_LIMIT.value)),
        text(language, "policy.line.second", second=second, scrap=scrap),
        text(language, "policy.line.fees", words=_listed(language, fees, "policy.no_fee")),
        text(language, "policy.line.excluded", words=_listed(language, excluded, "policy.nothing")),
    ]


def _listed(language: str, parts: list[str], none: str) -> str:
    """`none` is the key of what to say where there is nothing."""
    if not parts:
        return plain(language, none)
    shown = parts[:MOST_NAMED]
    more = [f"+{len(parts) - MOST_NAMED}"] if len(parts) > MOST_NAMED else []
    return plain(language, "list.comma").join([*shown, *more])

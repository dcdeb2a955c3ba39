"""What the policy did, for managers: the figures, the returns behind each, and the way to the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from telegram import InlineKeyboardButton

from bot.core.domain.figures import Dimension
from bot.core.domain.people import Person
from bot.core.domain.periods import Period, period_of_token
from bot.core.domain.policy_review import Figure, Judged, Matter, PolicyReview, months_told
from bot.core.domain.report_errors import PeriodUnreadable
from bot.core.usecases.compile_report import names_of
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.review_policy import last_stretch, returns_behind, review_policy, running_stretch
from bot.views.callback_data import Act, page_in
from bot.views.figures import money
from bot.views.keyboards import Row, button, in_rows, rows
from bot.views.rendered import Rendered
from bot.views.report_words import days_of, months_of
from bot.views.texts import Html, plain, text

PAGE = 8
_SEPARATOR = "|"
_OVERVIEW, _ANEW = "o", "n"
_LETTERS = {
    Matter.WINDOW: "w", Matter.EXCLUDED: "x", Matter.SOLD: "s",
    Matter.NEAR_VALUE: "v", Matter.NEAR_WINDOW: "d",
}  # fmt: skip
_MATTERS = {letter: matter for matter, letter in _LETTERS.items()}
_RULES = (Matter.WINDOW, Matter.EXCLUDED, Matter.SOLD)
_NEAR = (Matter.NEAR_VALUE, Matter.NEAR_WINDOW)


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """`matter` none: the figures. `anew`: below the message that has the button, which stays."""

    period: Period
    matter: Matter | None = None
    page: int = 0
    anew: bool = False

    @property
    def argument(self) -> str:
        look = _LETTERS[self.matter] if self.matter else _ANEW if self.anew else _OVERVIEW
        return f"{look}{self.page}{_SEPARATOR}{self.period.token}"


def review_place_of(argument: str) -> ReviewPlace:
    """Raises PeriodUnreadable for what `argument` does not write."""
    head, _, token = argument.partition(_SEPARATOR)
    look, matter = head[:1], _MATTERS.get(head[:1])
    if matter is None and look not in (_OVERVIEW, _ANEW):
        raise PeriodUnreadable(text=argument[:40])
    try:
        return ReviewPlace(period_of_token(token), matter, page_in(head[1:]), look == _ANEW)
    except ValueError:
        raise PeriodUnreadable(text=argument[:40]) from None


def review_button(uow: UnitOfWork, language: str) -> InlineKeyboardButton:
    """For the card of the policy: what it did."""
    return _to(plain(language, "button.policy.figures"), ReviewPlace(last_stretch(uow), anew=True))


def _to(label: str, place: ReviewPlace) -> InlineKeyboardButton:
    return button(label, Act.POLICY_REVIEW, 0, place.argument)


def draw_review(uow: UnitOfWork, actor: Person, place: ReviewPlace) -> Rendered:
    """Raises NotAllowed."""
    if place.matter:
        return returns_card(uow, actor, place, place.matter)
    return review_card(uow, actor, actor.language, place.period)


def review_notice(uow: UnitOfWork, reader: Person, language: str, stretch: int) -> Rendered:
    """Raises NotAllowed for who is in charge no more."""
    return review_card(uow, reader, language, months_told(stretch))


def review_card(uow: UnitOfWork, reader: Person, language: str, period: Period) -> Rendered:
    """At most six lines."""
    review = review_policy(uow, reader, period)
    lines = [_head(language, period), _decided_line(language, review)]
    lines += [_rule_line(language, f) for matter in _RULES if (f := review.figure(matter))]
    near = list(_near_words(uow, language, review))
    if near:
        words = plain(language, "list.comma").join(near)
        lines.append(text(language, "review.near", words=words))
    lists = [
        _to(
            f"{plain(language, f'review.{f.matter}')} · {f.now.count}",
            ReviewPlace(period, f.matter),
        )
        for f in review.figures
        if f.now.count
    ]
    policy = button(plain(language, "button.policy.open"), Act.POLICY)
    return Rendered("\n".join(lines), rows(*in_rows(lists, 2), _periods(uow, language, period), [policy]))


def _head(language: str, period: Period) -> str:
    title = Html(f"<b>{plain(language, 'review.title')}</b>")
    return text(language, "report.head", title=title, days=days_of(language, period))


def _decided_line(language: str, review: PolicyReview) -> str:
    now, before = review.decided, review.decided_before
    if not now.count:
        key = "review.nothing" if before.count else "review.nothing.ever"
        return text(language, key, before=before.count)
    was = before.automatic_percent
    key = "review.decided" if was is None else "review.decided.was"
    facts = {"count": now.count, "automatic": now.automatic_percent, "refused": now.refused}
    return text(language, key, **facts, was=was, refused_before=before.refused)


def _rule_line(language: str, figure: Figure) -> str:
    """ "Too late: 4 refused, 9 approved all the same (before: 2 and 5)"."""
    return text(
        language,
        "review.sold.line" if figure.matter is Matter.SOLD else "review.rule.line",
        rule=plain(language, f"review.{figure.matter}"),
        refused=figure.now.refused,
        approved=figure.now.approved,
        refused_before=figure.before.refused,
        approved_before=figure.before.approved,
    )


def _near_words(uow: UnitOfWork, language: str, review: PolicyReview) -> Iterator[str]:
    limit = money(language, uow.policies.current(uow.now).auto_approval_limit)
    for matter in _NEAR:
        figure = review.figure(matter)
        if figure and figure.now.count:
            facts = {"count": figure.now.count, "approved": figure.now.approved, "limit": limit}
            yield plain(language, f"review.{matter}.words", **facts)


def _periods(uow: UnitOfWork, language: str, shown: Period) -> Row:
    """The months that are over, and those that are not."""
    return [
        _to(f"• {months}" if period == shown else months, ReviewPlace(period))
        for period in (last_stretch(uow), running_stretch(uow))
        for months in [months_of(language, period)]
    ]


# ── the returns behind a figure ──
def returns_card(uow: UnitOfWork, actor: Person, place: ReviewPlace, matter: Matter) -> Rendered:
    """Each with a button that opens its record."""
    language, found = actor.language, returns_behind(uow, actor, place.period, matter)
    pages = max(1, -(-len(found) // PAGE))
    page = min(place.page, pages - 1)
    shown = found[page * PAGE : (page + 1) * PAGE]
    names = names_of(uow, Dimension.CUSTOMER, [r.customer for r in shown if r.customer])
    title = f"{plain(language, f'review.{matter}')} · {len(found)}"
    lines = [_head(language, place.period), text(language, "plain", words=title)]
    lines += [_return_line(language, request, names) for request in shown]
    buttons = in_rows((button(r.number, Act.SHOW, r.request_id) for r in shown), 2)
    back = _to(plain(language, "button.back"), ReviewPlace(place.period))
    paging = [
        _to(sign, ReviewPlace(place.period, matter, number))
        for sign, number in (("◀", page - 1), ("▶", page + 1))
        if 0 <= number < pages
    ]
    return Rendered("\n".join(lines), rows(*buttons, paging, [back]))


def _return_line(language: str, request: Judged, names: dict[str, tuple[str, str]]) -> str:
    return text(
        language,
        "review.return.refused" if request.refused else "review.return.approved",
        number=request.number,
        customer=names.get(request.customer, (plain(language, "customer.walk_in"), ""))[0],
        value=money(language, request.value),
    )

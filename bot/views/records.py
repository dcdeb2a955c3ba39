"""Lines about records that several cards share: items, findings, standing."""

from __future__ import annotations

from collections.abc import Iterable
from unicodedata import east_asian_width

from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Person
from bot.core.domain.reasons import RefusalReason, WantedOutcome
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Finding, ReturnLine, ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.decide_approval import who_cancelled
from bot.core.usecases.ports import UnitOfWork
from bot.views.arrival_lines import line_facts
from bot.views.figures import amount, day, few, figures_of, moment, money
from bot.views.reason_names import reason_name
from bot.views.texts import Html, plain, text

MOST_LINES = 3  # of a card; what does not fit is counted
PHONE_COLUMNS = 38  # of a line on a phone, 390 pixels wide
MOST_FINDINGS = 4  # likewise
_RANKS = ("refuse", "ask", "inform")


def customer_name(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    if request.customer_code is None:
        return plain(language, "customer.walk_in")
    return uow.companies.customer(request.customer_code).name


def product_label(uow: UnitOfWork, language: str, code: str) -> str:
    return f"{code} {uow.catalogue.product(code).name(language)}"


def return_head(uow: UnitOfWork, language: str, draft: ReturnRequest, key: str) -> str:
    """The step, and whose return it is once that is known."""
    shown = text(language, key)
    if draft.customer_code or draft.without_order:
        shown += " · " + text(language, "plain", words=customer_name(uow, language, draft))
    return shown


def short_line(uow: UnitOfWork, language: str, line: ReturnLine) -> str:
    """ "6 × 22728 Alarm clock pink" """
    product = product_label(uow, language, line.product_code)
    if not line.quantity:
        return text(language, "plain", words=product)
    shown = text(language, "item.short", quantity=amount(language, line.quantity), product=product)
    serial = text(language, "item.serial", serial=line.serial) if line.serial else ""
    return shown + (" · " + serial if serial else "")


def photo_warnings(language: str, place: DialogPlace) -> list[str]:
    """Where the photos of this line were used already."""
    return [
        text(language, f"return.photos.{seen}", numbers=few(language, place.notes[seen].split(", ")))
        for seen in ("same", "alike")
        if place.notes.get(seen)
    ]


def item_line(uow: UnitOfWork, language: str, line: ReturnLine) -> str:
    """ "6 × 22728 Alarm clock pink: damaged in transit, 2 photos" """
    parts = [product_label(uow, language, line.product_code)]
    said = reason_name(uow, language, line.reason) if line.reason else ""
    photos = plain(language, "photos", count=len(line.photos)) if line.photos else ""
    serial = plain(language, "item.serial", serial=line.serial) if line.serial else ""
    lot = plain(language, "item.lot", lot=line.lot) if line.lot else ""
    tail = plain(language, "list.comma").join(part for part in (said, serial, lot, photos) if part)
    shown = text(
        language,
        "item.line",
        quantity=amount(language, line.quantity) if line.quantity else "?",
        product=parts[0],
        tail=tail,
    )
    return shown + (text(language, "item.note", note=line.note[:120]) if line.note else "")


def brief_line(uow: UnitOfWork, language: str, line: ReturnLine) -> str:
    """ "6 × 22728 Alarm…: damaged in transit", fit for one line of a phone"""
    quantity = amount(language, line.quantity) if line.quantity else "?"
    reason = reason_name(uow, language, line.reason) if line.reason else ""
    label = product_label(uow, language, line.product_code)
    room = PHONE_COLUMNS - _columns(f"{quantity} × : {reason}")
    while _columns(label) > room and len(label) > len(line.product_code):
        label = label.removesuffix("…")[:-1].rstrip() + "…"
    short = max(label, line.product_code, key=len)
    return text(language, "item.line", quantity=quantity, product=short, tail=reason)


def _columns(words: str) -> int:
    """How wide it is; a Chinese sign takes two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def item_lines(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    listed = [item_line(uow, language, line) for line in request.lines[:MOST_LINES]]
    more = len(request.lines) - MOST_LINES
    if more > 0:
        listed.append(text(language, "item.more", count=more))
    return "\n".join(listed)


def finding_line(language: str, finding: Finding) -> str:
    facts = figures_of(language, finding.facts)
    since = f".{facts['since']}" if "since" in facts else ""
    return text(language, f"finding.{finding.code}{since}", **facts)


def findings_line(language: str, request: ReturnRequest) -> str:
    return findings_words(language, request.findings)


def findings_words(language: str, findings: Iterable[Finding]) -> str:
    """The findings in one line, each kind once. Where there are too many, what decides comes first and the
    rest is counted."""
    seen = {finding_line(language, finding): finding.decides for finding in findings}
    if len(seen) <= MOST_FINDINGS + 1:
        return " · ".join(seen)
    ranked = sorted(seen, key=lambda line: _RANKS.index(seen[line]))
    more = text(language, "finding.more", count=len(seen) - MOST_FINDINGS)
    return " · ".join([*ranked[:MOST_FINDINGS], more])


def rule_line(language: str, request: ReturnRequest) -> list[str]:
    """The sums of the rule that a refusal names; none where the reason is not a rule's."""
    decision = request.decision
    if request.status is not ReturnStatus.REFUSED or decision is None or decision.reason is None:
        return []
    named = [finding for finding in request.findings if finding.code == decision.reason.value]
    return [findings_words(language, named)] if named else []


def standing_line(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    """ "The goods are expected." """
    by = who_cancelled(uow, request) if request.status is ReturnStatus.CANCELLED else ""
    return text(language, f"standing.{request.status.value}", by=by)


def cancelled_line(uow: UnitOfWork, language: str, request: ReturnRequest) -> list[str]:
    """For cards that end with the decision: it was taken back since."""
    cancelled = request.status is ReturnStatus.CANCELLED and request.decision is not None
    return [standing_line(uow, language, request)] if cancelled else []


def decision_line(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    """ "Approved by Wei, 10:41: “…”"; empty where nobody decided."""
    decision = request.decision
    if decision is None:
        return standing_line(uow, language, request)
    by = uow.people.get(decision.by).name or plain(language, "the_desk")
    first = request.first_approval
    if first is not None and decision.status is ReturnStatus.APPROVED:
        by = plain(language, "list.and").join((uow.people.get(first.by).name, by))
    at = moment(language, decision.at, uow.now, uow.rules.timezone)
    said = text(language, f"decided.{decision.status.value}", by=by, at=at)
    if decision.reason and decision.reason is not RefusalReason.OTHER:  # the words say it all
        said += text(language, "decided.because", reason=plain(language, f"refusal.{decision.reason.value}"))
    if decision.words:
        said += text(language, "decided.words", words=decision.words)
    return said


def request_head(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    """ "RR-2026-00042 · Café Lumière · £22.50" """
    parts = [f"<b>{request.number}</b>", text(language, "plain", words=customer_name(uow, language, request))]
    if request.value:
        parts.append(money(language, request.value))
    return " · ".join(parts)


def order_figures(language: str, order: ReturnOrder) -> str:
    """Each of the first lines; the rest is counted."""
    shown = [order_line_figures(language, line) for line in order.lines[:MOST_LINES]]
    if len(order.lines) > MOST_LINES:
        shown.append(text(language, "item.more", count=len(order.lines) - MOST_LINES))
    return "\n".join(shown)


def wants_words(language: str, outcome: WantedOutcome) -> str:
    """ "wants: refund" """
    return text(language, "card.wants", outcome=plain(language, f"outcome.{outcome.value}").lower())


def order_line_figures(language: str, line: ReturnOrderLine) -> str:
    """ "22728 Alarm clock pink: asked 6 · counted 6 · restock 4 · vendor 2" """
    name = line.product_name_zh if language == "zh" and line.product_name_zh else line.product_name_en
    split = " · ".join(
        f"{plain(language, f'disposition.short.{d.value}')} {amount(language, q)}" for d, q in line.split
    )
    said = text(
        language,
        "order.line",
        product=f"{line.product_code} {name}",
        asked=amount(language, line.asked),
        counted=amount(language, line.counted),
        split=split or plain(language, "order.nothing"),
    )
    facts = line_facts(language, line)
    return f"{said} · ⚠ {facts}" if facts else said


def signed(uow: UnitOfWork, person_id: int | None) -> str:
    return uow.people.get(person_id).name if person_id else ""


def filed_line(uow: UnitOfWork, language: str, request: ReturnRequest) -> str:
    """ "filed by Bo, 3 Mar · policy v7": by which version it was judged."""
    at = request.submitted_at or request.created_at
    said = text(
        language,
        "filed_by",
        by=signed(uow, request.requested_by),
        at=day(language, at, uow.rules.timezone),
    )
    if request.policy_version is None:
        return said
    return said + " · " + text(language, "judged_by", version=request.policy_version)


def greeting_name(person: Person) -> Html:
    return Html(f"<b>{text(person.language, 'plain', words=person.name)}</b>")

"""A supplier claim as its two sides see it. Neither side learns who exactly sits on the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.core.domain.claim_arrival import Back
from bot.core.domain.errors import RecordUnknown
from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.return_request import Photo
from bot.core.domain.supplier_claim import (
    THEIRS,
    WITH_SUPPLIER,
    ClaimLine,
    ClaimStatus,
    ClaimStep,
    GoodsState,
    SupplierClaim,
    ValuedAt,
)
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.telling import answers_here, of_supplier
from bot.views.claim_buttons import ANSWERABLE, desk_buttons, supplier_buttons
from bot.views.figures import amount, clock, day, day_and_clock, money
from bot.views.reason_names import reason_name
from bot.views.rendered import Rendered
from bot.views.texts import Html, plain, text

MOST_LINES = 4  # of goods; what does not fit is counted
MOST_WORDS = 2  # of what was said last
MOST_SAID = 300  # characters of one of them
MOST_PHOTOS = 10  # one album


def claim_notice(uow: UnitOfWork, notice: Notice) -> Rendered:
    """A card that a newer one in the same chat has taken over from has no buttons any more."""
    claim = uow.claims.get(notice.subject_id)
    if notice.kind is NoticeKind.CLAIM_DESK_CARD:
        drawn = desk_card(uow, notice.language, claim, str(notice.facts.get("photos", "")))
    else:
        drawn = supplier_card(uow, notice.language, claim, str(notice.facts.get("photos", "all")))
        if notice.address:
            drawn = _as_mail(uow, notice.language, claim, drawn)
    return replace(drawn, keyboard=None) if notice.facts.get("old") else drawn


def supplier_name(uow: UnitOfWork, language: str, claim: SupplierClaim) -> str:
    company = uow.companies.supplier(claim.supplier_code) if claim.supplier_code else None
    return company.name if company else plain(language, "claim.nobody")


def supplier_card(uow: UnitOfWork, language: str, claim: SupplierClaim, photos: str = "all") -> Rendered:
    """To a contact of the supplier. `photos`: "all" of them, "" none, "0:2" those of the ones sent later."""
    lines = _facts(uow, language, claim, "claim.head")
    lines.append(_standing(uow, language, claim, "theirs"))
    lines += _said(uow, language, claim, to_supplier=True)
    return Rendered(
        "\n".join(lines),
        supplier_buttons(language, claim),
        [photo.sha256 for photo in _chosen(claim, photos)],
    )


def desk_card(uow: UnitOfWork, language: str, claim: SupplierClaim, photos: str = "") -> Rendered:
    """To managers. `photos`: which of the supplier's come with it ("theirs 0:2")."""
    lines = _facts(uow, language, claim, "claim.head.desk")
    if claim.status in WITH_SUPPLIER and not answers_here(uow, claim.supplier_code):
        lines.append(_who_tells_us(uow, language, claim))
    lines.append(_standing(uow, language, claim, "ours"))
    if claim.goods is not GoodsState.HELD:
        lines.append(text(language, f"claim.goods.{claim.goods.value}"))
    lines += _said(uow, language, claim, to_supplier=False)
    shown = [photo.sha256 for photo in _chosen(claim, photos)]
    return Rendered("\n".join(lines), desk_buttons(language, claim), shown)


def claim_standing(uow: UnitOfWork, language: str, claim: SupplierClaim) -> str:
    """ "SC-2026-00012 · Northlight: open, their answer is due by 3 Dec" on the record of its return."""
    zone, waits = uow.rules.timezone, "theirs" if claim.status in WITH_SUPPLIER else "ours"
    if claim.is_final:
        waits = "over"
    elif claim.is_late(uow.now):
        waits = "late"
    return text(
        language,
        f"claim.standing.{waits}",
        number=Html(f"<b>{claim.number}</b>"),
        supplier=supplier_name(uow, language, claim),
        status=_outcome(language, claim) or plain(language, f"claim.status.{claim.status.value}"),
        day=day(language, claim.due_at, zone),
    )


def photos_view(language: str, claim: SupplierClaim, *, by_supplier: bool) -> Rendered:
    """The photos of a claim, the supplier's own first; or that there are none."""
    photos = [photo.sha256 for photo in claim.photos_seen(by_supplier=by_supplier)][:MOST_PHOTOS]
    return Rendered(text(language, "claim.photos", number=claim.number, count=len(photos)), photos=photos)


def debit_paper_view(uow: UnitOfWork, language: str, claim: SupplierClaim) -> Rendered:
    """The debit note as it was archived."""
    note = uow.debit_notes.by_cause(f"claim:{claim.number}")
    if note is None or not note.paper:
        raise RecordUnknown(number=claim.debit_note or claim.number)
    name = f"{note.number}.pdf"
    return Rendered(text(language, "plain", words=note.number), paper=note.paper, paper_name=name)


def _who_tells_us(uow: UnitOfWork, language: str, claim: SupplierClaim) -> str:
    """Where no contact answers in Telegram: by mail, by phone, or nobody yet."""
    name = supplier_name(uow, language, claim)
    if not claim.supplier_code:
        return text(language, "claim.no_supplier")
    mailed = [each.address for each in of_supplier(uow, claim.supplier_code)]
    if mailed:
        return text(language, "claim.by_mail", supplier=name, address=mailed[0])
    return text(language, "claim.no_contact", supplier=name)


def _as_mail(uow: UnitOfWork, language: str, claim: SupplierClaim, card: Rendered) -> Rendered:
    """Without buttons: how to answer, while there is something to answer; afterwards the debit note."""
    if claim.status in ANSWERABLE:
        how = text(language, "claim.theirs.by_mail", value=money(language, claim.value))
        return replace(card, text=f"{card.text}\n\n{how}")
    if not claim.debit_note:
        return card
    paper = debit_paper_view(uow, language, claim)
    return replace(card, paper=paper.paper, paper_name=paper.paper_name)


def _chosen(claim: SupplierClaim, photos: str) -> list[Photo]:
    if photos == "all":
        return claim.photos[:MOST_PHOTOS]
    kept = claim.their_photos if photos.startswith(THEIRS) else claim.more_photos
    first, _, last = photos.removeprefix(THEIRS).partition(":")
    return kept[int(first) : int(last)][:MOST_PHOTOS] if last else []


def _facts(uow: UnitOfWork, language: str, claim: SupplierClaim, head: str) -> list[str]:
    shown = [
        text(
            language,
            head,
            number=Html(f"<b>{claim.number}</b>"),
            supplier=supplier_name(uow, language, claim),
            order=claim.order_number,
        ),
        *(_line(uow, language, line) for line in claim.lines[:MOST_LINES]),
    ]
    if len(claim.lines) > MOST_LINES:
        shown.append(text(language, "item.more", count=len(claim.lines) - MOST_LINES))
    listed = any(line.valued_at is ValuedAt.PRICE for line in claim.lines)
    key = f"claim.value.{(ValuedAt.PRICE if listed else ValuedAt.COST).value}"
    shown.append(text(language, key, value=money(language, claim.value)))
    return shown


def _line(uow: UnitOfWork, language: str, line: ClaimLine) -> str:
    said = [reason_name(uow, language, line.reason)]
    if line.grade:
        said.append(plain(language, f"grade.{line.grade.value}"))
    return text(
        language,
        "item.line",
        quantity=amount(language, line.quantity),
        product=f"{line.product_code} {line.name(language)}",
        tail=plain(language, "list.comma").join(said),
    )


def _standing(uow: UnitOfWork, language: str, claim: SupplierClaim, side: str) -> str:
    """ "Please answer by 3 Dec.", "They credit. Settle it …" """
    zone = uow.rules.timezone
    if claim.status in WITH_SUPPLIER:
        key = "claim.late" if claim.is_late(uow.now) else f"claim.due.{side}"
        return text(language, key, day=day(language, claim.due_at, zone))
    facts = {
        "answer": plain(language, f"claim.answer.{claim.answer.value}") if claim.answer else "",
        "more": plain(language, f"claim.more.{claim.more.value}") if claim.more else "",
        "offer": money(language, claim.offer) if claim.offer else "",
        "outcome": _outcome(language, claim),
    }
    goods = side == "ours" and claim.status is ClaimStatus.ACCEPTED and claim.back is Back.EXPECTED
    key = f"claim.{side}.{claim.status.value}" + (".goods" if goods else "")
    said = text(language, key, **facts)
    return said + (_by(uow, language, claim) if side == "ours" and claim.is_final else "")


def _by(uow: UnitOfWork, language: str, claim: SupplierClaim) -> str:
    """Who of ours ended it, and when."""
    step = claim.turned
    at = day_and_clock(language, step.at, uow.rules.timezone)
    return " · " + text(language, "claim.ended_by", by=uow.people.get(step.by).name, at=at)


def _outcome(language: str, claim: SupplierClaim) -> str:
    if claim.outcome is None:
        return ""
    paid = money(language, claim.turned.amount) if claim.turned.amount else ""
    if claim.back is not Back.NONE:
        return _what_came(language, claim)
    return plain(language, f"claim.outcome.{claim.outcome.value}", value=paid, note=claim.debit_note)


def _what_came(language: str, claim: SupplierClaim) -> str:
    """ "replacement, 3 of 4 here", over all lines."""
    assert claim.outcome is not None
    over = sum((a.over.amount for a in claim.arrivals if a.stands), Decimal(0))
    came = sum((claim.came(line.line_no).amount for line in claim.lines), Decimal(0)) - over
    said = plain(
        language,
        f"claim.back.{claim.back.value}",
        outcome=plain(language, f"claim.outcome.{claim.outcome.value}.agreed"),
        came=amount(language, str(came)),
        owed=amount(language, str(sum(line.quantity.amount for line in claim.lines))),
    )
    if over:
        said += plain(language, "list.comma") + plain(
            language, "claim.back.over", over=amount(language, str(over))
        )
    return said


def _said(uow: UnitOfWork, language: str, claim: SupplierClaim, *, to_supplier: bool) -> list[str]:
    spoken = [step for step in claim.history if step.words or step.their_photos][-MOST_WORDS:]
    return [_words(uow, language, claim, step, to_supplier=to_supplier) for step in spoken]


def _words(
    uow: UnitOfWork, language: str, claim: SupplierClaim, step: ClaimStep, *, to_supplier: bool
) -> str:
    """Who said it, as the other side may know them: the desk has no names for a supplier."""
    person = uow.people.get(step.by)
    if person.speaks_for(claim.supplier_code):
        who = person.name
    elif step.on_behalf:
        who = plain(language, "claim.on_behalf", supplier=supplier_name(uow, language, claim))
    else:
        who = plain(language, "claim.desk") if to_supplier else person.name
    at = uow.rules.timezone
    recent = uow.now - step.at < timedelta(hours=20)
    when = clock(language, step.at, at) if recent else day(language, step.at, at)
    count = step.their_photos
    if not step.words:
        return text(language, "claim.said.photos", who=who, when=when, count=count)
    tail = " " + plain(language, "claim.said.with", count=count) if count else ""
    return text(language, "claim.said", who=who, when=when, words=step.words[:MOST_SAID]) + tail

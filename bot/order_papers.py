"""A return order's facts and the desk's own texts, in one language or both, made ready for its paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import cast

from bot.core.domain.catalogue import AnswerKind, Question
from bot.core.domain.inspection import InspectedLine, Inspection, is_within_limits
from bot.core.domain.return_order import ReturnOrder, ReturnOrderLine
from bot.core.domain.return_request import Photo, ReturnLine, ReturnRequest
from bot.core.usecases.ports import UnitOfWork
from bot.documents.facts import (
    LABELS,
    PaperLanguage,
    PaperLine,
    PaperPhoto,
    ReturnOrderPaper,
    Signature,
)
from bot.documents.printable import plain_moment, plain_number
from bot.documents.return_order_pdf import MAX_PHOTOS
from bot.views.reason_names import reason_name
from bot.views.records import customer_name
from bot.views.texts import plain

NO_BREAK = "\u00a0"
LANGUAGES_OF: dict[PaperLanguage, tuple[str, ...]] = {"en": ("en",), "zh": ("zh",), "both": ("zh", "en")}
ReadPhoto = Callable[[str], bytes]


def order_facts(
    uow: UnitOfWork,
    order: ReturnOrder,
    request: ReturnRequest,
    *,
    desk_name: str,
    link: str,
    read_photo: ReadPhoto,
) -> ReturnOrderPaper:
    """`read_photo` gives a thumbnail by its sha256."""
    language = cast(PaperLanguage, uow.rules.paper_language or uow.rules.language)
    inspection = uow.inspections.get(order.inspection_id)
    people = _signatures(uow, language, order, request)
    photos, more = _annex(language, request, inspection, read_photo)
    first = LANGUAGES_OF[language][0]
    return ReturnOrderPaper(
        desk_name=desk_name,
        number=order.number,
        request_number=order.request_number,
        made_at=order.made_at.astimezone(uow.rules.timezone).replace(microsecond=0),
        status=_said(language, f"status.{order.status.value}"),
        customer_code=request.customer_code or "",
        customer_name=customer_name(uow, first, request),
        **people,
        lines=tuple(_lines(uow, language, order, request, inspection)),
        currency=order.currency,
        total_value=order.value.amount,
        fee=order.fee.amount,
        credit=order.credit.amount,
        instead="" if order.is_credited else _said(language, f"credit.instead.{order.outcome.value}"),
        labels=_labels(language),
        language=language,
        notes=tuple(_notes(uow, language, order, request, inspection)),
        photos=photos,
        more_photos=_said(language, "paper.more_photos", number=more) if more else "",
        mark=_said(language, f"paper.mark.{order.status.value}") if order.undone else "",
        link=link,
    )


def _said(language: PaperLanguage, key: str, **facts: object) -> str:
    """In each language of the paper, Chinese first; once where both say the same."""
    said = [plain(one, key, **facts) for one in LANGUAGES_OF[language]]
    return " ".join(dict.fromkeys(said))


def _reason(uow: UnitOfWork, language: PaperLanguage, code: str) -> str:
    """In each language of the paper likewise."""
    return " ".join(dict.fromkeys(reason_name(uow, one, code) for one in LANGUAGES_OF[language]))


def _labels(language: PaperLanguage) -> dict[str, str]:
    return {label: _said(language, f"paper.{label}", page="{page}", pages="{pages}") for label in LABELS}


# ── who signed ──
def _signatures(
    uow: UnitOfWork, language: PaperLanguage, order: ReturnOrder, request: ReturnRequest
) -> dict[str, Signature]:
    """By the name of their place on the paper; who has no place yet is left out."""

    def signed(person_id: int | None, at: datetime | None) -> Signature:
        if person_id is None or at is None:
            return Signature()
        name = uow.people.get(person_id).name or _said(language, "the_desk")
        return Signature(name, at.astimezone(uow.rules.timezone))

    decision, first = request.decision, request.first_approval
    agreed, undone = order.first_agreement, order.undone
    return {
        "requested_by": signed(request.requested_by, request.submitted_at),
        "first_approved_by": signed(first.by, first.at) if first else Signature(),
        "approved_by": signed(decision.by, decision.at) if decision else Signature(),
        "inspected_by": signed(order.inspected_by, order.made_at),
        "first_reviewed_by": signed(agreed.by, agreed.at) if agreed else Signature(),
        "reviewed_by": signed(order.reviewed_by, order.reviewed_at),
        "posted_by": signed(order.posted_by, order.posted_at),
        "undone_by": signed(undone.by, undone.at) if undone else Signature(),
    }


# ── the lines ──
def _lines(
    uow: UnitOfWork,
    language: PaperLanguage,
    order: ReturnOrder,
    request: ReturnRequest,
    inspection: Inspection,
) -> Iterator[PaperLine]:
    asked = {line.line_no: line for line in request.lines}
    inspected = {line.line_no: line for line in inspection.lines}
    for line in order.lines:
        found = inspected.get(line.line_no)
        facts = list(_facts(uow, language, line, found)) if found else []
        yield _line(uow, language, order, line, asked.get(line.line_no), tuple(facts))


def _line(
    uow: UnitOfWork,
    language: PaperLanguage,
    order: ReturnOrder,
    line: ReturnOrderLine,
    asked: ReturnLine | None,
    facts: tuple[str, ...],
) -> PaperLine:
    prices = {allocation.unit_price.amount for allocation in line.allocations}
    single: Decimal | None = prices.pop() if len(prices) == 1 else None
    names = {"en": line.product_name_en, "zh": line.product_name_zh or line.product_name_en}
    shown = list(dict.fromkeys(names[one] for one in LANGUAGES_OF[language]))
    traced = [text for text in (asked.lot, asked.serial) if text] if asked else []
    return PaperLine(
        product_code=line.product_code,
        product_name=shown[0],
        second_name=shown[1] if len(shown) > 1 else "",
        specification=" · ".join([*([line.specification] if line.specification else []), *traced]),
        reason=_reason(uow, language, line.reason),
        grade=line.grade.value if line.grade else "–",
        unit=line.counted.unit,
        asked=line.asked.amount,
        counted=line.counted.amount,
        accepted=line.accepted.amount,
        rejected=line.rejected.amount,
        dispositions=tuple(
            f"{_said(language, f'disposition.short.{d.value}')}{NO_BREAK}{q}" for d, q in line.split
        ),
        unit_price=single,
        value=line.value(order.currency).rounded().amount,
        facts=facts,
    )


def _facts(
    uow: UnitOfWork, language: PaperLanguage, line: ReturnOrderLine, inspected: InspectedLine
) -> Iterator[str]:
    """What was otherwise than expected: as recorded, each once. `expected` is what this parcel could hold."""
    if line.found:
        yield _said(language, "paper.fact.found")
    elif inspected.expected > line.counted:
        yield _said(language, "paper.fact.short", quantity=str(inspected.expected - line.counted))
    elif line.counted > inspected.expected:
        yield _said(language, "paper.fact.over", quantity=str(line.counted - inspected.expected))
    if line.missing_parts:
        yield _said(language, "paper.fact.missing", words=line.missing_parts)
    for question in uow.catalogue.questions(uow.catalogue.product(line.product_code).category):
        answer = inspected.answers.get(question.code, "")
        if answer and not is_within_limits(question, answer):
            yield _failed(language, question, answer)


def _failed(language: PaperLanguage, question: Question, answer: str) -> str:
    """ "Seconds a day off: 75 s (0 to 60)" """
    name = " ".join(dict.fromkeys(question.name(one) for one in LANGUAGES_OF[language]))
    if question.kind is not AnswerKind.NUMBER:
        return _answered(name, _said(language, "paper.fact.failed"))
    limits = [plain_number(limit) for limit in (question.minimum, question.maximum) if limit is not None]
    both = question.minimum is not None and question.maximum is not None
    bound = " – ".join(limits) if both else f"{'≥' if question.maximum is None else '≤'} {limits[0]}"
    return _answered(name, f"{plain_number(Decimal(answer))} {question.unit}".strip() + f" ({bound})")


def _answered(name: str, value: str) -> str:
    return f"{name} – {value}"


# ── words and photos ──
def _notes(
    uow: UnitOfWork,
    language: PaperLanguage,
    order: ReturnOrder,
    request: ReturnRequest,
    inspection: Inspection,
) -> Iterator[str]:
    """Why it was taken back first; then what people wrote to each line."""
    if order.undone:
        at = plain_moment(order.undone.at.astimezone(uow.rules.timezone))
        by = uow.people.get(order.undone.by).name
        yield f"{_said(language, f'paper.mark.{order.status.value}')} · {by} · {at}: {order.undone.words}"
    for lines in (request.lines, inspection.lines):
        for line in lines:
            if line.note:
                yield f"{line.line_no} · {line.product_code}: {line.note}"


def _annex(
    language: PaperLanguage, request: ReturnRequest, inspection: Inspection, read_photo: ReadPhoto
) -> tuple[tuple[PaperPhoto, ...], int]:
    """Each labelled with its line and who took it; and how many more there are than a paper holds. Where
    there are too many every line keeps its first ones."""
    labelled: dict[str, tuple[int, int, str]] = {}
    here = {line.line_no for line in inspection.lines}
    sources: list[tuple[str, int, str, list[Photo]]] = [
        ("request", line.line_no, line.product_code, line.photos)
        for line in request.lines
        if line.line_no in here
    ]
    sources += [("inspection", line.line_no, line.product_code, line.photos) for line in inspection.lines]
    for source, line_no, code, photos in sources:
        for position, photo in enumerate(photos):
            caption = f"{line_no} · {code} · {_said(language, f'paper.photo.{source}')}"
            labelled.setdefault(photo.sha256, (position, line_no, caption))
    order_of = {sha256: position for position, sha256 in enumerate(labelled)}
    first = sorted(labelled.items(), key=lambda item: item[1][:2])[:MAX_PHOTOS]
    shown = sorted(first, key=lambda item: (item[1][1], order_of[item[0]]))
    made = tuple(PaperPhoto(read_photo(sha256), caption) for sha256, (_, _, caption) in shown)
    return made, len(labelled) - len(made)

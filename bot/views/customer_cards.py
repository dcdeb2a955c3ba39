"""A return as its customer sees it: plain words, no names, nothing of anybody else."""

from __future__ import annotations

from dataclasses import replace

from bot.core.domain.customer_voice import CHANGE_FOR, MOST_STARS, CustomerQuestion, Rating
from bot.core.domain.people import Permission, Person
from bot.core.domain.return_order import OrderStatus, ReturnOrder
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.values import Quantity
from bot.core.usecases.follow_return import Followed
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act
from bot.views.figures import amount, day
from bot.views.keyboards import Row, button, rows
from bot.views.money_lines import issued_words, note_button
from bot.views.records import MOST_LINES, customer_name, product_label, rule_line
from bot.views.rendered import Rendered
from bot.views.slip import slip_button
from bot.views.texts import Html, plain, text

MOST_SAID = 3  # questions shown on a card


def customer_card(uow: UnitOfWork, language: str, person: Person | None, followed: Followed) -> Rendered:
    """`person` None: a mail to the company, which has no buttons of its own."""
    request, posted = followed.request, _posted(followed.orders)
    lines = [_head(language, request), *_items(uow, language, request)]
    lines.append(_stage(language, request))
    lines += _counted(language, followed.orders)
    lines += [said for order in posted if (said := issued_words(uow, language, order))]
    lines += [text(language, "customer.taken_back", number=note) for note in followed.taken_back]
    lines += [question_line(language, q, for_desk=False) for q in followed.questions[-MOST_SAID:]]
    buttons = [[made for order in posted for made in note_button(order)]]
    buttons.append([button(plain(language, "button.ask_desk"), Act.ASK_DESK, request.id)])
    if request.status is ReturnStatus.CLOSED and person is not None:
        lines.append(_rate_words(language, followed.rating))
        buttons += _rate_buttons(uow, language, request, followed.rating)
    return Rendered("\n".join(lines), rows(*buttons))


def customer_mail(uow: UnitOfWork, language: str, followed: Followed) -> Rendered:
    """The same by e-mail: with the newest credit note, which in the chat a button brings."""
    card = customer_card(uow, language, None, followed)
    notes = [order.credit_note for order in _posted(followed.orders) if order.credit_note]
    if not notes:
        return card
    note = uow.credit_notes.get(notes[-1])
    return replace(card, paper=note.paper, paper_name=f"{note.number}.pdf")


def goods_awaited(uow: UnitOfWork, language: str, person: Person | None, followed: Followed) -> Rendered:
    """A week after the approval; goods that came since are not asked for."""
    card, decision = customer_card(uow, language, person, followed), followed.request.decision
    if followed.request.status is not ReturnStatus.APPROVED or decision is None:
        return card
    decided = day(language, decision.at, uow.rules.timezone)
    reminder = text(language, "customer.goods_awaited", day=decided)
    return replace(card, text=f"{reminder}\n{card.text}")


def _head(language: str, request: ReturnRequest) -> str:
    status = plain(language, f"customer.status.{request.status.value}")
    return text(language, "customer.head", number=Html(f"<b>{request.number}</b>"), status=status)


def _items(uow: UnitOfWork, language: str, request: ReturnRequest) -> list[str]:
    """Without the notes, which staff write for staff."""
    listed = [
        text(
            language,
            "customer.item",
            quantity=amount(language, line.quantity) if line.quantity else "?",
            product=product_label(uow, language, line.product_code),
        )
        for line in request.lines[:MOST_LINES]
    ]
    if len(request.lines) > MOST_LINES:
        listed.append(text(language, "item.more", count=len(request.lines) - MOST_LINES))
    return listed


def _stage(language: str, request: ReturnRequest) -> str:
    said = text(language, f"customer.stage.{request.status.value}")
    decision = request.decision
    if request.status is ReturnStatus.REFUSED and decision is not None and decision.reason is not None:
        said += " " + text(
            language, "customer.because", reason=plain(language, f"refusal.{decision.reason.value}")
        )
        said = "\n".join([said, *rule_line(language, request)])
    return said


def _counted(language: str, orders: list[ReturnOrder]) -> list[str]:
    """ "22728: 6 of 6 arrived", over all parcels and all lines of the product. The first parcel of a line
    asks for all of it, the next ones for the rest."""
    by_line: dict[tuple[int, str, str], tuple[Quantity, Quantity]] = {}
    for order in orders:
        for line in order.lines:
            which = (line.line_no, line.product_code, line.counted.unit)
            asked, counted = by_line.get(which, (line.asked, Quantity.zero(line.counted.unit)))
            by_line[which] = (max(asked, line.asked), counted + line.counted)
    sums: dict[tuple[str, str], tuple[Quantity, Quantity]] = {}
    for (_, product, unit), (asked, counted) in by_line.items():
        before = sums.get((product, unit), (Quantity.zero(unit), Quantity.zero(unit)))
        sums[product, unit] = (before[0] + asked, before[1] + counted)
    return [
        text(
            language,
            "customer.counted",
            product=product,
            counted=amount(language, counted),
            asked=amount(language, asked),
        )
        for (product, _), (asked, counted) in list(sums.items())[:MOST_LINES]
    ]


def _posted(orders: list[ReturnOrder]) -> list[ReturnOrder]:
    return [order for order in orders if order.status is OrderStatus.POSTED]


def _rate_words(language: str, rating: Rating | None) -> str:
    if rating is None:
        return text(language, "customer.rate")
    words = text(language, "decided.words", words=rating.remark) if rating.remark else ""
    return text(language, "customer.rated", stars=_stars(rating), words=Html(words))


def _rate_buttons(uow: UnitOfWork, language: str, request: ReturnRequest, rating: Rating | None) -> list[Row]:
    if rating is not None and uow.now - rating.rated_at > CHANGE_FOR:
        return []
    stars = [button(f"{n} ★", Act.RATE, request.id, str(n)) for n in range(1, MOST_STARS + 1)]
    remark = [button(plain(language, "button.remark"), Act.REMARK, request.id)] if rating else []
    return [stars, remark]


def question_line(language: str, question: CustomerQuestion, *, for_desk: bool) -> str:
    side = "ours" if question.by_desk is for_desk else "theirs"
    said = text(language, f"customer.asked.{side}", words=question.words)
    if not question.is_open:
        said += "\n" + text(language, f"customer.answered.{side}", words=question.answer)
    return said


def returns_view(actor: Person, requests: list[ReturnRequest], turning: Row) -> Rendered:
    """The company's own, newest first; `turning` leads to older ones."""
    language = actor.language
    if not requests:
        return Rendered(text(language, "customer.none"))
    buttons = []
    for request in requests:
        status = plain(language, f"customer.status.{request.status.value}")
        buttons.append([button(f"{request.number} · {status}", Act.SHOW, request.id)])
    return Rendered(text(language, "customer.list"), rows(*buttons, turning))


# ── questions, on both sides ──
def question_to_desk(uow: UnitOfWork, language: str, question_id: int) -> Rendered:
    """To managers: what a customer asks, or what they answered."""
    question = uow.voices.question(question_id)
    request = uow.requests.get(question.request_id)
    head = text(
        language,
        "customer.question.head",
        number=Html(f"<b>{request.number}</b>"),
        customer=customer_name(uow, language, request),
    )
    show = button(plain(language, "button.show"), Act.SHOW, request.id)
    answer = button(plain(language, "button.answer"), Act.ANSWER_CUSTOMER, question.id, style="primary")
    lines = [head, question_line(language, question, for_desk=True)]
    return Rendered("\n".join(lines), rows([answer, show] if question.is_open else [show]))


def question_to_customer(uow: UnitOfWork, language: str, question_id: int) -> Rendered:
    """To contacts: what the desk asks, or what it answered."""
    question = uow.voices.question(question_id)
    request = uow.requests.get(question.request_id)
    lines = [text(language, "bold", words=request.number), question_line(language, question, for_desk=False)]
    if question.waits_long(uow.now):
        asked = day(language, question.asked_at, uow.rules.timezone)
        lines.append(text(language, "customer.answer_awaited", day=asked))
    if question.by_desk and question.is_open:
        go = button(plain(language, "button.answer"), Act.ANSWER_CUSTOMER, question.id, style="primary")
    else:
        go = button(plain(language, "button.show"), Act.SHOW, request.id)
    return Rendered("\n".join(lines), rows([go]))


def low_rating(uow: UnitOfWork, language: str, request_id: int) -> Rendered:
    """To managers: how a return was rated by who was not content, as it stands now."""
    request = uow.requests.get(request_id)
    head = text(
        language,
        "customer.question.head",
        number=Html(f"<b>{request.number}</b>"),
        customer=customer_name(uow, language, request),
    )
    ratings = uow.voices.ratings_of(request.id)
    low = any(rating.is_low for rating in ratings)
    lines = [head, text(language, "customer.not_content" if low else "customer.content_again")]
    lines += [_their_rating(language, rating) for rating in ratings]
    show = button(plain(language, "button.show"), Act.SHOW, request.id)
    ask = button(plain(language, "button.ask_customer"), Act.ASK_CUSTOMER, request.id, style="primary")
    return Rendered("\n".join(lines), rows([ask, show] if low else [show]))


# ── on the record of staff ──
def _their_rating(language: str, rating: Rating) -> str:
    said = text(language, "customer.their_rating", stars=_stars(rating))
    return said + (text(language, "decided.words", words=rating.remark) if rating.remark else "")


def _stars(rating: Rating) -> str:
    return "★" * rating.stars + "☆" * (MOST_STARS - rating.stars)


def voice_lines(uow: UnitOfWork, language: str, request: ReturnRequest) -> list[str]:
    questions = uow.voices.questions_of(request.id)[-MOST_SAID:]
    lines = [question_line(language, question, for_desk=True) for question in questions]
    return lines + [_their_rating(language, rating) for rating in uow.voices.ratings_of(request.id)]


def voice_buttons(uow: UnitOfWork, actor: Person, request: ReturnRequest) -> list[Row]:
    language, row, waiting = actor.language, [], []
    if request.customer_code is None or request.submitted_at is None:
        return []
    if actor.has(Permission.HAND_OUT_LINK):
        row.append(button(plain(language, "button.customer_link"), Act.CUSTOMER_LINK, request.id))
        row += slip_button(language, request)
    if actor.has(Permission.TALK_TO_CUSTOMER):
        row.append(button(plain(language, "button.ask_customer"), Act.ASK_CUSTOMER, request.id))
        waiting = [
            [button(plain(language, "button.answer_customer"), Act.ANSWER_CUSTOMER, question.id)]
            for question in uow.voices.questions_of(request.id)
            if question.is_open and not question.by_desk
        ]
    return [row, *waiting[:MOST_SAID]]

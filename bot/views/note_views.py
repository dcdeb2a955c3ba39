"""Credit notes as managers see them: the list, one note, the questions before something is done with it."""

from __future__ import annotations

from bot.core.domain.credit_note import CreditNote, NoteStatus
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.people import Permission, Person
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_notes import NotesPart, NotesSeen
from bot.views.callback_data import Act
from bot.views.figures import day, day_and_clock, money
from bot.views.keyboards import Row, button, in_rows, rows, step_button, way_back
from bot.views.records import signed
from bot.views.rendered import Rendered
from bot.views.steps import MoneyQuestion
from bot.views.texts import Html, plain, text

PAGE = 8
WAYS = ("transfer", "set_off", "voucher", "cash")  # how a note is usually paid out


def notes_view(uow: UnitOfWork, language: str, seen: NotesSeen, page: int) -> Rendered:
    totals = " + ".join(money(language, total) for total in seen.totals)
    head = text(language, f"notes.{seen.part.value}", count=seen.count, total=totals)
    codes = {note.customer_code for note in seen.notes if note.customer_code}
    names = uow.companies.customers(codes)
    buttons = []
    for note in seen.notes:
        customer = names[note.customer_code].name if note.customer_code in names else ""
        label = f"{note.number} · {money(language, note.value)} · {customer}"
        buttons.append(button(label, Act.NOTE, 0, note.number))
    others = [
        button(plain(language, f"notes.button.{part.value}"), Act.NOTES, 0, f"{part.value}.0")
        for part in NotesPart
        if part is not seen.part
    ]
    return Rendered(
        head if seen.count else text(language, f"notes.{seen.part.value}.none"),
        rows(*in_rows(buttons, 1), _paging(language, seen, page), others),
    )


def _paging(language: str, seen: NotesSeen, page: int) -> Row:
    pages = -(-seen.count // PAGE)
    if pages <= 1:
        return []
    shown = plain(language, "page", page=page + 1, pages=pages)
    row = [button(shown, Act.NOTES, 0, f"{seen.part.value}.{page}")]
    if page > 0:
        row.insert(0, button("◀", Act.NOTES, 0, f"{seen.part.value}.{page - 1}"))
    if page < pages - 1:
        row.append(button("▶", Act.NOTES, 0, f"{seen.part.value}.{page + 1}"))
    return row


def note_view(uow: UnitOfWork, language: str, note: CreditNote) -> Rendered:
    customer = uow.companies.customer(note.customer_code).name if note.customer_code else ""
    issued = text(
        language,
        "note.issued",
        by=signed(uow, note.issued_by) or plain(language, "the_desk"),
        at=day(language, note.issued_at, uow.rules.timezone),
        cause=note.order_number or note.cause.partition(":")[2],
    )
    head = text(
        language,
        "note.head",
        number=Html(f"<b>{note.number}</b>"),
        customer=customer,
        value=money(language, note.value),
    )
    fee = [text(language, "posted.fee", fee=money(language, note.fee))] if note.fee else []
    lines = [head, *fee, issued, _standing(uow, language, note)]
    return Rendered("\n".join(lines), rows(*_buttons(language, note)))


def scanned_note_view(uow: UnitOfWork, actor: Person, note: CreditNote) -> Rendered:
    """What the code on the paper opens: the note with what may be done; to who sees no money, its paper."""
    if actor.has(Permission.SEE_MONEY):
        return note_view(uow, actor.language, note)
    words = text(actor.language, "posted.credit", number=note.number, value=money(actor.language, note.value))
    return Rendered(words, paper=note.paper, paper_name=f"{note.number}.pdf")


def _standing(uow: UnitOfWork, language: str, note: CreditNote) -> str:
    if note.status is NoteStatus.SETTLED and note.settled_at is not None:
        at = day_and_clock(language, note.settled_at, uow.rules.timezone)
        return text(
            language, "note.settled", by=signed(uow, note.settled_by), at=at, reference=note.reference
        )
    if note.status is NoteStatus.CANCELLED:
        counter = uow.credit_notes.by_cause(f"cancel:{note.number}")
        number, words = (counter.number, counter.words) if counter else ("", "")
        return text(language, "note.cancelled", counter=number, words=words)
    if note.cancels:
        return text(language, "note.counter", number=note.cancels, words=note.words)
    return text(language, "note.open")


def _buttons(language: str, note: CreditNote) -> list[Row]:
    first: Row = []
    if note.status is NoteStatus.OPEN:
        paid = plain(language, "button.paid_out")
        first.append(button(paid, Act.NOTE_ASK, 0, f"{MoneyQuestion.SETTLE}.{note.number}", style="success"))
        if not note.order_number:
            cancel = plain(language, "button.cancel_note")
            first.append(button(cancel, Act.NOTE_ASK, 0, f"{MoneyQuestion.CANCEL}.{note.number}"))
    papers = [button(f"📄 {note.number}", Act.NOTE_PAPER, 0, note.number)] if note.paper else []
    back = button(plain(language, "button.all_notes"), Act.NOTES, 0, f"{NotesPart.OPEN.value}.0")
    return [first, [*papers, back]]


def draw_money(uow: UnitOfWork, actor: Person, place: DialogPlace) -> Rendered:
    """The question asked before a note is paid out or cancelled, or for the days of a journal."""
    language, question = actor.language, MoneyQuestion(place.step)
    back = way_back(language, place.rev, back=False)
    if question is MoneyQuestion.PERIOD:
        return Rendered(text(language, "journal.which_days"), rows(back))
    note = uow.credit_notes.get(place.notes["note"])
    value = money(language, note.value)
    shown = text(language, f"note.ask.{question.value}", number=note.number, value=value)
    ways = (
        [step_button(plain(language, f"note.way.{way}"), place.rev, f"w.{way}") for way in WAYS]
        if question is MoneyQuestion.SETTLE
        else []
    )
    return Rendered(shown, rows(*in_rows(ways, 2), back))

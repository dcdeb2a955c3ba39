"""What the clock sends: the week on Monday, drafts that were left, returns that stand still."""

from __future__ import annotations

from bot.core.domain.errors import NotAllowed
from bot.core.domain.figures import Choice
from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.people import Person
from bot.core.domain.periods import Period, period_of_token
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.compile_report import compile_report, counted_lines
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.remind_people import MOST_LATE, late_now
from bot.views.callback_data import Act
from bot.views.keyboards import button, in_rows, rows
from bot.views.lists import unfinished_view
from bot.views.policy_review import review_notice
from bot.views.rendered import FileKind, Rendered, ReportFile
from bot.views.report_cards import head_line, look_button, summary_lines
from bot.views.report_place import Look, ReportPlace
from bot.views.report_words import duration, stage_name
from bot.views.texts import Html, text

LOOKS = (Look.REASON, Look.PRODUCT, Look.SUPPLIER, Look.PROCESS)


def report_notice(uow: UnitOfWork, notice: Notice) -> Rendered:
    """Drawn for who reads it: a group sees what the desk may see; who is in charge no more, nothing."""
    try:
        return _drawn(uow, notice)
    except NotAllowed:
        return Rendered(text(notice.language, "notice.not_yours"))


def _drawn(uow: UnitOfWork, notice: Notice) -> Rendered:
    language, subject = notice.language, notice.subject_id
    match notice.kind:
        case NoticeKind.WEEKLY_SUMMARY:
            return summary_notice(uow, _reader(uow, notice), language, period_of_token(f"W{subject}"))
        case NoticeKind.WEEKLY_WORKBOOK:
            return workbook_notice(uow, _reader(uow, notice), language, period_of_token(f"W{subject}"))
        case NoticeKind.POLICY_REVIEW:
            return review_notice(uow, _reader(uow, notice), language, subject)
        case NoticeKind.DRAFT_REMINDER:
            return draft_notice(uow, language, subject)
        case _:
            return late_notice(uow, uow.people.get(subject), language)


def _reader(uow: UnitOfWork, notice: Notice) -> Person:
    person = uow.people.by_telegram(notice.chat_id) if notice.chat_id > 0 else None
    return person or uow.people.get(0)


def summary_notice(uow: UnitOfWork, reader: Person, language: str, period: Period) -> Rendered:
    """Words under the picture. Raises NotAllowed for who is in charge no more."""
    report, place = compile_report(uow, reader, period), ReportPlace(period)
    lines = [head_line(language, period), *summary_lines(language, report)]
    buttons = [look_button(language, place, look) for look in LOOKS]
    made = ReportFile(FileKind.PICTURE, language, report)
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2)), made=made)


def workbook_notice(uow: UnitOfWork, reader: Person, language: str, period: Period) -> Rendered:
    report = compile_report(uow, reader, period)
    lines = counted_lines(uow, reader, period, Choice())
    return Rendered(head_line(language, period), made=ReportFile(FileKind.WORKBOOK, language, report, lines))


def draft_notice(uow: UnitOfWork, language: str, request_id: int) -> Rendered:
    draft = uow.requests.get(request_id)
    if draft.status is ReturnStatus.DRAFT:
        return unfinished_view(uow, language, draft)
    return Rendered(text(language, "draft_reminder.gone"))


def late_notice(uow: UnitOfWork, reader: Person, language: str) -> Rendered:
    """As things stand when it is read."""
    late = late_now(uow, reader)
    if not late:
        return Rendered(text(language, "late.none"))
    shown = late[:MOST_LATE]
    lines = [text(language, "late.head", count=len(late))]
    for waiting in shown:
        lines.append(
            text(
                language,
                "late.line",
                number=Html(f"<b>{waiting.oldest_number}</b>"),
                stage=stage_name(language, waiting.stage),
                since=duration(language, int((uow.now - waiting.oldest_since).total_seconds())),
            )
        )
    if len(late) > len(shown):
        lines.append(text(language, "late.more", count=len(late) - len(shown)))
    buttons = [button(w.oldest_number, Act.SHOW, w.oldest_request_id) for w in shown]
    return Rendered("\n".join(lines), rows(*in_rows(buttons, 2)))

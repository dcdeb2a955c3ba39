"""One card per matter: drawn from the record as it stands, for whoever looks at it."""

from __future__ import annotations

from bot.core.domain.notice import Notice, NoticeKind
from bot.core.domain.people import Permission
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.see_claims import weekly_claims_list
from bot.views.approval_card import approval_card
from bot.views.arrival_lines import parcel_label
from bot.views.callback_data import Act
from bot.views.claim_cards import claim_notice
from bot.views.claim_lists import weekly_view
from bot.views.keyboards import button, rows
from bot.views.money_views import check_view
from bot.views.notice_views import care_view, digest_view, failed_view, group_lost_view
from bot.views.order_cards import (
    posted_notice,
    restock_card,
    review_card,
    sent_back_notice,
    undone_notice,
)
from bot.views.parcel_cards import parcel_card
from bot.views.people_notices import people_notice
from bot.views.records import (
    cancelled_line,
    customer_name,
    decision_line,
    request_head,
    rule_line,
    signed,
)
from bot.views.rendered import Rendered
from bot.views.report_notices import report_notice
from bot.views.step_cards import step_card
from bot.views.texts import plain, text


def decided_notice(uow: UnitOfWork, language: str, request: ReturnRequest) -> Rendered:
    """To who filed it."""
    lines = [request_head(uow, language, request), decision_line(uow, language, request)]
    lines += rule_line(language, request) + cancelled_line(uow, language, request)
    keyboard = rows([button(plain(language, "button.show"), Act.SHOW, request.id)])
    if request.status is ReturnStatus.ASKED_BACK:
        keyboard = rows(
            [button(plain(language, "button.answer"), Act.ANSWER, request.id, style="primary")],
            [button(plain(language, "button.cancel_return"), Act.CANCEL, request.id)],
        )
    elif request.status is ReturnStatus.REFUSED:
        keyboard = rows([button(plain(language, "button.correct"), Act.CORRECT, request.id)])
    if request.status is ReturnStatus.APPROVED:
        lines.append(text(language, "next.goods_expected"))
    return Rendered("\n".join(lines), keyboard)


def handed_over_notice(uow: UnitOfWork, language: str, inspection_id: int) -> Rendered:
    inspection = uow.inspections.get(inspection_id)
    request = uow.requests.get(inspection.request_id)
    words = text(
        language,
        "handed_over",
        number=parcel_label(language, inspection, request),
        customer=customer_name(uow, language, request),
    )
    go = button(plain(language, "button.go_on"), Act.GO_INSPECT, inspection_id, style="primary")
    return Rendered(words, rows([go]) if inspection.is_open else None)


def taken_notice(uow: UnitOfWork, language: str, inspection_id: int) -> Rendered:
    """To who had the parcel: a manager gave it to somebody else, or back to the queue."""
    inspection = uow.inspections.get(inspection_id)
    request = uow.requests.get(inspection.request_id)
    key = "inspection_taken" if inspection.is_open else "inspection_taken.queue"
    by = signed(uow, inspection.inspector_id)
    return Rendered(text(language, key, number=parcel_label(language, inspection, request), by=by))


def _may_undo(uow: UnitOfWork, notice: Notice) -> bool:
    """Whether the button is of use to who reads the card; in a group there may be somebody."""
    person = uow.people.by_telegram(notice.chat_id)
    return person is None or person.has(Permission.UNDO_ORDER)


def notice_card(uow: UnitOfWork, notice: Notice) -> Rendered:
    """What a notice looks like now: the record is read when it is sent, not when it was planned."""
    language, subject = notice.language, notice.subject_id
    match notice.kind:
        case NoticeKind.APPROVAL_CARD:
            return approval_card(uow, language, uow.requests.get(subject))
        case NoticeKind.RETURN_DECIDED:
            return decided_notice(uow, language, uow.requests.get(subject))
        case NoticeKind.REVIEW_CARD:
            return review_card(uow, language, uow.return_orders.get(subject))
        case NoticeKind.RESTOCK_CARD:
            order = uow.return_orders.get(subject)
            return restock_card(uow, language, order, may_undo=_may_undo(uow, notice))
        case NoticeKind.RETURN_POSTED:
            return posted_notice(uow, language, uow.return_orders.get(subject))
        case NoticeKind.ORDER_SENT_BACK:
            return sent_back_notice(uow, language, uow.return_orders.get(subject))
        case NoticeKind.ORDER_UNDONE:
            return undone_notice(uow, language, uow.return_orders.get(subject))
        case NoticeKind.LATER_STEP_CARD:
            return step_card(uow, language, uow.later_steps.get(subject), may_undo=_may_undo(uow, notice))
        case NoticeKind.INSPECTION_YOURS:
            return handed_over_notice(uow, language, subject)
        case NoticeKind.CLAIM_CARD | NoticeKind.CLAIM_DESK_CARD:
            return claim_notice(uow, notice)
        case NoticeKind.INSPECTION_TAKEN:
            return taken_notice(uow, language, subject)
        case NoticeKind.PARCEL_CARD:
            return parcel_card(uow, language, uow.parcels.get(subject))
        case NoticeKind.CLAIMS_LIST:
            code = uow.people.get(subject).company if subject else str(notice.facts["supplier"])
            return weekly_view(uow, language, weekly_claims_list(uow, code or ""))
        case NoticeKind.MONEY_CARD:
            return check_view(uow, language, uow.books.check(subject))
        case (
            NoticeKind.WEEKLY_SUMMARY
            | NoticeKind.WEEKLY_WORKBOOK
            | NoticeKind.POLICY_REVIEW
            | NoticeKind.DRAFT_REMINDER
            | NoticeKind.STAGE_ALERT
        ):
            return report_notice(uow, notice)
        case NoticeKind.DIGEST:
            return digest_view(uow, notice)
        case NoticeKind.NOTICE_FAILED:
            return failed_view(uow, language, subject, uow.people.by_telegram(notice.chat_id))
        case NoticeKind.CARE_CARD:
            return care_view(language, notice)
        case NoticeKind.GROUP_LOST:
            return group_lost_view(language, notice)
        case _:
            return people_notice(uow, notice)

"""What a notice about people, or between a customer and the desk, looks like now."""

from __future__ import annotations

from bot.core.domain.notice import Notice, NoticeKind
from bot.core.usecases.follow_return import followed_by
from bot.core.usecases.ports import UnitOfWork
from bot.views.customer_cards import (
    customer_card,
    customer_mail,
    goods_awaited,
    low_rating,
    question_to_customer,
    question_to_desk,
)
from bot.views.people_cards import (
    access_card,
    access_decided,
    closed_card,
    invitation_used_notice,
    left_notice,
    roles_notice,
)
from bot.views.rendered import Rendered
from bot.views.texts import Html, text


def people_notice(uow: UnitOfWork, notice: Notice) -> Rendered:
    language, subject = notice.language, notice.subject_id
    reader = uow.people.by_telegram(notice.chat_id) if notice.chat_id else None
    match notice.kind:
        case NoticeKind.ACCESS_CARD:
            return access_card(uow, language, subject, reader)
        case NoticeKind.ACCESS_DECIDED:
            return access_decided(uow, language, subject)
        case NoticeKind.INVITATION_USED:
            return invitation_used_notice(uow, language, subject)
        case NoticeKind.ROLES_CHANGED:
            return roles_notice(uow, language, subject)
        case NoticeKind.PERSON_LEFT:
            return left_notice(uow, language, subject)
        case NoticeKind.ADDRESS_CODE:
            return _address_code(uow, notice)
        case NoticeKind.PRACTICE_OVER:
            return Rendered(text(language, "practice.over_by_itself"))
        case NoticeKind.CUSTOMER_RETURN:
            followed = followed_by(uow, reader, subject)
            if notice.address:
                return customer_mail(uow, language, followed)
            return customer_card(uow, language, reader, followed)
        case NoticeKind.LOW_RATING:
            return low_rating(uow, language, subject)
        case NoticeKind.GOODS_AWAITED:
            return goods_awaited(uow, language, reader, followed_by(uow, reader, subject))
        case NoticeKind.QUESTION_TO_DESK:
            return question_to_desk(uow, language, subject)
        case NoticeKind.QUESTION_TO_CUSTOMER:
            return question_to_customer(uow, language, subject)
    return closed_card(language)


def _address_code(uow: UnitOfWork, notice: Notice) -> Rendered:
    """To the address that waits for it and to no other."""
    check = uow.people.address_check(notice.subject_id)
    if check is None or check.address != notice.address:
        return Rendered(text(notice.language, "address_code.over"))
    code = Html(f"<b>{check.code(uow.rules.code_key)}</b>")
    return Rendered(text(notice.language, "address_code", code=code))

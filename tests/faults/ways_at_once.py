"""What two people may try in the same instant; each way first brings the desk to where they can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.core.domain.people import Role
from bot.core.domain.reasons import Disposition, RefusalReason
from bot.core.domain.stock import LocationKind
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.accept_invitation import accept_invitation
from bot.core.usecases.acting import acting
from bot.core.usecases.answer_claim import accept_claim, dispute_claim, offer_allowance
from bot.core.usecases.close_rest import close_rest
from bot.core.usecases.decide_approval import approve_return, refuse_return
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.grant_access import ask_access, decline_access, grant_access
from bot.core.usecases.inspect_goods import claim_inspection, hand_over
from bot.core.usecases.invite_person import invite_person, revoke_invitation
from bot.core.usecases.manage_people import give_role, leave_desk, remove_person
from bot.core.usecases.notice_wishes import ask_address
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.restock import restock_order
from bot.core.usecases.review_order import agree_to_order, send_back_order
from bot.core.usecases.settle_claim import keep_goods, send_goods, settle_claim, take_offer
from bot.core.usecases.settle_note import settle_note
from bot.core.usecases.settle_parcel import give_up_parcel, match_parcel
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import agree_to_step, drop_step, take_later_step, undo_step
from bot.core.usecases.undo_restock import undo_restock
from bot.core.usecases.void_order import void_order
from storage.database import Database
from tests.support.builders import (
    a_finished_return,
    a_photo,
    act,
    an_approved_return,
    an_order_in_work,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    join,
    limit_scrap,
    pieces,
    record_line,
    review,
    take_step,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, FAY, HUGO, IVO, OLGA, WEI, Member

WORDS, SECRET = "counted again", "s" * 32
VERA, UNA = 8001, 8002
SECOND_ADMIN = replace(OLGA, telegram_id=1030, name="Otto")
REPAIR = LocationKind.WORK_IN_PROGRESS

Try = Callable[[UnitOfWork], object]


def by(who: Member, usecase: Callable[..., object], *args: object) -> Try:
    return lambda uow: usecase(uow, acting(uow, who.telegram_id), *args)


Way = Callable[[Database], tuple[Try, Try]]


def undo_twice(desk: Database) -> tuple[Try, Try]:
    order = a_finished_return(desk).order.id
    return by(ANN, undo_restock, order, WORDS), by(WEI, undo_restock, order, WORDS)


def void_twice(desk: Database) -> tuple[Try, Try]:
    order = inspect_all(desk, an_approved_return(desk)).id
    return by(ANN, void_order, order, WORDS), by(WEI, void_order, order, WORDS)


def _agreed(desk: Database) -> int:
    return review(desk, inspect_all(desk, an_approved_return(desk)).id).id


def post_twice(desk: Database) -> tuple[Try, Try]:
    order = _agreed(desk)
    return by(CHEN, restock_order, order, "A-03"), by(WEI, restock_order, order, "B-01")


def post_and_void(desk: Database) -> tuple[Try, Try]:
    order = _agreed(desk)
    return by(CHEN, restock_order, order, "A-03"), by(ANN, void_order, order, WORDS)


def agree_and_send_back(desk: Database) -> tuple[Try, Try]:
    order = inspect_all(desk, an_approved_return(desk)).id
    return by(WEI, agree_to_order, order), by(ANN, send_back_order, order, WORDS)


def approve_and_refuse(desk: Database) -> tuple[Try, Try]:
    filed = file_return(desk).request.id
    return by(ANN, approve_return, filed), by(WEI, refuse_return, filed, RefusalReason.NO_EVIDENCE)


def _half_approved(desk: Database) -> int:
    def limit(uow: UnitOfWork) -> None:
        now = uow.policies.current(uow.now)
        more = replace(now, version=now.version + 1, effective_at=uow.now)
        uow.policies.add(replace(more, second_approval_limit=gbp("20")))

    desk.write_now(limit)
    return file_return(desk).request.id


def approve_as_first_and_second(desk: Database) -> tuple[Try, Try]:
    filed = _half_approved(desk)
    return by(ANN, approve_return, filed), by(WEI, approve_return, filed)


def approve_second_twice(desk: Database) -> tuple[Try, Try]:
    filed = _half_approved(desk)
    act(desk, ANN, approve_return, filed)
    return by(OLGA, approve_return, filed), by(WEI, approve_return, filed)


def agree_to_scrap(desk: Database) -> tuple[Try, Try]:
    limit_scrap(desk)
    order = inspect_all(desk, an_approved_return(desk), split={Disposition.SCRAP: 6}).id
    return by(ANN, agree_to_order, order), by(WEI, agree_to_order, order)


def _claim(desk: Database) -> int:
    vendor_goods(desk, quantity=4, vendor=2)
    return desk.read_now(lambda uow: uow.claims.by_number("1")).id


def answer_twice(desk: Database) -> tuple[Try, Try]:
    claim = _claim(desk)
    return by(DANA, accept_claim, claim, Answer.CREDIT), by(HUGO, accept_claim, claim, Answer.REPLACE)


def answer_and_write_down(desk: Database) -> tuple[Try, Try]:
    claim = _claim(desk)
    return by(DANA, accept_claim, claim, Answer.CREDIT), by(ANN, dispute_claim, claim, "not theirs")


def settle_claim_twice(desk: Database) -> tuple[Try, Try]:
    claim = _claim(desk)
    act(desk, DANA, accept_claim, claim, Answer.CREDIT)
    return by(ANN, settle_claim, claim), by(WEI, settle_claim, claim)


def take_offer_twice(desk: Database) -> tuple[Try, Try]:
    claim = _claim(desk)
    act(desk, DANA, offer_allowance, claim, gbp("3.50"))
    return by(ANN, take_offer, claim), by(WEI, take_offer, claim)


def send_and_keep(desk: Database) -> tuple[Try, Try]:
    claim = _claim(desk)
    act(desk, DANA, accept_claim, claim, Answer.CREDIT)
    return by(ANN, send_goods, claim), by(WEI, keep_goods, claim)


def answer_and_undo(desk: Database) -> tuple[Try, Try]:
    order = vendor_goods(desk, quantity=4, vendor=2).order.id
    claim = desk.read_now(lambda uow: uow.claims.by_number("1")).id
    return by(DANA, accept_claim, claim, Answer.CREDIT), by(ANN, undo_restock, order, WORDS)


def _parcel(desk: Database) -> int:
    return act(desk, BO, register_parcel, a_photo("parcel")).id


def match_twice(desk: Database) -> tuple[Try, Try]:
    first, second = an_approved_return(desk), an_approved_return(desk)
    parcel = _parcel(desk)
    return by(CHEN, match_parcel, parcel, first), by(IVO, match_parcel, parcel, second)


def match_and_give_up(desk: Database) -> tuple[Try, Try]:
    request, parcel = an_approved_return(desk), _parcel(desk)
    return by(CHEN, match_parcel, parcel, request), by(ANN, give_up_parcel, parcel, WORDS)


def claim_inspection_twice(desk: Database) -> tuple[Try, Try]:
    request = an_approved_return(desk)
    return by(CHEN, claim_inspection, request), by(IVO, claim_inspection, request)


def hand_over_twice(desk: Database) -> tuple[Try, Try]:
    inspection = act(desk, CHEN, claim_inspection, an_approved_return(desk)).id
    ivo, olga = (desk.read_now(lambda uow, m=m: acting(uow, m.telegram_id)).id for m in (IVO, OLGA))  # type: ignore[misc]
    return by(CHEN, hand_over, inspection, ivo), by(CHEN, hand_over, inspection, olga)


def come_in_twice(desk: Database) -> tuple[Try, Try]:
    act(desk, OLGA, invite_person, {Role.CLERK}, None, SECRET)
    return (
        lambda uow: accept_invitation(uow, VERA, "Vera", "en", SECRET),
        lambda uow: accept_invitation(uow, UNA, "Una", "zh", SECRET),
    )


def come_in_and_revoke(desk: Database) -> tuple[Try, Try]:
    made = act(desk, OLGA, invite_person, {Role.CLERK}, None, SECRET).id
    return lambda uow: accept_invitation(uow, VERA, "Vera", "en", SECRET), by(OLGA, revoke_invitation, made)


def ask_twice(desk: Database) -> tuple[Try, Try]:
    return (lambda uow: ask_access(uow, VERA, "Vera", "en"),) * 2


def grant_and_decline(desk: Database) -> tuple[Try, Try]:
    asked = desk.write_now(lambda uow: ask_access(uow, VERA, "Vera", "en")).id
    return by(ANN, grant_access, asked, Role.CLERK), by(WEI, decline_access, asked)


def both_admins_leave(desk: Database) -> tuple[Try, Try]:
    join(desk, SECOND_ADMIN)
    return by(OLGA, leave_desk), by(SECOND_ADMIN, leave_desk)


def both_admins_remove_each_other(desk: Database) -> tuple[Try, Try]:
    other = join(desk, SECOND_ADMIN).id
    olga = desk.read_now(lambda uow: acting(uow, OLGA.telegram_id)).id
    return by(OLGA, remove_person, other), by(SECOND_ADMIN, remove_person, olga)


def give_two_roles(desk: Database) -> tuple[Try, Try]:
    bo = desk.read_now(lambda uow: acting(uow, BO.telegram_id)).id
    return by(OLGA, give_role, bo, Role.INSPECTOR), by(OLGA, give_role, bo, Role.MANAGER)


def remove_who_writes_an_address(desk: Database) -> tuple[Try, Try]:
    bo = desk.read_now(lambda uow: acting(uow, BO.telegram_id)).id
    return by(OLGA, remove_person, bo), by(BO, ask_address, "bo@desk.example")


def pay_out_twice(desk: Database) -> tuple[Try, Try]:
    note = a_finished_return(desk).order.credit_note
    return by(ANN, settle_note, note, "BACS 1"), by(WEI, settle_note, note, "BACS 2")


def pay_out_and_undo(desk: Database) -> tuple[Try, Try]:
    order = a_finished_return(desk).order
    return by(ANN, settle_note, order.credit_note, "BACS 1"), by(WEI, undo_restock, order.id, WORDS)


def take_all_in_work_twice(desk: Database) -> tuple[Try, Try]:
    order = an_order_in_work(desk)
    return (
        by(CHEN, take_later_step, order, 1, REPAIR, Disposition.RESTOCK, pieces(4)),
        by(ANN, take_later_step, order, 1, REPAIR, Disposition.SCRAP, pieces(3)),
    )


def _step_waiting(desk: Database) -> int:
    limit_scrap(desk)
    return take_step(desk, an_order_in_work(desk), Disposition.SCRAP, 4).id


def agree_to_step_twice(desk: Database) -> tuple[Try, Try]:
    step = _step_waiting(desk)
    return by(ANN, agree_to_step, step), by(WEI, agree_to_step, step)


def agree_and_drop_step(desk: Database) -> tuple[Try, Try]:
    step = _step_waiting(desk)
    return by(ANN, agree_to_step, step), by(WEI, drop_step, step)


def undo_step_twice(desk: Database) -> tuple[Try, Try]:
    step = take_step(desk, an_order_in_work(desk), Disposition.RESTOCK, 4).id
    return by(ANN, undo_step, step, WORDS), by(WEI, undo_step, step, WORDS)


def take_step_and_undo_the_posting(desk: Database) -> tuple[Try, Try]:
    order = an_order_in_work(desk)
    step = by(CHEN, take_later_step, order, 1, REPAIR, Disposition.RESTOCK, pieces(4))
    return step, by(ANN, undo_restock, order, WORDS)


def close_the_rest_twice(desk: Database) -> tuple[Try, Try]:
    request = an_approved_return(desk)
    inspection = act(desk, CHEN, claim_inspection, request).id
    record_line(desk, inspection, 1, counted=4, split={Disposition.RESTOCK: 4})
    act(desk, CHEN, finish_inspection, inspection, more_to_come=True)
    return by(ANN, close_rest, request, WORDS), by(WEI, close_rest, request, WORDS)


def ask_for_more_than_was_sold(desk: Database) -> tuple[Try, Try]:
    """Of the order's 24 clocks each wants 20 back: the second is refused by the policy, and filed."""
    drafts = [draft_return(desk, by=who, quantity=20) for who in (BO, FAY)]
    return by(BO, submit_return, drafts[0]), by(FAY, submit_return, drafts[1])


ONE_OF_THEM = (
    undo_twice, void_twice, post_twice, post_and_void, agree_and_send_back, approve_and_refuse,
    approve_second_twice, answer_twice, answer_and_undo, settle_claim_twice, take_offer_twice, send_and_keep,
    match_twice, match_and_give_up, claim_inspection_twice, hand_over_twice, come_in_twice,
    come_in_and_revoke, ask_twice, grant_and_decline, both_admins_leave, both_admins_remove_each_other,
    pay_out_twice, pay_out_and_undo, take_all_in_work_twice, agree_to_step_twice,
    agree_and_drop_step, undo_step_twice, take_step_and_undo_the_posting, close_the_rest_twice,
)  # fmt: skip
BOTH = (approve_as_first_and_second, agree_to_scrap, ask_for_more_than_was_sold)

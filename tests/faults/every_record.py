"""A company with a record of every kind, settled ones and such as wait; and a look at all that is stored."""

from __future__ import annotations

import asyncio
import zlib
from dataclasses import replace

from sqlalchemy import select

from bot.core.domain.catalogue import Company as Firm
from bot.core.domain.reasons import Disposition, RefusalReason
from bot.core.domain.return_request import Photo
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.decide_approval import approve_return, refuse_return
from bot.core.usecases.grant_access import ask_access, decline_access
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.settle_claim import send_goods, settle_claim
from bot.core.usecases.settle_parcel import give_up_parcel
from storage.tables import metadata
from storage.transaction import Transaction
from tests.support.builders import (
    a_finished_return,
    act,
    an_approved_return,
    an_order_in_work,
    dismiss,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    take_step,
    vendor_goods,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, FAY, IVO, NORA, RUTH, WEI
from tests.support.claims import a_stored_photo
from tests.support.running_desk import Company, hand_phone

GONE = replace(FAY, telegram_id=1020, name="Gus")  # was here, and was taken off the desk
ASKING, ASKED_BEFORE = 8001, 8002  # strangers who want to be let in; one was told no
# Where people are and what they were told may change without anything having been decided.
OWN = frozenset({"inbox", "notices", "cards", "dialogs", "notice_settings", "operation_log", "log_head"})
# What stands in the log although nobody decided anything.
ASIDE = ("AttemptRefused", "NoticeSettingsChanged", "NoticeUndelivered", "JournalExported")

Ids = dict[str, list[int]]


def a_photo_of(company: Company, name: str) -> Photo:
    """Kept as if it had been sent; another name is another picture."""
    return a_stored_photo(company, zlib.crc32(name.encode()) % 1000)


async def furnish_with_everything(company: Company) -> tuple[Ids, Ids]:
    """Phones for the whole cast; ids of records that are settled, and of records that wait, by kind."""
    desk = company.desk.database
    desk.write_now(lambda uow: uow.companies.save_suppliers([Firm("S-02", "Sonnenuhr KG")]))
    for member in (FAY, IVO, DANA, RUTH, ELI, NORA, GONE):
        desk.write_now(lambda uow, m=member: uow.people.add(m.as_person()))  # type: ignore[misc]
        await hand_phone(company, member, member.language)
        await company.phone(member).start()
    dismiss(desk, GONE)
    # In a thread: what is on its way to somebody's phone meanwhile must not run out of time.
    return await asyncio.to_thread(lambda: (_settled(company), _waiting(company)))


def _settled(company: Company) -> Ids:
    desk = company.desk.database
    done = a_finished_return(desk, quantity=1).order
    refused = file_return(desk).request.id
    act(desk, ANN, refuse_return, refused, RefusalReason.NO_EVIDENCE)
    claimed = vendor_goods(desk, quantity=2).order
    claim = desk.read_now(lambda uow: uow.claims.by_number("1")).id
    act(desk, DANA, accept_claim, claim, Answer.CREDIT)
    act(desk, ANN, settle_claim, claim)
    act(desk, ANN, send_goods, claim)
    in_work = an_order_in_work(desk, repair=1, quarantine=0)
    step = take_step(desk, in_work, Disposition.SCRAP, 1).id
    parcel = act(desk, BO, register_parcel, a_photo_of(company, "parcel 1")).id
    act(desk, ANN, give_up_parcel, parcel, "given to charity")
    asked = desk.write_now(lambda uow: ask_access(uow, ASKED_BEFORE, "Una", "en")).id
    act(desk, ANN, decline_access, asked)
    return {
        "request": [done.request_id, refused, claimed.request_id],
        "order": [done.id, claimed.id, in_work],
        "inspection": [done.inspection_id, claimed.inspection_id],
        "claim": [claim],
        "step": [step],
        "parcel": [parcel],
        "access": [asked],
    }


def _waiting(company: Company) -> Ids:
    desk = company.desk.database
    desk.write_now(_two_for_much)
    draft = draft_return(desk)
    filed, half = file_return(desk).request.id, file_return(desk, quantity=7).request.id
    act(desk, WEI, approve_return, half)
    inspecting = an_approved_return(desk, quantity=1)
    inspection = act(desk, CHEN, claim_inspection, inspecting).id
    in_review = inspect_all(desk, an_approved_return(desk, quantity=1))
    with_claim = vendor_goods(desk, quantity=1).order
    claim = desk.read_now(lambda uow: uow.claims.by_number("2")).id
    in_work = an_order_in_work(desk, repair=1, quarantine=1)
    step = take_step(desk, in_work, Disposition.SCRAP, 1).id
    parcel = act(desk, BO, register_parcel, a_photo_of(company, "parcel 2")).id
    asked = desk.write_now(lambda uow: ask_access(uow, ASKING, "Vera", "zh")).id
    return {
        "request": [draft, filed, half, inspecting, in_review.request_id],
        "order": [in_review.id, with_claim.id, in_work],
        "inspection": [inspection, in_review.inspection_id],
        "claim": [claim],
        "step": [step],
        "parcel": [parcel],
        "access": [asked],
    }


def _two_for_much(uow: UnitOfWork) -> None:
    now = uow.policies.current(uow.now)
    next_one = replace(now, version=now.version + 1, effective_at=uow.now)
    uow.policies.add(replace(next_one, second_approval_limit=gbp("22"), scrap_limit=gbp("1")))


def all_that_is_stored(company: Company) -> set[str]:
    """Every row of every table that says what people decided; of people, all but the language they chose."""

    def look(tx: Transaction) -> set[str]:
        found = set()
        for table in metadata.sorted_tables:
            if table.name not in OWN:
                columns = [c for c in table.columns if (table.name, c.name) != ("people", "language")]
                found |= {f"{table.name} {row}" for row in tx.rows(select(*columns))}
        log = metadata.tables["operation_log"].c
        said = select(log.event, log.actor_id, log.record, log.facts).where(log.event.not_in(ASIDE))
        return found | {f"log {row}" for row in tx.rows(said)}

    return company.desk.database.look_now(look)

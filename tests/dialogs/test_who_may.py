"""Buttons prove nothing: what is forged, foreign or out of date is answered kindly, changes nothing."""

from __future__ import annotations

from functools import partial

import pytest

from bot.core.domain.errors import PersonUnknown
from bot.core.usecases.acting import acting
from bot.core.usecases.ports import UnitOfWork
from bot.views.callback_data import Act, Button, encode
from tests.support.cast import ANN, BO, CHEN, STRANGER, WEI
from tests.support.running_desk import Company
from tests.support.ways import file_return

FORGED = (
    "",
    "x",
    "ok",
    "ok:1",
    "ok:-1:",
    "ok:zzzzzzzzzzzzzz:",
    "ok:01:",
    "nr:1:NO_SUCH",
    "gr:1:admin",
    "s:1:send",
    "ok:" + "1" * 70,
)


def _fingerprint(company: Company) -> object:
    def work(uow: UnitOfWork) -> object:
        request = uow.requests.get(1)
        return request.status, request.version, [p.roles for p in uow.people.all()]

    return company.desk.database.read_now(work)


@pytest.mark.parametrize("data", FORGED)
async def test_forged_data_changes_nothing(shop: Company, dent: bytes, data: str) -> None:
    await file_return(shop.phone(BO), dent)
    before = _fingerprint(shop)
    for member in (BO, CHEN, STRANGER, ANN):
        seen = await shop.phone(member).press(1, data)
        assert seen["answered"]
    assert _fingerprint(shop) == before


async def test_every_button_pressed_by_those_who_may_not_changes_nothing(shop: Company, dent: bytes) -> None:
    await file_return(shop.phone(BO), dent)
    before = _fingerprint(shop)
    deciding = (
        Act.APPROVE,
        Act.REFUSE_MENU,
        Act.CARD,
        Act.AGREE,
        Act.POST,
        Act.GRANT,
        Act.DECLINE,
        Act.ASK_BACK,
    )
    for act in deciding:
        for member in (BO, CHEN, STRANGER):
            seen = await shop.phone(member).press(1, encode(Button(act, 1, "manager")))
            assert seen["answered"], (act, member)
            assert seen["alert"], (act, member)
    for argument in ("NO_EVIDENCE", "OTHER", ""):
        for member in (BO, CHEN, STRANGER):
            assert (await shop.phone(member).press(1, encode(Button(Act.REFUSE, 1, argument))))["alert"]
    assert _fingerprint(shop) == before


async def test_a_stranger_s_press_leaves_one_line_in_the_log(shop: Company) -> None:
    await shop.phone(STRANGER).press(1, "ok:1:")
    entries = shop.desk.database.read_now(lambda uow: uow.log.of_record(f"attempt/{STRANGER.telegram_id}"))
    assert [entry.event for entry in entries] == ["AttemptRefused"]


async def test_another_clerk_s_draft_does_not_exist_for_a_manager(shop: Company) -> None:
    bo = shop.phone(BO)
    await bo.say("/return")
    await bo.sees("step 1 of 5")
    for act in (Act.RESUME, Act.DISCARD, Act.SHOW, Act.CORRECT, Act.CANCEL, Act.APPROVE):
        seen = await shop.phone(ANN).press(1, encode(Button(act, 1)))
        assert seen["alert"], act


async def test_a_removed_manager_s_old_card_decides_nothing(shop: Company, dent: bytes) -> None:
    number = await file_return(shop.phone(BO), dent)
    wei = shop.phone(WEI)
    await wei.sees(number)
    message_id, data = await wei.button("✓ 同意")

    def remove(uow: UnitOfWork) -> None:
        person = acting(uow, WEI.telegram_id)
        person.active = False
        uow.people.save(person)

    shop.desk.database.write_now(remove)
    assert (await wei.press(message_id, data))["alert"]
    assert shop.desk.database.read_now(lambda uow: uow.requests.get(1).status.value) == "submitted"


async def test_nobody_acts_as_the_desk_itself(shop: Company) -> None:
    for telegram_id in (0, -1, -1001234567890, 777000, 1087968824, 136817688):
        with pytest.raises(PersonUnknown):
            shop.desk.database.read_now(partial(acting, telegram_id=telegram_id))

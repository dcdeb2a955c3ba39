"""A supplier answers a claim from the phone and the managers settle it: in English, and in Chinese."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app import log_key, photo_store
from bot.core.domain.catalogue import Company as Firm
from bot.core.domain.stock import VENDOR_HOLD, Location, LocationKind
from bot.core.domain.supplier_claim import ClaimStatus, GoodsState, Outcome
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.remind_claims import remind_claims
from bot.core.usecases.run_job import run_by_hand, run_owed
from bot.jobs.table import desk_jobs, job_named
from bot.views.callback_data import Act, Button, encode
from storage.doctor import check
from tests.support.builders import BAG, CLOCK, a_policy, gbp
from tests.support.cast import ANN, CHEN, DANA, HUGO, OLGA, RUTH, STRANGER, WEI
from tests.support.claims import SAYS, claim_of, failed_goods
from tests.support.phones import Phone, labels_of, words_of
from tests.support.pictures import a_picture
from tests.support.running_desk import Company, a_company

SC = "SC-2026-00001"


@dataclass(frozen=True, slots=True)
class Scene:
    """Ann manages, Dana answers for S-01; both speak the same language."""

    company: Company
    language: str
    ann: Phone
    dana: Phone

    def says(self, what: str) -> str:
        return SAYS[self.language][what]

    def held(self, kind: LocationKind) -> int:
        read = self.company.desk.database.read_now
        return int(read(lambda uow: uow.stock.held(CLOCK, Location(kind))).amount)


@pytest.fixture(params=["en", "zh"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    language: str = request.param
    speak = dict.fromkeys((ANN.telegram_id, WEI.telegram_id, OLGA.telegram_id), language)
    async with a_company("sqlite", tmp_path, languages=speak) as company:
        dana = await company.join(DANA, language)
        yield Scene(company, language, company.phone(ANN), dana)
        assert _problems(company) == []


def _problems(company: Company) -> list[str]:
    found = check(company.desk.database, photo_store(company.settings), log_key(company.settings))
    return [f"{p.rule} {p.record} {p.detail}" for p in found]


async def test_the_supplier_credits(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    card = await dana.sees(f"{SC}.*2 × 22728.*£7.50.*{says('please answer')}")
    assert len([m for m in await dana.messages() if m.get("photo")]) == 2
    await dana.tap(says("we credit"))
    answered = await dana.sees(f"{SC}.*22728")
    assert answered["message_id"] == card["message_id"]
    await ann.sees(f"{SC}.*Horloge.*{says('they credit')}")
    await ann.tap(says("settle"))
    await ann.sees(f"{SC}.*{says('settled credit')}")
    settled = await dana.sees(f"{SC}.*{says('settled credit')}")
    assert settled["message_id"] == card["message_id"]
    assert scene.held(LocationKind.VENDOR_HOLD) == 2
    for phone in (ann, dana):
        await phone.tap("^📄 DN-2026-00001$")
        paper = await phone.sees("^DN-2026-00001$")
        assert paper["document"]["file_name"] == "DN-2026-00001.pdf"
    await ann.tap(says("handed over"))
    await ann.sees(f"{SC}.*{says('settled credit')}.*{says('goods sent')}")
    assert scene.held(LocationKind.VENDOR_HOLD) == 0
    claim = claim_of(scene.company)
    assert (claim.status, claim.goods, claim.debit_note) == (
        ClaimStatus.SETTLED,
        GoodsState.SENT,
        "DN-2026-00001",
    )


async def test_the_supplier_replaces_and_no_money_moves(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("we replace"))
    await ann.sees(f"{SC}.*{says('they replace')}")
    await ann.tap(says("goods follow"))
    await dana.sees(f"{SC}.*{says('settled replaced')}")
    assert claim_of(scene.company).debit_note == ""


async def test_the_supplier_collects_and_the_goods_leave_once(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("we collect"))
    await ann.sees(f"{SC}.*{says('they collect')}")
    message_id, data = await ann.button(says("handed over"))
    await ann.press(message_id, data)
    await ann.sees(f"{SC}.*{says('goods sent')}")
    late = await ann.press(message_id, data)
    assert SC in late["alert"]
    assert (scene.held(LocationKind.VENDOR_HOLD), claim_of(scene.company).goods) == (0, GoodsState.SENT)
    await ann.tap(says("done"))
    await dana.sees(f"{SC}.*{says('settled collected')}")


async def test_the_supplier_disputes_and_the_goods_are_kept_in_the_end(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("we dispute"))
    await dana.sees(says("why dispute"))
    await dana.say("Wrong glue, not our batch")
    await dana.sees(says("passed on"))
    await ann.sees(f"{SC}.*{says('they dispute')}.*Dana.*Wrong glue, not our batch")
    await ann.tap(says("insist"))
    await ann.sees(says("why insist"))
    await ann.say("The batch number is on the photo")
    again = await dana.sees(f"{SC}.*{says('desk')}.*The batch number is on the photo")
    assert "Ann" not in words_of(again)
    await dana.tap(says("we dispute"))
    await dana.sees(says("why dispute"))
    await dana.say("Still not ours")
    await ann.sees(f"{SC}.*Still not ours")
    await ann.tap(says("let go"))
    await ann.sees(says("why nothing"))
    await ann.say("Not worth it")
    await dana.sees(f"{SC}.*{says('closed')}")
    await ann.tap(says("seconds"))
    await ann.sees(f"{SC}.*{says('nothing')}.*{says('kept')}")
    assert (scene.held(LocationKind.VENDOR_HOLD), scene.held(LocationKind.SECONDS)) == (0, 2)


async def test_the_supplier_asks_for_photos_and_gets_them(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("more photos"))
    await ann.sees(f"{SC}.*{says('they want photos')}")
    await ann.tap(says("send photos"))
    await ann.sees(says("send here"))
    await ann.send_photos(a_picture(51), a_picture(52))
    await ann.sees(says("new so far"))
    before = len([m for m in await dana.messages() if m.get("photo")])
    await ann.tap(says("to supplier"))
    await ann.sees(says("passed on"))
    last = (await dana.messages())[-1]["message_id"]
    await dana.sees(f"{SC}.*{says('please answer')}", after=last)
    photos = [m for m in await dana.messages() if m.get("photo")]
    assert len(photos) == before + 2
    with_buttons = [m for m in await dana.messages() if SC in words_of(m) and labels_of(m)]
    assert len(with_buttons) == 1  # the older card is only to read
    assert len(claim_of(scene.company).more_photos) == 2
    await dana.tap(says("we credit"))
    await ann.sees(f"{SC}.*{says('they credit')}")


async def test_a_counter_offer_is_declined_then_a_better_one_taken(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("allowance"))
    await dana.sees(says("how much"))
    await dana.say("100")
    await dana.sees(says("too much"))
    await dana.say("£1.20")
    await dana.sees(says("passed on"))
    await ann.sees(f"{SC}.*£1.20")
    await ann.tap(says("decline"))
    await ann.sees(says("why decline"))
    await ann.tap(says("skip"))
    await dana.sees(f"{SC}.*{says('please answer')}")
    await dana.tap(says("allowance"))
    await dana.sees(says("how much"))
    await dana.say("3,50")
    await ann.sees(f"{SC}.*{says('they offer')}")
    await ann.tap(says("take"))
    await ann.sees(f"{SC}.*{says('settled allowance')}.*{says('kept')}")
    await dana.sees(f"{SC}.*{says('settled allowance')}")
    note = scene.company.desk.database.read_now(lambda uow: uow.debit_notes.by_cause(f"claim:{SC}"))
    assert note is not None
    assert (note.value, note.supplier_code) == (gbp("3.50"), "S-01")
    assert (scene.held(LocationKind.VENDOR_HOLD), scene.held(LocationKind.SECONDS)) == (0, 2)


async def test_more_than_was_claimed_needs_a_word(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("we credit"))
    await ann.sees(f"{SC}.*{says('they credit')}")
    await ann.tap(says("other amount"))
    await ann.sees(says("amount?"))
    await ann.say("25.00")
    await ann.sees(says("needs words"))
    await ann.say("25.00 freight included")
    await dana.sees(f"{SC}.*{says('settled 25')}.*freight included")


async def test_scrap_above_the_limit_takes_two_managers(scene: Scene) -> None:
    ann, dana, wei, says = scene.ann, scene.dana, scene.company.phone(WEI), scene.says
    tight = replace(a_policy(2, effective_at=datetime(2026, 1, 1, tzinfo=UTC)), scrap_limit=gbp("5.00"))
    scene.company.desk.database.write_now(lambda uow: uow.policies.add(tight))
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("we dispute"))
    await dana.sees(says("why dispute"))
    await dana.say("Not ours")
    await ann.sees(f"{SC}.*{says('they dispute')}")
    await ann.tap(says("let go"))
    await ann.sees(says("why nothing"))
    await ann.say("They will not")
    await ann.sees(f"{SC}.*{says('denied')}")
    await ann.tap(says("scrap"))
    await ann.sees(f"{SC}.*{says('one more')}")
    message_id, data = await ann.button(says("agree scrap"))
    assert SC in (await ann.press(message_id, data))["alert"]
    assert scene.held(LocationKind.VENDOR_HOLD) == 2
    await wei.sees(f"{SC}.*{says('one more')}")
    await wei.tap(says("agree scrap"))
    await wei.sees(f"{SC}.*{says('scrapped')}")
    assert scene.held(LocationKind.VENDOR_HOLD) == 0
    assert claim_of(scene.company).outcome is Outcome.NOTHING


async def test_a_deadline_that_is_missed_reaches_supplier_and_managers_once(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    database = scene.company.desk.database

    def let_time_pass(uow: UnitOfWork) -> None:
        claim = uow.claims.by_number("1")
        claim.due_at -= timedelta(days=12)
        uow.claims.save(claim)

    database.write_now(let_time_pass)
    assert database.write_now(remind_claims) == [SC]
    assert database.write_now(remind_claims) == []
    await dana.sees(f"{SC}.*{says('was due')}")
    await ann.sees(f"{SC}.*{says('was due')}")
    await ann.say("/claims")
    listed = await ann.sees(f"^{says('your list')}1")
    assert labels_of(listed)[0].startswith(f"⏰ {SC}")
    await dana.tap(says("we credit"))
    await ann.sees(f"{SC}.*{says('they credit')}")


async def test_another_supplier_sees_nothing_of_it(scene: Scene) -> None:
    dana, says = scene.dana, scene.says
    scene.company.desk.database.write_now(
        lambda uow: uow.companies.save_suppliers([Firm("S-02", "Sonnenuhr KG")])
    )
    ruth = await scene.company.join(RUTH, scene.language)
    failed_goods(scene.company)
    await dana.sees(SC)
    before = claim_of(scene.company)
    await ruth.say("/claims")
    await ruth.sees(says("no list"))
    await ruth.say(f"/claims {SC}")
    await ruth.say("Which claim?")
    await ruth.sees(says("none open"))
    for act, argument in [
        (Act.CLAIM, "show"),
        (Act.CLAIM, "photos"),
        (Act.CLAIM, "credit"),
        (Act.CLAIM, "settle"),
        (Act.CLAIM, "put"),
        (Act.CLAIM_ASK, "dispute"),
        (Act.CLAIM_ASK, "photos"),
        (Act.CLAIM_MENU, "more"),
    ]:
        for phone in (ruth, scene.company.phone(STRANGER), scene.company.phone(CHEN)):
            seen = await phone.press(1, encode(Button(act, 1, argument)))
            assert seen["alert"] or seen["toast"], (act, argument)
    assert claim_of(scene.company) == before
    assert not [m for m in await ruth.messages() if "22728" in words_of(m) or "£" in words_of(m)]


async def test_two_contacts_answer_at_once_and_the_first_counts(scene: Scene) -> None:
    dana, says = scene.dana, scene.says
    hugo = await scene.company.join(HUGO, scene.language)
    failed_goods(scene.company)
    await dana.sees(SC)
    await hugo.sees(SC)
    message_id, data = await hugo.button(says("we replace"))
    await dana.tap(says("we credit"))
    late = await hugo.press(message_id, data)
    assert "Dana" in late["alert"]
    assert SC in late["alert"]
    assert claim_of(scene.company).answer == "credit"
    changed = await hugo.sees(SC)
    assert labels_of(changed) != []


async def test_words_of_a_contact_land_on_the_claim_and_are_answered(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.say("请问外箱有没有破损？ <b>&")
    await dana.sees(says("passed on"))
    card = await ann.sees(f"{SC}.*Dana.*请问外箱有没有破损？ <b>&")
    await ann.say("The box was fine", reply_to=card["message_id"])
    await ann.sees(says("passed on"))
    back = await dana.sees(f"{SC}.*{says('desk')}.*The box was fine")
    assert "Ann" not in words_of(back)
    await dana.say("Good, thank you", reply_to=back["message_id"])
    await ann.sees(f"{SC}.*Good, thank you")
    words = [step.words for step in claim_of(scene.company).history if step.words]
    assert words == ["请问外箱有没有破损？ <b>&", "The box was fine", "Good, thank you"]


async def test_photos_of_a_contact_are_kept_with_the_claim_and_reach_the_managers(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.send_photos(a_picture(61), a_picture(62))
    await dana.sees(says("new so far"))
    assert not [m for m in await ann.messages() if m.get("photo")]
    await dana.tap(says("to desk"))
    await dana.sees(says("passed on"))
    await ann.sees(f"{SC}.*Dana.*{says('two photos')}")
    assert len([m for m in await ann.messages() if m.get("photo")]) == 2
    last = (await ann.messages())[-1]["message_id"]
    await dana.send_photos(a_picture(63), caption="Our goods have this seal")
    await dana.sees(says("new photo"))
    await dana.tap(says("to desk"))
    shown = await ann.sees(f"{SC}.*{says('two photos')}.*Dana.*Our goods have this seal.*📷 1", after=last)
    assert shown.get("photo")
    claim = claim_of(scene.company)
    assert (claim.status, len(claim.their_photos)) == (ClaimStatus.ACKNOWLEDGED, 3)
    assert [step.detail for step in claim.history][-2:] == ["theirs 0:2", "theirs 2:3"]


async def test_a_dispute_takes_its_photos_along(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("we dispute"))
    await dana.send_photos(a_picture(64))
    await dana.sees(f"{says('why dispute')}.*📷 1")
    await dana.say("This is not our glue")
    shown = await ann.sees(f"{SC}.*{says('they dispute')}.*This is not our glue.*📷 1")
    assert shown.get("photo")


async def test_words_that_may_belong_to_two_claims_are_asked_about(scene: Scene) -> None:
    dana, says = scene.dana, scene.says
    failed_goods(scene.company)
    failed_goods(scene.company, quantity=3, vendor=3)
    await dana.sees("SC-2026-00002")
    await dana.say("We look into it")
    await dana.sees(says("which"))
    await dana.tap("^SC-2026-00002")
    await dana.sees(says("passed on"))
    second = claim_of(scene.company, "2")
    assert (second.status, second.history[-1].words) == (ClaimStatus.ACKNOWLEDGED, "We look into it")
    assert claim_of(scene.company).status is ClaimStatus.OPEN


async def test_goods_of_nobody_known_get_their_supplier_from_a_manager(scene: Scene) -> None:
    ann, dana, says = scene.ann, scene.dana, scene.says
    failed_goods(scene.company, product=BAG, quantity=2, vendor=2)
    await ann.sees(f"{SC}.*{says('nobody')}")
    await ann.tap(says("name supplier"))
    await ann.sees(says("whose"))
    await ann.say("horloge")
    await ann.tap("S-01 Horloge & Fils")
    await ann.sees(says("passed on"))
    await dana.sees(f"{SC}.*Horloge & Fils.*22326")
    await dana.tap(says("we credit"))
    await ann.sees(f"{SC}.*{says('they credit')}")


async def test_a_week_s_list_and_seen_answer_follows(scene: Scene) -> None:
    dana, says = scene.dana, scene.says
    failed_goods(scene.company)
    await dana.sees(SC)
    await dana.tap(says("more"))
    await dana.tap(says("seen"))
    database, job = scene.company.desk.database, job_named(desk_jobs(0, time(9)), "supplier_lists")
    assert database.write_now(lambda uow: run_by_hand(uow, uow.people.get(0), job)).told == 1
    assert database.write_now(lambda uow: run_owed(uow, job)) is None
    listed = await dana.sees(says("week"))
    assert labels_of(listed) == [SC]
    assert claim_of(scene.company).status is ClaimStatus.ACKNOWLEDGED


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_without_a_contact_a_manager_writes_down_what_was_said(tmp_path: Path, language: str) -> None:
    says = SAYS[language]
    async with a_company("sqlite", tmp_path, languages={ANN.telegram_id: language}) as company:
        ann = company.phone(ANN)
        failed_goods(company)
        await ann.sees(f"{SC}.*{says['nobody']}")
        await ann.tap(says["phone"])
        await ann.tap(says["phone dispute"])
        await ann.sees(says["what said"])
        await ann.say("They say it was the carrier")
        await ann.sees(f"{SC}.*{says['by phone']}.*They say it was the carrier")
        await ann.tap(says["phone"])
        await ann.tap(says["phone credit"])
        await ann.sees(f"{SC}.*{says['they credit']}")
        steps = claim_of(company).history
        assert [(step.what, step.on_behalf) for step in steps[1:]] == [("dispute", True), ("accept", True)]


async def test_a_claim_is_answered_on_postgresql_too(company: Company) -> None:
    dana = await company.join(DANA)
    failed_goods(company)
    await dana.sees(SC)
    await dana.tap("^We credit$")
    await company.phone(ANN).tap("^✓ Settle, £7.50$")
    await dana.sees("DN-2026-00001")
    held = company.desk.database.read_now(lambda uow: uow.stock.held(CLOCK, VENDOR_HOLD))
    assert held.amount == 2

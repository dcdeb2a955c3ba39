"""Any button, forged, foreign or long out of date, pressed by anybody: an answer, no fault, nothing changed.

`PRESSES=2000` tries as many for each person instead of a few. A failing run says its seed: `SEED=`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.core.domain.group import CardsTo
from bot.core.domain.people import Role
from bot.core.domain.reasons import RefusalReason
from bot.views.callback_data import Act, base36
from bot.views.claim_buttons import Deed, Menu
from bot.views.steps import ClaimQuestion
from tests.faults.every_record import GONE, Ids, a_photo_of, all_that_is_stored, furnish_with_everything
from tests.support import builders
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, FAY, IVO, NORA, OLGA, RUTH, STRANGER, WEI, Member
from tests.support.databases import ENGINES
from tests.support.running_desk import Company, a_company

EACH = int(os.environ.get("PRESSES", "25"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)

# They may decide nothing at all about what the others are at.
OUTSIDERS = (STRANGER, GONE, RUTH, NORA, ELI, FAY)
INSIDERS = (ANN, WEI, BO, CHEN, IVO, OLGA, DANA)

KIND_OF: dict[str, tuple[Act, ...]] = {
    "request": (
        Act.RESUME, Act.DISCARD, Act.SHOW, Act.APPROVE, Act.REFUSE_MENU, Act.REFUSE, Act.CARD, Act.ASK_BACK,
        Act.ANSWER, Act.CANCEL, Act.INSPECT, Act.CLOSE_REST, Act.EXPECT_REST, Act.NOTICES, Act.CARD_AGAIN,
        Act.ITEMS, Act.ASK_DESK, Act.ASK_CUSTOMER, Act.REMARK,
    ),
    "order": (
        Act.AGREE, Act.SEND_BACK, Act.POST, Act.PLACES, Act.LEDGER, Act.PAPER, Act.NOTE_PAPER, Act.VOID_ORDER,
        Act.UNDO_ORDER, Act.ORDER_LINES,
    ),
    "inspection": (Act.GO_INSPECT, Act.HAND_ON),
    "claim": (Act.CLAIM, Act.CLAIM_ASK, Act.CLAIM_MENU, Act.CLAIMS),
    "step": (Act.AGREE_STEP, Act.DROP_STEP, Act.UNDO_STEP),
    "parcel": (Act.PARCEL,),
    "access": (Act.GRANT, Act.GRANT_CONTACT, Act.DECLINE),
    "person": (Act.PERSON, Act.GIVE_ROLE, Act.TAKE_ROLE, Act.REMOVE, Act.LET_IN, Act.CUSTOMER_LINK),
}  # fmt: skip
# These begin something new, or end what is the presser's own: nothing to be wondered at.
BEGIN = (Act.NEW_RETURN, Act.CORRECT, Act.RUN_JOB, Act.ASK_ACCESS, Act.LEAVE, Act.RATE)
# So do these, for whom they are drawn; for anybody else they must change nothing.
BEGIN_FOR_MANAGERS = (Act.INVITE, Act.INVITE_CONTACT)
_LISTED = {*BEGIN, *(act for acts in KIND_OF.values() for act in acts)}
KIND_OF[""] = tuple(act for act in Act if act not in _LISTED)
ARGUMENTS: dict[Act, tuple[str, ...]] = {
    Act.CLAIM: tuple(Deed),
    Act.CLAIM_ASK: tuple(ClaimQuestion),
    Act.CLAIM_MENU: tuple(Menu),
    Act.CLAIMS: ("waiting.0", "open.0", "all.99999999999999999999", "waiting.²", "waiting.-1"),
    Act.REFUSE: tuple(RefusalReason),
    Act.GRANT: tuple(Role),
    Act.GRANT_CONTACT: ("supplier", "customer"),
    Act.GIVE_ROLE: tuple(Role),
    Act.TAKE_ROLE: tuple(Role),
    Act.INVITE: (*Role, "clerk.inspector", "clerk.admin", "clerk.supplier"),
    Act.INVITE_TICK: (*Role, "clerk.inspector"),
    Act.INVITE_CONTACT: tuple(Role),
    Act.REMOVE: ("yes",),
    Act.POST: ("A-03", "no such shelf"),
    Act.NOTE_PAPER: ("CN-2026-00001", "CN-2026-99999", "DN-2026-00001"),
    Act.NOTE: ("CN-2026-00001", "CN-2026-00002.paid", "x.y"),
    Act.NOTE_ASK: ("CN-2026-00001", "CN-2026-00001.cancel", "CN-2026-00002.settle"),
    Act.NOTES: ("open.0", "settled.1", "all.0"),
    Act.JOURNAL: ("20260301.20260331", "20260331.20260301", "99991231.00010101", "x.y"),
    Act.CARD_AGAIN: ("approval_card", "claim_card", "weekly_summary", "digest", "money_card", "access_card"),
    Act.REPORT: (
        "o0|2026-W10",
        "l99999999999999999999|2026-W10",
        "r-1|2026-W10|pX|r",
        "l0|2026-W99",
        "x0|0000",
    ),
    Act.REPORT_FILE: ("picture|2026-W10", "workbook|9999-W53", "pdf|2026-W10", "x|2026-W10"),
    Act.WISH: ("quiet", "k.approval_card", "k.nothing", "q.22:00-07:00", "q.99:99-1", "q.none", "back"),
    Act.CARDS_TO: tuple(CardsTo),
    Act.LANGUAGE: ("en", "zh", "xx"),
    Act.STEP: ("cancel", "back", "send", "finish", "t.1", "w.1.1.sellable", "page.²"),
}
JUNK = ("", "0", "-1", "1.1", "²", "٣", "None", "'; DROP TABLE people; --", "<b>", "\u202e", "𝟙", "a" * 40)
UNUSED = (999_999, 2**31, 36**12 - 1)
NOWHERE = (0, 1, *UNUSED)


@dataclass(frozen=True, slots=True)
class Played:
    company: Company
    settled: Ids
    waiting: Ids


@pytest.fixture(params=ENGINES)
async def played(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Played]:
    async with a_company(request.param, tmp_path) as company:
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": a_photo_of(company, name))
        yield Played(company, *await furnish_with_everything(company))


def any_button(
    chance: random.Random, ids: Ids, nowhere: tuple[int, ...], without: tuple[Act, ...] = ()
) -> str:
    kind = chance.choice([kind for kind, acts in KIND_OF.items() for _ in acts if kind in ids or not kind])
    act = chance.choice([act for act in KIND_OF[kind] if act not in without])
    subject = chance.choice((*ids.get(kind, ()), *ids.get(kind, ()), *nowhere))
    argument = chance.choice((*ARGUMENTS.get(act, ()), chance.choice(JUNK)))
    data = f"{act.value}:{base36(subject)}:{argument}"
    return data if chance.random() < 0.9 else _spoilt(chance, data)


def _spoilt(chance: random.Random, data: str) -> str:
    where = chance.randrange(len(data))
    return chance.choice((data[:where], data[where:], data + data, data[:where] + "\x00" + data[where:]))[:64]


async def _press_on(company: Company, member: Member, buttons: list[str], unanswered: list[str]) -> None:
    phone = company.phone(member)
    for number, data in enumerate(buttons):
        seen = await phone.press(1 if number % 8 else 987_654, data)
        if not seen["answered"]:
            unanswered.append(f"{member.name} pressed {data!r}")


async def _everybody(
    company: Company, pressed: dict[Member, list[str]], faults: pytest.LogCaptureFixture
) -> None:
    unanswered: list[str] = []
    with faults.at_level(logging.ERROR):
        await asyncio.gather(
            *(_press_on(company, member, buttons, unanswered) for member, buttons in pressed.items())
        )
    errors = [record for record in faults.records if record.levelno >= logging.ERROR]
    wrong = [f"{r.getMessage()} {r.exc_info[1]!r}" if r.exc_info else r.getMessage() for r in errors]
    assert (unanswered, wrong) == ([], []), f"SEED={SEED}"


async def test_nobody_changes_what_is_settled_nor_an_outsider_what_waits(
    played: Played, caplog: pytest.LogCaptureFixture
) -> None:
    before, chance = all_that_is_stored(played.company), random.Random(SEED)
    all_ids = {kind: played.settled[kind] + played.waiting[kind] for kind in played.settled}
    all_ids["person"] = list(range(1, 14))
    pressed = {who: [any_button(chance, all_ids, NOWHERE) for _ in range(EACH)] for who in OUTSIDERS}
    pressed |= {
        who: [any_button(chance, played.settled, UNUSED, BEGIN_FOR_MANAGERS) for _ in range(EACH)]
        for who in INSIDERS
    }
    await _everybody(played.company, pressed, caplog)
    assert before ^ all_that_is_stored(played.company) == set(), f"SEED={SEED}"

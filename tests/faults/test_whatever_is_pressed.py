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

from bot.views.callback_data import Act, base36
from tests.faults.every_record import GONE, Ids, a_photo_of, all_that_is_stored, furnish_with_everything
from tests.support import builders
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, FAY, IVO, NORA, OLGA, RUTH, STRANGER, WEI, Member
from tests.support.databases import ENGINES
from tests.support.every_button import ARGUMENTS, BEGIN_FOR_MANAGERS, KIND_OF
from tests.support.running_desk import Company, a_company

EACH = int(os.environ.get("PRESSES", "25"))
SEED = int(os.environ.get("SEED", "0")) or random.randrange(1, 10**6)

# They may decide nothing at all about what the others are at.
OUTSIDERS = (STRANGER, GONE, RUTH, NORA, ELI, FAY)
INSIDERS = (ANN, WEI, BO, CHEN, IVO, OLGA, DANA)

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

"""The desk dies at any moment of any way: people go on, nothing is lost, nothing is there twice.

Each step of a way is died in once, at a moment taken by chance from those it has: before or after a commit,
between two statements, before Telegram hears something or has been heard. `KILLS=30` goes each way as often,
`SEED=` repeats a failing one.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.app import log_key, paper_archive, photo_store
from bot.core.domain.notice import NoticeStatus
from bot.core.usecases.handle_claim import write_to_supplier
from storage.doctor import check
from storage.tables import metadata
from storage.transaction import Transaction
from tests.faults.every_record import ASIDE, a_photo_of
from tests.faults.ways_to_go_on import THE_WHOLE_WAY, WAYS, Way
from tests.support import builders
from tests.support.builders import act
from tests.support.cast import ANN
from tests.support.claims import claim_of, failed_goods
from tests.support.mail_server import a_mail_server
from tests.support.mortal_desk import Death, Moment, MortalDesk, a_mortal_desk

KILLS = int(os.environ.get("KILLS", "1"))
SEED = int(os.environ.get("SEED", "0")) or 20261125
# Where people are, and how they were told, may differ; so may what was on its way when it was cut.
OWN = frozenset({"inbox", "cards", "dialogs", "operation_log", "log_head"})
_NOTICES = metadata.tables["notices"].c
Story = list[Counter[Moment]]  # how many moments each step has


def what_is_there(desk: MortalDesk) -> Counter[str]:
    """How many rows of each kind; what the log says, and who was told what."""

    def look(tx: Transaction) -> Counter[str]:
        found: Counter[str] = Counter()
        for table in metadata.sorted_tables:
            if table.name not in OWN:
                found[table.name] = int(tx.scalar(select(func.count()).select_from(table)))
        log, notices = metadata.tables["operation_log"].c, metadata.tables["notices"].c
        for row in tx.rows(select(log.event, log.record, log.actor_id).where(log.event.not_in(ASIDE))):
            found[f"log {row}"] += 1
        for row in tx.rows(select(notices.kind, notices.chat_id, notices.record, notices.status)):
            found[f"told {row}"] += 1
        return found

    return desk.watcher.look_now(look)


def problems(desk: MortalDesk) -> list[str]:
    settings = desk.company.settings
    found = check(desk.watcher, photo_store(settings), log_key(settings), paper_archive(settings))
    return [f"{p.rule} {p.record} {p.detail}" for p in found]


async def go(
    engine: str, folder: Path, way: Way, patch: pytest.MonkeyPatch, story: Story | None, chance: random.Random
) -> tuple[Counter[str], Story, list[Moment | None]]:
    """What is there in the end, the moments each step had, and the deaths died; none without a `story`."""
    folder.mkdir()  # noqa: ASYNC240 - once
    lived: Story = []
    async with a_mortal_desk(engine, folder) as desk:
        patch.setattr(builders, "a_photo", lambda name="dent": a_photo_of(desk.company, name))
        if way.before is not None:
            await way.before(desk.company)
        await desk.quiet()
        for number, (do, see) in enumerate(way.steps):
            desk.life.expect(a_death(story[number], chance) if story else None)
            lived.append(await desk.do(partial(do, desk.company), partial(see, desk.company)))
        assert problems(desk) == []
        return what_is_there(desk), lived, desk.deaths


def a_death(moments: Counter[Moment], chance: random.Random) -> Death:
    """Statements are many: one of five deaths is theirs."""
    moment = chance.choice([moment for moment in Moment if moments[moment]])
    return Death(moment, chance.randint(1, moments[moment]))


async def lives_through(engine: str, folder: Path, way: Way, patch: pytest.MonkeyPatch, kills: int) -> None:
    chance = random.Random(SEED)
    wanted, story, _ = await go(engine, folder / "unhurt", way, patch, None, chance)
    for kill in range(kills):
        there, _, deaths = await go(engine, folder / f"{kill}", way, patch, story, chance)
        assert there == wanted, f"SEED={SEED}, kill {kill}: {deaths}"
        assert 2 * len(deaths) >= len(way.steps), "too few of the deaths came"


@pytest.fixture
def nothing_went_wrong(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.ERROR):
        yield
    ours = [record for record in caplog.records if record.name.startswith(("bot", "handlers", "storage"))]
    assert [record.getMessage() for record in ours if record.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_whoever_the_desk_dies_under_goes_on(
    way: Way, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_went_wrong: None
) -> None:
    await lives_through("sqlite", tmp_path, way, monkeypatch, KILLS)


async def test_so_it_is_on_postgresql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nothing_went_wrong: None
) -> None:
    await lives_through("postgresql", tmp_path, THE_WHOLE_WAY, monkeypatch, 1)


async def test_a_mail_that_was_taken_when_the_desk_died_is_sent_again_as_the_same_mail(
    tmp_path: Path, nothing_went_wrong: None
) -> None:
    """The server has it and nobody heard so: twice under one number, which mail programs show once."""
    with a_mail_server() as mails:
        server = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(mails.port), "SMTP_SECURITY": "none"}
        async with a_mortal_desk("sqlite", tmp_path, MAIL_FROM="desk@returns.example", **server) as desk:
            await asyncio.to_thread(failed_goods, desk.company)
            await desk.quiet()
            so_far, mails.taken = len(mails.mails), desk.life.end
            claim = claim_of(desk.company).id
            await asyncio.to_thread(
                act, desk.company.desk.database, ANN, write_to_supplier, claim, "Any news?"
            )
            await asyncio.wait_for(desk.life.ended.wait(), 10)
            mails.taken = None
            await desk.revive()
            await desk.quiet()
            first, again = mails.mails[so_far:]
            assert first["Message-ID"] == again["Message-ID"]
            assert str(first["Subject"]) == str(again["Subject"])
            assert problems(desk) == []
            mailed = select(_NOTICES.status).where(_NOTICES.address != "").distinct()
            assert desk.watcher.look_now(lambda tx: tx.rows(mailed)) == [(NoticeStatus.SENT,)]

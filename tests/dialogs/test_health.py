"""/health: an admin asks how the desk is, in both languages; nobody else is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.domain.schedule import JobRun, RunStatus
from tests.support.builders import an_approved_return
from tests.support.cast import ANN, OLGA, STAFF_MEMBERS
from tests.support.phones import words_of
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "rules": "rules hold", "none": "The first backup is made tonight",
        "backup": "▶ Backup$", "again": "^Look again$", "is well": "✓ The desk is well",
        "counts": "Last backup that counts:", "failed": "Goods and money failed: OSError: no space",
        "free": "Free on the disk: ", "not yours": "You may not do that",
    },
    "zh": {
        "rules": "条规则全部通过", "none": "今晚会做第一次备份", "backup": "▶ 备份$",
        "again": "^重新检查$", "is well": "✓ 系统正常", "counts": "最近一次有效备份：",
        "failed": "货款核对 失败：OSError: no space", "free": "磁盘可用：", "not yours": "没有权限",
    },
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
async def played(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Company, dict[str, str]]]:
    languages = {member.telegram_id: str(request.param) for member in STAFF_MEMBERS}
    async with a_company("sqlite", tmp_path, languages=languages) as company:
        yield company, SAID[str(request.param)]


async def test_a_backup_by_hand_makes_a_new_desk_well(played: tuple[Company, dict[str, str]]) -> None:
    company, said = played
    olga = company.phone(OLGA)
    await olga.say("/health")
    card = words_of(await olga.sees(said["is well"]))
    for key in ("rules", "none", "free"):
        assert said[key] in card
    assert said["counts"] not in card
    await olga.say("/jobs")
    await olga.tap(said["backup"])
    await olga.say("/health")
    await olga.sees(said["counts"])
    assert len(list((company.settings.data_dir / "backups").glob("desk-*"))) == 1


async def test_what_broke_is_named_until_it_is_well_again(played: tuple[Company, dict[str, str]]) -> None:
    company, said = played
    an_approved_return(company.desk.database)
    later = company.clock() + timedelta(minutes=1)
    broken = JobRun("money_check", "2026-03-11", later, later, RunStatus.FAILED, error="OSError: no space")
    company.desk.database.write_now(lambda uow: uow.job_runs.begin(broken))
    olga, ann = company.phone(OLGA), company.phone(ANN)
    await olga.say("/health")
    await olga.sees(said["failed"])
    await ann.say("/health")
    await ann.sees(said["not yours"])

"""Who did what when, as managers look it up in the chat, in both languages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.builders import an_approved_return
from tests.support.cast import ANN, BO, STAFF_MEMBERS
from tests.support.phones import Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company

SAID = {
    "en": {
        "sent": "RR-2026-00001 Bo: sent the return", "approved": "RR-2026-00001 Ann: approved",
        "of the record": "Bo: sent the return$", "unclear": "“tomorrow” is no number, name or day",
        "file": "^As a file$", "done": "Operation log: RR-2026-00001, 2 entries.",
        "nothing": "Nothing is in the log for this", "exported": "exported the log",
        "by ann": " Ann: exported the log",
        "before": "^9 Mar 2026$", "not yours": "You may not do that here",
    },
    "zh": {
        "sent": "RR-2026-00001 Bo：提交了退货申请", "approved": "RR-2026-00001 Ann：同意了申请",
        "of the record": "Bo：提交了退货申请$", "unclear": "“tomorrow”不是单号、姓名或日期",
        "file": "^导出文件$", "done": "操作日志：RR-2026-00001，2 条",
        "nothing": "这里没有日志记录", "exported": "导出了操作日志", "by ann": "Ann：导出了操作日志",
        "before": "^2026年3月9日$", "not yours": "当前角色没有权限",
    },
}  # fmt: skip


@dataclass
class Played:
    company: Company
    ann: Phone
    said: dict[str, str]

    async def sees(self, key: str) -> dict[str, Any]:
        return await self.ann.sees(self.said[key])


@pytest.fixture(params=["en", "zh"])
async def played(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Played]:
    language = str(request.param)
    languages = {member.telegram_id: language for member in STAFF_MEMBERS}
    async with a_company("sqlite", tmp_path, languages=languages) as company:
        an_approved_return(company.desk.database)
        yield Played(company, company.phone(ANN), SAID[language])


async def test_today_a_record_a_person_and_days_are_shown_newest_first(played: Played) -> None:
    await played.ann.say("/log")
    today = words_of(await played.sees("sent"))
    assert today.index(played.said["approved"]) < today.index(played.said["sent"])
    await played.ann.tap(played.said["before"])
    await played.sees("nothing")
    await played.ann.say("/log rr-2026-00001")
    await played.sees("of the record")
    await played.ann.say("/log bo")
    assert played.said["approved"] not in words_of(await played.sees("sent"))
    await played.ann.say("/log tomorrow")
    await played.sees("unclear")


async def test_a_record_comes_as_a_file_and_the_log_says_who_took_it(played: Played) -> None:
    await played.ann.say("/log RR-2026-00001")
    await played.ann.tap(played.said["file"])
    await played.sees("done")
    names: list[str] = []
    while len(names) < 2:
        sent = [message for message in await played.ann.messages() if "document" in message]
        names = [m["document"]["file_name"] for m in sent if "log" in m["document"]["file_name"]]
    assert names == ["log_RR-2026-00001.xlsx", "log_RR-2026-00001.csv"]
    await played.ann.say("/log")
    assert played.said["by ann"] in words_of(await played.sees("exported"))


async def test_a_clerk_reads_no_log(played: Played) -> None:
    bo = played.company.phone(BO)
    await bo.say("/log RR-2026-00001")
    answer = await bo.sees(played.said["not yours"])
    assert "Ann" not in words_of(answer)
    assert labels_of(answer) == []

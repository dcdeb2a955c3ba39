"""All the week says, to the letter; in the group; by every way of telling apart, with its files; the times
of each stage; periods by name; when the desk ran what: in both languages."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from bot.core.domain.customer_voice import Rating
from bot.core.domain.debit_note import DebitNote
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.schedule import Daily
from bot.core.usecases.ports import Desk, UnitOfWork
from bot.core.usecases.run_job import Job, Owed, Work, nothing_to_do
from bot.jobs.table import job_named
from bot.views.callback_data import Act, Button, encode
from tests.dialogs.test_managers_group import Scene
from tests.support.builders import approve, gbp
from tests.support.cast import ANN, BO, OLGA, STAFF_MEMBERS
from tests.support.clock import Clock
from tests.support.phones import PATIENCE_SECONDS, Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company
from tests.support.told_weeks import AFTER, SUNDAY, weeks_told

WITHIN = datetime(2026, 4, 8, 12, 0, tzinfo=UTC)  # of the week that is told

MESSAGE = {
    "en": """Returns in week 15 · 6–12 Apr 2026
4 returns (↑ 167 % on the 4 weeks before) · 14 items · £50.10
1 Damaged in transit 75 % ↑ 42 pts   2 Quality defect 25 % ↓ 8 pts
Most lines: product 22728 Alarm clock Bakelike pink (3) · \
supplier Horloge & Fils (3) · customer Café Lumière (2)
Rose most: 22728 Alarm clock Bakelike pink, 3 lines (usually 0.5); mostly Damaged in transit (3)
Slowest link: Review, 2 h median (was 2 h)
Counted: short 1 · Recovered from suppliers £7.50 · rated 4.5 by 2 customers""",
    "zh": """第 15 周退货 · 2026年4月6日至12日
4 单退货（比前四周均值 ↑ 167 %） · 14 件 · £50.10
1 物流损坏 75 % ↑ 42 个百分点   2 商品质量问题 25 % ↓ 8 个百分点
行数最多：商品 22728 粉色仿电木闹钟（3） · 供应商 Horloge & Fils（3） · 客户 Café Lumière（2）
增加最多：22728 粉色仿电木闹钟，3 行（平时 0.5 行）；主要因为物流损坏（3）
最慢环节：审核，中位数 2 小时（此前 2 小时）
清点差异：少件 1 · 供应商赔付 £7.50 · 2 位客户评分 4.5""",
}
PROCESS = {
    "en": [
        "Approval: median 20 min (was 20 min), 9 of 10 within 20 min (was 20 min); "
        "1 waits: RR-2026-00012 for 20 h (the managers)",
        "Review: median 2 h (was 2 h), 9 of 10 within 2 h (was 2 h)",
        "4 decided: 0 by the policy (0 %, was 86 %), 0 refused (0 %, was 0 %), "
        "4 against the policy (100 %, was 14 %)",
        "Inspections: Chen 4",
    ],
    "zh": [
        "审批：中位数 20 分钟（此前 20 分钟），九成在 20 分钟内（此前 20 分钟内）；"
        "1 单在等，最久的是 RR-2026-00012，已 20 小时（主管）",
        "审核：中位数 2 小时（此前 2 小时），九成在 2 小时内（此前 2 小时内）",
        "共决定 4 单：政策自动 0（占 0 %，此前 86 %），拒绝 0（占 0 %，此前 0 %），"
        "破例批准 4（占 100 %，此前 14 %）",
        "验收数：Chen 4",
    ],
}
WAYS = {  # what is tapped, the head of its list, its first line, and what is tapped in it
    "en": [
        ("^Reason$", "By reason:", "• Damaged in transit: 75 %, 3 lines, 11 items, £41.25", "Damaged in"),
        ("^Product$", "By product:", "• 22728 Alarm clock Bakelike pink: 75 %", "22728"),
        ("^Supplier$", "By supplier:", "• Horloge & Fils: 75 %", "^No supplier$"),
        ("^Customer$", "By customer:", "• Café Lumière: 50 %", "Café"),
        ("^Category$", "By category:", "• Clocks: 75 %", "Clocks"),
        ("^Filed by$", "By who filed it:", "• Bo: 75 %, 3 lines, 12 items, £42.60", "Bo"),
    ],
    "zh": [
        ("^原因$", "按原因：", "• 物流损坏：75 %，3 行，11 件，£41.25", "物流"),
        ("^商品$", "按商品：", "• 22728 粉色仿电木闹钟：75 %", "22728"),
        ("^供应商$", "按供应商：", "• Horloge & Fils：75 %", "^无供应商$"),
        ("^客户$", "按客户：", "• Café Lumière：50 %", "Café"),
        ("^类别$", "按类别：", "• 钟表：75 %", "钟表"),
        ("^提交人$", "按提交人：", "• Bo：75 %，3 行，12 件，£42.60", "Bo"),
    ],
}
SAID = {
    "en": {
        "head": "Returns in week 15", "picture": "^Picture$", "workbook": "^Workbook$", "pdf": "^PDF$",
        "waits": "^What waits$", "back": "Back", "none": "No supplier", "boxes": "^22326",
        "reason": "^Reason$",
        "path": "No supplier › 22326 ", "items": "3 items",
        "last month": "Last Month", "month": "Returns in March 2026", "this week": "this week",
        "so far": "Returns in week 16 .*Nothing came back in this time",
        "ran": "Weekly summary: last 13 Apr 2026 09:00, 1 told; next 20 Apr 2026 09:00",
        "not ran": "Weekly summary: has not run yet; next 20 Apr 2026 09:00", "jobs": "What the desk does",
        "not allowed": "You may not do that",
    },
    "zh": {
        "head": "第 15 周退货", "picture": "^图片$", "workbook": "^工作簿$", "pdf": "^PDF 文件$",
        "waits": "^等待情况$", "back": "返回", "none": "无供应商", "boxes": "^22326", "reason": "^原因$",
        "path": "无供应商 › 22326 ", "items": "3 件",
        "last month": "上月", "month": "2026年3月退货", "this week": "本周",
        "so far": "第 16 周退货 .*这段时间没有退货入库",
        "ran": "每周汇总：上次 2026年4月13日 09:00，通知 1 次；下次 2026年4月20日 09:00",
        "not ran": "每周汇总：尚未运行；下次 2026年4月20日 09:00", "jobs": "系统定时要做的事",
        "not allowed": "没有权限",
    },
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
async def told(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Company, str]]:
    """Five weeks have been told; everybody speaks one language."""
    language = str(request.param)
    speak = {m.telegram_id: language for m in STAFF_MEMBERS}
    clock = Clock(SUNDAY)
    async with a_company("sqlite", tmp_path, languages=speak, clock=clock, prepare=weeks_told) as company:
        clock.now = AFTER
        yield company, language


def said_by(message: dict[str, object]) -> str:
    return words_of(message).replace("\N{NO-BREAK SPACE}", " ")  # between a figure and its unit


def _recovered_and_rated(uow: UnitOfWork) -> None:
    uow.debit_notes.add(DebitNote("DN-2026-00001", "S-01", gbp("7.50"), "claim:SC-2026-00001", WITHIN, 1))
    for person_id, stars in ((1, 5), (2, 4)):
        uow.voices.put_rating(Rating(1, person_id, stars, WITHIN, WITHIN))


def _spaced(words: str) -> str:
    """A pattern: some of the blanks do not break."""
    return re.escape(words).replace("\\ ", "\\s")


async def _summary(company: Company) -> None:
    desk = company.desk
    await desk.clock.run(job_named(desk.application.bot_data.jobs, "weekly_summary"))


async def test_the_message_of_the_week_says_all_there_is_in_seven_lines(told: tuple[Company, str]) -> None:
    company, language = told
    company.desk.database.write_now(_recovered_and_rated)
    await _summary(company)
    message = await company.phone(ANN).sees(SAID[language]["head"] + ".*£50")
    assert said_by(message) == MESSAGE[language]
    assert "photo" in message


async def test_the_week_comes_to_the_managers_group_where_there_is_one(told: tuple[Company, str]) -> None:
    company, language = told
    say, ann = SAID[language], company.phone(ANN)
    approve(company.desk.database, company.desk.database.read_now(_waiting), ANN)  # nothing else to tell
    chat = await Scene(company, language).a_group()
    olga = company.phone(OLGA).in_group(chat)
    await olga.sees("/here")
    asked = await olga.say("/here")
    await olga.sees("Managers", after=asked["message_id"])
    await _summary(company)
    message = await olga.sees(f"{say['head']}.*£50")
    assert "photo" in message
    await _file(olga, "document", say["head"])
    assert [m for m in await ann.messages() if say["head"] in words_of(m)] == []
    message_id, data = await olga.button(say["reason"])
    assert say["not allowed"] in str(await company.phone(BO).in_group(chat).press(message_id, data))
    await ann.in_group(chat).press(message_id, data)
    await olga.sees(re.escape(WAYS[language][0][1]))


def _waiting(uow: UnitOfWork) -> int:
    return uow.requests.in_status(ReturnStatus.SUBMITTED)[0].id


async def _file(phone: Phone, kind: str, about: str, after: int = 0) -> dict[str, object]:
    return await phone.sees_what(
        lambda m: kind in m and about in words_of(m) and m["message_id"] > after,
        f"waited for a {kind}",
        PATIENCE_SECONDS,
    )


async def test_every_way_of_telling_apart_has_its_list_and_its_files(told: tuple[Company, str]) -> None:
    company, language = told
    say, ann = SAID[language], company.phone(ANN)
    names = ("reason", "product", "supplier", "customer", "category", "person")
    for name, (look, head, first, deeper) in zip(names, WAYS[language], strict=True):
        await ann.say("/report")
        await ann.sees(f"{say['head']}.*£50")
        await ann.tap(look)
        listed = await ann.sees(f"{_spaced(head)}.{_spaced(first)}")
        assert any(re.search(deeper, label) for label in labels_of(listed))
        card, data = await ann.button(say["picture"])
        await ann.press(card, data)
        await _file(ann, "photo", say["head"], card)
        _, data = await ann.button(say["pdf"])
        await ann.press(card, data)
        paper = await _file(ann, "document", say["head"], card)
        suffix = "" if name == "reason" else f"-{name}"
        assert paper["document"]["file_name"] == f"returns-W202615{suffix}.pdf"  # type: ignore[index]  # JSON


async def test_what_has_no_supplier_is_gone_into_like_the_rest_and_taken_along_as_a_workbook(
    told: tuple[Company, str],
) -> None:
    company, language = told
    say, ann = SAID[language], company.phone(ANN)
    await ann.say("/report")
    await ann.sees(f"{say['head']}.*£50")
    await ann.tap(WAYS[language][2][0])
    await ann.tap(f"^{say['none']}$")
    await ann.tap(say["boxes"])
    card = await ann.sees(f"{say['path']}.*{_spaced(say['items'])}")
    assert len([label for label in labels_of(card) if label.startswith("RO-")]) == 1
    message_id, data = await ann.button(say["workbook"])
    await ann.press(message_id, data)
    await _file(ann, "document", say["path"], message_id)


async def test_each_stage_has_its_times_and_who_has_what_waits(told: tuple[Company, str]) -> None:
    company, language = told
    ann = company.phone(ANN)
    await ann.say("/report")
    await ann.sees(f"{SAID[language]['head']}.*£50")
    await ann.tap(SAID[language]["waits"])
    card = await ann.sees("Chen 4")
    assert [line for line in PROCESS[language] if line not in said_by(card).split("\n")] == []


async def test_a_period_may_be_called_by_its_name(told: tuple[Company, str]) -> None:
    company, language = told
    say, ann = SAID[language], company.phone(ANN)
    await ann.say(f"/report {say['last month']}")
    await ann.sees(f"{say['month']}.*£")
    await ann.say(f"/report  {say['this week']}")
    await ann.sees(say["so far"])


async def test_a_job_that_takes_long_keeps_no_chat_waiting(told: tuple[Company, str]) -> None:
    company, language = told
    began, go_on = threading.Event(), threading.Event()

    def prepare(desk: Desk, period: Owed) -> Work:
        began.set()
        assert go_on.wait(PATIENCE_SECONDS)
        return nothing_to_do

    job = Job("money_check", Daily(time(3, 10)), nothing_to_do, prepare)
    running = asyncio.create_task(company.desk.clock.run(job))
    try:
        assert await asyncio.to_thread(began.wait, PATIENCE_SECONDS)
        await company.phone(ANN).say("/report")
        await company.phone(ANN).sees(f"{SAID[language]['head']}.*£50")
        assert not running.done()
    finally:
        go_on.set()
    assert await running is not None


async def test_a_button_of_an_earlier_version_still_sends_its_file(told: tuple[Company, str]) -> None:
    company, language = told
    ann = company.phone(ANN)
    await ann.say("/report")
    card = await ann.sees(f"{SAID[language]['head']}.*£50")
    await ann.press(card["message_id"], encode(Button(Act.REPORT_FILE, 0, "pdf|W202615")))
    await _file(ann, "document", SAID[language]["head"], card["message_id"])


async def test_the_jobs_say_when_they_ran_and_when_they_come_again(told: tuple[Company, str]) -> None:
    company, language = told
    say, olga = SAID[language], company.phone(OLGA)
    await olga.say("/jobs")
    await olga.sees(say["not ran"])
    await _summary(company)
    await olga.say("/jobs")
    await olga.sees(say["ran"])
    await company.phone(ANN).say("/jobs")
    await company.phone(ANN).sees(say["not allowed"])

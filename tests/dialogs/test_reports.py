"""/report, deeper and back, files, two dates, the summary on Monday, /jobs: in both languages."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app import photo_store
from bot.core.domain.return_status import ReturnStatus
from bot.core.usecases.ports import UnitOfWork
from bot.jobs.table import job_named
from tests.dialogs.test_undoing import stored_photo
from tests.support import builders
from tests.support.builders import an_approved_return, approve, inspect_all, review
from tests.support.cast import ANN, BO, CHEN, OLGA, STAFF_MEMBERS, STRANGER
from tests.support.clock import Clock
from tests.support.phones import PATIENCE_SECONDS, Phone, labels_of, words_of
from tests.support.running_desk import Company, a_company
from tests.support.told_weeks import AFTER, SUNDAY, weeks_told

SAID: dict[str, dict[str, str]] = {
    "en": {
        "week": "Returns in week 15 · 6–12 Apr 2026", "figures": "4 returns .*14 items · £50.10",
        "shares": "1\u00a0Damaged in transit 75 % ↑ 42 pts",
        "most": "Rose most: 22728 Alarm clock Bakelike pink, 3 lines",
        "reason": "^Reason$", "by reason": "By reason:", "transit": "^Damaged in transit$",
        "line": "Damaged in transit: 75 %, 3 lines, 11 items, £41.25", "clock": "^22728 Alarm clock",
        "path": "Damaged in transit › 22728 Alarm clock Bakelike pink", "back": "Back",
        "record": "RR-2026-\\d+ · Café Lumière", "process": "^What waits$", "review": "Review: median 2.h",
        "waits": "1 waits: RR-2026-\\d+ for 20.h .the managers.",
        "picture": "^Picture$", "workbook": "^Workbook$",
        "dates": "^Two dates", "which": "Type two dates", "days": "Returns in March 2026 · 1–31 Mar 2026",
        "march": "4 returns", "unreadable": "is no period I can read",
        "not allowed": "You may not do that",
        "jobs": "What the desk does by the clock", "summary": "▶ Weekly summary", "never": "has not run yet",
        "late": ": Restock for 25.h", "later": ": Restock for (2|3).days",
        "sheet": "Lines", "undone": "taken back 30 Mar 2026",
    },
    "zh": {
        "week": "第 15 周退货 · 2026年4月6日至12日", "figures": "4 单退货.*14 件 · £50.10",
        "shares": "1\u00a0物流损坏 75 % ↑ 42 个百分点", "most": "增加最多：22728 粉色仿电木闹钟，3 行",
        "reason": "^原因$", "by reason": "按原因", "transit": "^物流损坏$",
        "line": "物流损坏：75 %，3 行，11 件，£41.25", "clock": "^22728 粉色",
        "path": "物流损坏 › 22728 粉色仿电木闹钟", "back": "返回",
        "record": "RR-2026-\\d+ · Café Lumière", "process": "^等待情况$", "review": "审核：中位数 2.小时",
        "waits": "1 单在等，最久的是 RR-2026-\\d+，已 20.小时（主管）",
        "picture": "^图片$", "workbook": "^工作簿$",
        "dates": "^指定日期", "which": "请输入两个日期", "days": "2026年3月退货 · 2026年3月1日至31日",
        "march": "4 单退货", "unreadable": "看不懂", "not allowed": "没有权限",
        "jobs": "系统定时要做的事", "summary": "▶ 每周汇总", "never": "尚未运行",
        "late": "：入库已 25.小时", "later": "：入库已 [23].天",
        "sheet": "明细", "undone": "2026年3月30日撤销",
    },
}  # fmt: skip


WAYS = [("sqlite", "en"), ("sqlite", "zh"), ("postgresql", "zh")]


@pytest.fixture(params=WAYS[:2], ids="-".join)
async def told(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Company, dict[str, str]]]:
    """Five weeks have been told; everybody speaks one language."""
    engine, language = request.param
    speak = {m.telegram_id: language for m in STAFF_MEMBERS}
    clock = Clock(SUNDAY)
    async with a_company(engine, tmp_path, languages=speak, clock=clock, prepare=weeks_told) as company:
        clock.now = AFTER
        yield company, SAID[language]


both_engines = pytest.mark.parametrize("told", WAYS, ids="-".join, indirect=True)


@both_engines
async def test_a_manager_goes_from_the_week_to_one_record_and_back(
    told: tuple[Company, dict[str, str]],
) -> None:
    company, said = told
    ann = company.phone(ANN)
    await ann.say("/report")
    card = await ann.sees(said["week"])
    for part in ("figures", "shares", "most"):
        await ann.sees(f"{said['week']}.*{said[part]}")
    await ann.tap(said["reason"])
    await ann.sees(f"{said['by reason']}.*{said['line']}")
    await ann.tap(said["transit"])
    await ann.sees("22728 .*100 %")
    await ann.tap(said["clock"])
    returns = await ann.sees(said["path"])
    assert returns["message_id"] == card["message_id"]  # one card, edited in place
    numbers = [label for label in labels_of(returns) if label.startswith("RO-")]
    assert len(numbers) == 3
    await ann.tap(f"^{numbers[-1]}$")
    await ann.sees(said["record"])
    for shown in ("22728 .*100 %", said["by reason"], said["figures"]):
        await ann.press(card["message_id"], await _back(ann, card, said["back"]))
        await ann.sees(f"{said['week']}.*{shown}")


async def _back(phone: Phone, card: dict[str, Any], label: str) -> str:
    for message in await phone.messages():
        if message["message_id"] == card["message_id"]:
            for row in message["reply_markup"]["inline_keyboard"]:
                for button in row:
                    if label in button["text"]:
                        return str(button["callback_data"])
    raise AssertionError(label)


async def test_what_waits_is_told_with_the_oldest(told: tuple[Company, dict[str, str]]) -> None:
    company, said = told
    ann = company.phone(ANN)
    await ann.say("/report")
    await ann.sees(said["week"])
    await ann.tap(said["process"])
    await ann.sees(f"{said['waits']}.*{said['review']}")


async def test_two_dates_may_be_typed_or_asked_for(told: tuple[Company, dict[str, str]]) -> None:
    company, said = told
    ann = company.phone(ANN)
    await ann.say("/report 2026-03-01 2026-03-31")
    await ann.sees(f"{said['days']}.*£")
    await ann.tap(said["dates"])
    await ann.sees(said["which"])
    await ann.say("yesterday")
    await ann.sees(said["unreadable"])
    await ann.say("2026-03-31 – 2026-03-01")
    await ann.sees(said["days"])


async def test_picture_and_workbook_come_as_files(told: tuple[Company, dict[str, str]]) -> None:
    company, said = told
    ann = company.phone(ANN)
    await ann.say("/report")
    await ann.sees(said["week"])
    _, picture = await ann.button(said["picture"])
    card, workbook = await ann.button(said["workbook"])
    await ann.press(card, picture)
    shown = await _with(ann, "photo", said["week"])
    assert max(size["width"] for size in shown["photo"]) >= 800
    await ann.press(card, workbook)
    sent = await _with(ann, "document", said["week"])
    assert sent["document"]["file_name"] == "returns-W202615.xlsx"


async def _with(phone: Phone, kind: str, about: str) -> dict[str, Any]:
    """A file about the week."""
    return await phone.sees_what(
        lambda m: kind in m and bool(re.search(about, words_of(m))), f"waited for a {kind}", PATIENCE_SECONDS
    )


@both_engines
async def test_the_summary_comes_once_to_everybody_in_charge_with_picture_and_workbook(
    told: tuple[Company, dict[str, str]],
) -> None:
    company, said = told
    desk = company.desk
    job = job_named(desk.application.bot_data.jobs, "weekly_summary")
    await desk.clock.run(job)
    for _ in range(3):
        await desk.clock.catch_up()
    for member in (ANN, OLGA):
        phone = company.phone(member)
        caption = await phone.sees(f"{said['week']}.*{said['figures']}.*{said['shares']}")
        assert "photo" in caption
        assert len(labels_of(caption)) == 4
        await _with(phone, "document", said["week"])
        told_it = [m for m in await phone.messages() if said["week"] in words_of(m)]
        assert len(told_it) == 2
    bo = [m for m in await company.phone(BO).messages() if said["week"] in words_of(m)]
    assert bo == []
    await company.phone(ANN).tap(said["reason"])
    await company.phone(ANN).sees(f"{said['by reason']}.*{said['line']}")


async def test_clerks_and_strangers_hear_no_figures(told: tuple[Company, dict[str, str]]) -> None:
    company, said = told
    ann, bo = company.phone(ANN), company.phone(BO)
    await bo.say("/report")
    await bo.sees(said["not allowed"])
    await ann.say("/report")
    await ann.sees(said["week"])
    message_id, data = await ann.button(said["reason"])
    forwarded = await company.phone(STRANGER).press(message_id, data)
    assert "75 %" not in str(forwarded)


async def test_an_admin_sees_the_jobs_and_runs_one(told: tuple[Company, dict[str, str]]) -> None:
    company, said = told
    olga = company.phone(OLGA)
    await olga.say("/jobs")
    await olga.sees(said["jobs"])
    await olga.tap(said["summary"])
    await olga.sees(f"{said['week']}.*{said['figures']}")


async def test_what_stands_still_is_told_to_who_has_it_then_to_the_managers_once_each(
    told: tuple[Company, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    company, said = told
    desk, clock, store = company.desk, company.clock, photo_store(company.settings)
    assert isinstance(clock, Clock)
    monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
    approve(desk.database, desk.database.read_now(_waiting), ANN)
    order = inspect_all(desk.database, an_approved_return(desk.database))
    review(desk.database, order.id, ANN)
    chen, ann = company.phone(CHEN), company.phone(ANN)
    job = job_named(desk.application.bot_data.jobs, "stage_alerts")

    async def after(hours: int) -> int:
        clock.pass_time(hours=hours)
        run = await desk.clock.run(job)
        return run.told if run else 0

    assert [await after(hours) for hours in (23, 2)] == [0, 1]
    late = f"{order.number}{said['late']}"
    await chen.sees(late)
    assert [m for m in await ann.messages() if re.search(late, words_of(m))] == []
    assert [await after(hours) for hours in (22, 2, 24)] == [0, 1, 0]
    await ann.sees(f"{order.number}{said['later']}")
    assert len([m for m in await chen.messages() if order.number + said["late"][:1] in words_of(m)]) == 1


def _waiting(uow: UnitOfWork) -> int:
    return uow.requests.in_status(ReturnStatus.SUBMITTED)[0].id


def test_the_day_of_these_tests_is_a_monday() -> None:
    assert datetime(2026, 4, 13, 8, 0, tzinfo=UTC) == AFTER
    assert AFTER.weekday() == 0

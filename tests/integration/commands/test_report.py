"""Figures and jobs by command, on the sample company's desk or an empty one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.report import run_job, write_report
from bot.config import Settings, SettingsRefused, load_settings
from tests.support.databases import fresh_url
from tests.support.told_weeks import weeks_told


def settings_in(folder: Path, **more: str) -> Settings:
    return load_settings({"DATA_DIR": str(folder), **more}, folder / "no.env")


@pytest.fixture
def told(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, DATABASE_URL=fresh_url("sqlite", tmp_path, weeks_told))


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "4 returns (↑ 167 % on the 4 weeks before) · 14 items · £50.10"), ("zh", "14 件 · £50.10")],
)
def test_a_week_is_told_and_written_as_three_files(
    told: Settings, tmp_path: Path, language: str, said: str
) -> None:
    lines: list[str] = []
    out = tmp_path / "out"
    assert write_report(told, "2026-04-06", "2026-04-12", out, lines.append, language=language) == 0
    assert any(said in line for line in lines)
    assert sorted(file.name for file in out.iterdir()) == [
        "returns-W202615.pdf", "returns-W202615.png", "returns-W202615.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            (
                "By who filed it:",
                "• Bo: 75 %, 3 lines, 12 items, £42.60",
                "• Wei: 25 %, 1 line, 2 items, £7.50",
            ),
        ),
        ("zh", ("按提交人：", "• Bo：75 %，3 行，12 件，£42.60", "• Wei：25 %，1 行，2 件，£7.50")),
    ],
)  # fmt: skip
def test_a_week_is_told_apart_by_what_is_asked_for(
    told: Settings, tmp_path: Path, language: str, said: tuple[str, ...]
) -> None:
    lines: list[str] = []
    days = ("2026-04-06", "2026-04-12")
    assert write_report(told, *days, tmp_path / "out", lines.append, language=language, by="person") == 0
    assert [
        line.replace("\N{NO-BREAK SPACE}", " ") for line in lines if line.startswith(("By", "按", "•"))
    ] == [*said]
    assert (tmp_path / "out" / "returns-W202615-person.png").exists()
    assert write_report(told, *days, tmp_path / "no", lines.append, language=language, by="colour") == 2
    assert "reason, product, supplier, customer, category, person" in lines[-1]
    assert not (tmp_path / "no").exists()


def test_dates_that_are_none_write_nothing(tmp_path: Path) -> None:
    lines: list[str] = []
    assert write_report(settings_in(tmp_path), "last", "week", tmp_path / "out", lines.append) == 2
    assert "no period I can read" in lines[0]
    assert not (tmp_path / "out").exists()


def test_a_job_is_run_by_hand_and_listed(told: Settings) -> None:
    lines: list[str] = []
    assert run_job(told, "weekly_summary", lines.append) == 0
    assert run_job(told, "list", lines.append) == 0
    assert run_job(told, "tea", lines.append) == 2
    assert lines[0].startswith("weekly_summary 20")
    assert [line.split()[0] for line in lines[1:9]] == [
        "weekly_summary", "supplier_lists", "money_check", "draft_reminders", "claim_reminders",
        "customer_reminders", "approval_reminders", "practice_ends",
    ]  # fmt: skip
    assert "/jobs" in lines[-1]


def test_the_summary_has_a_day_and_an_hour_of_the_desk(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, SUMMARY_DAY="fri", SUMMARY_TIME="7:30")
    assert (settings.summary_day, settings.summary_time.isoformat()) == (4, "07:30:00")
    for wrong in ({"SUMMARY_DAY": "t"}, {"SUMMARY_DAY": "someday"}, {"SUMMARY_TIME": "25:00"}):
        with pytest.raises(SettingsRefused):
            settings_in(tmp_path, **wrong)

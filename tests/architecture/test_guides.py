"""The guides say what there is: each command in the guide of who has it, each setting, in both languages."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest
import typer.main

from bot.__main__ import app
from bot.config import NAMES
from bot.core.domain.people import Person, Role
from bot.jobs.table import desk_jobs
from bot.views.commands import commands_of
from bot.views.texts import texts_of
from tests.architecture.sources import ROOT
from tests.architecture.test_texts import _no_backup

LANGUAGES = ("en", "zh")
GUIDE_OF = {
    Role.CLERK: "staff",
    Role.INSPECTOR: "staff",
    Role.MANAGER: "managers",
    Role.ADMIN: "managers",
    Role.SUPPLIER: "suppliers",
    Role.CUSTOMER: "customers",
}
GUIDES = ("staff", "managers", "suppliers", "customers", "operators")
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", *sorted((ROOT / "docs").rglob("*.md"))]
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)


def guide(language: str, name: str) -> str:
    return (ROOT / "docs" / language / f"{name}.md").read_text("utf-8")


def anchors(page: str) -> set[str]:
    """As GitHub makes them: small letters, no signs but - and _, blanks become -."""
    return {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for _, words in _HEADING.findall(page)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", GUIDE_OF)
def test_whoever_has_a_command_reads_of_it_in_their_guide(role: Role, language: str) -> None:
    person = Person(1, 1, "Ann", language, frozenset({role}), company="S-101")
    page = guide(language, GUIDE_OF[role])

    silent = [c.command for c in commands_of(person) if not re.search(rf"`/{c.command}\b", page)]

    assert silent == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_command_of_the_group_is_explained_to_managers_and_operators(language: str) -> None:
    assert "`/here" in guide(language, "managers")
    assert "`/here" in guide(language, "operators")


@pytest.mark.parametrize("language", LANGUAGES)
def test_operators_find_every_setting(language: str) -> None:
    page = guide(language, "operators")

    assert [name for name in NAMES if f"`{name}`" not in page] == []


def test_the_example_of_settings_has_all_of_them_and_no_other() -> None:
    written = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)

    assert sorted(written) == sorted(NAMES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_operators_find_every_command_of_the_command_line(language: str) -> None:
    page, names = guide(language, "operators"), typer.main.get_command(app).commands  # type: ignore[attr-defined]  # a group

    assert names
    assert [name for name in names if not re.search(rf"(?:-m bot |`){name}[ `]", page)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_operators_find_every_job(language: str) -> None:
    page = guide(language, "operators")

    assert [job.name for job in desk_jobs(0, time(9), _no_backup) if f"`{job.name}`" not in page] == []


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_has_the_same_chapters_and_tables_in_both_languages(name: str) -> None:
    def shape(page: str) -> list[str]:
        heads = [line.partition(" ")[0] for line in page.splitlines() if line.startswith(("#", "|"))]
        return ["|" if head.startswith("|") else head for head in heads]

    assert shape(guide("en", name)) == shape(guide("zh", name))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_inside_the_project_leads_somewhere(page: Path) -> None:
    lost = []
    for link in _LINK.findall(page.read_text("utf-8")):
        place, _, anchor = link.partition("#")
        target = (page.parent / place) if place else page
        if "://" in link:
            continue
        if not target.exists() or (anchor and anchor not in anchors(target.read_text("utf-8"))):
            lost.append(link)

    assert lost == []


def test_decisions_have_numbers_of_their_own() -> None:
    names = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("0*.md")]

    assert sorted(names) == [f"{number:04}" for number in range(1, len(names) + 1)]


# Not from the desk's texts: Telegram's own button, the signs before a name, and emphasis.
NOT_OURS = {"Start", "开始", "+", "✓", "✎", "📄", "− 1", "−1"}
EMPHASIS = {
    "new",
    "not",
    "reply",
    "enabled",
    "reply to the card",
    "新编号",
    "不含",
    "回复",
    "直接回复那张卡片",
    "启用",
}


def labels(page: str) -> set[str]:
    """What stands in bold, but for lead-ins, which end like a sentence."""
    bold = (" ".join(words.split()) for words in re.findall(r"\*\*([^*]+)\*\*", page))
    return {words for words in bold if not words.endswith(tuple(".:,?。：，？"))}


def as_shown(language: str) -> list[re.Pattern[str]]:
    """Each text of the desk, anything in its blanks."""
    texts = texts_of(language)
    forms = [*texts.single.values(), *(form for forms in texts.plural.values() for form in forms)]
    worded = [form for form in forms if re.search(r"\w", re.sub(r"\{\w+\}", "", form))]
    return [re.compile(".+".join(map(re.escape, re.split(r"\{\w+\}", form)))) for form in worded]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", GUIDES)
def test_a_button_is_called_in_the_guides_what_it_is_called_on_the_phone(name: str, language: str) -> None:
    shown, named = as_shown(language), labels(guide(language, name)) - NOT_OURS - EMPHASIS

    assert sorted(label for label in named if not any(text.fullmatch(label) for text in shown)) == []


SENTENCE_ENDS = re.compile(r"(?<=[.,;:?!。，；：？！])\s*")


def told(language: str) -> list[re.Pattern[str]]:
    """Each text of the desk and each beginning of one, up to the end of a sentence."""
    texts = texts_of(language)
    forms = [*texts.single.values(), *(form for forms in texts.plural.values() for form in forms)]
    plain = {re.sub(r"<[^>]+>", "", form) for form in forms}
    beginnings = {
        form[: end.start()].rstrip(".,;:。，；：") for form in plain for end in SENTENCE_ENDS.finditer(form)
    }
    worded = [text for text in plain | beginnings if re.search(r"\w", re.sub(r"\{\w+\}", "", text))]
    return [re.compile(".+?".join(map(re.escape, re.split(r"\{\w+\}", text)))) for text in worded]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in GUIDES if name != "operators"])
def test_what_the_desk_says_in_a_guide_it_says_on_the_phone(name: str, language: str) -> None:
    """Tables that begin with a message of the desk, under these heads."""
    said = {"it says", "message", "the card says", "显示", "提示", "卡片上写着"}
    known, rows, head = told(language), list[str](), ""
    for line in guide(language, name).splitlines():
        cell = line.split("|")[1].strip() if line.startswith("|") else ""
        head = "" if not cell else head or cell
        if head in said and cell not in (head, "---"):
            rows.append(cell.rstrip("….:。： "))

    assert [row for row in rows if not any(text.fullmatch(row) for text in known)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_a_page_names_is_there(page: Path) -> None:
    named = re.findall(r"`((?:bot|handlers|storage|tests|docs)/[^`\s*<]+)`", page.read_text("utf-8"))
    alone = re.findall(r"`(\w+\.py)`", page.read_text("utf-8"))
    files = {
        path.name for room in ("bot", "handlers", "storage", "tests") for path in (ROOT / room).rglob("*.py")
    }

    assert [name for name in named if not (ROOT / name).exists()] == []
    assert [name for name in alone if name not in files] == []

"""The return order on paper, as it reaches a phone: what it says in each language, and what the log keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from bot.app import photo_store
from bot.core.domain.reasons import Disposition, Grade
from bot.core.usecases.undo_restock import undo_restock
from tests.support import builders
from tests.support.builders import act, an_approved_return, inspect_all, restock, review
from tests.support.cast import ANN, STAFF_MEMBERS
from tests.support.one_language import stored_photo
from tests.support.running_desk import Company, a_company

SAYS = {
    "en": (
        "Return order", "Alarm clock Bakelike pink", "Damaged in transit", "vendor 2",
        "Reviewed by Wei", "Photos (2)",
    ),
    "zh": ("退货单", "粉色仿电木闹钟", "物流损坏", "退供应商 2", "审核人 Wei", "照片 (2)"),
}  # fmt: skip
SAYS["both"] = (
    "退货单 Return order", "粉色仿电木闹钟", "Alarm clock Bakelike pink", "物流损坏 Damaged in transit",
    "审核人 Reviewed by Wei", "照片 Photos (2)",
)  # fmt: skip
TAKEN_BACK = {"en": ("Taken back by Ann", "REVERSED"), "zh": ("撤回人 Ann", "已冲销")}
TAKEN_BACK["both"] = ("撤回人 Taken back by Ann", "已冲销 REVERSED")


@dataclass(frozen=True, slots=True)
class Scene:
    company: Company
    papers: str


@pytest.fixture(params=["en", "zh", "both"])
async def scene(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scene]:
    papers = str(request.param)
    spoken = "zh" if papers == "zh" else "en"
    languages = {member.telegram_id: spoken for member in STAFF_MEMBERS}
    async with a_company(
        "sqlite", tmp_path, languages=languages, DESK_LANGUAGE=spoken, PAPER_LANGUAGE=papers
    ) as company:
        store = photo_store(company.settings)
        monkeypatch.setattr(builders, "a_photo", lambda name="dent": stored_photo(store, name))
        yield Scene(company, papers)


def words_on(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


async def paper_of(scene: Scene) -> bytes:
    """As Ann's phone saves it."""
    ann = scene.company.phone(ANN)
    last = (await ann.messages())[-1]["message_id"]
    await ann.say("/status RO-2026-00001")
    await ann.sees("RR-2026-00001.*RO-2026-00001", after=last)
    await ann.tap("^📄 RO-2026-00001$")
    sent = await ann.sees("^RO-2026-00001$", after=last)
    assert sent["document"]["file_name"] == "RO-2026-00001.pdf"
    return await ann.open_file(sent)


def papers_in_the_log(scene: Scene) -> list[str]:
    """Their hashes, oldest first."""
    entries = scene.company.desk.database.read_now(lambda uow: uow.log.of_record("RO-2026-00001", 100))
    named = [json.loads(entry.facts).get("paper") for entry in sorted(entries, key=lambda e: e.seq)]
    return [paper for paper in named if paper]


async def test_the_paper_says_everything_and_the_log_keeps_its_hash(scene: Scene) -> None:
    desk = scene.company.desk.database
    split = {Disposition.RESTOCK: 4, Disposition.RETURN_TO_VENDOR: 2}
    order = inspect_all(desk, an_approved_return(desk), split=split, grade=Grade.C)
    review(desk, order.id)
    restock(desk, order.id)
    pdf = await paper_of(scene)
    said = words_on(pdf)
    for words in (
        *SAYS[scene.papers],
        "RO-2026-00001",
        "RR-2026-00001",
        "Café Lumière",
        "22728",
        "GBP 22.50",
    ):
        assert words in said, words
    for name in ("Bo", "Ann", "Chen", "Wei"):
        assert f"{name} 2026-03-10 09:4" in said, name
    assert papers_in_the_log(scene)[-1] == hashlib.sha256(pdf).hexdigest()
    act(desk, ANN, undo_restock, order.id, "wrong shelf")
    undone = await paper_of(scene)
    for words in (*TAKEN_BACK[scene.papers], "wrong shelf"):
        assert words in words_on(undone), words
    kept = papers_in_the_log(scene)
    assert kept[-1] == hashlib.sha256(undone).hexdigest()
    assert hashlib.sha256(pdf).hexdigest() in kept

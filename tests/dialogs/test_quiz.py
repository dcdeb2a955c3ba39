"""The short quiz before the first inspection, where the desk asks for it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.core.domain.catalogue import Product
from bot.views.texts import plain
from tests.support.builders import an_approved_return
from tests.support.cast import BO, CHEN, STAFF_MEMBERS
from tests.support.phones import words_of
from tests.support.running_desk import Company, a_company

KNOWN = {f"Q{n}": (f"Thing {n}", f"东西 {n}", f"Standard {n}.", f"标准 {n}。") for n in range(4)}


@pytest.fixture(params=["en", "zh"])
async def strict(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Company, str]]:
    languages = {member.telegram_id: request.param for member in STAFF_MEMBERS}
    async with a_company("sqlite", tmp_path, languages=languages, INSPECTION_QUIZ="true") as running:
        products = [
            Product(code, en, zh, standard_en=standard_en, standard_zh=standard_zh)
            for code, (en, zh, standard_en, standard_zh) in KNOWN.items()
        ]
        running.desk.database.write_now(lambda uow: uow.catalogue.save_products(products))
        yield running, request.param


def _right(words: str) -> str:
    """The letter of the answer: things and standards have the same figure, the clock has its own words."""
    asked = re.search(r"(?:right for (.+)\?|^(.+) 的验收标准)", words, re.M)
    assert asked, words
    product = asked[1] or asked[2]
    standard = rf"(?:Standard|标准) {product[-1]}[.。]" if product[-1].isdigit() else "Runs, no|走时正常"
    found = re.search(rf"^([ABC]) +(?:{standard})", words, re.M)
    assert found, words
    return found[1]


async def test_who_knows_the_standards_may_inspect(strict: tuple[Company, str]) -> None:
    company, language = strict
    an_approved_return(company.desk.database)
    chen = company.phone(CHEN)
    await chen.say("/inspect")
    assert (await chen.tap("^RR-"))["alert"] == plain(language, "error.quiz_first")
    await chen.say("/quiz")
    for no in range(5):
        card = await chen.sees(f"{no + 1} of 5|第 {no + 1} 题")
        await chen.tap(_right(words_of(card).partition("\n✓")[0]))
    await chen.sees(re.escape(plain(language, "quiz.passed", right=5, asked=5)))
    await chen.say("/inspect")
    await chen.tap("^RR-")
    await chen.sees("22728")


async def test_who_guesses_is_told_what_is_right(strict: tuple[Company, str]) -> None:
    company, language = strict
    chen = company.phone(CHEN)
    await chen.say("/quiz")
    for no in range(5):
        card = words_of(await chen.sees(f"{no + 1} of 5|第 {no + 1} 题"))
        await chen.tap(next(letter for letter in "ABC" if letter != _right(card)))
    shown = await chen.sees(re.escape(plain(language, "quiz.failed", right=0, asked=5)))
    assert re.search("Not quite|不对", words_of(shown))
    await company.phone(BO).say("/quiz")
    await company.phone(BO).sees(re.escape(plain(language, "error.not_allowed")))

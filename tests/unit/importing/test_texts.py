"""Every sentence of the import exists in both languages with the same facts."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.commands.texts import TEXTS, say, tell_problems
from bot.core.domain import import_cells, importing
from bot.core.domain.import_columns import TableKind
from bot.core.domain.importing import Problem
from bot.core.usecases import import_orders, import_plan
from bot.documents.tabular import TableRefusal
from bot.views.texts import has_text


def facts(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", list(TEXTS))
def test_both_languages_tell_the_same_facts(key: str) -> None:
    english, chinese = TEXTS[key]
    assert facts(english) == facts(chinese)
    assert re.search(r"[\u4e00-\u9fff]", chinese) or not re.search(r"[a-z]{2}", re.sub(r"{\w+}", "", english))


def test_every_problem_has_a_sentence() -> None:
    codes: set[str] = set()
    for module in (import_cells, importing, import_orders, import_plan):
        codes |= set(re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', Path(str(module.__file__)).read_text("utf-8")))
    assert len(codes) > 20
    for language in ("en", "zh"):
        assert [code for code in codes if not has_text(language, f"import.{code}")] == []


def test_every_table_and_every_refusal_of_a_file_has_words() -> None:
    wanted = {f"import.kind.{kind.value}" for kind in TableKind}
    wanted |= {f"import.refused.{refusal.value}" for refusal in TableRefusal}
    wanted |= {"import.empty", "import.not_recognised", "import.lacks", "import.too_large_here"}
    assert [key for key in wanted for language in ("en", "zh") if not has_text(language, key)] == []


def test_many_problems_of_one_kind_are_cut_short() -> None:
    said: list[str] = []
    many = [Problem(line, "price", "NUMBER_INVALID", "x", "a.csv") for line in range(2, 9)]
    whole = Problem(0, "", "TABLE_EMPTY", "", "b.csv")
    tell_problems("en", [whole, *reversed(many)], said.append, each=2)
    assert said == [
        "  a.csv, line 2, price: “x” is not a number that can be used",
        "  a.csv, line 3, price: “x” is not a number that can be used",
        "  … and 5 more like this.",
        "  b.csv: there is no row below the header",
    ]
    assert say("zh", "nothing") == "没有导入任何内容。"

"""Cells as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.import_cells import CellInvalid, read_cell, trimmed
from bot.core.domain.import_columns import ValueKind
from bot.core.domain.people import Role

V = ValueKind


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (V.MONEY, "3.75", Decimal("3.75")),
        (V.MONEY, "0", Decimal(0)),
        (V.MONEY, "£1,234.50", Decimal("1234.5")),
        (V.MONEY, "¥ 1,234", Decimal(1234)),
        (V.MONEY, "1.234,50 €", Decimal("1234.5")),
        (V.MONEY, "3,75", Decimal("3.75")),
        (V.MONEY, "３．７５", Decimal("3.75")),
        (V.MONEY, "57.0255", Decimal("57.0255")),
        (V.MONEY, "0.30000000000000004", Decimal("0.3")),
        (V.AMOUNT, "-12", Decimal(-12)),
        (V.AMOUNT, "\u221212", Decimal(-12)),
        (V.AMOUNT, "2.5", Decimal("2.5")),
        (V.DECIMAL, "-0.5", Decimal("-0.5")),
        (V.WHOLE, "1001", 1001),
        (V.YES_NO, "Yes", True),
        (V.YES_NO, "否", False),
        (V.CURRENCY, "eur", "EUR"),
        (V.LANGUAGE, "中文", "zh"),
        (V.LANGUAGE, "EN", "en"),
        (V.QUESTION_KIND, "Pass/fail", AnswerKind.PASS_FAIL),
        (V.QUESTION_KIND, "数值", AnswerKind.NUMBER),
        (V.ROLES, "clerk; Manager", frozenset({Role.CLERK, Role.MANAGER})),
        (V.ROLES, "验收员、主管", frozenset({Role.INSPECTOR, Role.MANAGER})),
        (V.MOMENT, "2010-12-01T08:45", datetime(2010, 12, 1, 8, 45)),  # noqa: DTZ001
        (V.MOMENT, "2010/12/1 8:45:30", datetime(2010, 12, 1, 8, 45, 30)),  # noqa: DTZ001
        (V.MOMENT, "2010年12月1日", datetime(2010, 12, 1)),  # noqa: DTZ001
        (V.MOMENT, "1.12.2010 08:45", datetime(2010, 12, 1, 8, 45)),  # noqa: DTZ001
        (V.MOMENT, "2010-12-01T08:45:00Z", datetime(2010, 12, 1, 8, 45, tzinfo=UTC)),
    ],
)
def test_read(kind: ValueKind, text: str, value: object) -> None:
    assert read_cell(kind, text) == value


def test_an_offset_is_kept() -> None:
    moment = read_cell(V.MOMENT, "2026-03-02T09:00+0800")
    assert isinstance(moment, datetime)
    assert moment.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (V.MONEY, "twelve", "NUMBER_INVALID"),
        (V.MONEY, "1e5", "NUMBER_INVALID"),
        (V.MONEY, "NaN", "NUMBER_INVALID"),
        (V.MONEY, "1.23456", "NUMBER_INVALID"),
        (V.MONEY, "9" * 40, "NUMBER_INVALID"),
        (V.MONEY, "-0.01", "NUMBER_NEGATIVE"),
        (V.AMOUNT, "1000001", "NUMBER_INVALID"),
        (V.AMOUNT, "0.0001", "NUMBER_INVALID"),
        (V.AMOUNT, "1,23,4", "NUMBER_INVALID"),
        (V.WHOLE, "12a", "NUMBER_INVALID"),
        (V.WHOLE, "９９", "NUMBER_INVALID"),
        (V.MOMENT, "12/1/2010 8:45", "DATE_INVALID"),  # which of the two is the month?
        (V.MOMENT, "2026-02-30", "DATE_INVALID"),
        (V.MOMENT, "2026-02-20 25:00", "DATE_INVALID"),
        (V.MOMENT, "yesterday", "DATE_INVALID"),
        (V.YES_NO, "maybe", "CHOICE_INVALID"),
        (V.CURRENCY, "pounds", "CHOICE_INVALID"),
        (V.LANGUAGE, "fr", "CHOICE_INVALID"),
        (V.QUESTION_KIND, "colour", "CHOICE_INVALID"),
        (V.ROLES, "clerk;system", "CHOICE_INVALID"),
        (V.CODE, "x" * 61, "CODE_INVALID"),
        (V.CODE, "a\nb", "CODE_INVALID"),
        (V.TEXT, "x" * 1001, "TEXT_TOO_LONG"),
    ],
)
def test_refused(kind: ValueKind, text: str, code: str) -> None:
    with pytest.raises(CellInvalid) as caught:
        read_cell(kind, text)
    assert caught.value.code == code


def test_outer_blanks_and_control_characters_go_inner_blanks_stay() -> None:
    assert trimmed("\u3000 ALARM  CLOCK\x00 \u00a0") == "ALARM  CLOCK"
    assert trimmed("two\nlines") == "two\nlines"
    assert trimmed("\u202eright\u200b") == "right"

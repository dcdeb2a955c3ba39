"""Texts and numbers as they may stand on paper."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.documents.printable import (
    BREAK,
    paragraph,
    plain_moment,
    plain_money,
    plain_number,
    printable,
    specification,
)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Café  Lumière ", "Café  Lumière"),
        ("a\nb\tc\x00d", "a b c d"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("half \ud83d sign", "half  sign"),
        ("\ufeff\u200b", ""),
        ("x" * 16, "x" * 16),
        ("x" * 17, "xxxxxxxx\u200bxxxxxxxx\u200bx"),
        ("很" * 40, "很" * 40),
        ("Red 🎈 balloon", "Red  balloon"),
        ("✓ 3 €", "✓ 3 €"),
        ("ไทย 𠮷", "??? ?"),
    ],
)
def test_hidden_signs_go_and_long_words_may_break(typed: str, shown: str) -> None:
    assert printable(typed) == shown


@given(st.text(st.characters(codec=None)))
def test_whatever_was_typed_can_be_encoded_and_hides_nothing(typed: str) -> None:
    shown = printable(typed)
    shown.encode("utf-8")
    assert not any(unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in shown.replace(BREAK, ""))


def test_a_paragraph_keeps_its_lines() -> None:
    assert paragraph("one\r\ntwo\n\nthree\x07") == "one\ntwo\n\nthree"


def test_a_number_and_its_unit_stay_together() -> None:
    assert specification("Ø 9 cm · 240 g · a long remark of many words") == (
        "Ø\u00a09\u00a0cm · 240\u00a0g · a long remark of many words"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("6", "6"),
        ("1234.500", "1,234.5"),
        ("0.00", "0"),
        ("1E+3", "1,000"),
        ("100", "100"),
        ("0.125", "0.125"),
    ],
)
def test_quantities_have_no_idle_zeros(value: str, text: str) -> None:
    assert plain_number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [("3.5", "3.50"), ("1234567", "1,234,567.00"), ("0.125", "0.125"), ("-2", "−2.00"), ("1E+2", "100.00")],
)
def test_money_has_two_digits_or_as_many_as_it_needs(value: str, text: str) -> None:
    assert plain_money(Decimal(value)) == text


def test_moments_read_the_same_in_both_languages() -> None:
    assert plain_moment(datetime(2026, 11, 4, 9, 5, 59, tzinfo=UTC)) == "2026-11-04 09:05"
    assert plain_moment(None) == ""

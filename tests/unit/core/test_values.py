"""Quantities and money."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.domain.errors import CurrencyMismatch, QuantityInvalid, UnitMismatch
from bot.core.domain.values import MAX_QUANTITY, Money, Quantity, total
from tests.support.builders import gbp, pieces

AMOUNTS = st.decimals(min_value=0, max_value=1000, places=3)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("6", "6"), (" 24 ", "24"), ("６", "6"), ("1 000", "1000"), ("6.0", "6"), ("007", "7"), ("０", "0")],
)
def test_a_typed_whole_number_is_read_full_width_digits_included(typed: str, expected: str) -> None:
    assert Quantity.parse(typed) == pieces(expected)
    assert str(Quantity.parse(typed)) == expected


@pytest.mark.parametrize(
    "typed",
    ["", " ", "six", "-1", "+1", "1e3", "1,5", "1.5", "1.2.3", ".", "²", "NaN", "Infinity", "0x1", "9" * 13],
)
def test_what_is_no_whole_number_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(QuantityInvalid) as caught:
        Quantity.parse(typed)
    assert caught.value.facts == {"text": typed}


def test_a_fraction_is_read_where_the_unit_allows_it() -> None:
    assert Quantity.parse("2．5", "kg", whole=False) == Quantity(Decimal("2.5"), "kg")


@pytest.mark.parametrize("amount", [Decimal("-0.001"), MAX_QUANTITY + 1, Decimal("0.0001"), Decimal("NaN")])
def test_a_quantity_is_never_negative_huge_finer_than_stored_or_no_number(amount: Decimal) -> None:
    with pytest.raises(QuantityInvalid):
        Quantity(amount)


def test_a_float_is_no_quantity_and_no_money() -> None:
    with pytest.raises(QuantityInvalid):
        Quantity(1.5)  # type: ignore[arg-type]
    with pytest.raises(CurrencyMismatch):
        Money(1.5, "GBP")  # type: ignore[arg-type]


def test_taking_away_more_than_there_is_is_refused() -> None:
    with pytest.raises(QuantityInvalid):
        pieces(3) - pieces(4)


def test_units_do_not_mix() -> None:
    kilos = Quantity.of(1, "kg")
    for mixing in (
        lambda: pieces(1) + kilos,
        lambda: pieces(1) - kilos,
        lambda: pieces(1) < kilos,
        lambda: pieces(1) >= kilos,
    ):
        with pytest.raises(UnitMismatch) as caught:
            mixing()
        assert set(caught.value.facts.values()) == {"pcs", "kg"}


def test_currencies_do_not_mix() -> None:
    euros = Money.of(1, "EUR")
    for mixing in (
        lambda: gbp("1") + euros,
        lambda: gbp("1") - euros,
        lambda: gbp("1") < euros,
        lambda: gbp("1") <= euros,
        lambda: gbp("1") > euros,
    ):
        with pytest.raises(CurrencyMismatch):
            mixing()


@pytest.mark.parametrize(
    ("amount", "shown"), [("6.000", "6"), ("2.50", "2.5"), ("100", "100"), ("0", "0"), ("1000000", "1000000")]
)
def test_a_quantity_is_shown_as_the_bare_number(amount: str, shown: str) -> None:
    assert str(Quantity.of(amount)) == shown


def test_only_one_is_single_and_only_zero_is_false() -> None:
    assert [pieces(n).is_single for n in (0, 1, 2)] == [False, True, False]
    assert [bool(pieces(n)) for n in (0, 1)] == [False, True]
    assert [bool(gbp(n)) for n in ("0", "0.01")] == [False, True]


def test_quantities_compare_by_amount() -> None:
    assert pieces(3) < pieces(4)
    assert pieces(4) > pieces(3)
    assert pieces(4) >= pieces("4.0")
    assert pieces(4) <= pieces(4)
    assert min(pieces(9), pieces(4)) == pieces(4)


@given(st.lists(AMOUNTS, max_size=6))
def test_a_total_is_the_sum_and_zero_of_its_unit_for_none(amounts: list[Decimal]) -> None:
    assert total((Quantity(a, "kg") for a in amounts), "kg") == Quantity(sum(amounts, Decimal(0)), "kg")


@given(AMOUNTS, AMOUNTS)
def test_what_is_added_can_be_taken_away_again(first: Decimal, second: Decimal) -> None:
    assert Quantity(first) + Quantity(second) - Quantity(second) == Quantity(first)


@pytest.mark.parametrize(
    ("exact", "rounded"), [("22.505", "22.51"), ("22.504", "22.50"), ("0.125", "0.13"), ("-0.125", "-0.13")]
)
def test_money_rounds_to_the_cent_half_up(exact: str, rounded: str) -> None:
    assert gbp(exact).rounded() == gbp(rounded)
    assert str(gbp(exact).rounded()) == f"{rounded} GBP"


def test_six_at_three_seventy_five_are_twenty_two_fifty() -> None:
    assert gbp("3.75").times(pieces(6)) == gbp("22.50")
    assert gbp("22.50") - gbp("3.75") == gbp("18.75")
    assert Money.zero("GBP") <= gbp("0")

"""Quantities and money: decimals with a unit or a currency, never floats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from bot.core.domain.errors import AmountInvalid, CurrencyMismatch, QuantityInvalid, UnitMismatch

MAX_QUANTITY = Decimal(1_000_000)
QUANTITY_STEP = Decimal("0.001")  # the finest fraction storage keeps
# Nobody has half of these; of any other unit one may.
COUNTED_UNITS = frozenset(
    (
        "pcs",
        "pc",
        "piece",
        "pieces",
        "each",
        "ea",
        "set",
        "sets",
        "pair",
        "pairs",
        "box",
        "boxes",
        *"件个只台套盒箱双瓶把张",
    )
)
CENT = Decimal("0.01")
# 7.50 · 7,50 · 12. · .50 · 1,200.50 · 1.200,50; "7.505" may be seven or seven thousand, so it is none.
_AMOUNTS = (
    r"[0-9]{1,9}([.,][0-9]{0,2})?|[.,][0-9]{1,2}",
    r"[0-9]{1,3}(,[0-9]{3}){1,2}(\.[0-9]{1,2})?",
    r"[0-9]{1,3}(\.[0-9]{3}){1,2},[0-9]{1,2}",
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount of goods, e.g. Quantity(Decimal(6), "pcs"). Never negative; at most three decimals."""

    amount: Decimal
    unit: str = "pcs"

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite() or self.amount < 0:
            raise QuantityInvalid(text=str(self.amount))
        if self.amount > MAX_QUANTITY or self.amount != self.amount.quantize(QUANTITY_STEP):
            raise QuantityInvalid(text=str(self.amount))

    @classmethod
    def parse(cls, text: str, unit: str = "pcs", *, whole: bool = True) -> Quantity:
        """What a person typed, full-width digits included. Raises QuantityInvalid."""
        cleaned = text.strip().replace("，", ",").replace("．", ".").replace(" ", "")
        if not cleaned or len(cleaned) > 12 or not all(c.isdigit() or c == "." for c in cleaned):
            raise QuantityInvalid(text=text[:40])
        try:
            amount = Decimal(cleaned)
        except InvalidOperation:
            raise QuantityInvalid(text=text[:40]) from None
        if whole and amount != amount.to_integral_value():
            raise QuantityInvalid(text=text[:40])
        return cls(amount.normalize() + 0, unit)

    @classmethod
    def of(cls, amount: int | str | Decimal, unit: str = "pcs") -> Quantity:
        return cls(Decimal(amount), unit)

    @classmethod
    def zero(cls, unit: str = "pcs") -> Quantity:
        return cls(Decimal(0), unit)

    def _same_unit(self, other: Quantity) -> None:
        if self.unit != other.unit:
            raise UnitMismatch(left=self.unit, right=other.unit)

    def __add__(self, other: Quantity) -> Quantity:
        self._same_unit(other)
        return Quantity(self.amount + other.amount, self.unit)

    def __sub__(self, other: Quantity) -> Quantity:
        """Raises QuantityInvalid where the result would be below zero."""
        self._same_unit(other)
        return Quantity(self.amount - other.amount, self.unit)

    def __lt__(self, other: Quantity) -> bool:
        self._same_unit(other)
        return self.amount < other.amount

    def __le__(self, other: Quantity) -> bool:
        self._same_unit(other)
        return self.amount <= other.amount

    def __gt__(self, other: Quantity) -> bool:
        return other < self

    def __ge__(self, other: Quantity) -> bool:
        return other <= self

    def __bool__(self) -> bool:
        return self.amount != 0

    def __str__(self) -> str:
        """The bare number, without the unit and without trailing zeros: "6", "2.5"."""
        return format(self.amount.normalize() + 0, "f")

    @property
    def is_single(self) -> bool:
        return self.amount == 1


def ensure_countable(quantity: Quantity) -> Quantity:
    """Pieces are whole; metres and kilograms need not be. Raises QuantityInvalid."""
    whole = quantity.amount == quantity.amount.to_integral_value()
    if quantity.unit.casefold() in COUNTED_UNITS and not whole:
        raise QuantityInvalid(text=str(quantity))
    return quantity


def total(quantities: Iterable[Quantity], unit: str) -> Quantity:
    """The sum, zero of that unit for none."""
    result = Quantity.zero(unit)
    for quantity in quantities:
        result = result + quantity
    return result


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency, e.g. Money(Decimal("22.50"), "GBP"). Unit prices may have four decimals."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise CurrencyMismatch(left=str(self.amount), right=self.currency)

    @classmethod
    def of(cls, amount: int | str | Decimal, currency: str) -> Money:
        return cls(Decimal(amount), currency)

    @classmethod
    def parse(cls, text: str, currency: str) -> Money:
        """What a person typed: "7.50", "£7,50", "1,200", full-width too. Raises AmountInvalid."""
        typed = unicodedata.normalize("NFKC", text).strip()
        cleaned = "".join(c for c in typed if not (unicodedata.category(c) == "Sc" or c.isspace()))
        if not any(re.fullmatch(pattern, cleaned) for pattern in _AMOUNTS):
            raise AmountInvalid(text=text[:40])
        whole, sign, cents = cleaned.replace(",", ".").rpartition(".")
        if sign and len(cents) < 3:
            cleaned = f"{whole.replace('.', '') or '0'}.{cents or '0'}"
        else:
            cleaned = cleaned.replace(",", "")
        return cls(Decimal(cleaned), currency)

    @classmethod
    def parse_with_words(cls, text: str, currency: str) -> tuple[Money, str]:
        """ "25.00 freight included": the amount, and what follows it. Raises AmountInvalid."""
        typed = unicodedata.normalize("NFKC", text).strip()
        match = re.fullmatch(r"(\D{0,4}?[\d.,]+)(?:\s+(.*))?", typed, re.DOTALL)
        if match is None:
            raise AmountInvalid(text=text[:40])
        return cls.parse(match[1], currency), (match[2] or "").strip()

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch(left=self.currency, right=other.currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount < other.amount

    def __le__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.amount <= other.amount

    def __gt__(self, other: Money) -> bool:
        return other < self

    def __bool__(self) -> bool:
        return self.amount != 0

    def times(self, quantity: Quantity) -> Money:
        """The value of that quantity at this unit price, unrounded."""
        return Money(self.amount * quantity.amount, self.currency)

    def rounded(self) -> Money:
        """To the cent, half up, as an invoice rounds."""
        return Money(self.amount.quantize(CENT, ROUND_HALF_UP), self.currency)

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

"""A return has one currency: that of the orders its first goods were bought with."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.domain.catalogue import OrderLineBalance, Product
from bot.core.domain.money_errors import AnotherCurrency
from bot.core.domain.policy import Returnable, returnable
from bot.core.domain.return_request import ReturnRequest


def is_currency_settled(draft: ReturnRequest) -> bool:
    """From the first quantity on: until then the goods may still be taken from any order."""
    return any(line.quantity for line in draft.lines)


def in_one_currency(
    draft: ReturnRequest, balances: Collection[OrderLineBalance], unit: str
) -> tuple[Returnable, str]:
    """The part of these order lines that the draft can take, and its currency: the draft's own, or while
    that is open the currency of the newest order line that holds something."""
    possible = returnable(balances, unit)
    currency = draft.currency
    if balances and not is_currency_settled(draft):
        newest = possible.orders or list(possible.balances)
        currency = newest[0].line.unit_price.currency
    return returnable((b for b in balances if b.line.unit_price.currency == currency), unit), currency


def ensure_no_other_currency(
    draft: ReturnRequest, product: Product, balances: Collection[OrderLineBalance]
) -> None:
    """Where nothing of a product can be taken because it was bought in another currency, that is said.
    Raises AnotherCurrency."""
    for balance in returnable(balances, product.unit).orders:
        _ensure_same(draft, product, balance.line.unit_price.currency)


def ensure_price_fits(draft: ReturnRequest, product: Product) -> None:
    """The same for goods without an order, which are valued at list prices. Raises AnotherCurrency."""
    if is_currency_settled(draft):
        _ensure_same(draft, product, product.price.currency)


def _ensure_same(draft: ReturnRequest, product: Product, currency: str) -> None:
    if currency != draft.currency:
        raise AnotherCurrency(product_code=product.code, currency=currency, here=draft.currency)

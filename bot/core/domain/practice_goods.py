"""The made-up company of the practice desk: few enough to know by heart after the first round."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from bot.core.domain.catalogue import AnswerKind, Category, Company, OrderLine, Product, Question
from bot.core.domain.policy import Policy
from bot.core.domain.values import Money, Quantity

CURRENCY = "GBP"
PLACES = ("A-01", "A-02", "B-01")
SUPPLIER = Company("PS-1", "Practice Supplies Ltd")
CAFE, SHOP = Company("PC-1", "Corner Café", country="France"), Company("PC-2", "Blue Door Shop")
CUSTOMERS = (CAFE, SHOP, Company("PC-3", "Old Mill Hotel"))
CATEGORIES = (Category("clocks", "Clocks", "钟表"), Category("kitchen", "Kitchen", "厨房用品"))
QUESTIONS = (
    Question("clocks", "runs", AnswerKind.PASS_FAIL, "Does it run?", "走时吗？", position=1),
    Question(
        "clocks", "drift", AnswerKind.NUMBER, "Seconds a day off", "日差", Decimal(0), Decimal(60), "s", 2
    ),
    Question("kitchen", "chips", AnswerKind.PASS_FAIL, "Free of chips?", "没有缺口吗？", position=1),
)  # fmt: skip
CLOCK, MUG = "P100", "P200"


def _product(
    code: str,
    names: tuple[str, str],
    category: str,
    price: str,
    standard: tuple[str, str],
    *,
    returnable: bool = True,
) -> Product:
    cost = Money.of(Decimal(price) / 2, CURRENCY).rounded()
    price_each = Money.of(price, CURRENCY)
    return Product(
        code, *names, category=category, price=price_each, cost=cost, supplier_code=SUPPLIER.code,
        standard_en=standard[0], standard_zh=standard[1], returnable=returnable,
    )  # fmt: skip


PRODUCTS = (
    _product(
        CLOCK, ("Table clock, walnut", "胡桃木座钟"), "clocks", "6.50",
        ("Runs, glass without scratches; the box may be opened.", "走时正常，玻璃无划痕；包装可已拆开。"),
    ),
    _product(
        MUG, ("Enamel mug, blue", "蓝色搪瓷杯"), "kitchen", "3.20",
        ("No chips, handle firm.", "无缺口，杯把牢固。"),
    ),
    _product(
        "P300", ("Glass jar, 1 litre", "一升玻璃罐"), "kitchen", "2.40",
        ("Glass whole, lid closes.", "玻璃完好，盖子能盖紧。"),
    ),
    _product(
        "P400", ("Tea towels, set of 3", "茶巾三条装"), "kitchen", "4.80",
        ("Unwashed, set complete.", "未经洗涤，三条齐全。"), returnable=False,
    ),
)  # fmt: skip
_SOLD = (  # order, customer, product, pieces, days ago: the last one is too long ago to come back
    ("PO-1001", CAFE, CLOCK, 12, 6),
    ("PO-1001", CAFE, MUG, 24, 6),
    ("PO-1002", SHOP, CLOCK, 6, 9),
    ("PO-1002", SHOP, "P300", 18, 9),
    ("PO-1002", SHOP, "P400", 4, 9),
    ("PO-1003", CUSTOMERS[2], MUG, 36, 15),
    ("PO-0907", CAFE, "P300", 12, 90),
)


def practice_orders(now: datetime) -> list[OrderLine]:
    """So many days before `now`."""
    prices = {product.code: product.price for product in PRODUCTS}
    lines: list[OrderLine] = []
    for order_no, customer, code, pieces, days in _SOLD:
        line_no = 1 + sum(line.order_no == order_no for line in lines)
        ordered_at = now - timedelta(days=days)
        quantity, price = Quantity.of(pieces), prices[code]
        lines.append(OrderLine(order_no, line_no, customer.code, code, quantity, price, ordered_at))
    return lines


def practice_policy(now: datetime) -> Policy:
    """30 days; up to 20 pounds nobody is asked."""
    return Policy(1, 30, Money.of("20", CURRENCY), now - timedelta(days=365))

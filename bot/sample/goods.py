"""What the sample company is made of, read from the hand-written lists in `written/`.

Everything there was made up for this project; barcodes are from the range 200 to 299 that GS1 leaves to
shops for their own use, addresses end in `.example` (RFC 2606), so nobody's real goods or people are meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

# Goods whose barcodes are among the sample photos; each of the first customers bought all of them lately.
PHOTOGRAPHED = ("31104", "32208", "34402", "36503", "38601")
SERIAL_NUMBERED = "31127"  # each piece has its own number, noted on the order
COST_SHARE = Decimal("0.55")
WRITTEN = Path(__file__).parent / "written"


@dataclass(frozen=True, slots=True)
class Good:
    """A product of the sample company; `price` in pounds, `pack` is what customers order multiples of."""

    code: str
    barcode: str
    name_en: str
    name_zh: str
    category: str
    specification: str
    price: Decimal
    supplier_code: str
    standard_en: str
    standard_zh: str
    pack: int
    returnable: bool
    place: str

    @property
    def cost(self) -> Decimal:
        """What the supplier is paid for one."""
        return (self.price * COST_SHARE).quantize(Decimal("0.01"), ROUND_HALF_UP)


def written_lines(file_name: str) -> list[list[str]]:
    """The cells of every line that is neither empty nor a remark, blanks stripped."""
    text = (WRITTEN / file_name).read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def ean13(twelve_digits: str) -> str:
    """The code with its check digit. Weights 1 and 3 in turn (GS1 General Specifications, 7.9)."""
    assert len(twelve_digits) == 12
    assert twelve_digits.isdigit()
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(twelve_digits))
    return twelve_digits + str(-total % 10)


@cache
def sample_goods() -> tuple[Good, ...]:
    """All products, ordered by category and code."""
    standards = {key: (english, chinese) for key, english, chinese in written_lines("standards.txt")}
    return tuple(
        _good(cells, category, f"{aisle}-{number // 2 + 1:02d}", standards)
        for category, _, _, file_name, aisle in written_lines("categories.txt")
        for number, cells in enumerate(written_lines(file_name))
    )


def _good(cells: list[str], category: str, place: str, standards: dict[str, tuple[str, str]]) -> Good:
    code, name_en, name_zh, specification, price, supplier_code, keys, pack, returnable = cells
    sentences = [standards[key] for key in keys.split("+")]
    return Good(
        code=code,
        barcode=ean13(f"2100400{code}"),
        name_en=name_en,
        name_zh=name_zh,
        category=category,
        specification=specification,
        price=Decimal(price),
        supplier_code=supplier_code,
        standard_en=" ".join(english for english, _ in sentences),
        standard_zh="".join(chinese for _, chinese in sentences),
        pack=int(pack),
        returnable=returnable == "yes",
        place=place,
    )

"""Which tables a company may bring, and by which headings their columns are known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class TableKind(StrEnum):
    """In the order they must be imported."""

    CATEGORIES = "categories"
    CHECKLIST = "checklist"
    SUPPLIERS = "suppliers"
    PRODUCTS = "products"
    CUSTOMERS = "customers"
    ORDERS = "orders"
    STOCK = "stock"
    PEOPLE = "people"


class ValueKind(StrEnum):
    """How the text of a cell is read."""

    TEXT = "text"
    CODE = "code"
    DECIMAL = "decimal"
    MONEY = "money"
    AMOUNT = "amount"  # of goods; below zero on credits
    WHOLE = "whole"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CURRENCY = "currency"
    LANGUAGE = "language"
    QUESTION_KIND = "question_kind"
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is also the field it fills; `headings` are further ones it is known by, Chinese ones too."""

    name: str
    value: ValueKind
    headings: tuple[str, ...] = ()
    required: bool = False  # the table is not this one without it
    filled: bool = False  # every row must have it


V = ValueKind


def _code(*headings: str) -> Column:
    return Column("code", V.CODE, ("code", *headings), required=True, filled=True)


def _name(name: str, *headings: str) -> Column:
    return Column(name, V.TEXT, headings, required=True, filled=True)


_NAME_ZH = Column("name_zh", V.TEXT, ("chinese name", "中文名称", "中文名", "中文品名"))
_EMAIL = Column("email", V.TEXT, ("e-mail", "mail", "邮箱", "电子邮箱", "电子邮件"))
_LANGUAGE = Column("language", V.LANGUAGE, ("lang", "语言"))
_PRODUCT_CODE = ("product", "sku", "item code", "item no", "stock code", "article no", "商品编码", "商品编号",
                 "产品编码", "产品编号", "货号", "物料编码")  # fmt: skip
_PRODUCT_NAME = ("product name", "name", "description", "item name", "商品名称", "产品名称", "品名", "名称")
_CUSTOMER_CODE = ("customer", "customer id", "customer no", "客户编码", "客户编号", "客户代码", "客户")
_SUPPLIER_CODE = ("supplier code", "supplier", "supplier id", "supplier no", "vendor", "vendor code",
                  "供应商编码", "供应商编号", "供应商代码", "供应商")  # fmt: skip
_PRICE = ("unit price", "price", "sales price", "单价", "价格", "售价")
_CURRENCY = Column("currency", V.CURRENCY, ("currency code", "币种", "货币"))
_QUANTITY = ("qty", "amount", "pieces", "数量")
_PLAIN_CODE = ("编码", "编号", "代码")

COLUMNS: Mapping[TableKind, tuple[Column, ...]] = {
    TableKind.CATEGORIES: (
        _code("category", "category code", "类别编码", "类别代码", "类目编码", *_PLAIN_CODE),
        _name("name_en", "name", "category name", "english name", "名称", "类别名称", "英文名称"),
        _NAME_ZH,
    ),
    TableKind.CHECKLIST: (
        Column("category", V.CODE, ("category code", "类别", "类别编码"), required=True, filled=True),
        Column("code", V.CODE, ("question code", "question", "问题编码", "检查项编码"), True, True),
        Column("kind", V.QUESTION_KIND, ("type", "answer", "类型", "答案类型"), True, True),
        _name("name_en", "name", "text", "english name", "名称", "检查项", "英文名称"),
        _NAME_ZH,
        Column("minimum", V.DECIMAL, ("min", "最小值", "下限")),
        Column("maximum", V.DECIMAL, ("max", "最大值", "上限")),
        Column("unit", V.TEXT, ("单位",)),
        Column("position", V.WHOLE, ("sort", "顺序", "序号")),
    ),
    TableKind.SUPPLIERS: (
        _code(*_SUPPLIER_CODE, *_PLAIN_CODE),
        _name("name", "supplier name", "vendor name", "名称", "供应商名称"),
        _EMAIL,
        _LANGUAGE,
    ),
    TableKind.PRODUCTS: (
        _code("product code", *_PRODUCT_CODE, *_PLAIN_CODE),
        _name("name_en", "english name", "英文名称", "英文品名", *_PRODUCT_NAME),
        _NAME_ZH,
        Column("barcode", V.CODE, ("ean", "ean13", "ean-13", "upc", "gtin", "条码", "条形码", "商品条码")),
        Column("category", V.CODE, ("category code", "类别", "类别编码", "分类")),
        Column("specification", V.TEXT, ("spec", "size", "规格", "规格型号", "型号")),
        Column("unit", V.TEXT, ("unit of measure", "uom", "单位", "计量单位")),
        Column("price", V.MONEY, _PRICE),
        Column("cost", V.MONEY, ("purchase price", "cost price", "unit cost", "进价", "采购价", "成本")),
        _CURRENCY,
        Column("supplier_code", V.CODE, _SUPPLIER_CODE),
        Column("standard_en", V.TEXT, ("standard", "acceptance standard", "验收标准英文", "英文验收标准")),
        Column("standard_zh", V.TEXT, ("chinese standard", "验收标准", "中文验收标准", "验收标准中文")),
        Column("returnable", V.YES_NO, ("can be returned", "可退", "可退货", "是否可退")),
        Column("stocked", V.YES_NO, ("keeps stock", "有库存", "是否库存商品")),
    ),
    TableKind.CUSTOMERS: (
        _code("customer code", *_CUSTOMER_CODE, *_PLAIN_CODE),
        _name("name", "customer name", "名称", "客户名称"),
        _EMAIL,
        _LANGUAGE,
        Column("country", V.TEXT, ("国家", "国家地区")),
    ),
    TableKind.ORDERS: (
        Column("order_no", V.CODE, ("order", "order number", "invoice no", "invoice number", "invoice",
               "订单号", "订单编号", "销售单号", "发票号", "单号"), True, True),
        Column("ordered_at", V.MOMENT, ("order date", "ordered on", "invoice at", "invoice date", "date",
               "下单时间", "下单日期", "订单日期", "销售日期", "日期"), True, True),
        Column("customer_code", V.CODE, _CUSTOMER_CODE, True),
        Column("product_code", V.CODE, _PRODUCT_CODE, True, True),
        Column("quantity", V.AMOUNT, _QUANTITY, True, True),
        Column("unit_price", V.MONEY, _PRICE, True, True),
        _CURRENCY,
        Column("product_name", V.TEXT, ("description", "item name", "商品名称", "产品名称", "品名")),
        Column("customer_name", V.TEXT, ("客户名称",)),
        Column("country", V.TEXT, ("国家", "国家地区")),
        Column("delivered_at", V.MOMENT, ("delivery date", "delivered on", "delivered", "送达日期",
               "送达时间", "交货日期", "收货日期", "签收日期")),
        Column("serials", V.TEXT, ("serial numbers", "serial number", "serial no", "serial",
               "序列号", "序号列表")),
    ),
    TableKind.STOCK: (
        Column("product_code", V.CODE, ("code", *_PRODUCT_CODE), True, True),
        Column("place", V.CODE, ("shelf", "bin", "location", "库位", "货位", "货架", "位置"), True, True),
        Column("quantity", V.AMOUNT, ("stock", "on hand", "库存", "库存数量", *_QUANTITY), True, True),
    ),
    TableKind.PEOPLE: (
        Column("telegram_id", V.WHOLE, ("telegram", "telegram账号", "电报id", "电报编号"), True, True),
        _name("name", "姓名", "名字"),
        _LANGUAGE,
        Column("roles", V.ROLES, ("role", "角色"), True, True),
        Column("company", V.CODE, ("company code", "公司", "公司编码")),
    ),
}  # fmt: skip

# Purchasing documents look like orders or goods and are neither.
_OTHER_DOCUMENTS = frozenset({"poid", "purchaseorder", "purchaseorderno", "采购单号", "采购订单号"})
_FILE_WORDS: Mapping[TableKind, tuple[str, ...]] = {
    TableKind.CATEGORIES: ("categor", "类别", "分类"),
    TableKind.CHECKLIST: ("checklist", "question", "检查"),
    TableKind.SUPPLIERS: ("supplier", "vendor", "供应商"),
    TableKind.PRODUCTS: ("product", "goods", "catalogue", "商品", "产品"),
    TableKind.CUSTOMERS: ("customer", "client", "客户"),
    TableKind.ORDERS: ("order", "sales", "invoice", "订单", "销售"),
    TableKind.STOCK: ("stock", "inventory", "库存"),
    TableKind.PEOPLE: ("people", "staff", "人员", "员工"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A table that was recognised: where each of its columns stands, and headings that mean nothing here."""

    kind: TableKind
    places: Mapping[str, int]
    unknown: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()  # headings of a column that is there already


@dataclass(frozen=True, slots=True)
class NotRecognised:
    """`kind`: what it resembles most, and which headings it lacks for that; None: nothing at all."""

    kind: TableKind | None = None
    missing: tuple[str, ...] = ()


def plain_heading(text: str) -> str:
    """Any letter case, width, blanks and signs between words: "Unit Price", "unit_price" are the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def recognise(header: Sequence[str], file_name: str = "") -> Layout | NotRecognised:
    """The kind that explains the most headings; its file's name decides where two explain as many."""
    headings = [plain_heading(text) for text in header]
    if _OTHER_DOCUMENTS.intersection(headings):
        return NotRecognised()
    layouts = {kind: _layout(kind, header, headings) for kind in TableKind}
    stem = file_name.casefold()

    def rank(kind: TableKind) -> tuple[int, bool, int]:
        found = len(layouts[kind].places)
        return found, any(word in stem for word in _FILE_WORDS[kind]), -len(COLUMNS[kind])

    fitting = [kind for kind in TableKind if not _missing(layouts[kind])]
    if fitting:
        return layouts[max(fitting, key=rank)]
    likely = max(TableKind, key=lambda kind: (rank(kind)[1], rank(kind)[0]))
    if len(layouts[likely].places) < 2:
        return NotRecognised()
    return NotRecognised(likely, _missing(layouts[likely]))


def _layout(kind: TableKind, header: Sequence[str], headings: Sequence[str]) -> Layout:
    places: dict[str, int] = {}
    doubled: list[str] = []
    known: set[int] = set()
    for column in COLUMNS[kind]:
        # Its own name first: a table with both "name_en" and "name" means the former.
        for heading in dict.fromkeys(plain_heading(text) for text in (column.name, *column.headings)):
            at = [i for i, text in enumerate(headings) if text == heading and i not in known]
            if at and column.name not in places:
                places[column.name] = at[0]
                known.add(at[0])
                doubled += [header[i] for i in at[1:]]
    unknown = tuple(text for i, text in enumerate(header) if i not in known and text.strip())
    return Layout(kind, places, unknown, tuple(doubled))


def _missing(layout: Layout) -> tuple[str, ...]:
    return tuple(c.name for c in COLUMNS[layout.kind] if c.required and c.name not in layout.places)

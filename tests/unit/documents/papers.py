"""Return orders to print in the tests, with the labels of both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.documents.facts import PaperLine, ReturnOrderPaper, Signature

ENGLISH = {
    "title": "Return order", "request": "Request", "date": "Date", "status": "Status",
    "customer": "Customer", "requested_by": "Requested by", "approved_by": "Approved by",
    "inspected_by": "Inspected by", "reviewed_by": "Reviewed by", "first_approved_by": "First approval by",
    "first_reviewed_by": "First review by", "posted_by": "Posted by", "undone_by": "Taken back by",
    "pending": "not yet",
    "product": "Product", "reason": "Reason", "grade": "Grade", "asked": "Asked", "counted": "Counted",
    "accepted": "Accepted", "rejected": "Rejected", "disposition": "Disposition", "unit_price": "Price",
    "value": "Value", "total": "Total", "fee": "Restocking fee", "credit": "Credit", "notes": "Notes",
    "photos": "Photos",
    "photo_missing": "This photo cannot be shown", "scan": "Scan to open", "page": "Page {page} of {pages}",
}  # fmt: skip
CHINESE = {
    "title": "退货单", "request": "退货申请", "date": "日期", "status": "状态", "customer": "客户",
    "requested_by": "申请人", "approved_by": "批准人", "inspected_by": "验收人", "reviewed_by": "审核人",
    "first_approved_by": "首位审批人", "first_reviewed_by": "首位审核人", "posted_by": "入库人",
    "undone_by": "撤回人",
    "pending": "尚未", "product": "商品", "reason": "退货原因", "grade": "成色", "asked": "申请",
    "counted": "实点", "accepted": "合格", "rejected": "不合格", "disposition": "处置方式",
    "unit_price": "单价", "value": "金额", "total": "合计",
    "fee": "退货手续费", "credit": "贷记金额", "notes": "备注",
    "photos": "照片",
    "photo_missing": "此照片无法显示", "scan": "扫码打开", "page": "第 {page} 页，共 {pages} 页",
}  # fmt: skip
BOTH = {key: f"{CHINESE[key]} {text}" for key, text in ENGLISH.items()}
DESK_ZONE = ZoneInfo("Asia/Shanghai")
MADE_AT = datetime(2026, 11, 24, 14, 20, tzinfo=DESK_ZONE)

CLOCK = PaperLine(
    product_code="31104",
    product_name="Alarm clock Marlow, rose",
    specification="Ø 9 × 5.5 cm · 1 × AA · 240 g",
    reason="Damaged in transit",
    grade="C",
    unit="pcs",
    asked=Decimal(6),
    counted=Decimal(6),
    accepted=Decimal(4),
    rejected=Decimal(2),
    dispositions=("restock 4", "to vendor 2"),
    unit_price=Decimal("3.75"),
    value=Decimal("22.50"),
)
CLOCK_ZH = replace(
    CLOCK, product_name="马洛闹钟（玫瑰粉）", reason="物流损坏", dispositions=("良品入库 4", "退供应商 2")
)


def paper(**changes: Any) -> ReturnOrderPaper:
    """RO-2026-00031 in English, one line, no photos."""
    made = ReturnOrderPaper(
        desk_name="Kranich & Co. Returns desk",
        number="RO-2026-00031",
        request_number="RR-2026-00042",
        made_at=MADE_AT,
        status="In review",
        customer_code="12104",
        customer_name="Café Marronnier",
        requested_by=Signature("Bo", datetime(2026, 11, 23, 9, 5, tzinfo=DESK_ZONE)),
        approved_by=Signature("Wei", datetime(2026, 11, 23, 10, 41, tzinfo=DESK_ZONE)),
        inspected_by=Signature("Chen", MADE_AT),
        reviewed_by=Signature(),
        lines=(CLOCK,),
        currency="GBP",
        total_value=Decimal("22.50"),
        labels=ENGLISH,
        link="https://t.me/returns_desk_bot?start=RO-2026-00031",
    )
    return replace(made, **changes)

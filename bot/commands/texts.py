"""What the import commands say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from bot.core.domain.importing import Problem
from bot.views.texts import plain

Echo = Callable[[str], None]

TEXTS: dict[str, tuple[str, str]] = {
    # what a file is
    "no_files": ("There is no CSV or XLSX file in {where}.", "{where} 里没有 CSV 或 XLSX 文件。"),
    "file_missing": ("{file} is not there.", "找不到 {file}。"),
    "file_unreadable": ("{file} cannot be opened: {text}.", "无法打开 {file}：{text}。"),
    "left_out": ("{file} is left out: no table of the desk.", "已跳过 {file}：不是退货台的表格。"),
    # preview
    "preview": ("What the files hold:", "文件内容："),
    "count": (
        "  {kind}: {added} to add, {changed} to change, {unchanged} unchanged",
        "  {kind}：新增 {added}，更改 {changed}，不变 {unchanged}",
    ),
    "counted": (
        "  {kind}: {added} added, {changed} changed, {unchanged} unchanged",
        "  {kind}：已新增 {added}，已更改 {changed}，不变 {unchanged}",
    ),
    "credits": (
        "  {count} lines of credit documents are no orders and stay out.",
        "  {count} 行贷项不是订单，未导入。",
    ),
    "warnings": ("Worth knowing ({count}):", "请留意（{count}）："),
    "problems": ("Problems ({count}):", "问题（{count}）："),
    "more": ("  … and {count} more like this.", "  ……另有 {count} 处相同。"),
    "nothing": ("Nothing was imported.", "没有导入任何内容。"),
    "only_preview": ("This was a preview: nothing was changed.", "以上为预览，未作任何更改。"),
    "imported": ("Imported:", "已导入："),
    "place.file": ("{file}", "{file}"),
    "place.column": (", {column}", "，{column}"),
    # real data
    "real.reading": ("Reading {file} …", "正在读取 {file} ……"),
    "real.imported": (
        "Imported {lines} sold lines of {orders} orders: {products} products, {customers} customers.",
        "已导入 {orders} 张订单的 {lines} 行销售：{products} 个商品，{customers} 个客户。",
    ),
    "real.kept_out": (
        "Sold lines kept out because they name no customer: {count}.",
        "因未写明客户而未导入的销售行：{count}。",
    ),
    "real.replaying": (
        "Replaying {count} credit lines, of which {known} are here already …",
        "正在重放 {count} 行贷项，其中 {known} 行已在库 ……",
    ),
    "real.recorded": ("What the desk recorded:", "退货台的记录："),
    "real.covered": (
        "  {lines} returns ({units} units) were covered by sales and are in stock: {movements} movements"
        " into sellable stock of {moved} units.",
        "  {lines} 笔退货（{units} 件）有销售可抵并已入库：{movements} 笔移动，共 {moved} 件进入可售库存。",
    ),
    "real.credited": (
        "  {notes} credit notes over {value}; price paid for the allocated quantities: {paid}.",
        "  {notes} 张贷项单，合计 {value}；按原价计算的退货金额：{paid}。",
    ),
    "real.refused": (
        "  {lines} requests ({units} units) ask for more than is left and were refused:",
        "  {lines} 笔申请（{units} 件）超出可退数量，已拒绝：",
    ),
    "real.sum": (
        "    {number} ({reference}): {product} asked {asked}, sold {sold}, returned before {taken},"
        " at most {most}",
        "    {number}（{reference}）：{product} 申请 {asked}，售出 {sold}，已退 {taken}，最多可退 {most}",
    ),
    "real.waiting": (
        "  {lines} requests ({units} units) without an earlier sale wait for a manager.",
        "  {lines} 笔申请（{units} 件）没有此前的销售，等待主管审批。",
    ),
    "real.charges": (
        "  {lines} charges were credited without stock: {value}.",
        "  {lines} 笔费用已贷记，不涉及库存：{value}。",
    ),
    "real.open": ("✗ {count} returns stand somewhere in between.", "✗ 有 {count} 笔退货未走完流程。"),
    "real.stock_differs": ("✗ Stock differs: {text}.", "✗ 库存不符：{text}。"),
    "real.money_differs": ("✗ Credits differ: {text}.", "✗ 贷项金额不符：{text}。"),
    "real.expected": ("✓ These are the expected figures: {text}.", "✓ 与预期数字一致：{text}。"),
    "real.unexpected": ("✗ Expected {expected}, recorded {text}.", "✗ 预期 {expected}，实际记录 {text}。"),
    "real.bad_expectation": (
        "--expect wants seven whole numbers with commas between.",
        "--expect 需要七个以逗号分隔的整数。",
    ),
    "real.no_customer": (
        "✗ {text}: a charge without a customer cannot be credited.",
        "✗ {text}：没有客户的费用无法贷记。",
    ),
    "real.doctor_clean": ("✓ Every rule holds.", "✓ 所有规则均成立。"),
    "real.doctor": ("✗ {rule}: {record}: {text}", "✗ {rule}：{record}：{text}"),
    "real.took": ("Took {seconds} seconds.", "用时 {seconds} 秒。"),
}


def say(language: str, key: str, **facts: object) -> str:
    """What the chat says too (what a table is, what is wrong in it) stands in the locales."""
    if key not in TEXTS:
        return plain(language, f"import.{key}", **facts)
    english, chinese = TEXTS[key]
    return (chinese if language == "zh" else english).format(**facts)


def tell_problems(language: str, problems: Iterable[Problem], echo: Echo, *, each: int) -> None:
    """One sentence for each, at most `each` of one kind in one file."""

    def kind(problem: Problem) -> tuple[str, str, str]:
        return problem.file, problem.code, problem.column if problem.code == "VALUE_MISSING" else ""

    for _, group in groupby(sorted(problems, key=lambda p: (*kind(p), p.line)), key=kind):
        listed = list(group)
        for problem in listed[:each]:
            place = "place.row" if problem.line else "place.file"
            where = say(language, place, file=problem.file, line=problem.line)
            column = say(language, "place.column", column=problem.column) if problem.column else ""
            echo(f"  {where}{column}: {say(language, problem.code, text=problem.text)}")
        if len(listed) > each:
            echo(say(language, "more", count=len(listed) - each))

"""What the import commands say, in English and Chinese."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby

from bot.core.domain.importing import Problem

Echo = Callable[[str], None]

TEXTS: dict[str, tuple[str, str]] = {
    # what a file is
    "no_files": ("There is no CSV or XLSX file in {where}.", "{where} 里没有 CSV 或 XLSX 文件。"),
    "file_missing": ("{file} is not there.", "找不到 {file}。"),
    "file_unreadable": ("{file} cannot be opened: {text}.", "无法打开 {file}：{text}。"),
    "refused.TOO_LARGE": ("{file} is too large.", "{file} 太大。"),
    "refused.TOO_MANY_ROWS": ("{file} has more than {limit} rows.", "{file} 超过 {limit} 行。"),
    "refused.TOO_MANY_COLUMNS": ("{file} has more than {limit} columns.", "{file} 超过 {limit} 列。"),
    "refused.CELL_TOO_LONG": (
        "{file}, line {line}: a cell is longer than {limit} characters.",
        "{file} 第 {line} 行：单元格超过 {limit} 个字符。",
    ),
    "refused.OLD_WORKBOOK": (
        "{file} is an old workbook: save it as .xlsx or .csv.",
        "{file} 是旧版工作簿，请另存为 .xlsx 或 .csv。",
    ),
    "refused.NOT_A_TABLE": ("{file} is not a table that can be read.", "{file} 不是可读取的表格。"),
    "refused.ENCODING_UNKNOWN": (
        "{file} is neither UTF-8 nor GB18030 text: save it as UTF-8.",
        "{file} 既不是 UTF-8 也不是 GB18030 文本，请另存为 UTF-8。",
    ),
    "refused.QUOTES_BROKEN": (
        "{file}, line {line}: a quotation mark is not closed.",
        "{file} 第 {line} 行：引号未闭合。",
    ),
    "refused.HEADER_MISSING": (
        "{file}: the first line must name every column.",
        "{file}：第一行必须写明每一列的名称。",
    ),
    "refused.HEADER_TWICE": ("{file}: the column {column} is there twice.", "{file}：列 {column} 重复。"),
    "refused.ROW_TOO_LONG": (
        "{file}, line {line}: more cells than the header has names.",
        "{file} 第 {line} 行：单元格多于表头。",
    ),
    "not_recognised": (
        "{file}: these columns are not of a table the desk knows (products, categories, checklist, suppliers,"
        " customers, orders, stock, people).",
        "{file}：无法识别这些列（可导入：商品、类别、检查项、供应商、客户、订单、库存、人员）。",
    ),
    "lacks": (
        "{file} looks like {kind} and lacks the column {columns}.",
        "{file} 像是{kind}表，但缺少列 {columns}。",
    ),
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
    "place.row": ("{file}, line {line}", "{file} 第 {line} 行"),
    "place.file": ("{file}", "{file}"),
    "place.column": (", {column}", "，{column}"),
    # kinds of table
    "kind.categories": ("categories", "类别"),
    "kind.checklist": ("checklist questions", "检查项"),
    "kind.suppliers": ("suppliers", "供应商"),
    "kind.products": ("products", "商品"),
    "kind.customers": ("customers", "客户"),
    "kind.orders": ("order lines", "订单明细"),
    "kind.stock": ("opening stock", "期初库存"),
    "kind.people": ("people", "人员"),
    # problems
    "VALUE_MISSING": ("this must be filled in", "必须填写"),
    "NUMBER_INVALID": ("“{text}” is not a number that can be used", "“{text}”不是可用的数字"),
    "NUMBER_NEGATIVE": ("{text} is less than nothing", "{text} 小于零"),
    "SERIALS_TOO_MANY": (
        "more serial numbers than pieces, or one too long: {text}",
        "序列号多于件数，或某个序列号过长：{text}",
    ),
    "QUANTITY_ZERO": ("a quantity of nothing", "数量为零"),
    "DATE_INVALID": (
        "“{text}” is not a date like 2026-03-10 09:41",
        "“{text}”不是 2026-03-10 09:41 这样的日期",
    ),
    "CHOICE_INVALID": ("“{text}” is not one of the choices", "“{text}”不是可选项"),
    "CODE_INVALID": ("“{text}” is too long for a code", "“{text}”作为编码太长"),
    "TEXT_TOO_LONG": ("longer than 1000 characters", "超过 1000 个字符"),
    "COLUMN_TWICE": ("this column is there twice", "该列重复"),
    "TABLE_EMPTY": ("there is no row below the header", "表头下没有数据"),
    "DUPLICATE": ("the same code with other values, see line {text}", "编码相同但内容不同，见第几行：{text}"),
    "UNKNOWN_PRODUCT": ("product {text} is not known", "未知商品 {text}"),
    "UNKNOWN_CUSTOMER": ("customer {text} is not known", "未知客户 {text}"),
    "TWO_CUSTOMERS": ("one order, two customers: {text}", "同一订单有两个客户：{text}"),
    "ORDER_IN_TWO_FILES": (
        "the same order is in another file: {text}",
        "同一订单出现在另一个文件：{text}",
    ),
    "HAS_RETURNS": (
        "order line {text} has returns: quantity and price must stay",
        "订单明细 {text} 已有退货，数量和单价不能改",
    ),
    "UNIT_CHANGED": ("the unit of known goods cannot change: {text}", "已有商品的单位不能更改：{text}"),
    "BARCODE_TWICE": ("two products with one barcode: {text}", "两个商品使用同一条码：{text}"),
    "LIMITS_CROSSED": ("the lower limit is above the upper one: {text}", "下限高于上限：{text}"),
    "NOT_STOCKED": ("{text} is a charge, it has no stock", "{text} 是费用，没有库存"),
    "COMPANY_MISSING": (
        "{text} is an outside contact and needs a company",
        "{text} 是外部联系人，必须填写公司",
    ),
    "ROLE_FORBIDDEN": ("only an admin makes somebody {text}", "只有管理员可以授予 {text}"),
    # warnings
    "COLUMN_IGNORED": ("the desk has no use for this column", "该列未被使用"),
    "ROW_REPEATED": ("the same row again: {text} (line)", "重复的行：{text}（行）"),
    "NAME_DIFFERS": (
        "one code, two names, the first stays: {text}",
        "同一编码有两个名称，保留第一个：{text}",
    ),
    "CUSTOMER_MISSING": (
        "order {text} has no customer: this line stays out",
        "订单 {text} 没有客户，该行未导入",
    ),
    "REFERS_TO_UNKNOWN": ("{text} is not described anywhere yet", "{text} 尚无说明"),
    "OPENING_STAYS": ("the opening stock is booked and stays: {text}", "期初库存已登记，保持不变：{text}"),
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

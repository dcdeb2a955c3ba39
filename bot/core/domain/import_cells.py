"""One cell of a company's table: numbers, dates, choices as people write them, in English and Chinese."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from bot.core.domain.catalogue import AnswerKind
from bot.core.domain.import_columns import ValueKind
from bot.core.domain.people import Role
from bot.core.domain.values import MAX_QUANTITY, QUANTITY_STEP

MAX_TEXT = 1000
MAX_CODE = 60
_MAX_MONEY = Decimal(1_000_000_000)
_NOISE = Decimal("0.000000001")
_PRICE_STEP = Decimal("0.0001")
_YES = frozenset({"yes", "y", "true", "1", "是", "可", "x"})
_NO = frozenset({"no", "n", "false", "0", "否", "不可"})
_QUESTION_KINDS: Mapping[str, AnswerKind] = {
    "passfail": AnswerKind.PASS_FAIL,
    "yesno": AnswerKind.PASS_FAIL,
    "合格不合格": AnswerKind.PASS_FAIL,
    "是否": AnswerKind.PASS_FAIL,
    "number": AnswerKind.NUMBER,
    "数字": AnswerKind.NUMBER,
    "数值": AnswerKind.NUMBER,
    "text": AnswerKind.TEXT,
    "words": AnswerKind.TEXT,
    "文字": AnswerKind.TEXT,
}
_ROLES: Mapping[str, Role] = {
    **{role.value: role for role in Role if role is not Role.SYSTEM},
    "员工": Role.CLERK,
    "验收员": Role.INSPECTOR,
    "主管": Role.MANAGER,
    "管理员": Role.ADMIN,
    "供应商": Role.SUPPLIER,
    "客户": Role.CUSTOMER,
}
_LANGUAGES = {
    "en": "en",
    "english": "en",
    "英文": "en",
    "英语": "en",
    "zh": "zh",
    "chinese": "zh",
    "中文": "zh",
}
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?"
)
_DATE_DOTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?: +(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


class CellInvalid(Exception):
    """Facts for the row's problem: code and what stood there."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code, text)
        self.code, self.text = code, text


def read_cell(kind: ValueKind, text: str) -> object:
    """Raises CellInvalid."""
    return _READERS[kind](text)


def trimmed(text: str) -> str:
    """Without outer blanks and control characters; other blanks than spaces become spaces."""
    spaced = ("\n" if c == "\n" else " " if c.isspace() else c for c in text)
    return "".join(c for c in spaced if c == "\n" or c.isprintable()).strip()


# ── cells ──
def _text(text: str) -> str:
    if len(text) > MAX_TEXT:
        raise CellInvalid("TEXT_TOO_LONG", text)
    return text


def _code(text: str) -> str:
    if len(text) > MAX_CODE or "\n" in text:
        raise CellInvalid("CODE_INVALID", text)
    return text


def _decimal(text: str) -> Decimal:
    """ "1,234.50", "1 234,5", "£3.75", full-width digits. A comma before exactly three digits groups them."""
    cleaned = re.sub(r"[\s'£$€¥]", "", unicodedata.normalize("NFKC", text)).replace("\u2212", "-")
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", cleaned):
        cleaned = cleaned.replace(",", "")
    elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", cleaned):
        cleaned = cleaned.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"[+-]?\d*,\d+", cleaned):
        cleaned = cleaned.replace(",", ".")
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)", cleaned):
        raise CellInvalid("NUMBER_INVALID", text)
    try:
        return Decimal(cleaned)
    except InvalidOperation:
        raise CellInvalid("NUMBER_INVALID", text) from None


def _money(text: str) -> Decimal:
    amount = _decimal(text)
    if amount < 0:
        raise CellInvalid("NUMBER_NEGATIVE", text)
    return _fitting(amount, text, _MAX_MONEY, _PRICE_STEP)


def _amount(text: str) -> Decimal:
    return _fitting(_decimal(text), text, MAX_QUANTITY, QUANTITY_STEP)


def _fitting(amount: Decimal, text: str, most: Decimal, step: Decimal) -> Decimal:
    """What a workbook computed has noise far behind the point; anything else that is finer is a mistake."""
    if abs(amount) > most:
        raise CellInvalid("NUMBER_INVALID", text)
    amount = amount.quantize(_NOISE)
    if amount != amount.quantize(step):
        raise CellInvalid("NUMBER_INVALID", text)
    return amount.quantize(step).normalize() + 0


def _whole(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise CellInvalid("NUMBER_INVALID", text)
    return int(text)


def _moment(text: str) -> datetime:
    """Naive: the desk's local time; aware where the text names an offset."""
    plain = unicodedata.normalize("NFKC", text)
    iso, dots = _DATE.fullmatch(plain), _DATE_DOTS.fullmatch(plain)
    if iso:
        year, month, day, *time, offset = iso.groups()
    elif dots:
        day, month, year, *time = dots.groups()
        offset = None
    else:
        raise CellInvalid("DATE_INVALID", text)
    try:
        hour, minute, second = (int(part or 0) for part in time)
        local = datetime(int(year), int(month), int(day), hour, minute, second)  # noqa: DTZ001 - as written
        return local if offset is None else datetime.fromisoformat(f"{local.isoformat()}{offset}")
    except ValueError:
        raise CellInvalid("DATE_INVALID", text) from None


def _yes_no(text: str) -> bool:
    folded = text.casefold()
    if folded not in _YES | _NO:
        raise CellInvalid("CHOICE_INVALID", text)
    return folded in _YES


def _currency(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{3}", text):
        raise CellInvalid("CHOICE_INVALID", text)
    return text.upper()


def _language(text: str) -> str:
    known = _LANGUAGES.get(text.casefold())
    if known is None:
        raise CellInvalid("CHOICE_INVALID", text)
    return known


def _question_kind(text: str) -> AnswerKind:
    known = _QUESTION_KINDS.get(re.sub(r"[\W_]+", "", text.casefold()))
    if known is None:
        raise CellInvalid("CHOICE_INVALID", text)
    return known


def _roles(text: str) -> frozenset[Role]:
    roles: set[Role] = set()
    for word in re.split(r"[;,/、；，]", text):
        if word.strip() and word.strip().casefold() not in _ROLES:
            raise CellInvalid("CHOICE_INVALID", word.strip())
        if word.strip():
            roles.add(_ROLES[word.strip().casefold()])
    return frozenset(roles)


_READERS: Mapping[ValueKind, Callable[[str], object]] = {
    ValueKind.TEXT: _text,
    ValueKind.CODE: _code,
    ValueKind.DECIMAL: _decimal,
    ValueKind.MONEY: _money,
    ValueKind.AMOUNT: _amount,
    ValueKind.WHOLE: _whole,
    ValueKind.MOMENT: _moment,
    ValueKind.YES_NO: _yes_no,
    ValueKind.CURRENCY: _currency,
    ValueKind.LANGUAGE: _language,
    ValueKind.QUESTION_KIND: _question_kind,
    ValueKind.ROLES: _roles,
}

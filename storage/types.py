"""Column types: exact decimals as integers, UTC moments, coded words, JSON as text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_UNSAFE = {"\x00": None} | {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}
_UNSAFE_TABLE = str.maketrans(_UNSAFE)

# SQLite numbers rows by itself only where the key's type is exactly INTEGER.
RowId = BigInteger().with_variant(Integer(), "sqlite")


def storable(text: str) -> str:
    """The text without what no database takes: NUL is dropped, lone surrogates become U+FFFD."""
    if text.isascii():
        return text.replace("\x00", "") if "\x00" in text else text
    return text.translate(_UNSAFE_TABLE)


class Words(TypeDecorator[str]):
    """Text as people type it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(value)


class Code(Words):
    """A code or a number of a document: compared and sorted byte by byte on both engines."""

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "postgresql":
            return dialect.type_descriptor(Text(collation="C"))
        return dialect.type_descriptor(Text())


class _Scaled(TypeDecorator[Decimal]):
    """A decimal kept as a whole number of its smallest steps, so that SUM is exact on both engines."""

    impl = BigInteger
    cache_ok = True
    digits = 0  # decimals kept
    shown = 0  # decimals given back at least

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Raises ValueError where the value is finer than the column."""
        if value is None:
            return None
        steps = value.scaleb(self.digits)
        whole = int(steps)
        if whole != steps:
            raise ValueError(f"{value} has more than {self.digits} decimals")
        return whole

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """`value` is a whole number, also as the Decimal that PostgreSQL makes of a SUM."""
        return None if value is None else self.from_steps(int(value))

    @classmethod
    def from_steps(cls, steps: int) -> Decimal:
        digits = cls.digits
        while digits > cls.shown and steps % 10 == 0:
            steps //= 10
            digits -= 1
        return Decimal(steps).scaleb(-digits)


class Thousandths(_Scaled):
    """An amount of goods: 2.5 is kept as 2500."""

    cache_ok = True
    digits = 3


class TenThousandths(_Scaled):
    """An amount of money: 22.50 is kept as 225000 and given back with two decimals at least."""

    cache_ok = True
    digits = 4
    shown = 2


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and UTC; text of fixed width on SQLite, so that it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        moment = value.astimezone(UTC)
        return moment.isoformat(timespec="microseconds") if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC)


class Choice(TypeDecorator[StrEnum]):
    """A word of an enum. `Choice(ReturnStatus)` gives ReturnStatus back."""

    impl = Text
    cache_ok = True

    def __init__(self, choices: type[StrEnum]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self.choices(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002
        return None if value is None else self.choices(value)


class JsonText(TypeDecorator[Any]):
    """Plain JSON, kept as readable text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else storable(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)

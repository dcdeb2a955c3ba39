"""The one MetaData, and the short ways to say what many columns are."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, MetaData

from storage.types import Choice, Code, Moment, RowId, TenThousandths, Thousandths, Words

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def row_id() -> Column[Any]:
    return Column("id", RowId, primary_key=True, autoincrement=True)


def refers(name: str, target: str, *, optional: bool = False, cascade: bool = False) -> Column[Any]:
    """A reference to another row by its number; `cascade`: a part that goes with its whole."""
    key = ForeignKey(target, ondelete="CASCADE" if cascade else None)
    return Column(name, RowId, key, nullable=optional)


def part_of(name: str, target: str) -> Column[Any]:
    """The same, as the first half of the part's key."""
    return Column(name, RowId, ForeignKey(target, ondelete="CASCADE"), primary_key=True, autoincrement=False)


def position(name: str) -> Column[Any]:
    """The other half of a part's key, counted by the whole."""
    return Column(name, RowId, primary_key=True, autoincrement=False)


def code(name: str, **options: Any) -> Column[Any]:
    return Column(name, Code, nullable=False, **options)


def words(name: str) -> Column[Any]:
    return Column(name, Words, nullable=False, server_default="")


def moment(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Moment, nullable=optional)


def quantity(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Thousandths, nullable=optional)


def money(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, TenThousandths, nullable=optional)


def choice(name: str, choices: type[StrEnum], *, optional: bool = False) -> Column[Any]:
    return Column(name, Choice(choices), nullable=optional)


def quoted(values: Iterable[str]) -> str:
    return ", ".join(f"'{value}'" for value in values)


def one_of(column: str, choices: Iterable[StrEnum]) -> CheckConstraint:
    """The database's own copy of an enum."""
    return CheckConstraint(f"{column} IN ({quoted(c.value for c in choices)})", name=column)


def holds(name: str, condition: str) -> CheckConstraint:
    return CheckConstraint(condition, name=name)

"""The stock ledger: appended to, never changed; levels are kept beside it in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, bindparam, case, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.core.domain.errors import ProductUnknown, StatusForbids, StockNotThere
from bot.core.domain.stock import INSIDE, Location, LocationKind, Movement, StockLevel
from bot.core.domain.values import Quantity
from storage import tables as t
from storage.transaction import Transaction, Values, breaks_unique, chunks
from storage.types import Thousandths

Key = tuple[str, str]  # product, location

_M, _S = t.movements.c, t.stock_levels.c
_ADD = insert(t.movements)
_KNOWN_CAUSES = select(_M.cause, _M.record).where(_M.cause.in_(bindparam("causes", expanding=True)))
_LEVELS = (
    select(t.stock_levels)
    .where(_S.product_code.in_(bindparam("products", expanding=True)))
    .order_by(_S.product_code, _S.location)
)
_CHANGE_LEVEL = (
    update(t.stock_levels)
    .where(_S.product_code == bindparam("of_product"), _S.location == bindparam("at_location"))
    .values(quantity=_S.quantity + bindparam("change", type_=Thousandths()))
)
_LEVELS_INSIDE = (
    select(t.stock_levels)
    .where(_S.product_code == bindparam("product"), _S.kind.in_(sorted(INSIDE)), _S.quantity != Decimal(0))
    .order_by(_S.location)
)
_HELD = select(_S.quantity, _S.unit).where(
    _S.product_code == bindparam("product"), _S.location == bindparam("location"), _S.kind.in_(sorted(INSIDE))
)
_UNIT = select(t.products.c.unit).where(t.products.c.code == bindparam("product"))
_OF_PRODUCT = (
    select(t.movements)
    .where(_M.product_code == bindparam("product"))
    .order_by(_M.seq.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_OF_RECORD = select(t.movements).where(_M.record == bindparam("of_record")).order_by(_M.seq)
_FULLEST_SHELF = (
    select(_S.location)
    .where(
        _S.product_code == bindparam("product"),
        _S.location.startswith(f"{LocationKind.SELLABLE}/"),
        _S.quantity > Decimal(0),
    )
    .order_by(_S.quantity.desc(), _S.location)
    .limit(1)
)
_ON_A_SHELF = f"{LocationKind.SELLABLE}/%"
_LAST_SHELF = (
    select(case((_M.target.like(_ON_A_SHELF), _M.target), else_=_M.source))
    .where(
        _M.product_code == bindparam("product"),
        or_(_M.target.like(_ON_A_SHELF), _M.source.like(_ON_A_SHELF)),
    )
    .order_by(_M.seq.desc())
    .limit(1)
)


class StockRepository:
    """`ports.Stock`."""

    __slots__ = ("_tx",)

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def post(self, movements: Sequence[Movement]) -> None:
        """The movements in their order: what one brings the next may take."""
        self._ensure_new(movements)
        rows = self._locked_levels(sorted({movement.product_code for movement in movements}))
        inside = {key: Quantity(row.quantity, row.unit) for key, row in rows.items() if row.kind in INSIDE}
        changes = _changes(movements, inside)
        self._tx.add_missing(t.stock_levels, _missing_levels(movements, rows))
        self._tx.change_each(_CHANGE_LEVEL, [changes[key] for key in sorted(changes)])
        self._append(movements)

    def levels(self, product_code: str) -> list[StockLevel]:
        rows = self._tx.rows(_LEVELS_INSIDE, {"product": product_code})
        return [StockLevel(Location.parse(row.location), Quantity(row.quantity, row.unit)) for row in rows]

    def held(self, product_code: str, location: Location) -> Quantity:
        """Raises ProductUnknown. Of a place outside the house: zero, nothing is held there."""
        row = self._tx.row(_HELD, {"product": product_code, "location": location.code})
        if row is not None:
            return Quantity(row.quantity, row.unit)
        unit = self._tx.scalar(_UNIT, {"product": product_code})
        if unit is None:
            raise ProductUnknown(text=product_code[:40])
        return Quantity.zero(unit)

    def movements(self, product_code: str, limit: int, offset: int = 0) -> list[Movement]:
        parameters = {"product": product_code, "most": limit, "skipped": offset}
        return self._found(_OF_PRODUCT, parameters)

    def of_record(self, record: str) -> list[Movement]:
        return self._found(_OF_RECORD, {"of_record": record})

    def by_cause_prefix(self, prefix: str) -> list[Movement]:
        statement = select(t.movements).where(_M.cause.startswith(prefix, autoescape=True))
        return self._found(statement.order_by(_M.seq), {})

    def usual_place(self, product_code: str) -> str | None:
        shelf = self._tx.scalar(_FULLEST_SHELF, {"product": product_code}) or self._tx.scalar(
            _LAST_SHELF, {"product": product_code}
        )
        return Location.parse(shelf).place if shelf else None

    def _found(self, statement: Select[Any], parameters: Values) -> list[Movement]:
        return [_movement_of(row) for row in self._tx.rows(statement, parameters)]

    def _ensure_new(self, movements: Sequence[Movement]) -> None:
        causes = [movement.cause for movement in movements]
        for some in chunks(causes):
            for row in self._tx.rows(_KNOWN_CAUSES, {"causes": some}):
                raise StatusForbids(number=row.record, status="posted", action="post")
        if len(set(causes)) < len(causes):
            raise StatusForbids(number=movements[0].record, status="posted", action="post")

    def _locked_levels(self, products: Sequence[str]) -> dict[Key, Row[Any]]:
        """In the order of their keys, so that two posts wait for each other instead of forever."""
        levels: dict[Key, Row[Any]] = {}
        for some in chunks(products):
            for row in self._tx.rows(self._tx.locked(_LEVELS), {"products": some}):
                levels[row.product_code, row.location] = row
        return levels

    def _append(self, movements: Sequence[Movement]) -> None:
        try:
            self._tx.change_each(_ADD, [_values(movement) for movement in movements])
        except IntegrityError as error:
            if not breaks_unique(error, "movements", "cause"):
                raise
            number = movements[0].record  # another process posted the same between look and leap
            raise StatusForbids(number=number, status="posted", action="post") from error


def _ends(movement: Movement) -> tuple[tuple[Location, Decimal], tuple[Location, Decimal]]:
    amount = movement.quantity.amount
    return (movement.source, -amount), (movement.target, amount)


def _changes(movements: Sequence[Movement], inside: dict[Key, Quantity]) -> dict[Key, Values]:
    """What each level changes by. Raises StockNotThere where a place inside holds too little."""
    changes: dict[Key, Values] = {}
    for movement in movements:
        _move(movement, inside)
        for location, amount in _ends(movement):
            key = (movement.product_code, location.code)
            change = changes.setdefault(
                key, {"of_product": key[0], "at_location": key[1], "change": Decimal(0)}
            )
            change["change"] += amount
    return changes


def _move(movement: Movement, inside: dict[Key, Quantity]) -> None:
    nothing = Quantity.zero(movement.quantity.unit)
    source = (movement.product_code, movement.source.code)
    target = (movement.product_code, movement.target.code)
    if movement.source.is_inside:
        held = inside.get(source, nothing)
        if movement.quantity > held:
            raise StockNotThere(
                product_code=movement.product_code,
                place=movement.source.code,
                held=str(held),
                wanted=str(movement.quantity),
            )
        inside[source] = held - movement.quantity
    if movement.target.is_inside:
        inside[target] = inside.get(target, nothing) + movement.quantity


def _missing_levels(movements: Sequence[Movement], known: Collection[Key]) -> list[Values]:
    """Rows for locations that held nothing of the product so far."""
    missing: dict[Key, Values] = {}
    for movement in movements:
        for location, _ in _ends(movement):
            missing[movement.product_code, location.code] = {
                "product_code": movement.product_code,
                "location": location.code,
                "kind": location.kind,
                "quantity": Decimal(0),
                "unit": movement.quantity.unit,
            }
    return [missing[key] for key in sorted(missing) if key not in known]


def _values(movement: Movement) -> Values:
    return {
        "product_code": movement.product_code,
        "quantity": movement.quantity.amount,
        "unit": movement.quantity.unit,
        "source": movement.source.code,
        "target": movement.target.code,
        "cause": movement.cause,
        "record": movement.record,
        "at": movement.at,
        "by": movement.by,
        "reverses": movement.reverses,
    }


def _movement_of(row: Any) -> Movement:
    return Movement(
        product_code=row.product_code,
        quantity=Quantity(row.quantity, row.unit),
        source=Location.parse(row.source),
        target=Location.parse(row.target),
        cause=row.cause,
        record=row.record,
        at=row.at,
        by=row.by,
        reverses=row.reverses,
        seq=row.seq,
    )

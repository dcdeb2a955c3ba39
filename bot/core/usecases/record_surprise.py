"""What is not as it should be in a parcel: something nobody asked for, parts that are missing. Facts, never
errors."""

from __future__ import annotations

from bot.core.domain.errors import ProductNotGoods, WordsMissing
from bot.core.domain.inspection import InspectedLine, Inspection
from bot.core.domain.people import Person
from bot.core.domain.return_request import ensure_text_fits
from bot.core.domain.values import Quantity
from bot.core.usecases.inspect_goods import own_inspection
from bot.core.usecases.ports import UnitOfWork


def add_found_product(uow: UnitOfWork, actor: Person, inspection_id: int, product_code: str) -> InspectedLine:
    """A line for it, to be counted and split like the others. A product of the request that this parcel was
    not expected to hold is no surprise: its own line is opened. Raises ProductUnknown, ProductNotGoods."""
    inspection, request = own_inspection(uow, actor, inspection_id)
    product = uow.catalogue.product(product_code)
    if not product.stocked:
        raise ProductNotGoods(product_code=product.code)
    here = {line.product_code for line in inspection.lines}
    asked = [line for line in request.lines if line.product_code == product.code]
    if asked and product.code not in here:
        line = InspectedLine(asked[0].line_no, product.code, Quantity.zero(product.unit))
        inspection.lines.append(line)
        inspection.lines.sort(key=lambda known: known.line_no)
    else:
        last_asked = max((known.line_no for known in request.lines), default=0)
        line = inspection.add_found(product.code, product.unit, last_asked)
    uow.inspections.save(inspection)
    return line


def drop_found_product(uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int) -> Inspection:
    """Put down by mistake. Raises LineUnknown, also for a line that was asked back."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    inspection.drop_found(line_no)
    uow.inspections.save(inspection)
    return inspection


def forget_found_nothing(uow: UnitOfWork, actor: Person, inspection_id: int) -> None:
    """What nobody asked for and nobody found is no line."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    nothing = [
        line for line in inspection.lines if line.found and line.counted is not None and not line.counted
    ]
    for line in nothing:
        inspection.drop_found(line.line_no)
    if nothing:
        uow.inspections.save(inspection)


def record_missing_parts(
    uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int, words: str
) -> InspectedLine:
    """In words; finishing then wants a photo of the line. Raises WordsMissing, TextTooLong."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.missing_parts = ensure_text_fits(words)
    if not line.missing_parts:
        raise WordsMissing()
    uow.inspections.save(inspection)
    return line


def forget_missing_parts(uow: UnitOfWork, actor: Person, inspection_id: int, line_no: int) -> InspectedLine:
    """They were in the box after all."""
    inspection, _ = own_inspection(uow, actor, inspection_id)
    line = inspection.line(line_no)
    line.missing_parts = ""
    uow.inspections.save(inspection)
    return line

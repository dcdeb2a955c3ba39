"""The way of a return: request, inspection, return order, credit note."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    false,
    text,
)

from bot.core.domain.credit_note import NoteStatus
from bot.core.domain.inspection import InspectionStatus
from bot.core.domain.parcel import ParcelStatus
from bot.core.domain.reasons import Disposition, Grade, RefusalReason, WantedOutcome
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_status import ReturnStatus
from storage.tables.base import (
    choice,
    code,
    holds,
    metadata,
    moment,
    money,
    one_of,
    part_of,
    position,
    quantity,
    refers,
    row_id,
    words,
)
from storage.types import Choice, Code, JsonText, TenThousandths

# What is under way: few rows of a long past, each with a partial index of its own.
REQUESTS_WAITING = "status IN ('submitted', 'half_approved', 'asked_back', 'approved', 'inspecting')"
ORDERS_WAITING = "status IN ('in_review', 'half_agreed', 'sent_back', 'agreed')"

return_requests = Table(
    "return_requests",
    metadata,
    row_id(),
    Column("number", Code, unique=True),  # none before submission
    refers("requested_by", "people.id"),
    moment("created_at"),
    choice("status", ReturnStatus),
    Column("customer_code", Code, ForeignKey("customers.code")),
    Column("without_order", Boolean, nullable=False),
    code("currency"),
    Column("policy_version", Integer, ForeignKey("policies.version")),
    Column("findings", JsonText, nullable=False),
    refers("decided_by", "people.id", optional=True),
    moment("decided_at", optional=True),
    choice("decided_status", ReturnStatus, optional=True),
    choice("decided_reason", RefusalReason, optional=True),
    words("decided_words"),
    Column("decided_own_work", Boolean, nullable=False, server_default=false()),
    moment("submitted_at", optional=True),
    moment("closed_at", optional=True),
    words("question"),
    words("answer"),
    refers("corrects", "return_requests.id", optional=True),
    Column("outcome", Choice(WantedOutcome), nullable=False, server_default=WantedOutcome.CREDIT.value),
    Column("version", Integer, nullable=False),
    Index("ix_return_requests_queue", "status", "submitted_at"),
    Index("ix_return_requests_decided", "decided_at"),
    Index(
        "ix_return_requests_waiting",
        "status",
        "submitted_at",
        sqlite_where=text(REQUESTS_WAITING),
        postgresql_where=text(REQUESTS_WAITING),
    ),
    Index("ix_return_requests_person", "requested_by", "created_at"),
    Index("ix_return_requests_customer", "customer_code", "submitted_at"),
    one_of("status", ReturnStatus),
    one_of("decided_status", ReturnStatus),
    one_of("decided_reason", RefusalReason),
    one_of("outcome", WantedOutcome),
    holds("numbered", "(status IN ('draft', 'discarded')) = (number IS NULL)"),
    holds("decision", "(decided_at IS NULL) = (decided_by IS NULL)"),
)

# The first of two approvals, where the value needs two managers.
half_approvals = Table(
    "half_approvals",
    metadata,
    part_of("request_id", "return_requests.id"),
    refers("approved_by", "people.id"),
    moment("approved_at"),
    words("words"),
    Column("own_work", Boolean, nullable=False),
)

# What has not come and is not waited for any more.
closed_rests = Table(
    "closed_rests",
    metadata,
    part_of("request_id", "return_requests.id"),
    refers("closed_by", "people.id"),
    moment("closed_at"),
    words("words"),
)

return_lines = Table(
    "return_lines",
    metadata,
    part_of("request_id", "return_requests.id"),
    position("line_no"),
    Column("product_code", Code, ForeignKey("products.code"), nullable=False),
    code("order_no"),
    quantity("quantity", optional=True),
    Column("unit", Code),
    Column("reason", Code),
    words("note"),
    code("lot", server_default=""),
    code("serial", server_default=""),
    Index("ix_return_lines_product", "product_code"),
    Index("ix_return_lines_serial", "serial", "product_code"),
    holds("quantity", "quantity >= 0"),
    holds("serial", "serial = '' OR quantity IS NULL OR quantity = 1000"),
)

allocations = Table(
    "allocations",
    metadata,
    part_of("request_id", "return_requests.id"),
    position("line_no"),
    position("position"),
    code("order_no"),
    Column("order_line", Integer, nullable=False),
    quantity("quantity"),
    code("unit"),
    money("unit_price"),
    code("currency"),
    ForeignKeyConstraint(["order_no", "order_line"], ["order_lines.order_no", "order_lines.line_no"]),
    Index("ix_allocations_order", "order_no", "order_line"),
    holds("quantity", "quantity > 0"),
)


def photos_of(name: str, whole: str, target: str) -> Table:
    return Table(
        name,
        metadata,
        part_of(whole, target),
        position("line_no"),
        position("position"),
        code("sha256"),
        Column("width", Integer, nullable=False),
        Column("height", Integer, nullable=False),
        Column("size", Integer, nullable=False),
        code("likeness"),
        code("telegram_file_id"),
        code("telegram_unique_id"),
        Index(f"ix_{name}_sha256", "sha256"),
    )


request_photos = photos_of("request_photos", "request_id", "return_requests.id")

inspections = Table(
    "inspections",
    metadata,
    row_id(),
    refers("request_id", "return_requests.id"),
    refers("inspector_id", "people.id"),
    moment("claimed_at"),
    choice("status", InspectionStatus),
    moment("finished_at", optional=True),
    Column("revision", Integer, nullable=False),
    Column("parcel_no", Integer, nullable=False, server_default="1"),
    Column("version", Integer, nullable=False),
    Index("ix_inspections_request", "request_id"),
    Index("ix_inspections_finished", "finished_at"),
    Index("ix_inspections_inspector", "inspector_id", "status"),
    one_of("status", InspectionStatus),
)

inspected_lines = Table(
    "inspected_lines",
    metadata,
    part_of("inspection_id", "inspections.id"),
    position("line_no"),
    Column("product_code", Code, ForeignKey("products.code"), nullable=False),
    quantity("expected"),
    code("unit"),
    quantity("counted", optional=True),
    choice("grade", Grade, optional=True),
    words("note"),
    Column("found", Boolean, nullable=False, server_default=false()),
    words("missing_parts"),
    one_of("grade", Grade),
    holds("counted", "counted >= 0"),
    holds("expected", "expected >= 0"),
)

inspection_answers = Table(
    "inspection_answers",
    metadata,
    part_of("inspection_id", "inspections.id"),
    position("line_no"),
    code("question", primary_key=True),
    words("answer"),
)

inspection_splits = Table(
    "inspection_splits",
    metadata,
    part_of("inspection_id", "inspections.id"),
    position("line_no"),
    Column("disposition", Choice(Disposition), primary_key=True),
    Column("position", Integer, nullable=False),
    quantity("quantity"),
    one_of("disposition", Disposition),
    holds("quantity", "quantity >= 0"),
)

inspection_photos = photos_of("inspection_photos", "inspection_id", "inspections.id")

# Parcels nobody expected.
parcels = Table(
    "parcels",
    metadata,
    row_id(),
    code("number", unique=True),
    moment("arrived_at"),
    refers("registered_by", "people.id"),
    choice("status", ParcelStatus),
    words("tracking"),
    words("note"),
    refers("request_id", "return_requests.id", optional=True),
    refers("settled_by", "people.id", optional=True),
    moment("settled_at", optional=True),
    words("words"),
    Column("version", Integer, nullable=False),
    Index("ix_parcels_queue", "status", "arrived_at"),
    Index("ix_parcels_request", "request_id"),
    one_of("status", ParcelStatus),
    holds("matched", "(status = 'matched') = (request_id IS NOT NULL)"),
    holds("settled", "(status = 'unclaimed') = (settled_at IS NULL)"),
)

parcel_photos = photos_of("parcel_photos", "parcel_id", "parcels.id")

return_orders = Table(
    "return_orders",
    metadata,
    row_id(),
    code("number", unique=True),
    refers("request_id", "return_requests.id"),
    code("request_number"),
    refers("inspection_id", "inspections.id"),
    refers("inspected_by", "people.id"),
    moment("made_at"),
    code("currency"),
    choice("status", OrderStatus),
    code("paper"),
    refers("reviewed_by", "people.id", optional=True),
    moment("reviewed_at", optional=True),
    words("review_words"),
    Column("own_work", Boolean, nullable=False),
    refers("posted_by", "people.id", optional=True),
    moment("posted_at", optional=True),
    code("place"),
    code("credit_note"),
    Column("outcome", Choice(WantedOutcome), nullable=False, server_default=WantedOutcome.CREDIT.value),
    Column("version", Integer, nullable=False),
    Index("ix_return_orders_queue", "status", "made_at"),
    Index("ix_return_orders_posted", "posted_at"),
    Index(
        "ix_return_orders_waiting",
        "status",
        "made_at",
        sqlite_where=text(ORDERS_WAITING),
        postgresql_where=text(ORDERS_WAITING),
    ),
    Index("ix_return_orders_request", "request_id"),
    Index("ix_return_orders_inspection", "inspection_id"),
    Index(
        "uq_return_orders_living",
        "inspection_id",
        unique=True,
        sqlite_where=text("status NOT IN ('voided', 'reversed')"),
        postgresql_where=text("status NOT IN ('voided', 'reversed')"),
    ),
    one_of("status", OrderStatus),
    one_of("outcome", WantedOutcome),
    holds("posted", "(status IN ('posted', 'reversed')) = (posted_at IS NOT NULL)"),
)

return_order_lines = Table(
    "return_order_lines",
    metadata,
    part_of("order_id", "return_orders.id"),
    position("line_no"),
    code("product_code"),
    words("product_name_en"),
    words("product_name_zh"),
    words("specification"),
    code("reason"),
    choice("grade", Grade, optional=True),
    quantity("asked"),
    quantity("counted"),
    code("unit"),
    Column("fee", TenThousandths, nullable=False, server_default="0"),
    Column("found", Boolean, nullable=False, server_default=false()),
    words("missing_parts"),
    one_of("grade", Grade),
    holds("counted", "counted >= 0"),
)

return_order_splits = Table(
    "return_order_splits",
    metadata,
    part_of("order_id", "return_orders.id"),
    position("line_no"),
    Column("disposition", Choice(Disposition), primary_key=True),
    Column("position", Integer, nullable=False),
    quantity("quantity"),
    one_of("disposition", Disposition),
    holds("quantity", "quantity > 0"),
)

return_order_allocations = Table(
    "return_order_allocations",
    metadata,
    part_of("order_id", "return_orders.id"),
    position("line_no"),
    position("position"),
    code("order_no"),
    Column("order_line", Integer, nullable=False),
    quantity("quantity"),
    code("unit"),
    money("unit_price"),
    code("currency"),
    Index("ix_return_order_allocations_order", "order_no", "order_line"),
    holds("quantity", "quantity > 0"),
)

credit_notes = Table(
    "credit_notes",
    metadata,
    code("number", primary_key=True),
    Column("customer_code", Code, ForeignKey("customers.code")),
    money("value"),
    code("currency"),
    code("cause", unique=True),
    moment("issued_at"),
    refers("issued_by", "people.id"),
    Column("fee", TenThousandths, nullable=False, server_default="0"),
    Column("status", Choice(NoteStatus), nullable=False, server_default=NoteStatus.OPEN.value),
    moment("settled_at", optional=True),
    refers("settled_by", "people.id", optional=True),
    words("reference"),
    Column("cancels", Code, unique=True),
    words("words"),
    code("paper", server_default=""),
    Index("ix_credit_notes_queue", "status", "issued_at"),
    one_of("status", NoteStatus),
    holds("settled", "(status = 'settled') = (settled_at IS NOT NULL)"),
    holds("counter", "(status = 'counter') = (cancels IS NOT NULL)"),
)

"""Who the desk knows, what a company sells, the policy."""

import sqlalchemy as sa
from alembic import op

from storage.types import Code, JsonText, Moment, RowId, TenThousandths, Thousandths, Words

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "people",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", Words(), server_default="", nullable=False),
        sa.Column("language", Code(), nullable=False),
        sa.Column("company", Code(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_people_telegram_id")),
    )
    op.create_table(
        "roles",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('clerk', 'inspector', 'manager', 'admin', 'supplier', 'customer', 'system')",
            name=op.f("ck_roles_role"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_roles_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "role", name=op.f("pk_roles")),
    )
    op.create_table(
        "access_requests",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", Words(), server_default="", nullable=False),
        sa.Column("language", Code(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_by", RowId, nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("granted_role", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "granted_role IN ('clerk', 'inspector', 'manager', 'admin', 'supplier', 'customer', 'system')",
            name=op.f("ck_access_requests_granted_role"),
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_access_requests_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_requests")),
    )
    op.create_index(op.f("ix_access_requests_telegram_id"), "access_requests", ["telegram_id"], unique=False)
    op.create_table(
        "dialogs",
        sa.Column("person_id", RowId, autoincrement=False, nullable=False),
        sa.Column("dialog", Code(), nullable=False),
        sa.Column("step", Code(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("rev", sa.BigInteger(), nullable=False),
        sa.Column("notes", JsonText(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_dialogs_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_dialogs")),
    )
    op.create_table(
        "categories",
        sa.Column("code", Code(), nullable=False),
        sa.Column("name_en", Words(), server_default="", nullable=False),
        sa.Column("name_zh", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_categories")),
    )
    op.create_table(
        "products",
        sa.Column("code", Code(), nullable=False),
        sa.Column("name_en", Words(), server_default="", nullable=False),
        sa.Column("name_zh", Words(), server_default="", nullable=False),
        sa.Column("barcode", Code(), nullable=False),
        sa.Column("category", Code(), nullable=False),
        sa.Column("specification", Words(), server_default="", nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("price", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("supplier_code", Code(), nullable=False),
        sa.Column("standard_en", Words(), server_default="", nullable=False),
        sa.Column("standard_zh", Words(), server_default="", nullable=False),
        sa.Column("returnable", sa.Boolean(), nullable=False),
        sa.Column("stocked", sa.Boolean(), nullable=False),
        sa.Column("code_folded", Code(), nullable=False),
        sa.Column("names_folded", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_products")),
    )
    op.create_index(op.f("ix_products_barcode"), "products", ["barcode"], unique=False)
    op.create_index(op.f("ix_products_code_folded"), "products", ["code_folded"], unique=False)
    op.create_table(
        "questions",
        sa.Column("category", Code(), nullable=False),
        sa.Column("code", Code(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_en", Words(), server_default="", nullable=False),
        sa.Column("name_zh", Words(), server_default="", nullable=False),
        sa.Column("minimum", Code(), nullable=True),
        sa.Column("maximum", Code(), nullable=True),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('pass_fail', 'number', 'text')", name=op.f("ck_questions_kind")),
        sa.PrimaryKeyConstraint("category", "code", name=op.f("pk_questions")),
    )
    op.create_table(
        "places",
        sa.Column("code", Code(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_places")),
    )
    op.create_table(
        "customers",
        sa.Column("code", Code(), nullable=False),
        sa.Column("name", Words(), server_default="", nullable=False),
        sa.Column("email", Words(), server_default="", nullable=False),
        sa.Column("language", Code(), nullable=False),
        sa.Column("country", Code(), nullable=False),
        sa.Column("code_folded", Code(), nullable=False),
        sa.Column("name_folded", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_code_folded"), "customers", ["code_folded"], unique=False)
    op.create_table(
        "suppliers",
        sa.Column("code", Code(), nullable=False),
        sa.Column("name", Words(), server_default="", nullable=False),
        sa.Column("email", Words(), server_default="", nullable=False),
        sa.Column("language", Code(), nullable=False),
        sa.Column("country", Code(), nullable=False),
        sa.Column("code_folded", Code(), nullable=False),
        sa.Column("name_folded", Words(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_suppliers")),
    )
    op.create_index(op.f("ix_suppliers_code_folded"), "suppliers", ["code_folded"], unique=False)
    op.create_table(
        "order_lines",
        sa.Column("id", RowId, autoincrement=True, nullable=False),
        sa.Column("order_no", Code(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("customer_code", Code(), nullable=False),
        sa.Column("product_code", Code(), nullable=False),
        sa.Column("quantity", Thousandths(), nullable=False),
        sa.Column("unit", Code(), nullable=False),
        sa.Column("unit_price", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("ordered_at", Moment(), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_order_lines_quantity")),
        sa.ForeignKeyConstraint(
            ["customer_code"], ["customers.code"], name=op.f("fk_order_lines_customer_code")
        ),
        sa.ForeignKeyConstraint(
            ["product_code"], ["products.code"], name=op.f("fk_order_lines_product_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_lines")),
        sa.UniqueConstraint("order_no", "line_no", name=op.f("uq_order_lines_order_no_line_no")),
    )
    op.create_index(
        "ix_order_lines_bought",
        "order_lines",
        ["customer_code", "product_code", "ordered_at", "quantity"],
        unique=False,
    )
    op.create_index("ix_order_lines_product", "order_lines", ["product_code"], unique=False)
    op.create_index("ix_order_lines_recent", "order_lines", ["customer_code", "ordered_at"], unique=False)
    op.create_table(
        "policies",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("auto_approval_limit", TenThousandths(), nullable=False),
        sa.Column("currency", Code(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("non_returnable_categories", JsonText(), nullable=False),
        sa.CheckConstraint("window_days >= 0", name=op.f("ck_policies_window")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_policies_author_id")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_policies")),
    )
    op.execute("INSERT INTO people (id, telegram_id, name, language) VALUES (0, 0, '', 'en')")
    op.execute("INSERT INTO roles (person_id, role) VALUES (0, 'system')")
    op.execute(  # until somebody sets another: 30 days; up to 20.00 GBP without a manager
        "INSERT INTO policies (version, window_days, auto_approval_limit, currency, effective_at,"
        " author_id, non_returnable_categories)"
        " VALUES (1, 30, 200000, 'GBP', '2000-01-01T00:00:00.000000+00:00', 0, '[]')"
    )


def downgrade() -> None:
    op.drop_table("policies")
    op.drop_table("order_lines")
    op.drop_table("suppliers")
    op.drop_table("customers")
    op.drop_table("places")
    op.drop_table("questions")
    op.drop_table("products")
    op.drop_table("categories")
    op.drop_table("dialogs")
    op.drop_table("access_requests")
    op.drop_table("roles")
    op.drop_table("people")

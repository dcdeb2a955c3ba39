"""A desk at work, and how somebody with SQL breaks each rule that always holds."""

from __future__ import annotations

from sqlalchemy import Connection, Engine

from bot.core.domain.reasons import Disposition
from bot.core.domain.supplier_claim import Answer
from bot.core.usecases.answer_claim import accept_claim
from bot.core.usecases.keep_case import keep_case
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.review_order import send_back_order
from bot.core.usecases.settle_claim import send_goods, settle_claim
from bot.core.usecases.take_in_goods import take_in_goods
from storage.database import Database
from storage.migrations.append_only import unguard
from tests.support.builders import (
    BAG,
    a_finished_return,
    a_photo,
    act,
    an_approved_return,
    draft_return,
    file_return,
    furnish,
    inspect_all,
    pieces,
    restock,
    review,
    vendor_goods,
)
from tests.support.cast import ANN, CHEN, WEI

Found = set[tuple[str, str]]  # rule, record


def work_through(desk: Database) -> None:
    """Returns in every state: two finished (one recounted), in review, approved, waiting, drafted."""
    desk.write_now(furnish)
    a_finished_return(desk)
    order = inspect_all(
        desk, an_approved_return(desk, quantity=4), split={Disposition.RESTOCK: 1, Disposition.SCRAP: 3}
    )
    act(desk, WEI, send_back_order, order.id, "count again")
    order = inspect_all(desk, order.request_id, counted=3, split={Disposition.RESTOCK: 3})
    review(desk, order.id)
    restock(desk, order.id)
    inspect_all(desk, an_approved_return(desk, quantity=2))
    an_approved_return(desk, quantity=1)
    file_return(desk, quantity=7)
    draft_return(desk, quantity=1)
    act(desk, CHEN, register_parcel, a_photo("label"))
    act(desk, ANN, keep_case, order.id, 1, "count twice", ())
    _claims(desk)


def _claims(desk: Database) -> None:
    """One settled with a debit note, its goods collected; one that nobody has answered."""
    vendor_goods(desk, quantity=2)
    act(desk, ANN, accept_claim, 1, Answer.CREDIT)
    act(desk, ANN, settle_claim, 1)
    act(desk, ANN, send_goods, 1)
    vendor_goods(desk, product=BAG, quantity=2)
    vendor_goods(desk, quantity=2)
    act(desk, ANN, accept_claim, 3, Answer.REPLACE)
    act(desk, CHEN, take_in_goods, 3, 1, pieces(1))


def without_guards(raw: Engine, *statements: str) -> None:
    """An administrator who takes triggers, references and checks away and changes what they like."""
    with raw.connect() as connection:
        if raw.dialect.name == "sqlite":
            for pragma in ("foreign_keys=off", "ignore_check_constraints=on"):
                connection.connection.cursor().execute(f"PRAGMA {pragma}")  # before the transaction begins
        else:
            connection.exec_driver_sql("SET session_replication_role = replica")
            _drop_checks(connection)
        for table in ("movements", "operation_log", "claim_history"):
            unguard(connection, table)
        for statement in statements:
            connection.exec_driver_sql(statement)
        connection.commit()


_CHECKS = "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"


def _drop_checks(connection: Connection) -> None:
    for table, name in connection.exec_driver_sql(_CHECKS).all():
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")


BROKEN: dict[str, tuple[str, Found]] = {
    "claimed goods that went elsewhere": (
        "UPDATE supplier_claims SET goods = 'scrapped' WHERE number = 'SC-2026-00001'",
        {("claims_match_their_goods", "SC-2026-00001")},
    ),
    "claimed goods that never left": (
        "UPDATE supplier_claims SET goods = 'held' WHERE number = 'SC-2026-00001'",
        {("claims_match_their_goods", "SC-2026-00001"), ("vendor_hold_covers_claims", "22728")},
    ),
    "a debit note over nothing": (
        "UPDATE debit_notes SET cause = 'claim:SC-2026-00009' WHERE number = 'DN-2026-00001'",
        {
            ("claims_have_their_notes", "SC-2026-00001"),
            ("claims_have_their_notes", "DN-2026-00001"),
            ("goods_and_money_agree", "SC-2026-00001"),
            ("goods_and_money_agree", "DN-2026-00001"),
        },
    ),
    "a debit note to somebody else": (
        "UPDATE debit_notes SET supplier_code = 'S-02' WHERE number = 'DN-2026-00001'",
        {("claims_have_their_notes", "SC-2026-00001")},
    ),
    "a claim that hangs on another order": (
        "UPDATE supplier_claims SET source = 'RO-2026-00003', order_id = 3 WHERE number = 'SC-2026-00002'",
        {("claims_hang_on_posted_goods", "SC-2026-00002")},
    ),
    "a step of a claim that was deleted": (
        "DELETE FROM claim_history WHERE claim_id = 1 AND position = 2",
        {("claim_histories_are_whole", "SC-2026-00001")},
    ),
    "a claim that stands elsewhere than its history ends": (
        "UPDATE supplier_claims SET status = 'disputed' WHERE number = 'SC-2026-00002'",
        {("claim_histories_are_whole", "SC-2026-00002")},
    ),
    "goods of a supplier that the ledger does not know": (
        "UPDATE claim_arrivals SET quantity = 2000 WHERE claim_id = 3",
        {("suppliers_sent_what_was_taken_in", "SC-2026-00003")},
    ),
    "goods of a supplier that were undone in the ledger only": (
        "UPDATE claim_arrivals SET undone_at = at, undone_by = 1 WHERE claim_id = 3",
        {("suppliers_sent_what_was_taken_in", "SC-2026-00003")},
    ),
    "goods of a supplier that nobody counted": (
        "DELETE FROM claim_arrivals WHERE claim_id = 3",
        {("suppliers_sent_what_was_taken_in", "SC-2026-00003")},
    ),
    "more from a supplier than was owed": (
        "UPDATE claim_lines SET quantity = 500 WHERE claim_id = 3",
        {("no_more_came_than_was_owed", "SC-2026-00003")},
    ),
    "goods of a supplier who owed none": (
        "UPDATE supplier_claims SET outcome = 'collect' WHERE number = 'SC-2026-00003'",
        {("no_more_came_than_was_owed", "SC-2026-00003")},
    ),
    "a level that is not its movements": (
        "UPDATE stock_levels SET quantity = quantity + 1000 WHERE location = 'sellable/A-03'",
        {("stock_equals_movements", "22728")},
    ),
    "a movement that was changed": (
        "UPDATE movements SET quantity = 7000 WHERE cause = 'post:RO-2026-00001:1:RESTOCK'",
        {
            ("stock_equals_movements", "22728"),
            ("stock_is_never_negative", "22728"),
            ("orders_are_posted_exactly", "RO-2026-00001"),
            ("goods_and_money_agree", "RO-2026-00001"),
        },
    ),
    "a movement that was deleted": (
        "DELETE FROM movements WHERE cause = 'arrival:1:1:1'",
        {
            ("stock_equals_movements", "22728"),
            ("stock_is_never_negative", "22728"),
            ("arrivals_equal_counts", "inspection 1"),
        },
    ),
    "a movement to itself": (
        "UPDATE movements SET target = source WHERE cause = 'opening:22728:A-03'",
        {
            ("movements_have_two_ends", "opening:22728:A-03"),
            ("stock_equals_movements", "22728"),
        },
    ),
    "a movement of nothing": (
        "UPDATE movements SET quantity = 0 WHERE cause = 'opening:22728:A-03'",
        {
            ("movements_have_two_ends", "opening:22728:A-03"),
            ("stock_equals_movements", "22728"),
        },
    ),
    "a movement to nowhere": (
        "UPDATE movements SET target = 'shelf/A-03' WHERE cause = 'opening:22728:A-03'",
        {
            ("movements_have_two_ends", "opening:22728:A-03"),
            ("stock_equals_movements", "22728"),
        },
    ),
    "goods posted elsewhere than their disposition says": (
        "UPDATE movements SET target = 'scrap' WHERE cause = 'post:RO-2026-00001:1:RESTOCK'",
        {("stock_equals_movements", "22728"), ("orders_are_posted_exactly", "RO-2026-00001")},
    ),
    "a posting of an order that was not posted": (
        "INSERT INTO movements (product_code, quantity, unit, source, target, cause, record, at, by)"
        " SELECT product_code, 1000, unit, 'customer', 'supplier', 'post:RO-2026-00003:1:RESTOCK',"
        " 'RO-2026-00003', at, by FROM movements WHERE cause = 'arrival:1:1:1'",
        {
            ("stock_equals_movements", "22728"),
            ("orders_are_posted_exactly", "RO-2026-00003"),
            ("goods_and_money_agree", "RO-2026-00003"),
        },
    ),
    "a reversal that mirrors nothing": (
        "UPDATE movements SET reverses = 'arrival:1:1:1' WHERE cause = 'reverse:arrival:2:1:1'",
        {
            ("reversals_mirror", "reverse:arrival:2:1:1"),
            ("arrivals_equal_counts", "inspection 1"),
            ("arrivals_equal_counts", "RR-2026-00002"),
        },
    ),
    "a split that does not add up": (
        "UPDATE inspection_splits SET quantity = 5000 WHERE inspection_id = 1",
        {("splits_add_up", "inspection 1")},
    ),
    "a finished line without a count": (
        "UPDATE inspected_lines SET counted = NULL WHERE inspection_id = 1",
        {("splits_add_up", "inspection 1"), ("arrivals_equal_counts", "RR-2026-00001")},
    ),
    "more returned than was sold": (
        "UPDATE order_lines SET quantity = 18000 WHERE order_no = '536370' AND line_no = 1",
        {("returned_is_at_most_sold", "536370/1")},
    ),
    "more credited than the return took": (
        "UPDATE allocations SET quantity = 1000 WHERE request_id = 1",
        {("credited_is_at_most_asked", "RR-2026-00001")},
    ),
    "a parcel number that was never given": (
        "UPDATE parcels SET number = 'UP-2026-00007'",
        {("numbers_are_gapless", "UP-2026")},
    ),
    "a parcel in a state that does not exist": (
        "UPDATE parcels SET status = 'lost'",
        {("states_are_known", "parcels 1")},
    ),
    "a case of goods that were not in that line": (
        "UPDATE cases SET product_code = '22729'",
        {("cases_are_of_their_lines", "CA-2026-00001")},
    ),
    "a case number that was never given": (
        "UPDATE cases SET number = 'CA-2026-00007'",
        {("numbers_are_gapless", "CA-2026")},
    ),
    "a credit note over another value": (
        "UPDATE credit_notes SET value = value + 100 WHERE number = 'CN-2026-00001'",
        {("goods_and_money_agree", "CN-2026-00001")},
    ),
    "a posted order without its credit note": (
        "DELETE FROM credit_notes WHERE number = 'CN-2026-00002'",
        {("goods_and_money_agree", "RO-2026-00002"), ("numbers_are_gapless", "CN-2026")},
    ),
    "a credit note for an order that was not posted": (
        "UPDATE credit_notes SET cause = 'order:RO-2026-00003' WHERE number = 'CN-2026-00001'",
        {("goods_and_money_agree", "CN-2026-00001"), ("goods_and_money_agree", "RO-2026-00001")},
    ),
    "a credit note that keeps another fee than its order": (
        "UPDATE credit_notes SET fee = 10000 WHERE number = 'CN-2026-00001'",
        {("goods_and_money_agree", "CN-2026-00001")},
    ),
    "a cancelled note without the note that cancels it": (
        "UPDATE credit_notes SET status = 'cancelled' WHERE number = 'CN-2026-00001'",
        {("goods_and_money_agree", "CN-2026-00001"), ("goods_and_money_agree", "RO-2026-00001")},
    ),
    "a counter note of a note that stands": (
        "UPDATE credit_notes SET status = 'counter', cancels = 'CN-2026-00002',"
        " cause = 'cancel:CN-2026-00002' WHERE number = 'CN-2026-00001'",
        {("goods_and_money_agree", "CN-2026-00001"), ("goods_and_money_agree", "RO-2026-00001")},
    ),
    "more credited of an order line than was paid": (
        "UPDATE order_lines SET unit_price = 10000 WHERE order_no = '536370' AND line_no = 1",
        {("goods_and_money_agree", "536370/1")},
    ),
    "two currencies in one order": (
        "UPDATE return_order_allocations SET currency = 'EUR' WHERE order_id = 1",
        {("goods_and_money_agree", "RO-2026-00001"), ("goods_and_money_agree", "536370/1")},
    ),
    "a debit note of no claim": (
        "INSERT INTO debit_notes (number, supplier_code, value, currency, cause, issued_at, issued_by, words)"
        " SELECT 'DN-2026-00002', 'S-01', value, currency, 'claim:SC-2026-00009', issued_at, 1, ''"
        " FROM credit_notes WHERE number = 'CN-2026-00001'",
        {
            ("goods_and_money_agree", "DN-2026-00002"),
            ("claims_have_their_notes", "DN-2026-00002"),
            ("numbers_are_gapless", "DN-2026"),
        },
    ),
    "an order that names another note": (
        "UPDATE return_orders SET credit_note = 'CN-2026-00009' WHERE number = 'RO-2026-00001'",
        {("goods_and_money_agree", "CN-2026-00001")},
    ),
    "a number that was never given": (
        "UPDATE numbers SET last = last + 1 WHERE kind = 'RR'",
        {("numbers_are_gapless", "RR-2026")},
    ),
    "a number beyond the counter": (
        "UPDATE numbers SET last = last - 1 WHERE kind = 'RO'",
        {("numbers_are_gapless", "RO-2026")},
    ),
    "a number that is none": (
        "UPDATE credit_notes SET number = 'CN-x' WHERE number = 'CN-2026-00001'",
        {
            ("numbers_are_gapless", "CN-x"),
            ("numbers_are_gapless", "CN-2026"),
            ("goods_and_money_agree", "CN-x"),
        },
    ),
    "a log entry that was changed": (
        "UPDATE operation_log SET actor_id = 2 WHERE seq = 3",
        {("log_is_unbroken", "log 3")},
    ),
    "a log entry that was deleted": (
        "DELETE FROM operation_log WHERE seq = 3",
        {("log_is_unbroken", "log 4")},
    ),
    "a state that does not exist": (
        "UPDATE return_requests SET status = 'lost' WHERE number = 'RR-2026-00005'",
        {("states_are_known", "return_requests 5")},
    ),
    "a return whose inspection says something else": (
        "UPDATE return_requests SET status = 'inspecting' WHERE number = 'RR-2026-00004'",
        {("states_fit_together", "RR-2026-00004")},
    ),
    "a decision on one's own work": (
        "UPDATE return_requests SET decided_by = requested_by WHERE number = 'RR-2026-00001'",
        {("nobody_decided_own_work", "RR-2026-00001")},
    ),
    "two approvals of one person": (
        "INSERT INTO half_approvals (request_id, approved_by, approved_at, words, own_work)"
        " SELECT id, decided_by, decided_at, '', false FROM return_requests WHERE number = 'RR-2026-00001'",
        {("two_managers_are_two", "RR-2026-00001")},
    ),
    "a first approval that nobody gave": (
        "UPDATE return_requests SET status = 'half_approved' WHERE number = 'RR-2026-00005'",
        {("two_managers_are_two", "RR-2026-00005")},
    ),
    "a piece that comes back twice": (
        "UPDATE return_lines SET serial = 'R1' WHERE request_id IN (3, 4)",
        {("a_piece_comes_back_once", "22728")},
    ),
    "a review of one's own work": (
        "UPDATE return_orders SET reviewed_by = inspected_by WHERE number = 'RO-2026-00001'",
        {("nobody_decided_own_work", "RO-2026-00001")},
    ),
}

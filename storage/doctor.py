"""Checks every rule that always holds against the database and the files, and names what breaks it."""

from __future__ import annotations

from storage.checks import claims, delivery, documents, money, returns, stock, undoing
from storage.checks.evidence import Check, Evidence, Problem
from storage.database import Database
from storage.photos import PaperArchive, PhotoStore

CHECKS: tuple[Check, ...] = (
    delivery.file_is_sound,
    stock.movements_have_two_ends,
    stock.causes_are_unique,
    stock.stock_equals_movements,
    stock.stock_is_never_negative,
    stock.reversals_mirror,
    returns.splits_add_up,
    returns.returned_is_at_most_sold,
    returns.credited_is_at_most_asked,
    returns.orders_are_posted_exactly,
    returns.arrivals_equal_counts,
    returns.states_fit_together,
    undoing.undone_orders_are_mirrored,
    undoing.later_steps_moved_exactly,
    undoing.later_steps_take_what_there_was,
    returns.nobody_decided_own_work,
    returns.two_managers_are_two,
    returns.a_piece_comes_back_once,
    returns.cases_are_of_their_lines,
    returns.drafts_have_owners,
    money.goods_and_money_agree,
    claims.claims_match_their_goods,
    claims.suppliers_sent_what_was_taken_in,
    claims.no_more_came_than_was_owed,
    claims.vendor_hold_covers_claims,
    claims.claims_have_their_notes,
    claims.claims_hang_on_posted_goods,
    claims.claim_histories_are_whole,
    documents.numbers_are_gapless,
    documents.log_is_unbroken,
    documents.states_are_known,
    documents.photos_are_there,
    documents.papers_are_there,
    undoing.papers_are_those_of_the_log,
    delivery.notices_are_not_stuck,
    delivery.updates_are_handled,
)


def check(
    database: Database, photos: PhotoStore, log_key: bytes, papers: PaperArchive | None = None
) -> list[Problem]:
    """All problems, in the order of the rules; an empty list is a clean bill. Reads one moment and
    disturbs nobody; call it from a thread where an event loop is running."""
    return database.look_now(
        lambda tx: [problem for rule in CHECKS for problem in rule(Evidence(tx, photos, papers, log_key))]
    )

"""Returns on a running desk, filed and worked on behind the scenes, with photos that can be sent."""

from __future__ import annotations

from bot.core.domain.reasons import Disposition
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import CAFE, act, draft_return, record_line, restock, review
from tests.support.cast import BO, CHEN
from tests.support.claims import a_stored_photo
from tests.support.running_desk import Company


def a_waiting_return(company: Company, *, customer: str | None = CAFE, quantity: int = 6) -> int:
    """Filed by Bo: six clocks wait for a manager. Gives the id of the request."""
    desk = company.desk.database
    draft = draft_return(
        desk, customer=customer, quantity=quantity, photos=(a_stored_photo(company, 51),), note="cup stains"
    )
    act(desk, BO, submit_return, draft)
    return draft


def inspect_all_good(company: Company, request_id: int, *, counted: int = 6) -> int:
    """By Chen. Gives the id of the return order, which waits for review."""
    desk = company.desk.database
    inspection = act(desk, CHEN, claim_inspection, request_id)
    photo = a_stored_photo(company, 52)
    split = {Disposition.RESTOCK: counted}
    record_line(desk, inspection.id, 1, counted=counted, split=split, photos=(photo,))
    return act(desk, CHEN, finish_inspection, inspection.id).id


def inspect_and_post(company: Company, request_id: int, *, counted: int = 6) -> None:
    """Chen inspects and posts, Wei agrees: all good."""
    order_id = inspect_all_good(company, request_id, counted=counted)
    review(company.desk.database, order_id)
    restock(company.desk.database, order_id)

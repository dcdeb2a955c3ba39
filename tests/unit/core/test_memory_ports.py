"""The stand-in itself: what it promises to the other tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.core.domain.catalogue import Company, Product
from bot.core.domain.dialog_place import DialogPlace
from bot.core.domain.errors import (
    CustomerUnknown,
    ImportRefused,
    PersonUnknown,
    ProductUnknown,
    RecordChanged,
    RecordUnknown,
    StatusForbids,
    StockNotThere,
)
from bot.core.domain.notice import Card, Notice, NoticeKind, NoticeStatus, Recipient
from bot.core.domain.return_order import OrderStatus
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.return_status import ReturnStatus
from bot.core.domain.stock import RECEIVING, Location, LocationKind, Movement, make_movement
from bot.core.usecases.current_update import current_update
from bot.core.usecases.ports import Desk, UnitOfWork
from bot.core.usecases.submit_return import submit_return
from tests.support.builders import (
    BAG,
    BAKERY,
    CAFE,
    CLOCK,
    EARRINGS,
    ORDER,
    POSTAGE,
    a_desk,
    a_finished_return,
    a_policy,
    a_request,
    act,
    an_approved_return,
    an_order_line,
    draft_return,
    file_return,
    gbp,
    inspect_all,
    pieces,
)
from tests.support.cast import ANN, BO, STAFF_MEMBERS
from tests.support.clock import MORNING
from tests.support.memory_ports import MemoryDesk, MemoryPhotos

SHELF = Location(LocationKind.SELLABLE, "A-03")


@pytest.fixture
def desk() -> MemoryDesk:
    return a_desk()


# ── transactions ──
def test_what_is_changed_and_not_saved_is_forgotten(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)

    def forgetful(uow: UnitOfWork) -> None:
        draft = uow.requests.get(draft_id)
        draft.lines.clear()
        uow.people.get(1).name = "Anna"

    before = desk.state.shallow()
    desk.write_now(forgetful)
    assert desk.state == before
    assert len(a_request(desk, draft_id).lines) == 1


def test_what_is_changed_after_it_was_saved_is_forgotten_too(desk: MemoryDesk) -> None:
    def work(uow: UnitOfWork) -> int:
        draft = uow.requests.add(ReturnRequest(2, uow.now))
        draft.question = "never saved"
        return draft.id

    assert a_request(desk, desk.write_now(work)).question == ""


def test_work_that_raises_leaves_nothing_behind(desk: MemoryDesk) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.numbers.next("RR", 2026)
        uow.requests.add(ReturnRequest(2, uow.now))
        uow.catalogue.save_places(["Z-99"])
        uow.stock.post([a_movement("x")])
        raise RecordUnknown(number="x")

    before = desk.state.shallow()
    with pytest.raises(RecordUnknown):
        desk.write_now(work)
    assert desk.state == before


def test_reading_keeps_nothing(desk: MemoryDesk) -> None:
    before = desk.state.shallow()
    desk.read_now(lambda uow: uow.numbers.next("RR", 2026))
    assert desk.state == before


async def test_it_is_a_desk_that_can_be_awaited(desk: MemoryDesk) -> None:
    awaited: Desk = desk
    assert await awaited.write(lambda uow: uow.numbers.next("RR", 2026)) == 1
    assert await awaited.read(lambda uow: uow.now) == MORNING


def test_the_update_being_handled_is_marked_in_the_same_commit(desk: MemoryDesk) -> None:
    token = current_update.set(77)
    try:
        desk.read_now(lambda uow: uow.now)
        assert desk.state.took_effect == set()
        desk.write_now(lambda uow: uow.numbers.next("RR", 2026))
    finally:
        current_update.reset(token)
    assert desk.state.took_effect == {77}


def test_work_that_is_run_again_gives_the_same(desk: MemoryDesk) -> None:
    """As the database may ask for it: every step of a whole return runs three times."""
    a_finished_return(desk)
    again = a_desk()
    again.runs = 3
    a_finished_return(again)
    assert again.state == desk.state


def test_of_two_who_save_the_same_record_the_second_is_told(desk: MemoryDesk) -> None:
    draft_id = draft_return(desk)
    order = inspect_all(desk, an_approved_return(desk))
    stale = a_request(desk, draft_id)
    act(desk, BO, submit_return, draft_id)
    inspection = replace(desk.read_now(lambda uow: uow.inspections.get(order.inspection_id)), version=0)
    later = replace(order, version=9)
    before = desk.state.shallow()
    saves: tuple[Callable[[UnitOfWork], None], ...] = (
        lambda uow: uow.requests.save(stale),
        lambda uow: uow.inspections.save(inspection),
        lambda uow: uow.return_orders.save(later),
    )
    for save in saves:
        with pytest.raises(RecordChanged):
            desk.write_now(save)
    assert desk.state == before


def test_a_version_grows_with_each_save(desk: MemoryDesk) -> None:
    def work(uow: UnitOfWork) -> list[int]:
        request = uow.requests.add(ReturnRequest(2, uow.now))
        versions = [request.version]
        for _ in range(2):
            uow.requests.save(request)
            versions.append(request.version)
        return versions

    assert desk.write_now(work) == [0, 1, 2]


# ── people and catalogue ──
def test_the_cast_is_numbered_in_order(desk: MemoryDesk) -> None:
    people = desk.read_now(lambda uow: uow.people.all())
    assert [(p.id, p.telegram_id, p.name) for p in people] == [
        (n, member.telegram_id, member.name) for n, member in enumerate(STAFF_MEMBERS, start=1)
    ]
    with pytest.raises(ValueError, match="1001"):
        desk.write_now(lambda uow: uow.people.add(ANN.as_person()))
    with pytest.raises(PersonUnknown):
        desk.read_now(lambda uow: uow.people.get(404))


@pytest.mark.parametrize("code", ["post", "POST", " Post "])
def test_a_product_is_found_in_any_letter_case(desk: MemoryDesk, code: str) -> None:
    assert desk.read_now(lambda uow: uow.catalogue.product(code)).code == POSTAGE
    with pytest.raises(ProductUnknown):
        desk.read_now(lambda uow: uow.catalogue.product(code + "x"))


@pytest.mark.parametrize(
    ("read", "code"),
    [
        ("5012345678900", CLOCK),
        ("012345678905", BAG),
        ("0012345678905", BAG),
        ("22728", CLOCK),
        ("4000000000000", None),
        ("", None),
    ],
)
def test_a_barcode_is_found_with_and_without_its_leading_zero_or_by_code(
    desk: MemoryDesk, read: str, code: str | None
) -> None:
    bags = Product(BAG, "Boxes", barcode="0012345678905")
    desk.write_now(lambda uow: uow.catalogue.save_products([bags]))
    product = desk.read_now(lambda uow: uow.catalogue.by_barcode(read))
    assert (product.code if product else None) == code


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("22", [BAG, CLOCK]),
        ("clock PINK", [CLOCK]),
        ("闹钟", [CLOCK]),
        ("earrings", [EARRINGS]),
        ("%", []),
        ("_", []),
        ("clock blue", []),
    ],
)
def test_products_are_searched_by_code_prefix_or_by_every_word(
    desk: MemoryDesk, words: str, codes: list[str]
) -> None:
    found = desk.read_now(lambda uow: uow.catalogue.search_products(words, 10))
    assert [product.code for product in found] == codes


def test_customers_are_searched_and_the_recent_ones_come_first(desk: MemoryDesk) -> None:
    found = desk.read_now(lambda uow: uow.companies.search_customers("café", 10))
    assert [company.code for company in found] == [CAFE]
    recent = desk.read_now(lambda uow: uow.companies.recent_customers(2, 5))
    assert [company.code for company in recent] == [BAKERY, CAFE]
    file_return(desk)
    recent = desk.read_now(lambda uow: uow.companies.recent_customers(2, 5))
    assert [company.code for company in recent] == [CAFE, BAKERY]
    with pytest.raises(CustomerUnknown):
        desk.read_now(lambda uow: uow.companies.customer("nobody"))
    assert desk.read_now(lambda uow: uow.companies.supplier("S-01")) == Company(
        "S-01", "Horloge & Fils", "claims@horloge.example"
    )


# ── orders ──
def test_lines_are_added_changed_or_known_and_sold_ones_with_returns_stay(desk: MemoryDesk) -> None:
    file_return(desk)
    new, known = an_order_line(1, order_no="N"), an_order_line(24)
    other = replace(an_order_line(6, line_no=2, product=BAG, price="2.95"), quantity=pieces(7))
    assert desk.write_now(lambda uow: uow.orders.save_lines([new, known, other])) == (1, 1, 1)
    before = desk.state.shallow()
    with pytest.raises(ImportRefused) as caught:
        desk.write_now(lambda uow: uow.orders.save_lines([new, an_order_line(5)]))
    assert caught.value.facts["count"] == 1
    assert desk.state == before


def test_what_was_bought_is_one_row_a_product_newest_first(desk: MemoryDesk) -> None:
    later = an_order_line(1, order_no="N", product=BAG, ordered_at=MORNING - timedelta(days=1))
    desk.write_now(lambda uow: uow.orders.save_lines([later]))
    bought = desk.read_now(lambda uow: uow.orders.bought(CAFE, until=MORNING, limit=2))
    assert [(row.product.code, row.quantity) for row in bought] == [(BAG, pieces(7)), (CLOCK, pieces(24))]
    assert desk.read_now(lambda uow: uow.orders.count_bought(CAFE, until=MORNING)) == 3
    assert desk.read_now(lambda uow: uow.orders.order_exists(ORDER)) == CAFE
    assert desk.read_now(lambda uow: uow.orders.order_exists("0")) is None


def test_the_newest_policy_in_effect_is_the_current_one(desk: MemoryDesk) -> None:
    tomorrow = MORNING + timedelta(days=1)
    desk.write_now(lambda uow: uow.policies.add(a_policy(2, effective_at=tomorrow)))
    assert desk.read_now(lambda uow: uow.policies.current(MORNING)).version == 1
    assert desk.read_now(lambda uow: uow.policies.current(tomorrow)).version == 2
    assert desk.read_now(lambda uow: uow.policies.version(2)).effective_at == tomorrow
    with pytest.raises(RecordUnknown):
        desk.read_now(lambda uow: uow.policies.version(3))


def test_lists_go_by_state_and_person(desk: MemoryDesk) -> None:
    first, second = file_return(desk).request.id, draft_return(desk)
    of_bo = desk.read_now(lambda uow: uow.requests.of_person(2, 10))
    assert [request.id for request in of_bo] == [second, first]
    assert desk.read_now(lambda uow: uow.requests.count_in_status(ReturnStatus.SUBMITTED)) == 1
    order = inspect_all(desk, an_approved_return(desk, quantity=1))
    waiting = desk.read_now(lambda uow: uow.return_orders.in_status(OrderStatus.IN_REVIEW))
    assert [known.id for known in waiting] == [order.id]


# ── stock ──
def a_movement(cause: str, amount: int = 1, source: Location = SHELF) -> Movement:
    return make_movement(CLOCK, pieces(amount), source, RECEIVING, cause=cause, record="R", at=MORNING, by=1)


def post(uow: UnitOfWork, movements: list[Movement]) -> None:
    uow.stock.post(movements)


def test_a_place_gives_no_more_than_it_holds(desk: MemoryDesk) -> None:
    before = desk.state.shallow()
    with pytest.raises(StockNotThere) as caught:
        desk.write_now(lambda uow: uow.stock.post([a_movement("x", 60), a_movement("y", 41)]))
    assert caught.value.facts == {
        "product_code": CLOCK,
        "place": "sellable/A-03",
        "held": "40",
        "wanted": "41",
    }
    assert desk.state == before


def test_a_cause_is_posted_once(desk: MemoryDesk) -> None:
    desk.write_now(lambda uow: uow.stock.post([a_movement("x")]))
    for again in (["x"], ["y", "y"]):
        movements = [a_movement(cause) for cause in again]
        with pytest.raises(StatusForbids) as caught:
            desk.write_now(partial(post, movements=movements))
        assert caught.value.facts["action"] == "post"
    assert [m.seq for m in desk.read_now(lambda uow: uow.stock.movements(CLOCK, 10))] == [2, 1]


def test_the_usual_place_is_the_fullest_shelf_else_the_last_one(desk: MemoryDesk) -> None:
    assert desk.read_now(lambda uow: uow.stock.usual_place(CLOCK)) == "A-03"
    assert desk.read_now(lambda uow: uow.stock.usual_place(BAG)) is None
    desk.write_now(lambda uow: uow.stock.post([a_movement("all", 100)]))
    assert desk.read_now(lambda uow: uow.stock.levels(CLOCK))[0].location == RECEIVING
    assert desk.read_now(lambda uow: uow.stock.usual_place(CLOCK)) == "A-03"


# ── outbox, dialogs, papers ──
def tell(uow: UnitOfWork, notice: Notice) -> None:
    uow.outbox.add(notice)


def a_notice(key: str, *, fresh: bool = False, chat: int = 1001) -> Notice:
    return Notice(key, chat, "en", NoticeKind.APPROVAL_CARD, "approval_card/1", 1, MORNING, fresh=fresh)


def test_a_fresh_notice_neither_merges_nor_is_merged(desk: MemoryDesk) -> None:
    for key, fresh in (("a", False), ("b", True), ("c", False), ("d", False)):
        notice = a_notice(key, fresh=fresh)
        desk.write_now(partial(tell, notice=notice))
    assert [(n.event_key, n.status.value) for n in desk.state.notices] == [
        ("a", "merged"),  # by the third
        ("b", "pending"),
        ("c", "merged"),
        ("d", "pending"),
    ]


def test_who_was_told_is_everybody_but_the_dead_the_last_one_last(desk: MemoryDesk) -> None:
    for key, chat in (("a", 1001), ("b", 1004), ("c", 1001), ("d", 1005)):
        notice = a_notice(key, chat=chat)
        desk.write_now(partial(tell, notice=notice))
    desk.state.notices[3].status = NoticeStatus.DEAD
    told = desk.read_now(lambda uow: uow.outbox.chats_told("approval_card/1"))
    assert told == [Recipient(1004, "en"), Recipient(1001, "en")]


def test_a_message_is_known_by_its_card(desk: MemoryDesk) -> None:
    desk.state.cards[1001, 55] = Card("approval_card/1", 1001, 55)
    assert desk.read_now(lambda uow: uow.outbox.matter_of(1001, 55)) == "approval_card/1"
    assert desk.read_now(lambda uow: uow.outbox.matter_of(1002, 55)) is None


def test_a_dialog_place_is_kept_for_each_person(desk: MemoryDesk) -> None:
    assert desk.read_now(lambda uow: uow.dialogs.place(2)) == DialogPlace(2)
    place = DialogPlace(2, "return", "quantity", subject_id=1, rev=3)
    desk.write_now(lambda uow: uow.dialogs.put(place))
    assert desk.read_now(lambda uow: uow.dialogs.all_open()) == [(1002, place)]
    place.go("reason", page="2")
    assert (place.step, place.rev, place.notes) == ("reason", 4, {"page": "2"})
    place.go("note")
    assert place.notes == {}
    assert desk.read_now(lambda uow: uow.dialogs.place(2)).step == "quantity"


def test_the_same_facts_make_the_same_paper_and_others_another(desk: MemoryDesk) -> None:
    order = inspect_all(desk, an_approved_return(desk))
    request = a_request(desk, order.request_id)
    same, other = replace(order, version=7, paper=""), replace(order, place="B-01")
    papers = desk.write_now(
        lambda uow: [uow.papers.return_order(uow, one, request) for one in (order, same, other)]
    )
    assert papers[0] == papers[1] == order.paper
    assert papers[2] != papers[0]
    assert set(papers) <= set(desk.state.papers)


def test_a_photo_is_found_by_its_content() -> None:
    photos = MemoryPhotos()
    digest = photos.put(b"picture")
    assert (photos.read(digest), photos.read_thumbnail(digest)) == (b"picture", b"picture")


def test_prices_in_the_builders_are_those_of_the_story() -> None:
    assert an_order_line(24).unit_price.times(pieces(6)) == gbp("22.50")

"""One desk with the same records for two customers and two suppliers: whose is what can be told apart.

Filed by Bo, inspected by Chen, decided by Ann and Wei. `Side` names the records of one of the two.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.core.domain.catalogue import Company, Product
from bot.core.domain.reasons import Disposition, Grade, RefusalReason
from bot.core.domain.return_request import ReturnRequest
from bot.core.domain.stock import LocationKind
from bot.core.domain.supplier_claim import ClaimStatus
from bot.core.usecases.credit_charge import credit_charge
from bot.core.usecases.decide_approval import approve_return, ask_back, refuse_return
from bot.core.usecases.finish_inspection import finish_inspection
from bot.core.usecases.follow_return import ask_customer, ask_desk
from bot.core.usecases.inspect_goods import claim_inspection
from bot.core.usecases.invite_person import invite_customer
from bot.core.usecases.keep_case import keep_case
from bot.core.usecases.ports import UnitOfWork
from bot.core.usecases.register_parcel import register_parcel
from bot.core.usecases.submit_return import submit_return
from bot.core.usecases.take_later_step import take_later_step
from tests.support.builders import (
    BAKERY,
    CAFE,
    NowDesk,
    a_photo,
    act,
    an_order_line,
    draft_return,
    gbp,
    pieces,
    record_line,
    restock,
    review,
)
from tests.support.cast import ANN, BO, CHEN, DANA, ELI, NORA, RUTH, Member

VENDOR, WORK = Disposition.RETURN_TO_VENDOR, Disposition.REPAIR


@dataclass(frozen=True)
class Firm:
    """A customer who buys one product of one supplier, and a contact of both."""

    customer: Company
    buyer: Member
    supplier: Company
    seller: Member
    product: Product
    order_no: str
    sold_at: str  # for one; the product's own price is another, and so is its cost

    @property
    def marks(self) -> tuple[str, ...]:
        """Words that stand nowhere but in the records of this one."""
        goods = (self.product.code, self.product.name_en, self.product.name_zh)
        return (*goods, self.order_no, self.customer.name, self.supplier.name)


def _firm(
    customer: str, buyer: Member, supplier: str, seller: Member, mark: str, prices: tuple[str, str, str]
) -> Firm:
    """`prices`: on the list, to the customer, from the supplier."""
    listed, sold_at, cost = prices
    return Firm(
        Company(customer, f"Buyer{mark}", f"desk@buyer{mark.lower()}.example", "en", "France"),
        buyer,
        Company(supplier, f"Seller{mark}", f"desk@seller{mark.lower()}.example"),
        seller,
        Product(
            f"GOODS{mark}",
            f"Thing{mark}",
            f"货物{mark}",
            specification=f"Spec{mark}",
            price=gbp(listed),
            cost=gbp(cost),
            supplier_code=supplier,
            standard_en=f"Standard{mark}",
            standard_zh=f"标准{mark}",
        ),
        f"ORDER{mark}",
        sold_at,
    )


FIRST = _firm(CAFE, ELI, "S-01", DANA, "Quetzal", ("39.59", "31.17", "17.23"))
SECOND = _firm(BAKERY, NORA, "S-02", RUTH, "Xylofon", ("53.97", "47.13", "23.71"))


@dataclass(frozen=True, slots=True)
class Side:
    """What there is of one firm: ids, and numbers of notes."""

    firm: Firm
    draft: int
    waiting: int
    asked_back: int
    refused: int
    approved: int
    inspecting: int
    inspection: int
    in_review: int  # return orders, from here on
    agreed: int
    posted: int
    in_work: int
    closed: int  # the request of `posted`
    as_closed: ReturnRequest
    claim: int
    note: str
    charge: str  # a note without goods
    step: int  # scrap, waits for a second person
    parcel: int
    case: int
    question: int  # of the customer to the desk
    asked: int  # of the desk to the customer
    invitation: int  # made by Bo
    numbers: tuple[str, ...]  # of everything that is numbered


def furnish_firms(uow: UnitOfWork) -> None:
    """On top of `furnish`: what both buy. Little is enough to need a manager and a second one for scrap."""
    now = uow.policies.current(uow.now)
    uow.policies.add(
        replace(
            now,
            version=now.version + 1,
            auto_approval_limit=gbp("1"),
            scrap_limit=gbp("1"),
            effective_at=uow.now,
        )
    )
    for firm in (FIRST, SECOND):
        uow.companies.save_customers([firm.customer])
        uow.companies.save_suppliers([firm.supplier])
        uow.catalogue.save_products([firm.product])
        uow.orders.save_lines(
            [
                an_order_line(
                    400,
                    order_no=firm.order_no,
                    customer=firm.customer.code,
                    product=firm.product.code,
                    price=firm.sold_at,
                )
            ]
        )


def fill(desk: NowDesk, firm: Firm) -> Side:
    """The buyer and the seller have to be in already."""
    draft, waiting, asked_back, refused = _drafted(desk, firm), *(_filed(desk, firm) for _ in range(3))
    act(desk, ANN, ask_back, asked_back, f"Which corner {firm.customer.name}?")
    act(desk, ANN, refuse_return, refused, RefusalReason.NO_EVIDENCE)
    approved, inspecting = _approved(desk, firm), _approved(desk, firm)
    inspection = act(desk, CHEN, claim_inspection, inspecting).id
    in_review, agreed = _inspected(desk, firm, VENDOR), _inspected(desk, firm, VENDOR)
    review(desk, agreed)
    posted, in_work = _posted(desk, firm, VENDOR), _posted(desk, firm, WORK)
    order = desk.read_now(lambda uow: uow.return_orders.get(posted))
    closed = desk.read_now(lambda uow: uow.requests.get(order.request_id))
    charge = act(desk, ANN, credit_charge, firm.customer.code, "POST", gbp("2.00"), f"ref {firm.order_no}")
    kind = LocationKind.WORK_IN_PROGRESS
    step = act(desk, CHEN, take_later_step, in_work, 1, kind, Disposition.SCRAP, pieces(1))
    return Side(
        firm=firm,
        draft=draft,
        waiting=waiting,
        asked_back=asked_back,
        refused=refused,
        approved=approved,
        inspecting=inspecting,
        inspection=inspection,
        in_review=in_review,
        agreed=agreed,
        posted=posted,
        in_work=in_work,
        closed=closed.id,
        as_closed=closed,
        claim=_claim_of(desk, firm),
        note=order.credit_note or "",
        charge=charge.number,
        step=step.id,
        parcel=act(desk, BO, register_parcel, a_photo(f"parcel {firm.order_no}")).id,
        case=act(desk, ANN, keep_case, posted, 1, "Look at the corner twice.", ()).id,
        question=act(desk, firm.buyer, ask_desk, waiting, f"When, says {firm.customer.name}?").id,
        asked=act(desk, ANN, ask_customer, closed.id, f"Which box, {firm.customer.name}?").id,
        invitation=act(desk, BO, invite_customer, waiting, f"{firm.order_no}-" + "s" * 30).id,
        numbers=_numbers(desk, firm),
    )


def _numbers(desk: NowDesk, firm: Firm) -> tuple[str, ...]:
    def work(uow: UnitOfWork) -> tuple[str, ...]:
        requests = [request for request in uow.requests.of_customer(firm.customer.code, 99) if request.number]
        orders = [order for request in requests for order in uow.return_orders.of_request(request.id)]
        claims = uow.claims.found(*ClaimStatus, supplier=firm.supplier.code, limit=9)
        notes = [order.credit_note for order in orders if order.credit_note]
        numbered = [r.number for r in requests] + [o.number for o in orders] + [c.number for c in claims]
        return (*numbered, *notes)

    return desk.read_now(work)


def _drafted(desk: NowDesk, firm: Firm) -> int:
    return draft_return(
        desk,
        customer=firm.customer.code,
        product=firm.product.code,
        quantity=2,
        note=f"Note {firm.customer.name}",
    )


def _filed(desk: NowDesk, firm: Firm) -> int:
    draft = _drafted(desk, firm)
    act(desk, BO, submit_return, draft)
    return draft


def _approved(desk: NowDesk, firm: Firm) -> int:
    request = _filed(desk, firm)
    act(desk, ANN, approve_return, request)
    return request


def _inspected(desk: NowDesk, firm: Firm, disposition: Disposition) -> int:
    """Handed in for review. Gives the return order's id."""
    inspection = act(desk, CHEN, claim_inspection, _approved(desk, firm)).id
    photos = (a_photo(f"inspection {inspection} {firm.order_no}"),)
    record_line(desk, inspection, 1, counted=2, split={disposition: 2}, grade=Grade.C, photos=photos)
    return act(desk, CHEN, finish_inspection, inspection).id


def _posted(desk: NowDesk, firm: Firm, disposition: Disposition) -> int:
    order = _inspected(desk, firm, disposition)
    review(desk, order)
    restock(desk, order)
    return order


def _claim_of(desk: NowDesk, firm: Firm) -> int:
    def work(uow: UnitOfWork) -> int:
        return uow.claims.found(*ClaimStatus, supplier=firm.supplier.code, limit=1)[0].id

    return desk.read_now(work)

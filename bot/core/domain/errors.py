"""Every refusal of the core: a code and facts. One renderer (bot/views/errors.py) owns the sentences."""

from __future__ import annotations

from typing import ClassVar


class DeskError(Exception):
    """An expected refusal: nothing was changed. `facts` holds plain values for the sentence."""

    code: ClassVar[str] = "desk_error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts: dict[str, object] = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code


# ── who may ───────────────────────────────────────────────────────────────────────────────────────────
class NotAllowed(DeskError):
    """The role does not carry this action. Facts: action."""

    code = "not_allowed"


class OwnWorkNotDecidable(DeskError):
    """Nobody decides on their own work. Facts: number."""

    code = "own_work"


class PersonUnknown(DeskError):
    code = "person_unknown"


class PersonRemoved(DeskError):
    code = "person_removed"


class AccessAskedRecently(DeskError):
    """One wish a day. Facts: hours (until the next may be sent)."""

    code = "access_asked_recently"


# ── what does not exist or has moved on ───────────────────────────────────────────────────────────────
class RecordUnknown(DeskError):
    """Facts: number (what was asked for, as typed)."""

    code = "record_unknown"


class ProductUnknown(DeskError):
    """Facts: text."""

    code = "product_unknown"


class ProductNotGoods(DeskError):
    """Postage and charges are credited, they do not come back. Facts: product_code."""

    code = "product_not_goods"


class AmountInvalid(DeskError):
    """A credit is more than nothing. Facts: text."""

    code = "amount_invalid"


class CustomerUnknown(DeskError):
    """Facts: text."""

    code = "customer_unknown"


class CustomerBlocked(DeskError):
    """A manager stopped returns of this customer. Facts: customer (name), reason, by (person name)."""

    code = "customer_blocked"


class NotBlocked(DeskError):
    """Facts: customer (name)."""

    code = "not_blocked"


class PolicyMovedOn(DeskError):
    """Somebody put another version into force meanwhile. Facts: version, by (person name)."""

    code = "policy_moved_on"


class PolicyUnchanged(DeskError):
    """A new version must differ from the one before."""

    code = "policy_unchanged"


class SecondOpinionNeeded(DeskError):
    """Who gave the first approval cannot give the second. Facts: number."""

    code = "second_opinion"


class AlreadyDecided(DeskError):
    """Somebody was first. Facts: number, status, by (person name), at (datetime or None), words."""

    code = "already_decided"


class StatusForbids(DeskError):
    """The table of states has no such move. Facts: number, status, action."""

    code = "status_forbids"


class PartHasCome(DeskError):
    """Some of the goods are here: the rest can be closed, not the whole cancelled. Facts: number."""

    code = "part_has_come"


class ParcelSettled(DeskError):
    """Somebody was first. Facts: number, by (person name), to (what it was matched to; "" where given up)."""

    code = "parcel_settled"


class RecordChanged(DeskError):
    """Compare-and-set lost: somebody saved this record in between. Facts: number. Retried once."""

    code = "record_changed"


class InspectionTaken(DeskError):
    """Facts: number, by (person name)."""

    code = "inspection_taken"


# ── bad input ─────────────────────────────────────────────────────────────────────────────────────────
class QuantityInvalid(DeskError):
    """Facts: text."""

    code = "quantity_invalid"


class QuantityMissing(DeskError):
    """A line without a quantity, or of zero. Facts: product_code."""

    code = "quantity_missing"


class QuantityExceedsDelivered(DeskError):
    """Facts: product_code, sold, taken, most (all numbers as text), numbers (list of document numbers);
    `here`, where other lines of the same return took part of it."""

    code = "quantity_exceeds_delivered"


class SerialMeansOne(DeskError):
    """A serial number is of one piece. Facts: product_code, serial."""

    code = "serial_means_one"


class SerialNotSold(DeskError):
    """Facts: product_code, serial, customer (name)."""

    code = "serial_not_sold"


class SerialReturned(DeskError):
    """Another return has this piece. Facts: serial, number (of that return)."""

    code = "serial_returned"


class SerialTwice(DeskError):
    """Another line of the same return has this piece. Facts: serial."""

    code = "serial_twice"


class OrderUnknown(DeskError):
    """No such order of this customer holds the product. Facts: order_no, product_code."""

    code = "order_unknown"


class PolicyValueInvalid(DeskError):
    """What was typed is no value of that rule. Facts: text, field."""

    code = "policy_value_invalid"


class UnitMismatch(DeskError):
    code = "unit_mismatch"


class CurrencyMismatch(DeskError):
    code = "currency_mismatch"


class TextTooLong(DeskError):
    """Facts: most (characters)."""

    code = "text_too_long"


class RequestEmpty(DeskError):
    """A request needs a line."""

    code = "request_empty"


class RequestTooLong(DeskError):
    """Facts: most (lines)."""

    code = "request_too_long"


class ReasonMissing(DeskError):
    """Facts: product_code."""

    code = "reason_missing"


class ReasonUnknown(DeskError):
    """Facts: reason."""

    code = "reason_unknown"


class NoteMissing(DeskError):
    """The reason needs words. Facts: product_code, reason."""

    code = "note_missing"


class PhotosMissing(DeskError):
    """The reason or the grade needs evidence. Facts: product_code."""

    code = "photos_missing"


class TooManyPhotos(DeskError):
    """Facts: most."""

    code = "too_many_photos"


class LineUnknown(DeskError):
    """Facts: line_no."""

    code = "line_unknown"


class AnswerMissing(DeskError):
    """A question of the checklist is open. Facts: product_code, question."""

    code = "answer_missing"


class AnswerInvalid(DeskError):
    """Facts: question, text, minimum, maximum."""

    code = "answer_invalid"


class CountMissing(DeskError):
    """Facts: product_code."""

    code = "count_missing"


class GradeMissing(DeskError):
    """Facts: product_code."""

    code = "grade_missing"


class SplitIncomplete(DeskError):
    """The dispositions do not add up. Facts: product_code, counted, split, left."""

    code = "split_incomplete"


class SplitExceedsCounted(DeskError):
    """Facts: product_code, left."""

    code = "split_exceeds_counted"


class RefusalReasonMissing(DeskError):
    code = "refusal_reason_missing"


class WordsMissing(DeskError):
    """Sending back or asking back needs a sentence."""

    code = "words_missing"


class PlaceUnknown(DeskError):
    """No such place in the warehouse. Facts: text."""

    code = "place_unknown"


# ── stock ─────────────────────────────────────────────────────────────────────────────────────────────
class StockNotThere(DeskError):
    """A movement out of a place that does not hold so much. Facts: product_code, place, held, wanted."""

    code = "stock_not_there"


class MovementInvalid(DeskError):
    """A movement needs two different ends and more than nothing. Facts: cause."""

    code = "movement_invalid"


# ── supplier claims ───────────────────────────────────────────────────────────────────────────────────
class ClaimMovedOn(DeskError):
    """Somebody answered first, or it is settled. Facts: number, status, by (may be empty), at."""

    code = "claim_moved_on"


class ClaimUnderway(DeskError):
    """The supplier has answered already: what brought the goods cannot be undone. Facts: number, status."""

    code = "claim_underway"


class ClaimGoodsMoved(DeskError):
    """The goods of this claim are gone from vendor hold. Facts: number, status."""

    code = "claim_goods_moved"


class NothingToCome(DeskError):
    """The supplier owes nothing more of it. Facts: number, product_code."""

    code = "nothing_to_come"


class CameMeanwhile(DeskError):
    """Somebody took some in since it was shown. Facts: number, product_code, left."""

    code = "came_meanwhile"


class AmountAboveClaim(DeskError):
    """More than was claimed needs words that say why. Facts: number, most, currency."""

    code = "amount_above_claim"


class OfferAboveClaim(DeskError):
    """An allowance is at most what is claimed. Facts: number, most, currency."""

    code = "offer_above_claim"


class NothingToSend(DeskError):
    """Neither new photos nor words. Facts: number."""

    code = "nothing_to_send"


class SupplierUnknown(DeskError):
    """Facts: text."""

    code = "supplier_unknown"


class SupplierMissing(DeskError):
    """Nobody has said yet whose goods these are. Facts: number."""

    code = "supplier_missing"


# ── import ────────────────────────────────────────────────────────────────────────────────────────────
class ImportRefused(DeskError):
    """Nothing was imported. Facts: problems (list of {line, column, code, text}), count."""

    code = "import_refused"

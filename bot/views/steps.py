"""Names of the questions the dialogs ask. Where a return stands is another matter (return_status.py)."""

from __future__ import annotations

from enum import StrEnum


class Dialog(StrEnum):
    RETURN = "return"
    INSPECT = "inspect"
    WORDS = "words"
    PLACE = "place"
    POLICY = "policy"
    CLAIM = "claim"
    PEOPLE = "people"
    WIP = "wip"
    TAKE_IN = "take_in"
    PARCEL = "parcel"
    MONEY = "money"
    QUIZ = "quiz"
    CASE = "case"
    REASON = "reason"
    IMPORT = "import"
    PRODUCT = "product"


class ReturnStep(StrEnum):
    WHO = "who"
    WHAT = "what"
    QUANTITY = "quantity"
    SERIAL = "serial"
    LOT = "lot"
    REASON = "reason"
    NOTE = "note"
    PHOTOS = "photos"
    ITEMS = "items"
    CONFIRM = "confirm"


class InspectStep(StrEnum):
    QUEUE = "queue"
    COUNT = "count"
    CHECK = "check"
    GRADE = "grade"
    SPLIT = "split"
    PHOTOS = "photos"
    SUMMARY = "summary"
    COLLEAGUE = "colleague"
    FOUND = "found"  # which product nobody asked for
    PARTS = "parts"  # which parts are missing
    REST = "rest"  # whether more is to come


class WordsStep(StrEnum):
    """Whose words are awaited: for a decision that needs a sentence."""

    REFUSE = "refuse"
    ASK_BACK = "ask_back"
    ANSWER = "answer"
    SEND_BACK = "send_back"
    REPORT_DATES = "report_dates"
    VOID_ORDER = "void_order"
    UNDO_ORDER = "undo_order"
    UNDO_STEP = "undo_step"
    QUIET = "quiet"  # when no phone shall ring
    EMAIL = "email"
    EMAIL_CODE = "email_code"  # that was sent there
    CLOSE_REST = "close_rest"
    STOCK = "stock"  # of which product
    STATUS = "status"  # of which return


class WipStep(StrEnum):
    """What becomes of goods in work in progress or quarantine."""

    LIST = "list"
    WHAT = "what"
    QUANTITY = "quantity"
    SHELF = "shelf"
    CONFIRM = "confirm"


class TakeInStep(StrEnum):
    """What a supplier sends for a claim."""

    LIST = "list"
    COUNT = "count"
    CONFIRM = "confirm"
    SHELF = "shelf"


class PolicyStep(StrEnum):
    RULES = "rules"
    VALUE = "value"
    LIST = "list"
    CHANGES = "changes"
    VERSIONS = "versions"
    BLOCKS = "blocks"
    BLOCK_WHO = "block_who"
    BLOCK_WHY = "block_why"


class ReasonStep(StrEnum):
    """The list of reasons, and one of them."""

    LIST = "list"
    ONE = "one"
    NAME_EN = "name_en"
    NAME_ZH = "name_zh"
    NEW = "new"


class ImportStep(StrEnum):
    FILE = "file"
    CONFIRM = "confirm"  # what it would do


class ProductStep(StrEnum):
    FIND = "find"
    ONE = "one"
    VALUE = "value"  # of one field, typed


class ParcelStep(StrEnum):
    """About a parcel nobody expected."""

    LABEL = "label"  # the first photo
    TRACKING = "tracking"
    NOTE = "note"
    LIST = "list"
    ONE = "one"
    MATCH = "match"
    GIVE_UP = "give_up"


class MoneyQuestion(StrEnum):
    SETTLE = "settle"  # how a note was paid out
    CANCEL = "cancel"  # why a note is taken back
    PERIOD = "period"  # the days of a journal


class PeopleStep(StrEnum):
    """Whose contact somebody is; and words between a customer and the desk."""

    INVITE_COMPANY = "invite_company"
    GRANT_COMPANY = "grant_company"
    ASK_DESK = "ask_desk"
    ASK_CUSTOMER = "ask_customer"
    ANSWER = "answer_question"
    REMARK = "remark"


class QuizStep(StrEnum):
    QUESTION = "question"


class CaseStep(StrEnum):
    """Before one line of a finished return is kept as a case."""

    LINE = "line"
    LESSON = "lesson"
    CONFIRM = "confirm"  # with the choice of photos


class PlaceStep(StrEnum):
    CHOOSE = "choose"


class ClaimQuestion(StrEnum):
    """What is asked before something is done about a claim."""

    DISPUTE = "dispute"  # words of the supplier, or what they said on the phone
    DENY = "deny"
    OFFER = "offer"  # an amount
    WRITE = "write"  # words to the other side
    INSIST = "insist"
    DECLINE = "decline"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    AMOUNT = "amount"  # of the debit note
    PHOTOS = "photos"
    SUPPLIER = "supplier"
    CLOSE_SHORT = "close_short"  # why the rest is not coming
    UNDO_IN = "undo_in"  # what was counted wrong

"""The only place that knows what a button carries: action, record, revision, argument; at most 64 bytes.

A button proves nothing: the core decides by who presses and how the record stands.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import StrEnum

MOST_BYTES = 64  # Bot API, InlineKeyboardButton.callback_data
MOST_PAGE_DIGITS = 4
ROOM_LETTERS = 5  # of the name of a practice, which stands before its buttons: "~k3f9a~see:1a:"
_ROOM = "~"
MOST_OWN = MOST_BYTES - ROOM_LETTERS - 2  # bytes, so that the room has place
_DIGITS = string.digits + string.ascii_lowercase


class Act(StrEnum):
    STEP = "s"  # answers the question of a dialog; subject: its revision
    NEW_RETURN = "new"
    RESUME = "go"  # subject: draft
    DISCARD = "rm"
    CORRECT = "fix"  # subject: refused request
    SHOW = "see"  # subject: request
    MINE = "my"  # argument: page
    ITEMS = "li"  # subject: request; argument: page, on a list already
    ORDER_LINES = "lo"  # subject: return order; the same
    APPROVE = "ok"
    REFUSE_MENU = "no"
    REFUSE = "nr"  # argument: refusal reason
    CARD = "card"  # back to the approval card
    ASK_BACK = "ask"
    ANSWER = "ans"
    CANCEL = "x"
    INSPECT = "in"  # subject: request to claim
    GO_INSPECT = "ig"  # subject: inspection to go on with
    AGREE = "ag"
    SEND_BACK = "sb"
    POST = "po"
    PLACES = "pl"
    LEDGER = "le"  # subject: return order
    PAPER = "pdf"  # subject: return order
    NOTE_PAPER = "cnp"  # argument: number of a credit note
    NOTE = "cn"  # argument: number of a credit note
    NOTES = "cns"  # argument: part of the list and page
    NOTE_ASK = "cnq"  # argument: the question that is asked first, and the number
    JOURNAL = "jr"  # argument: first and last day
    JOURNAL_ASK = "jra"
    CASE = "ks"
    CASES = "kl"  # subject: inspection, or none for all; argument: line and page, either may be missing
    KEEP_CASE = "kk"  # subject: return order; argument: line, once it is known
    CASE_AWAY = "kx"
    HEALTH = "hl"
    LOG = "lg"  # subject: entry the page ends above; argument: token of log_view
    LOG_FILE = "lgf"  # argument: token of log_view
    CLAIM = "cl"  # subject: claim; argument: what is done (bot/views/claim_buttons.py)
    CLAIM_ASK = "ca"  # argument: the question that is asked first
    CLAIM_MENU = "cm"  # argument: which buttons
    CLAIMS = "cs"  # argument: part of the list and page
    TAKE_IN = "ti"  # subject: claim whose goods have come; 0 for the list of all
    VOID_ORDER = "vo"  # subject: return order
    UNDO_ORDER = "un"
    AGREE_STEP = "lsa"  # subject: later step
    DROP_STEP = "lsd"
    UNDO_STEP = "lsu"
    CLOSE_REST = "cr"  # subject: request; asks why first
    EXPECT_REST = "er"  # subject: request
    HAND_ON = "ho"  # subject: inspection
    PARCEL = "up"  # subject: parcel
    REPORT = "rp"  # argument: a place in a report
    REPORT_FILE = "rf"  # argument: kind and period
    REPORT_DATES = "rd"
    POLICY = "pol"
    POLICY_REVIEW = "pv"  # argument: a place in the review (bot/views/policy_review.py)
    RUN_JOB = "jb"  # argument: name of the job
    PEOPLE = "pe"  # subject: page
    PERSON = "pn"  # subject: person
    GIVE_ROLE = "rg"  # subject: person; argument: role
    TAKE_ROLE = "rt"
    REMOVE = "px"  # subject: person; argument: "yes" once it is meant
    LET_IN = "pb"
    LEAVE = "lv"  # argument: "yes", "no"
    INVITE = "iv"  # argument: roles, "clerk.inspector"; "" for the list to choose from
    INVITE_TICK = "it"  # argument: the roles that are ticked
    INVITE_CONTACT = "ic"  # argument: role; the company is asked for first
    INVITATIONS = "is"  # subject: page
    REVOKE = "ir"  # subject: invitation; argument: where it is pressed
    CUSTOMER_LINK = "ck"  # subject: request
    SLIP = "sl"  # subject: request; a paper with such a link
    ASK_DESK = "qa"  # subject: request; by its customer
    ASK_CUSTOMER = "qc"  # subject: request
    ANSWER_CUSTOMER = "qr"  # subject: question
    RATE = "ra"  # subject: request; argument: stars
    REMARK = "rk"  # subject: request
    GRANT_CONTACT = "gk"  # subject: access request; argument: role
    ASK_ACCESS = "acc"
    GRANT = "gr"  # argument: role
    DECLINE = "de"
    NOTICES = "nt"  # subject: request
    CARD_AGAIN = "dg"  # argument: kind of notice; subject: what it is about
    WISH = "wi"  # argument: what is switched or chosen
    PERSON_WISH = "pw"  # subject: person; argument: kind of notice to switch, "" to look
    ASK_QUIET = "qh"
    ASK_EMAIL = "em"
    CARDS_TO = "gc"  # argument: group, each, both
    END_PRACTICE = "pq"
    LANGUAGE = "la"  # argument: en, zh


class ButtonUnreadable(ValueError):
    """Not one of ours: cut, forged, or from a version long gone."""


@dataclass(frozen=True, slots=True)
class Button:
    act: Act
    subject: int = 0
    argument: str = ""


def page_in(words: str) -> int:
    """A page of a list. Raises ButtonUnreadable (a ValueError) for what is none, or beyond every list."""
    if not (words.isascii() and words.isdecimal() and len(words) <= MOST_PAGE_DIGITS):
        raise ButtonUnreadable(words[:80])
    return int(words)


def base36(number: int) -> str:
    if number < 0:
        raise ValueError(number)
    digits = ""
    while True:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
        if not number:
            return digits


def encode(button: Button) -> str:
    """Raises ValueError where it would not fit: a mistake in the code, never in what people typed."""
    data = f"{button.act.value}:{base36(button.subject)}:{button.argument}"
    if len(data.encode()) > MOST_OWN:
        raise ValueError(data)
    return data


def of_practice(data: str, room: str) -> str:
    """The same button of that practice."""
    return f"{_ROOM}{room}{_ROOM}{data}"


def room_in(data: str) -> str:
    """The practice it belongs to; "" for a real one."""
    return data.split(_ROOM)[1] if data.startswith(_ROOM) and data.count(_ROOM) > 1 else ""


def decode(data: str) -> Button:
    """Raises ButtonUnreadable for whatever is not ours to the letter. Of which practice: see `room_in`."""
    room = room_in(data)
    parts = data.removeprefix(of_practice("", room) if room else "").split(":", 2)
    if len(parts) != 3 or len(data.encode()) > MOST_BYTES:
        raise ButtonUnreadable(data[:80])
    act, subject, argument = parts
    if not subject or len(subject) > 12 or any(c not in _DIGITS for c in subject):
        raise ButtonUnreadable(data[:80])
    if act not in Act._value2member_map_ or base36(int(subject, 36)) != subject:
        raise ButtonUnreadable(data[:80])
    return Button(Act(act), int(subject, 36), argument)

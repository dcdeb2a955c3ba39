"""Invitations; what customers ask and are asked, and how they rate."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, Table

from bot.core.domain.customer_voice import MOST_STARS
from bot.core.domain.invitation import InvitationStatus
from bot.core.domain.people import STAFF, Role
from storage.tables.base import choice, code, holds, metadata, moment, one_of, part_of, refers, row_id, words
from storage.types import Choice, Code

invitations = Table(
    "invitations",
    metadata,
    row_id(),
    code("secret_hash", unique=True),  # sha256 of what the link carries; the secret itself is nowhere
    choice("role", Role),  # the first; those beside it are rows of invitation_roles
    Column("company", Code),
    refers("request_id", "return_requests.id", optional=True),
    refers("made_by", "people.id"),
    moment("made_at"),
    moment("expires_at"),
    choice("status", InvitationStatus),
    refers("settled_by", "people.id", optional=True),
    moment("settled_at", optional=True),
    Index("ix_invitations_open", "status", "expires_at"),
    one_of("role", Role),
    one_of("status", InvitationStatus),
    holds("settled", "(status = 'open') = (settled_at IS NULL)"),
    holds("company", "(role IN ('supplier', 'customer')) = (company IS NOT NULL)"),
)

invitation_roles = Table(
    "invitation_roles",
    metadata,
    part_of("invitation_id", "invitations.id"),
    Column("role", Choice(Role), primary_key=True),
    one_of("role", [role for role in Role if role in STAFF]),  # a contact has one role
)

customer_questions = Table(
    "customer_questions",
    metadata,
    row_id(),
    refers("request_id", "return_requests.id"),
    Column("by_desk", Boolean, nullable=False),
    refers("asked_by", "people.id"),
    moment("asked_at"),
    words("words"),
    refers("answered_by", "people.id", optional=True),
    moment("answered_at", optional=True),
    words("answer"),
    Index("ix_customer_questions_request", "request_id", "id"),
    holds("answered", "(answered_by IS NULL) = (answered_at IS NULL)"),
)

ratings = Table(
    "ratings",
    metadata,
    part_of("request_id", "return_requests.id"),
    part_of("person_id", "people.id"),
    Column("stars", Integer, nullable=False),
    moment("rated_at"),
    moment("changed_at"),
    words("remark"),
    Index("ix_ratings_rated", "rated_at"),
    holds("stars", f"stars BETWEEN 1 AND {MOST_STARS}"),
)

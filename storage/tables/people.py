"""Who the desk knows, and where each is in a dialog."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, true

from bot.core.domain.group import CardsTo
from bot.core.domain.people import Role
from storage.tables.base import (
    choice,
    code,
    metadata,
    moment,
    one_of,
    part_of,
    refers,
    row_id,
    words,
)
from storage.types import Choice, Code, JsonText

people = Table(
    "people",
    metadata,
    row_id(),  # 0 is the desk itself
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    words("name"),
    code("language"),
    Column("company", Code),
    Column("active", Boolean, nullable=False, server_default=true()),
    words("email"),
)

roles = Table(
    "roles",
    metadata,
    part_of("person_id", "people.id"),
    Column("role", Choice(Role), primary_key=True),
    one_of("role", Role),
)

followed_returns = Table(
    "followed_returns",
    metadata,
    part_of("person_id", "people.id"),
    part_of("request_id", "return_requests.id"),
)  # of contacts who may follow nothing else; who has no row follows all of their company

notice_settings = Table(
    "notice_settings",
    metadata,
    part_of("person_id", "people.id"),
    Column("quiet", Code),  # "22:00-07:00", "" for none, nothing for the desk's
    Column("switched_off", JsonText, nullable=False),  # kinds of notices
    Column("switched_by", JsonText, nullable=False, server_default="{}"),  # kind: who, if somebody else
)

address_checks = Table(
    "address_checks",
    metadata,
    part_of("person_id", "people.id"),
    words("address"),  # empty: none waits for its code
    moment("issued_at"),
    Column("tries_left", Integer, nullable=False),
    Column("sent_that_day", Integer, nullable=False),
)

groups = Table(
    "groups",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    words("title"),
    code("language"),
    Column("thread_id", BigInteger),  # the topic of a forum
    choice("cards_to", CardsTo),
    refers("set_by", "people.id"),
    moment("set_at"),
    one_of("cards_to", CardsTo),
)

access_requests = Table(
    "access_requests",
    metadata,
    row_id(),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    words("name"),
    code("language"),
    moment("asked_at"),
    refers("decided_by", "people.id", optional=True),
    moment("decided_at", optional=True),
    choice("granted_role", Role, optional=True),
    words("wish"),
    one_of("granted_role", Role),
)

dialogs = Table(
    "dialogs",
    metadata,
    part_of("person_id", "people.id"),
    code("dialog"),
    code("step"),
    Column("subject_id", BigInteger, nullable=False),
    Column("line_no", Integer, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("notes", JsonText, nullable=False),
)

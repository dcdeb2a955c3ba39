"""Who practises; what they do there is stored elsewhere, in a file for each."""

from __future__ import annotations

from sqlalchemy import Table

from storage.tables.base import code, metadata, moment, part_of

practices = Table(
    "practices",
    metadata,
    part_of("person_id", "people.id"),
    code("room", unique=True),
    moment("began_at"),
    moment("used_at"),
)

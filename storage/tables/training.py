"""Who has passed the quiz on the acceptance standards."""

from __future__ import annotations

from sqlalchemy import Table

from storage.tables.base import metadata, moment, part_of

trainings = Table("trainings", metadata, part_of("person_id", "people.id"), moment("passed_at"))

"""Brings the tables to the newest version, in one transaction: all of it or nothing."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

MIGRATIONS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(7370001)")  # any number of our own


def upgrade(engine: Engine, revision: str = "head") -> None:
    """A process killed in the middle leaves the old version; the next start does it again."""
    with engine.begin() as connection:
        command.upgrade(_prepared(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(_prepared(connection), revision)


def _prepared(connection: Connection) -> Config:
    if connection.dialect.name == "postgresql":
        connection.execute(_ONE_AT_A_TIME)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config

"""Every test of this folder runs on both engines."""

from tests.support.databases import clock, database, database_url, engine_name

__all__ = ["clock", "database", "database_url", "engine_name"]

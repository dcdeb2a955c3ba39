"""Histories are tried on both engines."""

from __future__ import annotations

from tests.support.databases import engine_name

__all__ = ["engine_name"]

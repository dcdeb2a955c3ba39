"""Faults that processes, networks and people cause, on the real desk."""

from tests.dialogs.conftest import box, company, dent, shop

__all__ = ["box", "company", "dent", "shop"]

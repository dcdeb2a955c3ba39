"""What a person types for a document number."""

from __future__ import annotations

from storage.transaction import Transaction


def typed_number(typed: str, kind: str, tx: Transaction) -> str:
    """In any letter case; bare digits mean this year's, by the desk's calendar: "42" is RR-2026-00042."""
    text = typed.strip().upper()
    if text.isdecimal() and len(text) <= 9:
        return f"{tx.rules.number_mark}{kind}-{tx.now.astimezone(tx.rules.timezone).year}-{int(text):05d}"
    return text

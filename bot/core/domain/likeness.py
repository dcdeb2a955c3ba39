"""How much two pictures look alike, by their 64-bit difference hashes in hexadecimal (see bot/documents)."""

from __future__ import annotations

MOST_BITS_APART = 6  # up to here it is most likely the same picture, scaled or sent again
_LEAST_DETAIL = 6  # bits set or not set: fewer, and it is a blank sheet, like every other


def looks_distance(one: str, other: str) -> int:
    """Bits that differ, 0 to 64."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def tells_something(likeness: str) -> bool:
    """False for a picture without detail, whose hash says nothing."""
    bits = int(likeness, 16).bit_count() if likeness else 0
    return _LEAST_DETAIL <= bits <= 64 - _LEAST_DETAIL


def looks_alike(one: str, other: str) -> bool:
    return tells_something(one) and tells_something(other) and looks_distance(one, other) <= MOST_BITS_APART

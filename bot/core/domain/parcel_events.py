"""What happened to a parcel nobody expected."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.domain.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelEvent(Event):
    """About a parcel nobody expected; `record` is its UP number."""

    parcel_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelRegistered(ParcelEvent):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelDescribed(ParcelEvent):
    tracking: str
    note: str
    photos: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelMatched(ParcelEvent):
    request_id: int
    request: str  # its number; of a draft "draft/7"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelGivenUp(ParcelEvent):
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelTakenBack(ParcelEvent):
    pass

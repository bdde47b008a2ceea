"""The company as candidates meet it: name, telephone, places, working hours."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from rxapp.models.base import instant
from rxapp.rules.vocabulary import HOME_ZONE


class Company(SQLModel, table=True):
    """One row. `demo_seed` is set only by the demo generator and marks a database it filled."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    name_en: str = Field(default="", max_length=80)
    phone: str = Field(max_length=32, description="HR's telephone as candidates dial it.")
    zone: str = Field(default=HOME_ZONE, max_length=64)
    demo_seed: int | None = Field(default=None)
    created_at: datetime = instant()


class WorkingHours(SQLModel, table=True):
    """A range of the company's working day in its own zone; a lunch break is the gap between two rows."""

    id: int | None = Field(default=None, primary_key=True)
    weekday: int = Field(ge=0, le=6, description="0 = Monday.")
    start_minute: int = Field(ge=0, le=1440, description="Minutes after local midnight.")
    end_minute: int = Field(ge=0, le=1440)


class WorkdayOverride(SQLModel, table=True):
    """A day the company declares working or free, over every official calendar."""

    id: int | None = Field(default=None, primary_key=True)
    day: str = Field(max_length=10, unique=True, description="ISO date.")
    is_workday: bool


class Place(SQLModel, table=True):
    """Where an interview can happen. Coordinates are GCJ-02, as a Chinese map gives them."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    name_en: str = Field(default="", max_length=80)
    city: str = Field(max_length=40)
    address: str = Field(max_length=200)
    address_en: str = Field(default="", max_length=200)
    lat: float | None = Field(default=None, ge=-90, le=90)
    lng: float | None = Field(default=None, ge=-180, le=180)
    entrance: str = Field(default="", max_length=120)
    floor: str = Field(default="", max_length=20)
    phone: str = Field(default="", max_length=32, description="Reception's telephone.")
    photo_id: int | None = Field(default=None, foreign_key="stored_file.id")
    version: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="Rises with every edit."
    )
    archived_at: datetime | None = instant(nullable=True)

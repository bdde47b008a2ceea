"""A house whose time moves, and a room of colleagues."""

from tests.services.messaging.conftest import house
from tests.services.notes.conftest import room

__all__ = ["house", "room"]

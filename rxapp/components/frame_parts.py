"""What any staff page can open over itself: bell, second opinion, arranging by telephone, keys, palette, tour."""

from __future__ import annotations

import reflex as rx

from rxapp.components.arrange_dialog import arrange_dialog
from rxapp.components.bell import bell_panel
from rxapp.components.command_palette import command_palette
from rxapp.components.decision_dialogs import opinion_dialog
from rxapp.components.keys import keys_dialog
from rxapp.components.later import later
from rxapp.components.tour import tour


@later
@rx.memo
def frame_parts() -> rx.Component:
    """All of them, closed."""
    return rx.fragment(
        bell_panel(), opinion_dialog(), arrange_dialog(), keys_dialog(), command_palette(), tour()
    )

"""The start page: Today for who recruits, how things stand for who decides, my interviews for who interviews."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.frame import staff_page
from rxapp.components.later import later
from rxapp.components.outcome_dialog import outcome_dialog
from rxapp.components.ui import skeleton
from rxapp.pages.parts import bound, sheet
from rxapp.pages.start_executive import executive
from rxapp.pages.start_interviewer import interviewer
from rxapp.pages.start_today import today
from rxapp.state import start as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t

ROUTE = "/"
TITLE = "start.title"
ON_LOAD: list[Any] = [FrameState.enter, states.StartState.load]

StartState = bound(states.StartState)


def page() -> rx.Component:
    """One face a role; before the role is known only the page's outline."""
    return staff_page(
        sheet(),
        rx.match(
            StartState.face,
            ("today", today()),
            ("executive", executive()),
            ("interviewer", interviewer()),
            rx.fragment(rx.el.h1(t("start.title"), class_name="ui-hidden"), skeleton(5, "card")),
        ),
        rx.cond(StartState.face == "interviewer", later(outcome_dialog)()),
        place="today",
        title=TITLE,
    )

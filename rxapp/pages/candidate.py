"""The candidate's page: where things stand, the one thing to do now, who waits, where, what to bring."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.candidate_parts import (
    bring_list,
    cannot_come,
    door,
    failed,
    interviewer_card,
    letter_list,
    news_list,
    not_interested,
    place_card,
    progress_line,
    running_late,
    telephone,
    time_card,
    waiting_call,
)  # fmt: skip
from rxapp.components.frame import candidate_page
from rxapp.components.native import Alive
from rxapp.components.ui import button, icon, link_button, notice, opens, skeleton
from rxapp.state.candidate import CANCEL_REASONS, END_REASONS, CandidateState
from rxapp.state.language import t

ROUTE = "/c"
TITLE = "candidate.title"
ON_LOAD = [CandidateState.open_page]

CALENDAR_FILE = "/c/interview.ics"  # fetched by the browser: the page's own router knows no files


def page() -> rx.Component:
    """The whole page; its shell is the same for everybody and holds nobody's data."""
    return candidate_page(
        rx.match(
            CandidateState.phase,
            ("ready", _ready()),
            ("door", door(CandidateState.company, CandidateState.phone)),
            ("failed", failed(CandidateState.phone, CandidateState.open_page)),
            _loading(),
        ),
        title=TITLE,
        company=CandidateState.company,
        is_demo=CandidateState.is_demo,
    )


def _loading() -> rx.Component:
    return rx.el.div(
        rx.el.h1(t("candidate.opening")),
        rx.el.p(t("candidate.opening_hint"), class_name="ui-muted"),
        waiting_call(),
        skeleton(3, "card"),
        class_name="ui-stack",
    )


def _ready() -> rx.Component:
    facts = CandidateState.facts
    return rx.fragment(
        Alive.create(on_alive=CandidateState.alive),
        rx.el.div(
            rx.el.h1(t("candidate.hello", name=facts["name"])),
            rx.el.p(facts["job"], class_name="ui-muted"),
            rx.el.p(facts["headline"], class_name="candidate__headline"),
            class_name="candidate__hello",
        ),
        rx.cond(
            facts["words"] != "",
            rx.el.section(rx.el.p(facts["words"], class_name="candidate__words"), class_name="ui-card"),
        ),
        rx.cond(facts["closing"] == "", progress_line(facts["stage"], facts["is_passed"])),
        rx.cond(
            facts["promise"] != "",
            rx.cond(
                facts["is_promise_late"],
                notice(facts["promise"], tone="amber", icon_name="hourglass"),
                notice(facts["promise"], tone="accent", icon_name="hourglass"),
            ),
        ),
        rx.cond(facts["has_booking"], time_card(facts)),
        _now(),
        rx.cond(
            facts["has_booking"],
            rx.fragment(
                interviewer_card(facts),
                place_card(facts),
                bring_list(CandidateState.bring),
                _changes(),
                cannot_come(CANCEL_REASONS, CandidateState.cannot_come, CandidateState.is_busy),
                running_late(CandidateState.run_late, CandidateState.is_busy),
            ),
        ),
        rx.cond(
            facts["can_withdraw"],
            rx.fragment(
                button(
                    t("candidate.withdraw"), kind="ghost", icon_name="circle_x", **opens("not-interested")
                ),
                not_interested(END_REASONS, CandidateState.cannot_come, CandidateState.is_busy),
            ),
        ),
        news_list(CandidateState.news),
        letter_list(CandidateState.letters),
        telephone(CandidateState.phone),
    )


def _now() -> rx.Component:
    """The one thing to do now."""
    facts = CandidateState.facts
    busy = CandidateState.is_busy
    return rx.el.div(
        rx.match(
            facts["action"],
            ("choose", router_link(icon("calendar_check", 20), t("candidate.choose"), to="/c/book",
                                   class_name="ui-button ui-button--primary ui-button--l ui-button--wide")),
            ("wait", notice(t("candidate.wait"), tone="accent", icon_name="hourglass")),
            ("confirm", button(t("candidate.confirm"), kind="primary", size="l", is_wide=True, is_busy=busy,
                               icon_name="circle_check", on_click=CandidateState.confirm)),
            ("calendar", _calendar_link(kind="primary", size="l", is_wide=True)),
            ("arrive", rx.fragment(
                rx.cond(
                    (facts["mode"] == "video") & (facts["meeting_link"] != ""),
                    link_button(t("candidate.video_open"), href=facts["meeting_link"], kind="primary", size="l",
                                is_wide=True, icon_name="video", target="_blank", rel="noopener noreferrer",
                                on_click=CandidateState.arrive),
                    button(t("candidate.arrive"), kind="primary", size="l", is_wide=True, is_busy=busy,
                           icon_name="map_pin_check", on_click=CandidateState.arrive),
                ),
                button(t("candidate.late"), size="l", is_wide=True, icon_name="clock_alert", **opens("running-late")),
            )),
            ("arrived", notice(t("candidate.arrived"), tone="green", icon_name="circle_check")),
            rx.fragment(),
        ),
        rx.cond(
            facts["late_text"] != "", notice(facts["late_text"], tone="amber", icon_name="clock_alert")
        ),
        class_name="candidate__now",
    )  # fmt: skip


def _calendar_link(**look: Any) -> rx.Component:
    """The link fetches the file, the tap on it says that somebody wanted it."""
    return link_button(
        t("candidate.calendar"), href=CALENDAR_FILE, icon_name="calendar_plus", reload_document=True,
        on_click=CandidateState.add_to_calendar, **look,
    )  # fmt: skip


def _changes() -> rx.Component:
    """Quieter than the one thing to do, but never hidden."""
    facts = CandidateState.facts
    return rx.el.div(
        rx.cond(
            facts["has_booking"] & (facts["action"] != "calendar"),
            _calendar_link(),
        ),
        rx.cond(
            facts["can_move"],
            router_link(icon("calendar_clock"), t("candidate.move"), to="/c/book", class_name="ui-button"),
        ),
        rx.cond(
            facts["can_cancel"],
            button(t("candidate.cannot"), kind="ghost", icon_name="calendar_x", **opens("cannot-come")),
        ),
        class_name="candidate__changes",
    )

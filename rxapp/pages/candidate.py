"""The candidate's page: where things stand, the one thing to do now, who waits, where, what to bring."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router import link as router_link

from rxapp.components.candidate_parts import (
    bring_list,
    cannot_come,
    door,
    ending,
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
from rxapp.components.taps import acts
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
        answered=CandidateState.answered,
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
        rx.cond(
            CandidateState.switched != "",
            notice(CandidateState.switched, tone="amber", icon_name="info", role="status"),
        ),
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
        rx.cond(facts["is_in_calendar"], _calendar_gone()),
        rx.cond(facts["has_booking"], interviewer_card(facts)),
        rx.cond(
            facts["has_booking"] & ~facts["is_over"],
            rx.fragment(
                place_card(facts, CandidateState.is_apple),
                bring_list(CandidateState.bring, facts),
                _changes(),
                cannot_come(CANCEL_REASONS, END_REASONS, CandidateState.cannot_come),
                ending(CandidateState.is_ending, CandidateState.keep_on, CandidateState.end_application),
                running_late(CandidateState.run_late),
            ),
        ),
        rx.cond(
            facts["can_withdraw"],
            rx.fragment(
                button(
                    t("candidate.withdraw"), kind="ghost", icon_name="circle_x", **opens("not-interested")
                ),
                not_interested(END_REASONS, CandidateState.cannot_come),
            ),
        ),
        news_list(CandidateState.news),
        letter_list(CandidateState.letters),
        telephone(CandidateState.phone),
    )


def _now() -> rx.Component:
    """The one thing to do now."""
    facts = CandidateState.facts
    phone = CandidateState.phone
    return rx.el.div(
        rx.match(
            facts["action"],
            ("choose", _to_times(icon("calendar_check", 20), t("candidate.choose"),
                                 class_name="ui-button ui-button--primary ui-button--l ui-button--wide")),
            ("wait", notice(t("candidate.wait"), tone="accent", icon_name="hourglass")),
            ("confirm", button(t("candidate.confirm"), kind="primary", size="l", is_wide=True,
                               icon_name="circle_check", on_click=CandidateState.confirm, **acts())),
            ("calendar", _calendar_link(kind="primary", size="l", is_wide=True)),
            ("arrive", rx.fragment(
                rx.cond(facts["mode"] == "video", _join(facts), button(
                    t("candidate.arrive"), kind="primary", size="l", is_wide=True, icon_name="map_pin_check",
                    on_click=CandidateState.arrive, **acts(),
                )),
                button(t("candidate.late"), size="l", is_wide=True, icon_name="clock_alert", **opens("running-late")),
            )),
            ("arrived", notice(
                rx.cond(facts["mode"] == "video", t("candidate.arrived.video"), t("candidate.arrived")),
                tone="green", icon_name="circle_check",
            )),
            ("over", rx.cond(phone != "", link_button(
                t("candidate.over_call"), href="tel:" + phone.replace(" ", ""), kind="primary", size="l", is_wide=True,
                icon_name="phone",
            ))),
            rx.fragment(),
        ),
        rx.cond(
            facts["late_text"] != "", notice(facts["late_text"], tone="amber", icon_name="clock_alert")
        ),
        class_name="candidate__now",
    )  # fmt: skip


def _to_times(*children: Any, class_name: str) -> rx.Component:
    """To the page of times, whose script comes with this page: a network that goes away in between must not show the
    browser's own error page."""
    return router_link(*children, to="/c/book", class_name=class_name, custom_attrs={"prefetch": "render"})


def _join(facts: Any) -> rx.Component:
    """Into the video room, at any time; that somebody is there is told near the start only, by going in or by saying
    so."""
    return rx.fragment(
        rx.cond(
            facts["meeting_link"] != "",
            link_button(t("candidate.video_open"), href=facts["meeting_link"], kind="primary", size="l", is_wide=True,
                        icon_name="video", target="_blank", rel="noopener noreferrer", on_click=CandidateState.join),
        ),
        rx.cond(
            facts["does_here_count"],
            button(t("candidate.arrive.video"), size="l", is_wide=True, icon_name="circle_check",
                   on_click=CandidateState.arrive, **acts()),
        ),
    )  # fmt: skip


def _calendar_gone() -> rx.Component:
    """What was called off stands in their own calendar until they take it out."""
    return notice(
        rx.el.p(t("candidate.calendar_gone")),
        link_button(
            t("candidate.calendar_remove"), href=CALENDAR_FILE, icon_name="calendar_x", reload_document=True
        ),
        tone="amber",
        icon_name="calendar_x",
        class_name="candidate__gone",
    )


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
            facts["can_take_calendar"] & (facts["action"] != "calendar"),
            _calendar_link(),
        ),
        rx.cond(
            facts["can_move"],
            _to_times(icon("calendar_clock"), t("candidate.move"), class_name="ui-button"),
        ),
        rx.cond(
            facts["can_cancel"],
            button(t("candidate.cannot"), kind="ghost", icon_name="calendar_x", **opens("cannot-come")),
        ),
        class_name="candidate__changes",
    )

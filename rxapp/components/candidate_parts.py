"""Looks of the candidate's pages: functions of Vars and handlers, built for one hand on a phone."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.native import Written
from rxapp.components.taps import KeptTicks, acts
from rxapp.components.ui import (
    avatar,
    button,
    card,
    checkbox,
    chip,
    closes,
    dialog,
    dialog_foot,
    icon,
    link_button,
    notice,
    radio,
    section,
    text_area,
    text_pieces,
)  # fmt: skip
from rxapp.state.language import t

STEPS = 5
LATE_CHOICES = (10, 20, 30)


def progress_line(stage: rx.Var[int], is_passed: rx.Var[bool]) -> rx.Component:
    """The candidate's way, in their words: done, here, ahead. The place is told by words, not by colour alone."""
    words = [t(f"candidate.step.{step}") for step in range(STEPS)]
    words[3] = rx.cond(is_passed, t("candidate.step.passed"), words[3])
    return rx.el.ol(
        *[
            rx.el.li(
                rx.el.span(
                    rx.cond(stage > step, icon("check", 12), rx.fragment()), class_name="candidate__dot"
                ),
                rx.el.span(words[step]),
                rx.cond(
                    stage > step, rx.el.span(t("candidate.step_done"), class_name="ui-hidden"), rx.fragment()
                ),
                custom_attrs={
                    "data-state": rx.cond(stage > step, "done", rx.cond(stage == step, "here", "ahead")),
                    "aria-current": rx.cond(stage == step, "step", "false"),
                },
            )
            for step in range(STEPS)
        ],
        class_name="candidate__steps",
        custom_attrs={"aria-label": t("candidate.progress")},
    )


def time_card(facts: Any) -> rx.Component:
    """When, large enough to be seen first; then how to keep it."""
    return card(
        rx.el.p(facts["when_big"], class_name="candidate__when", id="interview-time"),
        rx.el.p(facts["when_small"], class_name="ui-muted"),
        rx.cond(facts["zone_text"] != "", rx.el.p(facts["zone_text"], class_name="ui-muted ui-small")),
        rx.cond(
            facts["is_confirmed"],
            rx.el.p(chip(t("candidate.confirmed"), "green", icon_name="circle_check")),
            rx.cond(
                facts["can_move"],
                rx.el.p(chip(t("candidate.unconfirmed"), "amber", icon_name="circle_question_mark")),
            ),
        ),
        class_name="candidate__time",
    )


def place_card(facts: Any, is_apple: rx.Var[bool]) -> rx.Component:
    """Where, with a map one tap away; or the video room. Apple's telephones do nothing with a `geo:` link."""
    on_site = rx.fragment(
        rx.cond(
            facts["photo_url"] != "",
            rx.el.img(src=facts["photo_url"], alt=t("candidate.place_photo"), class_name="candidate__photo"),
        ),
        rx.el.p(rx.el.b(facts["place"])),
        rx.el.p(facts["address"]),
        _way_in(facts),
        rx.cond(
            facts["map_url"] != "",
            rx.el.div(
                link_button(t("candidate.map"), href=facts["map_url"], icon_name="map_pin", target="_blank",
                            rel="noopener"),
                rx.cond(
                    is_apple,
                    link_button(t("candidate.navigate_apple"), href=facts["apple_url"], icon_name="navigation",
                                kind="ghost", target="_blank", rel="noopener"),
                    link_button(t("candidate.navigate"), href=facts["geo_url"], icon_name="navigation", kind="ghost"),
                ),
                class_name="ui-row",
            ),
        ),
    )  # fmt: skip
    video = rx.fragment(
        rx.el.p(
            rx.cond(
                facts["action"] == "arrive",
                rx.cond(facts["does_here_count"], t("candidate.video_now"), t("candidate.video_early")),
                t("candidate.video_how"),
            )
        ),
        rx.cond(
            # On the day the one thing to do is this very button, above.
            (facts["meeting_link"] != "") & (facts["action"] != "arrive"),
            link_button(t("candidate.video_open"), href=facts["meeting_link"], icon_name="video", target="_blank",
                        rel="noopener noreferrer"),
        ),
    )  # fmt: skip
    return section(
        rx.cond(facts["mode"] == "video", t("candidate.video"), t("candidate.place")),
        card(rx.cond(facts["mode"] == "video", video, on_site), class_name="ui-stack"),
    )


def _way_in(facts: Any) -> rx.Component:
    """How to get from the street to the door, and whom to call when it is shut."""
    reception = rx.el.a(
        facts["reception"], href="tel:" + facts["reception"].replace(" ", ""), class_name="ui-number"
    )
    lines = (("entrance", facts["entrance"]), ("floor", facts["floor"]), ("reception", reception))
    return rx.el.dl(
        *[
            rx.cond(
                facts[name] != "",
                rx.fragment(rx.el.dt(t(f"candidate.{name}")), rx.el.dd(value)),
                rx.fragment(),
            )
            for name, value in lines
        ],
        class_name="candidate__way",
    )


def interviewer_card(facts: Any) -> rx.Component:
    """Who waits for them."""
    return section(
        t("candidate.interviewer"),
        card(
            avatar(facts["initials"], image=facts["face_url"].to(str), size="l"),
            rx.el.div(
                rx.el.p(rx.el.b(facts["interviewer"])),
                rx.cond(facts["title"] != "", rx.el.p(facts["title"], class_name="ui-muted")),
                rx.cond(
                    facts["background"] != "",
                    rx.el.p(facts["background"], class_name="candidate__background"),
                ),
                class_name="ui-grow",
            ),
            class_name="candidate__person",
        ),
    )


def bring_list(items: rx.Var[list[str]], facts: Any) -> rx.Component:
    """What to bring, or to have ready for a video, to be ticked off; the ticks stay on the phone."""
    return rx.cond(
        items.length() > 0,
        section(
            rx.cond(facts["mode"] == "video", t("candidate.bring.video"), t("candidate.bring")),
            KeptTicks.create(
                rx.foreach(items, lambda item: checkbox(item, value=item)),
                name=facts["key"],
                class_name="ui-card",
            ),
        ),
    )


def news_list(news: rx.Var[Any]) -> rx.Component:
    """What the company has done for them, newest first, growing while the page is open."""
    return section(
        t("candidate.news"),
        rx.el.ol(
            rx.foreach(
                news,
                lambda row: rx.el.li(
                    rx.el.span(class_name="candidate__tick"),
                    rx.el.div(
                        rx.el.p(row["text"]),
                        rx.el.p(row["when"], class_name="ui-muted ui-small"),
                        class_name="ui-grow",
                    ),
                    key=row["key"],
                ),
            ),
            class_name="candidate__news",
            custom_attrs={"aria-live": "polite"},
        ),
    )


def letter_list(letters: rx.Var[Any]) -> rx.Component:
    """Every message we sent, so that nothing is lost with a phone's inbox."""
    return rx.cond(
        letters.length() > 0,
        section(
            t("candidate.letters"),
            rx.foreach(
                letters,
                lambda row: rx.el.details(
                    rx.el.summary(
                        rx.el.span(row["title"], class_name="ui-grow"),
                        rx.el.span(row["when"], class_name="ui-muted ui-small"),
                    ),
                    rx.el.p(text_pieces(row["pieces"]), class_name="candidate__letter-text"),
                    class_name="candidate__letter",
                    key=row["key"],
                ),
            ),
        ),
    )


def telephone(phone: rx.Var[str], lead: bool = True) -> rx.Component:
    """No dead end: somebody answers."""
    return rx.cond(
        phone != "",
        rx.el.footer(
            *([rx.el.p(t("candidate.ask"), class_name="ui-muted")] if lead else []),
            link_button(
                phone, href="tel:" + phone.replace(" ", ""), icon_name="phone", is_wide=True, size="l"
            ),
            class_name="candidate__foot",
        ),
    )


def waiting_call() -> rx.Component:
    """Whom to call while the page is not alive; the server writes it, so that it stands there without JavaScript."""
    return Written.create(class_name="candidate__call")


def cannot_come(reasons: tuple[str, ...], ends: tuple[str, ...], on_submit: Any) -> rx.Component:
    """Why they cannot come: one tap on a reason, a sentence if they like; the time is freed at once. A reason that
    ends the application (`ends`) says so while it is chosen: the stylesheet shows the words that are true."""
    return dialog(
        rx.el.p(t("candidate.cancel.lead")),
        _reasons(
            reasons,
            on_submit,
            link_button(t("candidate.move"), href="/c/book", icon_name="calendar_clock"),
            button(
                rx.el.span(t("candidate.cancel.send"), class_name="candidate__cancels"),
                rx.el.span(t("candidate.withdraw.send"), class_name="candidate__ends"),
                kind="danger",
                type="submit",
            ),
            ends=ends,
        ),
        id="cannot-come",
        title=t("candidate.cancel.title"),
    )


def ending(is_open: rx.Var[bool], on_keep: Any, on_end: Any) -> rx.Component:
    """Asked once more: what ends here cannot be taken up again by a tap."""
    return dialog(
        rx.el.p(t("candidate.ending.lead")),
        dialog_foot(
            button(t("candidate.ending.keep"), size="l", **closes()),
            button(t("candidate.withdraw.send"), kind="danger", size="l", on_click=on_end, **acts()),
        ),
        id="ending",
        title=t("candidate.ending.title"),
        open=is_open,
        on_close=on_keep,
    )


def not_interested(reasons: tuple[str, ...], on_submit: Any) -> rx.Component:
    """Before a time is booked: to stop here, politely."""
    return dialog(
        rx.el.p(t("candidate.withdraw.lead")),
        _reasons(reasons, on_submit, button(t("candidate.withdraw.send"), kind="danger", type="submit")),
        id="not-interested",
        title=t("candidate.withdraw.title"),
    )


def _reasons(
    reasons: tuple[str, ...], on_submit: Any, *buttons: rx.Component, ends: tuple[str, ...] = ()
) -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(t("candidate.cancel.reason"), class_name="ui-field__label"),
            *[
                radio(
                    t(f"candidate.reason.{code}"),
                    name="reason",
                    value=code,
                    required=True,
                    custom_attrs={"data-ends": "true"} if code in ends else {},
                )
                for code in reasons
            ],
        ),
        *(
            [notice(t("candidate.cancel.ends"), tone="amber", icon_name="triangle_alert",
                    class_name="candidate__ends", role="status")]
            if ends else []
        ),
        rx.el.label(
            rx.el.span(t("candidate.cancel.note"), class_name="ui-field__label"),
            text_area(name="note", max_length=300, rows=2),
            class_name="ui-field",
        ),
        dialog_foot(*buttons),
        on_submit=on_submit,
        class_name="ui-stack candidate__reasons",
    )  # fmt: skip


def running_late(on_choose: Any) -> rx.Component:
    """How late they will be: one tap, and those who wait know."""
    return dialog(
        rx.el.p(t("candidate.late.lead")),
        *[
            button(t("candidate.late.minutes", n=minutes), size="l", is_wide=True, on_click=on_choose(minutes),
                   **acts(closes=True))
            for minutes in LATE_CHOICES
        ],
        id="running-late",
        title=t("candidate.late.title"),
    )  # fmt: skip


def door(company: rx.Var[str], phone: rx.Var[str]) -> rx.Component:
    """Without a valid link: what to do, and whom to call."""
    return rx.el.div(
        icon("mail_open", 32),
        rx.el.h1(t("candidate.door.title")),
        rx.el.p(t("candidate.door.text")),
        rx.cond(company != "", rx.el.p(t("candidate.door.company", company=company), class_name="ui-muted")),
        telephone(phone, lead=False),
        class_name="candidate__door",
    )


def failed(phone: rx.Var[str], on_retry: Any) -> rx.Component:
    """The page could not be read."""
    return rx.el.div(
        notice(t("candidate.failed"), tone="amber", icon_name="triangle_alert"),
        button(t("ui.retry"), size="l", is_wide=True, on_click=on_retry),
        telephone(phone),
        class_name="ui-stack",
    )

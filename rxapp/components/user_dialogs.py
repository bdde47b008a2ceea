"""The dialogs of the users page: invite, the link that is shown once, change, close an account."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import (
    button,
    dialog,
    dialog_foot,
    field,
    icon,
    link_button,
    notice,
    refusal,
    select,
    text_input,
)
from rxapp.rules.vocabulary import STAFF, Language
from rxapp.state import user_changes, users
from rxapp.state.language import is_english, t

InviteState: Any = users.InviteUserState
LinkState: Any = users.UserLinkState
ChangeState: Any = user_changes.UserChangeState


def roles() -> list[tuple[str, rx.Var[str]]]:
    """The roles as a select's options."""
    return [(role.value, t(f"settings.role_{role.value}")) for role in STAFF]


def invite_user_dialog() -> rx.Component:
    """Name, e-mail, role, language."""
    return dialog(
        rx.el.form(
            rx.el.p(t("users.invite_lead"), class_name="ui-muted"),
            field(
                t("settings.name"), text_input(name="name", required=True, max_length=60, auto_complete="off")
            ),
            field(
                t("settings.email"),
                text_input(name="email", type="email", required=True, max_length=254, auto_complete="off"),
            ),
            field(
                t("settings.role"),
                select(roles(), first=t("ui.choose_one"), name="role", required=True),
                hint=t("users.role_hint"),
            ),
            field(
                t("settings.language"),
                select(
                    [(Language.ZH.value, t("ui.language.zh")), (Language.EN.value, t("ui.language.en"))],
                    name="language",
                    default_value=rx.cond(is_english(), Language.EN.value, Language.ZH.value),
                ),
            ),
            refusal(InviteState.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=InviteState.close),
                button(t("users.make_link"), kind="primary", type="submit"),
            ),
            on_submit=InviteState.send,
            class_name="ui-stack",
        ),
        id="invite-user",
        title=t("users.invite"),
        open=InviteState.is_open,
        on_close=InviteState.close,
    )


def link_dialog() -> rx.Component:
    """The link, once, with a button that copies it."""
    return dialog(
        rx.el.p(
            rx.cond(
                LinkState.purpose == "invite",
                t("users.link_invite", name=LinkState.who),
                t("users.link_reset", name=LinkState.who),
            )
        ),
        rx.el.p(
            rx.el.code(LinkState.link, custom_attrs={"data-account-link": "true"}),
            class_name="users-link",
        ),
        button(
            t("users.copy_link"),
            kind="primary",
            icon_name="copy",
            is_wide=True,
            on_click=rx.set_clipboard(LinkState.link),
            class_name="staff-copy",
        ),
        notice(rx.el.p(t("users.link_once", until=LinkState.until)), tone="amber", icon_name="clock"),
        dialog_foot(button(t("users.link_done"), on_click=LinkState.close)),
        id="user-link",
        title=t("users.link_title", name=LinkState.who),
        open=LinkState.is_open,
        on_close=LinkState.close,
    )


def change_dialog() -> rx.Component:
    """Name and role, or closing; what hangs on the person stands between and must be settled first."""
    state = ChangeState
    return dialog(
        rx.cond(state.how == "close", rx.el.p(t("users.close_lead", name=state.who))),
        _held(),
        rx.cond(state.how == "close", _close_form(), _edit_form()),
        id="user-change",
        title=rx.cond(
            state.how == "close",
            t("users.close_title", name=state.who),
            t("users.edit_title", name=state.who),
        ),
        open=state.is_open,
        on_close=state.close,
        class_name="users-dialog",
    )


def _edit_form() -> rx.Component:
    state = ChangeState
    return rx.el.form(
        field(
            t("settings.name"), text_input(name="name", default_value=state.who, required=True, max_length=60)
        ),
        field(
            t("settings.role"),
            select(
                roles(), name="role", default_value=state.stored_role, on_change=state.choose_role,
            ),
            hint=rx.cond(state.role != state.stored_role, t("users.role_ends_sessions"), t("users.role_hint")),
        ),
        _successor(),
        refusal(state.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=state.close),
            button(t("ui.save"), kind="primary", type="submit", disabled=_is_held()),
        ),
        key=state.user_id.to(str) + state.stored_role,
        on_submit=state.save,
        class_name="ui-stack",
    )  # fmt: skip


def _close_form() -> rx.Component:
    state = ChangeState
    return rx.el.form(
        _successor(),
        refusal(state.problem),
        dialog_foot(
            button(t("ui.cancel"), on_click=state.close),
            button(t("users.close_now"), kind="danger", type="submit", disabled=_is_held()),
        ),
        key=state.user_id.to(str),
        on_submit=state.close_account,
        class_name="ui-stack",
    )


def _is_held() -> Any:
    return (ChangeState.interviews.length() > 0) | (ChangeState.invitations.length() > 0)


def _successor() -> rx.Component:
    return rx.cond(
        ChangeState.work_text != "",
        field(
            t("users.who_takes_over", work=ChangeState.work_text),
            select(ChangeState.successors, first=t("ui.choose_one"), name="to_user_id", required=True),
        ),
        rx.el.input(type="hidden", name="to_user_id", value=""),
    )


def _held() -> rx.Component:
    state = ChangeState
    return rx.fragment(
        rx.cond(
            state.interviews.length() > 0,
            rx.el.section(
                notice(rx.el.p(t("users.interviews_first")), tone="amber", icon_name="calendar_clock"),
                rx.el.ul(rx.foreach(state.interviews, _interview), class_name="users-held"),
                class_name="ui-stack",
                custom_attrs={"data-held": "interviews"},
            ),
        ),
        rx.cond(
            state.invitations.length() > 0,
            rx.el.section(
                notice(rx.el.p(t("users.invitations_first")), tone="amber", icon_name="mail"),
                rx.el.ul(rx.foreach(state.invitations, _invitation), class_name="users-held"),
                class_name="ui-stack",
                custom_attrs={"data-held": "invitations"},
            ),
        ),
        rx.cond(
            state.lone_jobs != "",
            notice(rx.el.p(t("users.lone_jobs", jobs=state.lone_jobs)), icon_name="info"),
        ),
    )


def _interview(row: Any) -> rx.Component:
    return _line(row, ChangeState.give, t("users.nobody_free"))


def _invitation(row: Any) -> rx.Component:
    return _line(row, ChangeState.join, t("users.nobody_else"))


def _line(row: Any, give: Any, nobody: Any) -> rx.Component:
    choices = row["choices"].to(list[user_changes.Choice])
    return rx.el.li(
        rx.el.p(
            rx.cond(row["when"] != "", rx.el.strong(row["when"], " ", class_name="ui-number")),
            rx.el.a(row["who"], href="/board?open=" + row["application_id"].to(str)),
            rx.el.span(" · ", row["job"], class_name="ui-muted"),
        ),
        rx.cond(
            choices.length() > 0,
            rx.el.div(
                rx.foreach(
                    choices,
                    lambda who: button(
                        t("users.give_to", name=who["text"]),
                        size="s",
                        on_click=give(row["id"], who["value"]),
                        key=who["value"],
                    ),
                ),
                class_name="ui-row",
            ),
            rx.el.p(
                icon("circle_alert", 14),
                rx.el.span(nobody),
                link_button(
                    t("users.to_card"),
                    href="/board?open=" + row["application_id"].to(str),
                    kind="link",
                    size="s",
                ),
                class_name="ui-row ui-small",
            ),
        ),
        key=row["id"],
    )

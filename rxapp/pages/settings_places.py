"""地点 Places: where candidates come to, how they get in, and the pin their map opens."""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.conflict import conflict_notice
from rxapp.components.frame import staff_page
from rxapp.components.ui import (
    button,
    chip,
    dialog,
    dialog_foot,
    empty_state,
    field,
    icon,
    icon_button,
    keeps_words,
    link_button,
    notice,
    page_head,
    refusal,
    select,
    text_input,
)
from rxapp.components.upload import FileKind, upload
from rxapp.pages.parts import bound, loaded, only_for, sheet
from rxapp.state import place_form as form_states
from rxapp.state import places as states
from rxapp.state.frame import FrameState
from rxapp.state.language import t
from rxapp.state.marks import HR

ROUTE = "/settings/places"
TITLE = "places.title"
ON_LOAD: list[Any] = [FrameState.enter, states.PlacesState.load]

PlacesState, Removal = bound(states.PlacesState), bound(states.PlaceRemovalState)
Form = bound(form_states.PlaceFormState)


def page() -> rx.Component:
    """The list, with a form and a removal as dialogs."""
    return staff_page(
        sheet(),
        page_head(
            t("places.title"),
            link_button(t("settings.title"), href="/settings", kind="ghost", icon_name="arrow_left"),
        ),
        only_for(
            HR,
            rx.el.div(
                rx.el.p(t("places.intro"), class_name="staff-intro ui-grow"),
                # An empty list has this button in its middle.
                rx.cond(
                    PlacesState.places.length() > 0,
                    button(t("places.add"), kind="primary", icon_name="plus", on_click=Form.open_for(0)),
                ),
                class_name="ui-row staff-above",
            ),
            loaded(PlacesState, _list(), _removed(), kind="card"),
            _form(),
            _removal(),
        ),
        place="settings",
        title=TITLE,
    )


def _list() -> rx.Component:
    return rx.cond(
        PlacesState.places.length() > 0,
        rx.el.ul(rx.foreach(PlacesState.places, _place), class_name="staff-list ui-card"),
        empty_state(
            t("places.empty"),
            button(t("places.add"), kind="primary", icon_name="plus", on_click=Form.open_for(0)),
            icon_name="map_pin",
        ),
    )


def _place(row: Any) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row["photo"] != "",
            rx.el.img(src=row["photo"], alt="", class_name="place-photo", loading="lazy"),
            rx.el.span(icon("map_pin", 20), class_name="place-photo place-photo--none"),
        ),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row["title"]),
                chip(row["city"]),
                rx.cond(row["map_url"] == "", chip(t("places.no_pin"), "amber", "map_pin_off")),
                class_name="ui-row",
            ),
            rx.el.p(row["address"], class_name="ui-small"),
            rx.el.p(
                rx.cond(row["way_in"] != "", row["way_in"], t("places.no_way_in")),
                rx.cond(row["phone"] != "", rx.el.span(" · ", rx.el.span(row["phone"], class_name="ui-number"))),
                class_name="ui-muted ui-small",
            ),
            class_name="ui-grow",
        ),
        rx.el.div(
            rx.cond(
                row["map_url"] != "",
                link_button(
                    t("places.map"), href=row["map_url"], size="s", kind="ghost", icon_name="external_link",
                    target="_blank", rel="noopener noreferrer",
                ),
            ),
            button(t("places.edit"), size="s", icon_name="pencil", on_click=Form.open_for(row["id"])),
            icon_button("archive", t("places.remove"), on_click=Removal.open_for(row["id"])),
            class_name="ui-row staff-list__deeds",
        ),
        class_name="staff-list__row",
        custom_attrs={"data-place": row["id"]},
        key=row["id"],
    )  # fmt: skip


def _removed() -> rx.Component:
    return rx.cond(
        PlacesState.removed.length() > 0,
        rx.el.details(
            rx.el.summary(t("places.removed_list", n=PlacesState.removed.length())),
            rx.el.ul(
                rx.foreach(
                    PlacesState.removed,
                    lambda row: rx.el.li(
                        icon("archive", 18),
                        rx.el.div(
                            rx.el.p(row["title"], " ", chip(row["city"])),
                            rx.el.p(row["address"], class_name="ui-muted ui-small"),
                            class_name="ui-grow",
                        ),
                        button(
                            t("places.restore"),
                            size="s",
                            icon_name="archive_restore",
                            on_click=PlacesState.restore(row["id"]),
                        ),
                        class_name="staff-list__row",
                        key=row["id"],
                    ),
                ),
                class_name="staff-list ui-card",
            ),
            class_name="staff-more",
        ),
    )


def _form() -> rx.Component:
    values = Form.values
    return dialog(
        rx.el.form(
            conflict_notice(Form.who, Form.changes),
            rx.el.div(
                field(t("places.name"), _input("name", values["name"], 80, required=True)),
                field(t("places.name_en"), _input("name_en", values["name_en"], 80)),
                class_name="staff-pair",
            ),
            rx.el.div(
                field(t("places.city"), _input("city", values["city"], 40, required=True)),
                field(t("places.phone"), _input("phone", values["phone"], 32, type="tel")),
                class_name="staff-pair",
            ),
            field(t("places.address"), _input("address", values["address"], 200, required=True)),
            field(t("places.address_en"), _input("address_en", values["address_en"], 200)),
            rx.el.div(
                field(
                    t("places.entrance"),
                    _input("entrance", values["entrance"], 120),
                    hint=t("places.entrance_hint"),
                ),
                field(t("places.floor"), _input("floor", values["floor"], 20)),
                class_name="staff-pair staff-pair--wide",
            ),
            _pin(),
            _photo(),
            refusal(Form.problem),
            dialog_foot(
                button(t("ui.cancel"), on_click=Form.close),
                button(t("ui.save"), kind="primary", type="submit"),
            ),
            key=Form.seq.to(str),
            on_submit=Form.save,
            class_name="ui-stack",
        ),
        id="place-form",
        title=rx.cond(Form.place_id > 0, t("places.edit_title"), t("places.add")),
        open=Form.is_open,
        on_close=Form.close,
        **keeps_words(),
        class_name="staff-dialog",
    )


def _input(name: str, value: Any, most: int, **props: Any) -> rx.Component:
    return text_input(name=name, default_value=value, max_length=most, **props)


def _pin() -> rx.Component:
    """Typed coordinates or a pasted link, and at once what they mean."""
    return rx.el.div(
        field(
            t("places.pin"),
            text_input(
                name="coordinates", default_value=Form.values["coordinates"], max_length=2000,
                placeholder=t("places.pin_example"), auto_complete="off", spell_check=False,
                key=Form.pin_seq.to(str), on_change=Form.look.debounce(300),
            ),
            hint=t("places.pin_hint"),
        ),
        rx.el.div(
            rx.cond(
                Form.pin_text != "",
                rx.el.p(
                    icon("map_pin_check", 16),
                    rx.el.span(Form.pin_text, class_name="ui-number ui-grow"),
                    link_button(
                        t("places.pin_check"), href=Form.pin_url, size="s", icon_name="external_link",
                        target="_blank", rel="noopener noreferrer",
                    ),
                    class_name="ui-row place-pin",
                ),
            ),
            rx.cond(
                Form.pin_problem != "",
                notice(
                    rx.el.p(Form.pin_problem),
                    rx.cond(
                        Form.pin_turned != "",
                        button(t("places.pin_turn", pair=Form.pin_turned), size="s", on_click=Form.turn_pin),
                    ),
                    tone="amber",
                    icon_name="triangle_alert",
                ),
            ),
            role="status",
        ),
        class_name="ui-stack place-pin__box",
    )  # fmt: skip


def _photo() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(t("places.photo"), class_name="ui-field__label"),
        rx.cond(
            Form.photo_id > 0,
            rx.el.div(
                rx.el.img(
                    src=f"/files/{Form.photo_id}", alt=t("places.photo_shown"), class_name="place-photo--form"
                ),
                button(t("places.photo_drop"), size="s", icon_name="trash_2", on_click=Form.drop_photo),
                class_name="ui-row",
            ),
        ),
        upload(FileKind.PHOTO, on_done=Form.take_photo),
        rx.el.p(t("places.photo_hint"), class_name="ui-field__hint"),
        class_name="ui-stack staff-fieldset",
    )


def _removal() -> rx.Component:
    return dialog(
        rx.cond(
            Removal.bookings > 0,
            rx.fragment(
                notice(
                    t("error.place_in_use", name=Removal.name, n=Removal.bookings),
                    tone="amber",
                    icon_name="calendar_clock",
                ),
                rx.el.ul(
                    rx.foreach(
                        Removal.booked,
                        lambda each: rx.el.li(
                            rx.el.a(each["text"], href="/board?open=" + each["application_id"].to(str)),
                            key=each["application_id"],
                        ),
                    ),
                    class_name="staff-links",
                ),
                rx.cond(
                    Removal.more > 0, rx.el.p(t("places.more_booked", n=Removal.more), class_name="ui-muted")
                ),
                dialog_foot(
                    button(t("ui.close"), on_click=Removal.close),
                    link_button(t("start.to_calendar"), href="/calendar", kind="primary"),
                ),
            ),
            rx.el.form(
                rx.el.p(t("places.remove_explain")),
                rx.cond(
                    Removal.needs_other,
                    rx.fragment(
                        rx.el.ul(
                            rx.cond(
                                Removal.invitations > 0,
                                rx.el.li(t("places.needs_invited", n=Removal.invitations)),
                            ),
                            rx.cond(Removal.jobs != "", rx.el.li(t("places.needs_jobs", jobs=Removal.jobs))),
                            class_name="staff-changes",
                        ),
                        rx.cond(
                            Removal.others.length() > 0,
                            field(
                                t("places.other"),
                                select(
                                    Removal.others, t("ui.choose_one"), name="replacement_id", required=True
                                ),
                            ),
                            notice(t("places.no_other"), tone="amber", icon_name="triangle_alert"),
                        ),
                    ),
                ),
                refusal(Removal.problem),
                dialog_foot(
                    button(t("ui.cancel"), on_click=Removal.close),
                    button(
                        t("places.remove"),
                        kind="danger",
                        type="submit",
                        disabled=Removal.needs_other & (Removal.others.length() == 0),
                    ),
                ),
                on_submit=Removal.remove,
                class_name="ui-stack",
            ),
        ),
        id="place-removal",
        title=t("places.remove_title", name=Removal.name),
        open=Removal.is_open,
        on_close=Removal.close,
    )

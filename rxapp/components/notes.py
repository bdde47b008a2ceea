"""Notes in the drawer: a field that completes colleagues' names, and below it what was noted, newest first."""

from __future__ import annotations

import reflex as rx

from rxapp.components.ui import button, chip, icon, icon_button, link_button, refusal, section
from rxapp.components.upload import upload
from rxapp.services.files.types import FileKind
from rxapp.services.notes.write import MOST
from rxapp.state.language import t
from rxapp.state.notes import EarlierItem, FileItem, NoteItem, NotesState


class NoteBox(rx.Component):
    """See note_box.jsx. `draft` names what is being written; when `saved` changes it is forgotten."""

    library = rx.asset("note_box.jsx", shared=True).importable_path
    tag = "NoteBox"

    field_name: rx.Var[str]
    draft: rx.Var[str]
    saved: rx.Var[int]
    people: rx.Var[list[str]]
    initial: rx.Var[str]
    label: rx.Var[str]
    placeholder: rx.Var[str]
    hint: rx.Var[str]
    rows: rx.Var[int]
    most: rx.Var[int]
    takes_focus: rx.Var[bool]


@rx.memo
def notes_section() -> rx.Component:
    """The field stands above the list, so that a colleague's note moves nothing that is being typed. Its buttons are
    plain: the drawer's one coloured button is the next step."""
    return rx.cond(
        NotesState.application_id > 0,
        section(
            t("notes.title"),
            rx.el.p(t("notes.who_reads"), class_name="ui-muted ui-small"),
            rx.el.form(
                _box(
                    "note-" + NotesState.application_id.to_string(), NotesState.saved, "", t("notes.label"), 2
                ),
                refusal(NotesState.problem),
                rx.cond(
                    NotesState.files.length() > 0,
                    rx.el.ul(rx.foreach(NotesState.files, _ready_file), class_name="notes__files"),
                ),
                rx.el.div(
                    upload(FileKind.ATTACHMENT, on_done=NotesState.attach, class_name="notes__upload"),
                    button(t("notes.save"), size="s", type="submit"),
                    class_name="notes__foot",
                ),
                on_submit=NotesState.write,
                class_name="notes__form",
            ),
            rx.el.ul(rx.foreach(NotesState.notes, _note), class_name="notes"),
            class_name="notes-section",
        ),
    )


def _box(
    draft: rx.Var[str],
    saved: rx.Var[int] | int,
    initial: rx.Var[str] | str,
    label: rx.Var[str],
    rows: int,
    takes_focus: bool = False,
) -> rx.Component:
    return NoteBox.create(
        field_name="body", draft=draft, saved=saved, people=NotesState.people, initial=initial, label=label,
        placeholder=t("notes.placeholder"), hint=t("notes.people"), rows=rows, most=MOST,
        takes_focus=takes_focus,
    )  # fmt: skip


def _ready_file(each: rx.Var[FileItem]) -> rx.Component:
    return rx.el.li(
        icon("paperclip", 14),
        rx.el.span(each["name"], class_name="ui-clip"),
        icon_button("x", t("notes.detach"), on_click=NotesState.detach(each["id"])),
        key=each["id"],
        class_name="notes__file",
    )


def _note(each: rx.Var[NoteItem]) -> rx.Component:
    is_editing = (NotesState.editing == each["id"]) & each["is_own"]
    return rx.el.li(
        rx.el.p(
            rx.el.strong(each["author"]),
            rx.el.span(each["when"], class_name="ui-muted ui-number"),
            rx.cond(each["edited"] != "", rx.el.span(each["edited"], class_name="ui-muted")),
            class_name="notes__head",
        ),
        rx.cond(
            each["removed"] != "",
            rx.el.p(each["removed"], class_name="ui-muted notes__gone"),
            rx.cond(is_editing, _edit(each), _read(each)),
        ),
        key=each["id"],
        custom_attrs={"data-note": each["id"]},
        class_name="notes__note",
    )


def _read(each: rx.Var[NoteItem]) -> rx.Component:
    is_asked = NotesState.removing == each["id"]
    return rx.fragment(
        rx.el.p(each["body"], class_name="notes__body"),
        rx.cond(
            each["files"].to(list[FileItem]).length() > 0,
            rx.el.ul(rx.foreach(each["files"].to(list[FileItem]), _file), class_name="notes__files"),
        ),
        rx.el.div(
            rx.cond(
                each["earlier"].to(list[EarlierItem]).length() > 0,
                rx.el.details(
                    rx.el.summary(t("notes.earlier")),
                    rx.el.ul(
                        rx.foreach(
                            each["earlier"].to(list[EarlierItem]),
                            lambda old: rx.el.li(
                                rx.el.span(old["until"], class_name="ui-muted"),
                                rx.el.p(old["body"], class_name="notes__body"),
                                key=old["key"],
                            ),
                        ),
                        class_name="notes__earlier",
                    ),
                ),
            ),
            rx.cond(
                each["is_own"],
                rx.fragment(
                    button(t("notes.edit"), kind="ghost", size="s", on_click=NotesState.edit(each["id"])),
                    button(
                        rx.cond(is_asked, t("notes.remove_sure"), t("notes.remove")),
                        kind="ghost",
                        size="s",
                        on_click=NotesState.remove(each["id"]),
                        class_name=rx.cond(is_asked, "notes__sure", ""),
                    ),
                ),
            ),
            class_name="notes__acts",
        ),
    )


def _edit(each: rx.Var[NoteItem]) -> rx.Component:
    return rx.el.form(
        _box("edit-" + each["id"].to_string(), 0, each["body"], t("notes.label_edit"), 3, takes_focus=True),
        rx.cond(
            NotesState.edit_problem != "",
            rx.fragment(
                refusal(NotesState.edit_problem),
                rx.el.p(chip(t("notes.stored_now")), each["body"], class_name="notes__body"),
            ),
        ),
        rx.el.div(
            button(t("ui.cancel"), size="s", on_click=NotesState.stop_editing),
            button(t("notes.save_edit"), size="s", type="submit"),
            class_name="notes__foot",
        ),
        on_submit=NotesState.save_edit,
        class_name="notes__form",
    )


def _file(each: rx.Var[FileItem]) -> rx.Component:
    return rx.el.li(
        link_button(each["name"], href=each["link"], kind="link", size="s", icon_name="paperclip"),
        key=each["id"],
        class_name="notes__file",
    )

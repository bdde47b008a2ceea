"""Bringing a file, and pasting much text: both bounded before anything is sent.

upload(FileKind.CV, on_done=IntakeState.take_file)      the handler is given the file's number and its name
long_text(20_000, name="text")                          a text area that refuses what does not fit
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from rxapp.components.ui import Text, classes
from rxapp.services.files.types import MEGA, MOST_BYTES, FileKind
from rxapp.state.language import t

_FILE = rx.asset("upload.jsx", shared=True).importable_path
_ACCEPT = {
    FileKind.CV: ".pdf,.docx,.doc,.rtf,.html,.htm,.mht,.mhtml,.txt",
    FileKind.PHOTO: "image/jpeg,image/png,image/webp",
    FileKind.ATTACHMENT: ".pdf,.docx,.xlsx,.pptx,.rtf,.txt,.csv,.png,.jpg,.jpeg,.webp",
}


class Upload(rx.Component):
    """One file straight to its route."""

    library = _FILE
    tag = "Upload"

    path: rx.Var[str]
    accept: rx.Var[str]
    most_bytes: rx.Var[int]
    label: rx.Var[str]
    hint: rx.Var[str]
    busy: rx.Var[str]
    too_large: rx.Var[str]
    failed: rx.Var[str]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(int, str)]


class LongText(rx.Component):
    """A text area with a bound that is said."""

    library = _FILE
    tag = "LongText"

    most: rx.Var[int]
    too_long: rx.Var[str]
    name: rx.Var[str]
    rows: rx.Var[str]
    default_value: rx.Var[str]
    placeholder: rx.Var[str]
    required: rx.Var[bool]
    on_pasted: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def upload(kind: FileKind, *, on_done: Any, label: Text | None = None, **props: Any) -> rx.Component:
    """A button (and a place to drop a file) that sends it; `on_done` is a handler of (file_id: int, name: str)."""
    most = MOST_BYTES[kind]
    return Upload.create(
        path=f"/files/{kind.value}",
        accept=_ACCEPT[kind],
        most_bytes=most,
        label=t(f"files.choose_{kind.value}") if label is None else label,
        hint=t(f"files.hint_{kind.value}"),
        busy=t("files.busy"),
        too_large=t("files.too_large", most=most // MEGA),
        failed=t("files.failed"),
        on_done=on_done,
        **props,
    )


def long_text(most: int, **props: Any) -> rx.Component:
    """Several lines, at most `most` characters; a paste that does not fit is refused with a sentence."""
    return LongText.create(
        most=most,
        too_long=t("files.too_long", most=most),
        class_name=classes("ui-input", props.pop("class_name", "")),
        **props,
    )

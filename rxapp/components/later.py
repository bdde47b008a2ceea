"""Parts of several pages that come in a script of their own once a page stands: drawers, dialogs, palette, tour.

A board is waited for, a drawer is not: with everything in one script the browser reads 290 KB before the first card
(docs/decisions/0011-parts-fetched-later.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import reflex as rx
from reflex_base.utils.imports import ImportVar

from rxapp.state.language import t

_FILE = rx.asset("later.jsx", shared=True).importable_path


class Later(rx.Component):
    """Stands in for a part until its script is there; `_script` holds the part under the same tag."""

    _script: ClassVar[str] = ""
    _part: ClassVar[rx.Component]

    is_ready: rx.Var[bool]
    missing: rx.Var[str]
    reload: rx.Var[str]

    def add_imports(self) -> dict[str, Any]:
        """The function that fetches."""
        return {_FILE: ImportVar(tag="later")}

    def _get_dynamic_imports(self) -> str:
        fetch = f"() => import('{self._script}').then((found) => found.{self.tag})"
        return f"const {self.tag} = later('{self.tag}', {fetch})"


def later(part: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """Draw an `rx.memo` from a script of its own, fetched when every ON_LOAD of the first page has answered.

    The script carries the name of the part's module. A memo is drawn as a whole, so each dialog inside is one too.
    """

    def place() -> rx.Component:
        found: Any = part()
        kind: Any = type(
            f"Later{found.tag}",
            (Later,),
            {"__module__": __name__, "tag": found.tag, "_script": found.library, "_part": found},
        )
        return kind.create(is_ready=rx.State.is_hydrated, missing=t("ui.part_missing"), reload=t("ui.reload"))

    return place

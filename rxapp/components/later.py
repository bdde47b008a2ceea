"""Parts of a page that come in a script of their own once the page stands: drawers, dialogs, the palette, the tour.

A board is waited for, a drawer is not: with everything in one script the browser reads 290 KB before the first card
(docs/decisions/0011-parts-fetched-later.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import reflex as rx
from reflex_base.utils.imports import ImportVar

_FILE = rx.asset("later.jsx", shared=True).importable_path


class _Later(rx.Component):
    """Stands in for a part until its script is there; `_script` holds the part under the same tag."""

    _script: ClassVar[str] = ""

    is_ready: rx.Var[bool]

    def add_imports(self) -> dict[str, Any]:
        """The function that fetches."""
        return {_FILE: ImportVar(tag="later")}

    def _get_dynamic_imports(self) -> str:
        return f"const {self.tag} = later(() => import('{self._script}').then((found) => found.{self.tag}))"


def later(part: Callable[[], rx.Component]) -> Callable[[], rx.Component]:
    """Draw an `rx.memo` from a script of its own, fetched when every ON_LOAD of the page has answered.

    The script carries the name of the part's module. A memo is drawn as a whole, so each dialog inside is one too.
    """

    def place() -> rx.Component:
        found: Any = part()
        kind: Any = type(
            f"Later{found.tag}",
            (_Later,),
            {"__module__": __name__, "tag": found.tag, "_script": found.library},
        )
        return kind.create(is_ready=rx.State.is_hydrated)

    return place

"""Reads built pages: every text a reader could see or hear, whatever condition shows it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from reflex_base.components.component import BaseComponent, Component

from rxapp.components.later import Later

SPOKEN = ("aria-label", "aria-description", "title", "placeholder", "alt", "label", "legend", "light", "dark",
          "system", "name")  # fmt: skip
_PROP = re.compile(r'^"?([A-Za-z-]+)"?:(.*)$', re.S)
_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
# A string that is compared or looked up by is a code, not a text.
_CODE_BEFORE = re.compile(r"(===|!==|\[|case|JSON\.stringify\()\s*$")
_CODE_AFTER = re.compile(r"^(\?\.valueOf|\s*(===|!==)|\])")


def whole(page: Component) -> Iterator[Component]:
    """The page, then the body of each memo it meets, those that are fetched later too, each once."""
    met, waiting = set(), [page]
    while waiting:
        body = waiting.pop()
        yield body
        for node in components(body):
            memo = type(node._part if isinstance(node, Later) else node)
            definition = getattr(memo, "_memo_definition", None)
            if definition is not None and definition.export_name not in met:
                met.add(definition.export_name)
                waiting.append(definition.component)


def components(body: BaseComponent) -> Iterator[BaseComponent]:
    """Everything in a component, whatever condition shows it."""
    yield body
    inside = [each for each in body.children if isinstance(each, BaseComponent)]
    if isinstance(body, Component):
        inside += body._get_components_in_props()
    for each in inside:
        yield from components(each)


def texts(node: Any) -> Iterator[str]:
    """Every literal in a shown or spoken place of a rendered component."""
    if isinstance(node, list | tuple):
        for each in node:
            yield from texts(each)
        return
    if not isinstance(node, dict):
        return
    if "contents" in node:
        yield from literals(str(node["contents"]))
    is_field = str(node.get("name", "")).strip('"') in (
        "input",
        "select",
        "textarea",
        "button",
        "meta",
        "fieldset",
        "LongText",
        "NoteBox",
        "AddressParameter",
        "SearchField",
    )
    for prop in node.get("props", ()):
        found = _PROP.match(str(prop))
        if found and found[1] in SPOKEN and not (found[1] == "name" and is_field):
            yield from literals(found[2])
    for key, value in node.items():
        if key not in ("contents", "props", "cond_state"):
            yield from texts(value)


def literals(expression: str) -> Iterator[str]:
    """The texts in a JavaScript expression."""
    for found in _STRING.finditer(expression):
        before, after = expression[: found.start()], expression[found.end() :]
        if _CODE_AFTER.match(after) or _CODE_BEFORE.search(before):
            continue
        yield json.loads(f'"{found[1]}"')


def has_words(text: str) -> bool:
    """Whether there is a letter in it: marks, numbers and the start of an address need no translation."""
    return any(sign.isalpha() for sign in text.removeprefix("https://"))

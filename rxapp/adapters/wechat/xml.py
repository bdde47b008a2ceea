"""The little XML that WeChat sends: elements and text, no document types and so no entities, and limits for all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

BIGGEST = 64 * 1024
_DEEPEST, _MOST = 8, 500
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlRefused(Exception):
    """Not XML, too big, or with parts no honest message has."""


@dataclass(slots=True)
class Element:
    """An element: its own text, and its children in order."""

    name: str
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str:
        """The text of the first child of this name, or nothing."""
        return found.text.strip() if (found := self.child(name)) else ""


class _Builder:
    def __init__(self) -> None:
        self.open: list[Element] = []
        self.root: Element | None = None
        self._count = 0

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MOST or len(self.open) >= _DEEPEST:
            raise XmlRefused
        element = Element(name)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _name: str) -> None:
        self.open.pop()

    def data(self, text: str) -> None:
        if self.open:
            self.open[-1].text += text


def _refuse(*_: object) -> None:
    raise XmlRefused


def parse(content: bytes) -> Element:
    """The outermost element of a message in UTF-8, whatever encoding it claims. Raises XmlRefused."""
    if len(content) > BIGGEST:
        raise XmlRefused
    builder = _Builder()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        raise XmlRefused from None
    if builder.root is None:
        raise XmlRefused
    return builder.root


def written(name: str, values: dict[str, str | int]) -> str:
    """An element with one child for each value: numbers as they are, text as CDATA."""
    inner = "".join(
        f"<{key}>{value if isinstance(value, int) else _cdata(value)}</{key}>"
        for key, value in values.items()
    )
    return f"<{name}>{inner}</{name}>"


def _cdata(text: str) -> str:
    return f"<![CDATA[{_UNPRINTABLE.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"

"""Reads iCalendar (RFC 5545) with nothing but the standard library: the second opinion on what icalendar wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_NAME = re.compile(r"[A-Za-z0-9-]+")
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^;:,"]*)(?:,(?:"[^"]*"|[^;:,"]*))*)')


@dataclass
class Component:
    """BEGIN … END: its lines as (name, parameters, raw value), and what stands inside."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    inside: list[Component] = field(default_factory=list)

    def one(self, name: str) -> tuple[dict[str, str], str]:
        """Parameters and text of a line that stands exactly once."""
        found = [(parameters, value) for known, parameters, value in self.lines if known == name]
        assert len(found) == 1, f"{name}: {len(found)} times"
        return found[0]

    def text(self, name: str) -> str:
        """The value of a text line with its escapes undone."""
        undone = {"n": "\n", "N": "\n", ",": ",", ";": ";", "\\": "\\"}
        return re.sub(r"\\(.)", lambda match: undone[match.group(1)], self.one(name)[1])


def read(content: bytes) -> Component:
    """The one calendar a file holds; every breach of the grammar is an AssertionError."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    physical = content.split(b"\r\n")[:-1]
    assert all(len(line) <= 75 for line in physical), "a line is longer than 75 octets"
    lines: list[bytes] = []
    for line in physical:
        if line[:1] in (b" ", b"\t"):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    root = Component("")
    stack = [root]
    for raw in lines:
        name, parameters, value = _line(raw.decode("utf-8"))
        if name == "BEGIN":
            stack.append(Component(value.upper()))
            stack[-2].inside.append(stack[-1])
        elif name == "END":
            assert stack.pop().name == value.upper()
        else:
            assert len(stack) > 1, "a line outside of every component"
            stack[-1].lines.append((name, parameters, value))
    assert len(stack) == 1 and len(root.inside) == 1 and root.inside[0].name == "VCALENDAR"
    return root.inside[0]


def _line(line: str) -> tuple[str, dict[str, str], str]:
    found = _NAME.match(line)
    assert found, "a line without a name"
    at, parameters = found.end(), {}
    while line[at] == ";":
        part = _PARAMETER.match(line, at)
        assert part, "a parameter that cannot be read"
        parameters[part.group(1).upper()] = part.group(2).strip('"')
        at = part.end()
    assert line[at] == ":", "a line without a value"
    assert not re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line[at + 1 :])
    return found.group().upper(), parameters, line[at + 1 :]

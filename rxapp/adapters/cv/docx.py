"""DOCX by the standard library: headers, paragraphs, tables and text boxes, where many templates put the name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

MOST_PART = 20_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}
_PART = re.compile(r"word/header\d*\.xml")


def read_docx(path: Path) -> str:
    """Headers first, then the body in reading order."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if _PART.fullmatch(name))
        return "\n".join(_part(archive, name) for name in (*names, "word/document.xml"))


def _part(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        content = file.read(MOST_PART + 1)
    if len(content) > MOST_PART or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ValueError("no document of a word processor")
    return _text(ElementTree.fromstring(content))  # noqa: S314 - no entities, bounded, in a process with limits


def _text(node: ElementTree.Element) -> str:
    if node.tag == _FALLBACK:
        return ""  # the same words again, for older programs
    if node.tag == f"{_W}t":
        return node.text or ""
    if node.tag in _BREAKS:
        return _BREAKS[node.tag]
    if node.tag == f"{_W}tr":
        cells = [_text(cell).strip("\n") for cell in node if cell.tag == f"{_W}tc"]
        return ("\n" if any("\n" in cell for cell in cells) else "\t").join(cells) + "\n"
    inner = "".join(_text(child) for child in node)
    if node.tag == f"{_W}txbxContent":
        return f"\n{inner}\n"
    return f"{inner}\n" if node.tag == f"{_W}p" else inner

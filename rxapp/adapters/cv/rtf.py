"""RTF by striprtf."""

from __future__ import annotations

from pathlib import Path

from striprtf.striprtf import rtf_to_text


def read_rtf(path: Path) -> str:
    """The text; eight-bit escapes are read by the code page the file names, cells of a row stand side by side."""
    source = path.read_bytes().decode("latin-1")
    encoding = "gb18030" if "\\ansicpg936" in source[:2000] else "cp1252"
    return str(rtf_to_text(source, encoding=encoding, errors="ignore")).replace("|", "\t")

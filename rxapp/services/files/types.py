"""What a file is, decided by its content alone: names and what a browser says are claims.

    decide(path, kind) -> content type       raises Invalid, whose code says what to do

A name ending is looked up the other way round: `named(name, content_type)` gives a file the ending of what it is.
"""

from __future__ import annotations

import re
import zipfile
from enum import StrEnum
from pathlib import Path

from rxapp.errors import Invalid

MEGA = 1_048_576


class FileKind(StrEnum):
    """What a file is for."""

    CV = "cv"
    PHOTO = "photo"
    ATTACHMENT = "attachment"


MOST_BYTES = {FileKind.CV: 10 * MEGA, FileKind.PHOTO: 5 * MEGA, FileKind.ATTACHMENT: 10 * MEGA}
MOST_UNPACKED = 60 * MEGA
MOST_ENTRIES = 2_000

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
RTF, HTML, MHT, TEXT = "application/rtf", "text/html", "application/x-mimearchive", "text/plain"
PNG, JPEG, WEBP = "image/png", "image/jpeg", "image/webp"
OLD_WORD = "application/msword"  # the binary format of before 2007: recognised, never taken

ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",), DOCX: (".docx",), XLSX: (".xlsx",), PPTX: (".pptx",), RTF: (".rtf", ".doc"),
    HTML: (".html", ".htm", ".doc"), MHT: (".mht", ".mhtml", ".doc"), TEXT: (".txt", ".md", ".csv"),
    PNG: (".png",), JPEG: (".jpg", ".jpeg"), WEBP: (".webp",),
}  # fmt: skip
TAKEN = {
    FileKind.CV: frozenset({PDF, DOCX, RTF, HTML, MHT, TEXT}),
    FileKind.PHOTO: frozenset({PNG, JPEG, WEBP}),
    FileKind.ATTACHMENT: frozenset({PDF, DOCX, XLSX, PPTX, RTF, TEXT, PNG, JPEG, WEBP}),
}

_OFFICE = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
_SPACE = re.compile(r"\s*")
_XML = re.compile(r"<\?xml[^>]{0,200}>")
_TAG = re.compile(r"<(?:!doctype\s+html|html|head|meta|title|style|body|table|div|p)\b", re.IGNORECASE)
_MHT = re.compile(r"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_MHT_BODY = re.compile(r"^Content-Type:\s*(?:multipart/related|text/html)", re.IGNORECASE | re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEAD = 16_384


def decide(path: Path, kind: FileKind) -> str:
    """The content type of a file that may be kept as `kind`; Invalid says why another may not."""
    size = path.stat().st_size
    if size == 0:
        raise Invalid("file_empty")
    if size > MOST_BYTES[kind]:
        raise Invalid("file_too_large", most=MOST_BYTES[kind] // MEGA)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    found = _by_signature(head) or (_office(path) if head.startswith(b"PK\x03\x04") else _words(head))
    if found == OLD_WORD and kind is FileKind.CV:
        raise Invalid("file_old_word")
    if found not in TAKEN[kind]:
        raise Invalid(f"file_type_{kind.value}")
    return found


def _by_signature(head: bytes) -> str:
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_WORD
    return RTF if head.lstrip().startswith(b"{\\rtf") else ""


def _office(path: Path) -> str:
    """An office file, without unpacking any of it; what would unpack to too much is refused."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Invalid("file_bomb")
            names = {entry.filename for entry in entries}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    return next((found for part, found in _OFFICE.items() if part in names), "")


def _words(head: bytes) -> str:
    """Text, and whether it is a page or an archive of one."""
    # A cut through the last sign of the part that was read is no fault of the file.
    for cut in range(4):
        text = decode(head[: len(head) - cut], is_strict=True)
        if text is not None:
            break
    else:
        return ""
    if text is None or _CONTROL.search(text):
        return ""
    if _is_page(text):
        return HTML
    lead = text[:4000]
    return MHT if _MHT.search(lead) and _MHT_BODY.search(lead) else TEXT


def _is_page(text: str) -> bool:
    """Whether the first thing that counts is a page's tag. Every sign is looked at once: one pattern for all of this
    would try each way of dividing the comments, and the expression engine holds up the whole process meanwhile."""
    at = _past_space(text, 0)
    if declared := _XML.match(text, at):
        at = _past_space(text, declared.end())
    while text.startswith("<!--", at):
        end = text.find("-->", at + 4)
        if end < 0:
            return False
        at = _past_space(text, end + 3)
    return _TAG.match(text, at) is not None


def _past_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def decode(content: bytes, *, is_strict: bool = False, named: str = "") -> str | None:
    """Bytes as text: what the file itself names, a byte order mark, UTF-8, else the Chinese national encoding.
    None when nothing fits and `is_strict`; otherwise what cannot be read becomes a mark."""
    tries = [named] if named else []
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries.insert(0, "utf-16")
    for encoding in (*tries, "utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except (UnicodeError, LookupError):
            continue
    return None if is_strict else content.decode("gb18030", "replace")


def named(name: str, content_type: str) -> str:
    """The name somebody gave a file, fit for any disk and with the ending of what the file is."""
    shown = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Signs that steer a line (NUL, newlines, right-to-left marks) would make a name show as another.
    shown = "".join(sign for sign in shown if sign.isprintable()).strip(" .")
    endings = ENDINGS.get(content_type, ("",))
    stem, dot, ending = shown.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        return f"{stem[:150] or 'file'}.{ending.lower()}"
    return f"{shown[:150] or 'file'}{endings[0]}"

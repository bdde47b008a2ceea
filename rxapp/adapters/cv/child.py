"""What runs inside the child: `python -m rxapp.adapters.cv.child <content type> <path>`, text on its output.

Ends with 3 when there is no text to be had; anything else that goes wrong ends it too, and the parent asks no further.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path

from rxapp.services.files import types

MEMORY = 1_000 * types.MEGA
CPU_SECONDS = 15
MOST_TEXT = 60_000
LEAST_SIGNS = 40  # fewer are page numbers and a watermark: somebody scanned paper
NOTHING = 3


def limit() -> None:
    """Bind this process before it looks at anything: memory, time, no file written, no process started."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _reader(content_type: str) -> Callable[[Path], str]:
    """Only what this file needs is imported."""
    if content_type == types.PDF:
        from rxapp.adapters.cv.pdf import read_pdf

        return read_pdf
    if content_type == types.DOCX:
        from rxapp.adapters.cv.docx import read_docx

        return read_docx
    if content_type == types.RTF:
        from rxapp.adapters.cv.rtf import read_rtf

        return read_rtf
    from rxapp.adapters.cv import markup

    known = {types.HTML: markup.read_html, types.MHT: markup.read_mht, types.TEXT: markup.read_text}
    return known[content_type]


def main() -> int:
    """Read one file; the process's exit code."""
    content_type, path = sys.argv[1:3]
    limit()
    from rxapp.adapters.cv.tidy import tidy

    text = tidy(_reader(content_type)(Path(path)))[:MOST_TEXT]
    if sum(sign.isalnum() for sign in text) < LEAST_SIGNS:
        return NOTHING
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())

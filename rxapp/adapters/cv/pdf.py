"""PDF by pdfminer.six, which keeps columns apart."""

from __future__ import annotations

import logging
from pathlib import Path

from pdfminer.high_level import extract_text
from pdfminer.layout import LAParams

MOST_PAGES = 15


def read_pdf(path: Path) -> str:
    """The text of the first pages."""
    logging.disable(logging.CRITICAL)  # it complains about every odd font
    return extract_text(str(path), maxpages=MOST_PAGES, laparams=LAParams(line_margin=0.4))

"""A photograph as we keep it: drawn anew, small, upright, without what the camera wrote into it."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from rxapp.errors import Invalid
from rxapp.services.files.types import JPEG

MOST_SIDE = 800
MOST_PIXELS = 40_000_000  # a telephone's picture; what unpacks to more is refused before it is unpacked
_FORMATS = ("PNG", "JPEG", "WEBP")


def as_small_picture(path: Path) -> str:
    """Write the picture anew in place; its content type. Whatever else the file carried is gone. Raises Invalid."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=_FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS or min(picture.size) < 16:
                    raise Invalid("file_picture_size")
                picture.draft("RGB", (MOST_SIDE * 2, MOST_SIDE * 2))
                upright = ImageOps.exif_transpose(picture)
                upright.thumbnail((MOST_SIDE, MOST_SIDE))
                whole = upright.convert("RGBA")
        paper = Image.new("RGB", whole.size, "white")
        paper.paste(whole, mask=whole.getchannel("A"))
        with path.open("wb") as file:
            paper.save(file, "JPEG", quality=86, optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid("file_type_photo") from None
    return JPEG

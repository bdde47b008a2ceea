"""A photograph as we keep it: drawn anew, small, upright, without what the camera wrote into it."""

from __future__ import annotations

import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from rxapp.errors import Invalid
from rxapp.services.files.types import JPEG

MOST_SIDE = 800
# Refused before anything is unpacked. A JPEG is read small from the start (`draft`): the 24 million pixels of a
# telephone cost 100 MB at most. The others are unpacked whole, so a 4K screenshot is the most they may hold.
MOST_PIXELS = {"JPEG": 25_000_000, "PNG": 9_000_000, "WEBP": 9_000_000}


def as_small_picture(path: Path) -> str:
    """Write the picture anew in place; its content type. Whatever else the file carried is gone. Raises Invalid."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=tuple(MOST_PIXELS)) as picture:
                most = MOST_PIXELS[picture.format or "PNG"]
                if picture.width * picture.height > most or min(picture.size) < 16:
                    raise Invalid("file_picture_size", most=most // 1_000_000)
                picture.draft("RGB", (MOST_SIDE * 2, MOST_SIDE * 2))
                picture.thumbnail((MOST_SIDE, MOST_SIDE))  # before it is turned: turning makes a copy
                whole = ImageOps.exif_transpose(picture).convert("RGBA")
        paper = Image.new("RGB", whole.size, "white")
        paper.paste(whole, mask=whole.getchannel("A"))
        with path.open("wb") as file:
            paper.save(file, "JPEG", quality=86, optimize=True)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Invalid("file_type_photo") from None
    return JPEG

"""How long a text is as an SMS, what it costs, and how a phone shows it.

    measure(text) -> Size                 encoding, units, segments, what is left in the last one
    cost_class(segments) -> CostClass
    shown(text) -> Shown                  as it stands on the phone, and what a locked screen lets one read

Abroad a text of the GSM alphabet goes as 160 septets, or 153 in each of several; one sign outside makes it UCS-2: 70,
or 67 in each of several. Mainland providers count 70 and 67 whatever the signs, with the signature in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from unicodedata import category, east_asian_width

# GSM 03.38, the basic table without its escape, and the table behind the escape, whose signs take two septets.
BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("\f^{}\\[~]|€")
GLANCE = 80  # half-width cells of two lines on a locked screen: 40 Chinese characters


class Encoding(StrEnum):
    """How the signs travel; decides how many fit."""

    GSM7 = "gsm7"
    UCS2 = "ucs2"


_FITS = {Encoding.GSM7: (160, 153), Encoding.UCS2: (70, 67)}


class CostClass(StrEnum):
    """What a text costs, told by how many messages are paid for: one, two, or three and more."""

    SINGLE = "single"
    DOUBLE = "double"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Size:
    """`units`: septets, or 16-bit units; `per_segment`: how many fit into each; `left`: free in the last one;
    `outside`: the signs, each once, that make it UCS-2."""

    encoding: Encoding
    units: int
    segments: int
    per_segment: int
    left: int
    outside: tuple[str, ...] = ()

    @property
    def cost(self) -> CostClass:
        """Its cost class."""
        return cost_class(self.segments)


@dataclass(frozen=True, slots=True)
class Shown:
    """`text`: as it stands in the conversation; `glance`: what a locked screen lets one read, one line."""

    text: str
    glance: str


def encoding_of(text: str) -> Encoding:
    """Whether the GSM alphabet is enough."""
    return Encoding.GSM7 if all(sign in BASIC or sign in EXTENDED for sign in text) else Encoding.UCS2


def signed(text: str, signature: str) -> str:
    """The text with the 【signature】 that a mainland provider puts in front, and counts; "" = none."""
    return f"【{signature}】{text}" if signature else text


def measure(text: str, *, mainland: bool = False) -> Size:
    """The size of a text as it leaves; `mainland`: counted as Chinese providers bill. An empty text has no segment."""
    encoding = Encoding.UCS2 if mainland else encoding_of(text)
    widths = [_width(sign, encoding) for sign in text]
    units = sum(widths)
    single, several = _FITS[encoding]
    if units <= single:
        segments, per_segment, last = min(units, 1), single, units
    else:
        segments, last = _packed(widths, several)
        per_segment = several
    outside = (
        () if mainland else tuple(dict.fromkeys(x for x in text if x not in BASIC and x not in EXTENDED))
    )
    return Size(encoding, units, segments, per_segment, per_segment - last, outside)


def cost_class(segments: int) -> CostClass:
    """The class of so many segments."""
    if segments <= 1:
        return CostClass.SINGLE
    return CostClass.DOUBLE if segments == 2 else CostClass.LONG


def shown(text: str, signature: str = "") -> Shown:
    """A text as the phone shows it: one message however many segments, no invisible signs, ends trimmed."""
    plain = signed(text, signature).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    visible = "".join(sign for sign in plain if sign == "\n" or category(sign) != "Cc")
    lines = "\n".join(line.rstrip() for line in visible.split("\n")).strip()
    return Shown(lines, _cut(" ".join(lines.split()), GLANCE))


def _width(sign: str, encoding: Encoding) -> int:
    """An extension sign takes the escape along; a sign beyond the basic plane, like most emoji, is two units."""
    if encoding is Encoding.GSM7:
        return 2 if sign in EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _packed(widths: list[int], room: int) -> tuple[int, int]:
    """(segments, units in the last): a sign of two units is never cut, so a segment may stay one short."""
    segments, used = 1, 0
    for width in widths:
        if used + width > room:
            segments, used = segments + 1, 0
        used += width
    return segments, used


def _cut(text: str, cells: int) -> str:
    used = 0
    for at, sign in enumerate(text):
        used += 2 if east_asian_width(sign) in "WF" else 1
        if used > cells:
            return text[:at].rstrip() + "…"
    return text

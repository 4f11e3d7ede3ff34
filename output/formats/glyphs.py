"""What the documents' fonts can show: pictures are left out, every other character that they lack is replaced by 〓."""

import struct
import unicodedata
from functools import cache
from importlib.resources import files

from transforms.parse.text import clean

_FONTS = ("NanumGothic", "NotoSans-Regular", "NotoSansThai-Regular")
# The printers' own sign for a letter that is not in the case.
_LACKING = ord("〓")
# Pictures and what only turns one picture into another; a letter is never of these.
_PICTURES, _VARIANTS = ("So", "Sk", "Me", "Cf"), range(0xFE00, 0xFE10)


def legible(text: str) -> str:
    """``text`` without invisible characters and emoji, with 〓 for each letter that the fonts lack; line breaks stay.

    >>> legible("홍길동\\u202e 🎉 楊\\n둘째 줄 𠮷🌱")
    '홍길동 楊\\n둘째 줄 〓'
    """
    whole = clean(text)
    shown = whole.translate(_glyphs())
    return shown if len(shown) == len(whole) else "\n".join(" ".join(line.split()) for line in shown.split("\n"))


class _Glyphs(dict[int, int | None]):
    """Character to itself where the font has it, to nothing where it is a picture, else to the sign."""

    def __init__(self, shown: frozenset[int]) -> None:
        super().__init__()
        self.shown = shown

    def __missing__(self, code: int) -> int | None:
        is_picture = unicodedata.category(chr(code)) in _PICTURES or code in _VARIANTS
        self[code] = code if code in self.shown else None if is_picture else _LACKING
        return self[code]


@cache
def _glyphs() -> _Glyphs:
    folder = files("output").joinpath("formats/fonts")
    each = (_characters(folder.joinpath(f"{name}.ttf").read_bytes()) for name in _FONTS)
    return _Glyphs(frozenset({ord("\n")}).union(*each))


def _characters(font: bytes) -> frozenset[int]:
    """The characters of a TrueType font's Unicode map (OpenType specification, cmap format 4)."""
    n_tables = struct.unpack_from(">H", font, 4)[0]
    records = (struct.unpack_from(">4sLLL", font, 12 + 16 * n) for n in range(n_tables))
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    n_maps = struct.unpack_from(">H", font, cmap + 2)[0]
    maps = (cmap + struct.unpack_from(">HHL", font, cmap + 4 + 8 * n)[2] for n in range(n_maps))
    start = next(at for at in maps if struct.unpack_from(">H", font, at)[0] == 4)
    n_segments = struct.unpack_from(">H", font, start + 6)[0] // 2
    row = f">{n_segments}H"
    place = [start + 14 + 2 * n_segments * n + (2 if n else 0) for n in range(4)]
    ends, starts, deltas, offsets = (struct.unpack_from(row, font, at) for at in place)
    found = set()
    for n, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            at = place[3] + 2 * n + offset + 2 * (code - first)
            glyph = struct.unpack_from(">H", font, at)[0] if offset else code
            if glyph and (glyph + delta) & 0xFFFF:
                found.add(code)
    return frozenset(found)

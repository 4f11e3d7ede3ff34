"""A QR code of a short number: version 1 of ISO/IEC 18004, numeric, with the most correction, and nothing else."""

from functools import cache

_SIDE, _N_DATA, _N_CORRECTION = 21, 9, 17
# Error correction level H and mask 0 with their own correction (the standard's table C.1), the first bit in front.
_FORMAT = "001011010001001"
_GROUPS = {3: 10, 2: 7, 1: 4}


def qr_rows(digits: str) -> list[str]:
    """The modules of the code of at most 17 ``digits``, a row a string, "1" is dark; without its quiet zone.

    >>> rows = qr_rows("17")
    >>> len(rows), {len(row) for row in rows}, rows[0][:8]
    (21, {21}, '11111110')
    """
    grid, is_ours = _patterns()
    grid = [row.copy() for row in grid]
    data = _data(digits)
    bits = "".join(f"{word:08b}" for word in [*data, *_correction(data)])
    for at, (row, column) in enumerate(_places(is_ours)):
        # Mask 0 turns every second module, as a chessboard.
        grid[row][column] = int(bits[at]) ^ ((row + column) % 2 == 0)
    return ["".join(str(int(module)) for module in row) for row in grid]


def _data(digits: str) -> list[int]:
    """The words of the message: numeric mode, how many digits, three of them in ten bits, and what fills it up."""
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    bits = f"0001{len(digits):010b}" + "".join(f"{int(group):0{_GROUPS[len(group)]}b}" for group in groups)
    bits += "0000"[: 8 * _N_DATA - len(bits)]
    bits += "0" * (-len(bits) % 8)
    words = [int(bits[at : at + 8], 2) for at in range(0, len(bits), 8)]
    return words + [(0xEC, 0x11)[at % 2] for at in range(_N_DATA - len(words))]


def _correction(data: list[int]) -> list[int]:
    """The remainder of the message by the generator of 17 roots over GF(256)."""
    powers, logs = _field()
    generator = [1]
    for root in range(_N_CORRECTION):
        shifted = [*generator, 0]
        for at, factor in enumerate(generator):
            shifted[at + 1] ^= powers[(logs[factor] + root) % 255]
        generator = shifted
    rest = [*data, *[0] * _N_CORRECTION]
    for at in range(len(data)):
        if first := rest[at]:
            for over, factor in enumerate(generator):
                rest[at + over] ^= powers[(logs[factor] + logs[first]) % 255]
    return rest[len(data) :]


@cache
def _field() -> tuple[list[int], dict[int, int]]:
    powers, value = [], 1
    for _ in range(255):
        powers.append(value)
        value = (value << 1) ^ (0x11D if value & 0x80 else 0)
    return powers, {power: at for at, power in enumerate(powers)}


@cache
def _patterns() -> tuple[list[list[int]], list[list[bool]]]:
    """What every code shows (finders, timing, format), and which modules are taken by it."""
    grid = [[0] * _SIDE for _ in range(_SIDE)]
    ours = [[False] * _SIDE for _ in range(_SIDE)]
    for top, left in ((0, 0), (0, _SIDE - 7), (_SIDE - 7, 0)):
        for row in range(max(top - 1, 0), min(top + 8, _SIDE)):
            for column in range(max(left - 1, 0), min(left + 8, _SIDE)):
                from_centre = max(abs(row - top - 3), abs(column - left - 3))
                grid[row][column], ours[row][column] = int(from_centre in (0, 1, 3)), True
    for at in range(8, _SIDE - 8):
        for row, column in ((6, at), (at, 6)):
            grid[row][column], ours[row][column] = int(at % 2 == 0), True
    beside = [0, 1, 2, 3, 4, 5, 7, 8]
    upright = [(8, at) for at in beside] + [(at, 8) for at in reversed(beside[:-1])]
    apart = [(_SIDE - 1 - at, 8) for at in range(7)] + [(8, _SIDE - 8 + at) for at in range(8)]
    for places in (upright, apart):
        for (row, column), bit in zip(places, _FORMAT, strict=True):
            grid[row][column], ours[row][column] = int(bit), True
    # The one that is always dark.
    grid[_SIDE - 8][8], ours[_SIDE - 8][8] = 1, True
    return grid, ours


def _places(is_ours: list[list[bool]]) -> list[tuple[int, int]]:
    """Where the bits stand: pairs of columns from the right, up and down, past the column of timing."""
    columns = [*range(_SIDE - 1, 6, -2), *range(5, 0, -2)]
    return [
        (row, column - side)
        for turn, column in enumerate(columns)
        for row in (range(_SIDE - 1, -1, -1) if turn % 2 == 0 else range(_SIDE))
        for side in (0, 1)
        if not is_ours[row][column - side]
    ]

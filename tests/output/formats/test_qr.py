"""The code on a badge: every module where the standard has it."""

import hashlib

from output.formats.qr import qr_rows

DIGEST = "1e8a64258721bc8d9fc7b097c92214eb5f5dcd1c64f8193613a46823b223a3c4"


def test_the_code_is_the_one_that_another_encoder_makes() -> None:
    # Of segno 1.6.6 (version 1, level H, numeric, mask 0), whose codes of 1 to 999 are all the same as these.
    whole = "\n".join("\n".join(qr_rows(str(number))) for number in range(1, 1000))
    assert hashlib.sha256(whole.encode()).hexdigest() == DIGEST

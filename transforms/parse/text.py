"""Text as it was meant: one Unicode form, no invisible characters, tidy white space."""

import re
import unicodedata
from functools import cache

from transforms.reference import rows

# Format characters (zero width, direction marks, BOM, soft hyphen), lone surrogates, private use and
# unassigned code points, and controls other than tab and newline carry nothing that a reader sees.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
_NOT_WORD = re.compile(r"[\W_]+")


def clean(value: object) -> str:
    """The cell as NFC text without invisible characters and with single spaces; line breaks stay.

    >>> clean("  청주\\u200bYWCA\\u00a0 ")
    '청주YWCA'
    >>> clean(None)
    ''
    """
    if not isinstance(value, str):
        return ""
    if value.isascii() and value.isalnum():
        return value
    text = _LINE_BREAK.sub("\n", value)
    # Composing can bring a removable character together with its base, so invisibles go first.
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip()


def folded(value: str) -> str:
    """Cleaned, in compatibility form and lower case: full-width and circled characters become plain.

    >>> folded("ＹＭＣＡ １층")
    'ymca 1층'
    """
    return clean(unicodedata.normalize("NFKC", clean(value)).lower())


def key(value: str) -> str:
    """Letters and digits alone, in compatibility form and lower case: equal for spellings of one thing.

    >>> key("(사) 무심천-지킴이 연대") == key("사무심천지킴이연대")
    True
    """
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", clean(value)).casefold())


@cache
def _blank_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("blank_words") if not row["note"].startswith("only"))


def is_blank(value: str) -> bool:
    """True when a person typed something that means "no answer" (reference/blank_words.csv).

    >>> [is_blank(v) for v in ("", "없음", " N/A ", "#REF!", "-", "·", "무심천")]
    [True, True, True, True, True, True, False]
    """
    if len(value) > 40:
        return False
    compact = "".join(folded(value).split())
    return compact.rstrip(".!~") in _blank_words() or compact in _blank_words() or not key(value)

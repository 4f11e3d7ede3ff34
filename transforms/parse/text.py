"""Text as it was meant: one Unicode form, no invisible characters, tidy white space."""

import hashlib
import re
import unicodedata
from functools import cache

from transforms.reference import rows

# Format characters (zero width, direction marks, BOM, soft hyphen), lone surrogates, private use and
# controls other than tab and newline carry nothing that a reader sees.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff\ue000-\uf8ff"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_LINE_BREAK = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_AROUND_BREAK = re.compile(r" ?\n ?")
# What most people type: composed syllables and printable ASCII with single spaces.
_TIDY = re.compile(r"(?:[!-~가-힣]++(?: [!-~가-힣]++)*+)?")
# Behind Korean what says it again: / Good Health, (Your name); SDGs in brackets is an abbreviation and says more.
_IN_ENGLISH = re.compile(
    r"(?<=[가-힣)\]?!.])\s*(?:/\s*(?=[^a-z]*[a-z])[A-Za-z][!-~ ]*"
    r"|[(\[](?!\w+:)(?=[^)\]]*(?:[a-z]{3}|[a-z]{2}[^)\]]*\s|\s[^)\]]*[a-z]{2}))[A-Za-z][!-~ ]*[)\]])\s*$"
)
_NOT_WORD = re.compile(r"[\W_]+")
# Full-width letters and signs, as a Korean keyboard types them by mistake: 청주ＹＭＣＡ, （사）.
HALF_WIDTH = dict(zip(range(0xFF01, 0xFF5F), range(0x21, 0x7F), strict=True))


def clean(value: object) -> str:
    """The cell as NFC text without invisible characters and with single spaces; line breaks stay.

    >>> clean("  청주\\u200bYWCA\\u00a0 ")
    '청주YWCA'
    >>> clean(None)
    ''
    """
    if not isinstance(value, str):
        return ""
    if _TIDY.fullmatch(value):
        return value
    text = _LINE_BREAK.sub("\n", value)
    # Composing can bring a removable character together with its base, so invisibles go first.
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _AROUND_BREAK.sub("\n", _SPACES.sub(" ", text)).strip()


def without_english(value: str) -> str:
    """A form's Korean words without what says the same in English behind them.

    >>> [without_english(text) for text in ("주소 (Address)", "단체 이름 (개인은 성명) / Name", "관심 목표(SDGs)")]
    ['주소', '단체 이름 (개인은 성명)', '관심 목표(SDGs)']
    """
    return _IN_ENGLISH.sub("", value)


def folded(value: str) -> str:
    """Cleaned, in compatibility form and lower case: full-width and circled characters become plain.

    >>> folded("ＹＭＣＡ １층")
    'ymca 1층'
    """
    tidy = clean(value)
    if _TIDY.fullmatch(tidy):
        # Compatibility forms change nothing in such text.
        return tidy.lower()
    return clean(unicodedata.normalize("NFKC", tidy).lower())


def key(value: str) -> str:
    """Letters and digits alone, in compatibility form and lower case: equal for spellings of one thing.

    >>> key("(사) 무심천-지킴이 연대") == key("사무심천지킴이연대")
    True
    """
    tidy = clean(value)
    if tidy.isalnum() and _TIDY.fullmatch(tidy):
        return tidy.lower()
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", tidy).casefold())


def spelling(value: str) -> str:
    """What tells a word that somebody set from another: its ``key``; of signs alone, which has none, the signs.

    >>> spelling("동의 함"), spelling(" ✓ "), spelling("-"), spelling("")
    ('동의함', '✓', '-', '')
    """
    return key(value) or clean(value)


_LETTERS = re.compile(r"[\w\s]+")


def searchable(value: str) -> str:
    """Where ``spelling`` of a word within ``value`` is looked for: its key, and in a line of their own its signs.

    >>> searchable("10/28 전화(☎) 옴").split("\\n")
    ['1028전화옴', ' / (☎) ']
    """
    return f"{key(value)}\n{_LETTERS.sub(' ', clean(value))}"


@cache
def answer_words(role: str) -> frozenset[str]:
    """The words of one role in short answers: ending, denial, doubt … (reference/answer_words.csv)."""
    return frozenset(row["word"] for row in rows("answer_words") if row["role"] == role)


@cache
def _blank_words(asked: str) -> frozenset[str]:
    """Words for "no answer" anywhere, and those that are one only where ``asked`` is asked for."""
    only_here = f"only where a {asked} is asked"
    return frozenset(
        row["word"] for row in rows("blank_words") if not row["note"].startswith("only") or row["note"] == only_here
    )


_LONGEST_BLANK = 40
# LibreOffice numbers its errors, a column too narrow shows hatches, and 8.21E+11 is a long number cut short.
_BROKEN = re.compile(r"(?:err|오류):\d{3}|#{3,}|[-+]?\d(?:[.,]\d+)?e\+\d{1,3}")


@cache
def _broken_words() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("blank_words") if row["note"] == "a broken formula")


@cache
def _answers(asked: str | None) -> re.Pattern[str]:
    """What most answers begin with, and no word for "no answer" nor a broken formula does: they are looked at no more.

    A second character of the plain ones tells that the first composes with nothing. With None, no broken formula alone.
    """
    words = _broken_words() if asked is None else _broken_words() | _blank_words(asked)
    begins = "".join({word[0] for word in words if word[0].isalnum()})
    word = rf"(?![eE오{begins}{begins.upper()}])[A-Za-z가-힣](?:[ -~가-힣]|\Z)"
    # An error is "err:", a number in powers of ten digits and "e+"; of digits alone 0 is a word.
    latin = "" if "e" in begins else r"[eE](?:[a-qs-z0-9]|\Z)|"
    number = r"\+?(?:[1-9]|0[ .:-]*[0-9])[0-9 .:-]*\Z|[0-9][0-9 .,]*[/:가-힣-]"
    return re.compile(f"{word}|{latin}{number}")


def is_broken(value: str) -> bool:
    """True for what a spreadsheet put in the place of an answer: an error, or a number in powers of ten.

    >>> [is_broken(v) for v in ("#NAME?", " #n/a ", "8.21012E+11", "Err:502", "#1 하천 정화", "")]
    [True, True, True, True, False, False]
    """
    if len(value) > _LONGEST_BLANK or _answers(None).match(value):
        return False
    compact = "".join(folded(value).split()).removeprefix("'")
    return compact in _broken_words() or _BROKEN.fullmatch(compact) is not None


_LOST = re.compile(r"\?[가-힣]|\?\?|\ufffd")


def has_lost_letters(value: str) -> bool:
    """True where letters of a name were saved in an encoding that has none for them, and stand as question marks.

    >>> [has_lost_letters(v) for v in ("홍?동", "??마을", "?나래", "참석 가능?", "하늘모임")]
    [True, True, True, False, False]
    """
    return _LOST.search(value) is not None


def is_blank(value: str, asked: str = "") -> bool:
    """True when a person typed something that means "no answer" (reference/blank_words.csv).

    >>> [is_blank(v) for v in ("", "없음", " N/A ", "#REF!", "-", "·", "무심천")]
    [True, True, True, True, True, True, False]
    >>> is_blank("본인"), is_blank("본인", asked="name")
    (False, True)
    """
    if len(value) > _LONGEST_BLANK or _answers(asked).match(value):
        return False
    compact = "".join(folded(value).split())
    words = _blank_words(asked)
    return compact in words or compact.strip("().!~,;") in words or not key(compact) or is_broken(compact)


def mark(text: str) -> str:
    """Eight letters made of a text: what tells people apart in an id without saying it."""
    return hashlib.blake2b(text.encode(), digest_size=4).hexdigest()

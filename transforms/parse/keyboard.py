"""What was typed while the keyboard was set to the other letters: dhssnfl gkqckdeks is 온누리 합창단, ㅜㅁㅍㄷㄱ naver.

The layout is the two-set one (KS X 5002); syllables are composed as the Unicode Standard says in 3.12.
"""

import re
import unicodedata

# The letters of the keyboard in the order in which Unicode counts initials, vowels and finals.
_INITIALS = "r R s e E f a q Q t T d w W c z x v g".split()
_VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()
_FINALS = ["", *"r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()]
_VOWEL, _FINAL = ("|".join(sorted(each, key=len, reverse=True)) for each in (_VOWELS, _FINALS))
# A consonant before a vowel begins the next syllable.
_SYLLABLE = re.compile(rf"([{''.join(_INITIALS)}])({_VOWEL})((?:{_FINAL})(?!{_VOWEL}))")
# Of Unicode's conjoining letters, from the first of each kind.
_KEYS = str.maketrans(
    {
        first + at: keys
        for first, letters in ((0x1100, _INITIALS), (0x1161, _VOWELS), (0x11A8, _FINALS[1:]))
        for at, keys in enumerate(letters)
    }
)
_LEAST = 3  # syllables that no Latin word makes by chance


def in_hangul(text: str) -> str:
    """The text as it was meant where its letters make up syllables, three at least, and leave none; else as it is.

    >>> in_hangul("dhssnfl gkqckdeks"), in_hangul("Green Wave"), in_hangul("anwlro"), in_hangul("asdf")
    ('온누리 합창단', 'Green Wave', '무지개', 'asdf')
    """
    if not text.isascii():
        return text
    made = _SYLLABLE.sub(_composed, text)
    return made if re.fullmatch("[가-힣 ]+", made) and len(made.replace(" ", "")) >= _LEAST else text


def in_latin(text: str) -> str:
    """The text as the Latin keys that were struck for it, in small letters.

    >>> in_latin("ㅜㅁㅍㄷㄱ.채ㅡ")
    'naver.com'
    """
    return unicodedata.normalize("NFKD", text).translate(_KEYS).lower()


def _composed(found: re.Match[str]) -> str:
    initial, vowel, final = found.groups()
    return chr(0xAC00 + (_INITIALS.index(initial) * 21 + _VOWELS.index(vowel)) * 28 + _FINALS.index(final))

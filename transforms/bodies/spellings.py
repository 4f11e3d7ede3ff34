"""The ways to write one body's name: for comparing names of bodies that share an officer, never for showing them."""

import re
import unicodedata
from bisect import bisect_right
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from transforms.bodies.near_names import NUMBER, core, essence, with_short_schools
from transforms.parse.people import is_name
from transforms.parse.people.words import HANGUL
from transforms.parse.text import clean, folded, key
from transforms.reference import rows

_GLOSS = re.compile(r"(?P<said>[가-힣][가-힣 ]*?)\s?[(（\[](?P<gloss>[^()（）\[\]]{2,40})[)）\]]")
# 늘벗봉사단(구 늘푸른봉사단), 늘푸른봉사단(현 늘벗봉사단): what a body was called before, or is since.
AT_ANOTHER_TIME = (
    r"(?:(?:구|舊|전|前|옛|이전|변경\s?전|현|現|현재|지금)(?:\s?(?:명칭|이름))?(?:\s?[:.]\s?|\s)|[舊前現])"
)
_FORMER = re.compile(rf"\s?[(（\[]{AT_ANOTHER_TIME}[^()]*[)）\]]")
_AND = re.compile(
    r"\s?(?:&|\+|그리고|(?<![a-z])and(?![a-z])|(?<=[가-힣])앤드?(?=\s?[가-힣])|(?<=[가-힣])[과와](?=\s))\s?"
)
# Which church a church belongs to, said by one officer and not by the next.
_DENOMINATION = re.compile(
    r"(?:대한예수교장로회|한국기독교장로회|기독교대한감리회|기독교대한성결교회|기독교한국침례회|대한불교조계종|한국불교태고종)"
    r"|^(?:천주교|가톨릭|개신교|불교|원불교)\s|[(\[](?:예장|기장|기감|기성|기침|조계종|태고종|천주교|원불교)[)\]]"
)
_CLUB = re.compile("[가-힣]{0,4}동아리")
# 한솔A 입대의: an apartment house, where what it has is named behind
_APARTMENT = re.compile(
    r"(?<=[가-힣])\s?[a@](?=\s?(?:\d+\s?(?:단지|차)\s?)?(?:입주자|입대의|관리|부녀회|노인회|경로당|주민|동대표|선관위))"
)
_HAN = re.compile(r"[㐀-鿿豈-﫿]+")
_LATIN = re.compile(r"[a-z][a-z .'-]+")
_DIGITS = {
    digit: value
    for value, letters in enumerate("일一 이二 삼三 사四 오五 육六 칠七 팔八 구九".split(), 1)
    for digit in letters
}
_NUMERAL = "(?:[{0}]?[십十][{0}]?|[{0}])".format("".join(_DIGITS))
# What is numbered in names of bodies. A counter of one syllable begins many words (일기, 삼동): it has to end one.
_COUNTER = r"(?:단지|호점|학년|모둠|(?:[동기반조차호층팀])(?![가-힣]))"
_ORDINAL = re.compile(rf"(?<![가-힣])제\s?(?=\d|{_NUMERAL}\s?{_COUNTER})")
_IN_WORDS = re.compile(rf"(?<![가-힣一-鿿])(?P<number>{_NUMERAL})\s?{_COUNTER}")
# 분평이동 통장협의회, and not 분평 이동도서관
_NUMBERED_DONG = re.compile(
    r"(?<=[가-힣]{2})([일이삼사오육칠팔구])(?=동\s?"
    r"(?:주민|통장|이장|새마을|바르게|부녀|방위|지역사회|행정|자율|체육|노인|경로|적십자|자유총))"
)
_APART = re.compile(rf"(?<=\d)\s+(?={_COUNTER})")
_WORD = re.compile(r"[^\W_]+")
_COUNTED = re.compile(NUMBER)
_ALIKE = 0.75  # of the letters of a romanised name, which are written in more ways than one
_SAME_SOUND = 0.85  # of its consonants
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".split()
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".split()
_HONORIFICS = ("님", "씨")
_LATIN_PART = re.compile(r"[a-z]{3,}")
_AROUND = 2  # letters that are the same beside those that sound alike
_ONE_SOUND = str.maketrans("cqfvzl", "kkpbjr")


@cache
def _abbreviations(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((row["long"], row["short"]) for row in rows("abbreviations") if row["kind"] == kind)


@cache
def _readings() -> tuple[tuple[bytes, ...], tuple[str, ...]]:
    """Where each reading begins in KS X 1001, which orders its characters by their Korean reading."""
    listed = rows("hanja_readings")
    return tuple(row["first"].encode("euc_kr") for row in listed), tuple(row["reading"] for row in listed)


def spellings(name: str, region: tuple[str, ...] = ()) -> frozenset[str]:
    """What every spelling of the name shares: the name as one word, and its words in an order of their own.

    Two names that share one are the same but for a gloss that repeats the reading, a number in words, an abbreviation,
    marks, and the order of words. Words that count or contrast are all there, and numbers stay in their order.

    >>> bool(spellings("연꽃 - 이주여성자조모임") & spellings("이주여성 자조모임 '연꽃'"))
    True
    >>> bool(spellings("새롬고등학교 동아리 '솔' 제2기") & spellings("새롬고 동아리 솔 이기"))
    True
    >>> bool(spellings("새롬고 동아리 솔 1기") & spellings("새롬고 동아리 솔 2기"))
    False
    """
    words = spelt(name)
    whole = "".join(words)
    found = {essence(core(whole), region)}
    # 솔빛고 (환경동아리) 푸른솔; a club that ends the name is one within another body
    own = [word for word in words if word == words[-1] or not _CLUB.fullmatch(word)]
    found |= {essence(core("".join(own)), region)} if len(own) > 1 else set()
    if not re.search(r"\d", whole):
        # 청소년문화의집 꿈틀, 꿈틀청소년문화의집
        found |= {essence(core("".join([*words[at:], *words[:at]])), region) for at in range(1, len(words))}
    counted = " ".join(_COUNTED.findall(" ".join(words)))
    orders = [sorted(["".join(words[:at]), "".join(words[at:])]) for at in range(1, len(words))]
    found |= {" ".join([*order, "#", counted]) for order in [*orders, sorted(words)] if len(order) > 1}
    return frozenset(found) if len(whole) >= 3 else frozenset()


@lru_cache(65536)
def spelt(name: str) -> tuple[str, ...]:
    """The words of the name, each spelling of a word as one.

    >>> spelt("한솔A 입주자 대표회의"), spelt("새롬고등학교 제2기")
    (('한솔아파트', '입대의'), ('새롬고', '2기'))
    """
    named = _APARTMENT.sub("아파트 ", _FORMER.sub("", _GLOSS.sub(_without_gloss, folded(name))))
    named = _DENOMINATION.sub(" ", _AND.sub(" ", named))
    return tuple(_WORD.findall(_read_aloud(_shortened(_hanja_aloud(_numbered(named))))))


def plain(name: str, region: tuple[str, ...] = ()) -> str:
    """The essence of the name in which every word is spelt one way: for comparing near names.

    >>> plain("푸른 한솔A 입주자대표회의", ("푸른",))
    '한솔아파트입대의'
    """
    return essence(core("".join(spelt(name))), region)


def officer(name: str) -> str:
    """Key of a representative's or contact's name without titles and honorifics beside it.

    >>> officer("혜월 스님") == officer("혜월"), officer("김하나 대표님") == officer("김하나"), officer("대표")
    (True, True, '대표')
    """
    value = clean(name)
    if is_name(value):
        return key(value)
    titles = _titles()
    words = value.split()
    named = [word for word in words if _bare(word) not in titles]
    if len(named) == 1:
        # 혜월스님: an address is written to a name without a space as well.
        address = next((end for end in _addresses() if named[0].endswith(end) and len(named[0]) >= len(end) + 2), "")
        named = [named[0].removesuffix(address)]
    return key("".join(named or words))


@cache
def _titles() -> frozenset[str]:
    return frozenset({row["title"] for row in rows("titles")} | {*_HONORIFICS, ""})


@cache
def _addresses() -> tuple[str, ...]:
    own = {row["title"] for row in rows("titles") if row["use"] == "address"}
    return tuple(sorted(own | {*_HONORIFICS}, key=lambda word: (-len(word), word)))


def _bare(word: str) -> str:
    return word if word in _titles() else word.removesuffix("님")


def _read_aloud(name: str) -> str:
    """와이엠씨에이 as ymca, 오일팔 as 518: letters and digits that are written as they are spoken."""
    return _spoken().sub(_letters, name)


@cache
def _spoken() -> re.Pattern[str]:
    names = "|".join(sorted((long for long, _ in _abbreviations("letter")), key=len, reverse=True))
    # Within a word two make no letters: 푸른시지회.
    return re.compile(rf"(?<![가-힣])(?:{names}){{2,}}|(?:{names}){{3,}}|[일이삼사오육칠팔구]{{2,}}")


def _letters(found: re.Match[str]) -> str:
    if found.group()[0] in _DIGITS and set(found.group()) <= set(_DIGITS):
        return "".join(str(_DIGITS[letter]) for letter in found.group())
    rest, made = found.group(), ""
    while rest:
        long, short = max(
            ((n, s) for n, s in _abbreviations("letter") if rest.startswith(n)), key=lambda pair: len(pair[0])
        )
        rest, made = rest[len(long) :], made + short
    return made


def _without_gloss(found: re.Match[str]) -> str:
    """The word before a bracket alone, where the bracket says it once more in hanja or Latin letters."""
    said, gloss = found["said"].replace(" ", ""), found["gloss"].strip()
    if _HAN.fullmatch(gloss):
        repeats = len(said) >= len(gloss) and all(map(_reads, gloss, said[-len(gloss) :]))
    else:
        spoken = (_romanised(said), _romanised(found["said"].split()[-1]))
        plain = re.sub("[^a-z]", "", gloss)
        is_alike = any(Indel.normalized_similarity(plain, s) >= _ALIKE for s in spoken) or sounds_alike(plain, said)
        # 청년회의소(JCI), 로컬생협(소비자생활협동조합)
        is_short = _shortened(said).endswith(_shortened(gloss.replace(" ", "")))
        repeats = is_short or (bool(_LATIN.fullmatch(gloss)) and is_alike)
    return f"{found['said']} " if repeats else found.group()


def _reads(character: str, syllable: str) -> bool:
    """True when the character is read so; 女 is 녀 and, at the start of a word, 여."""
    reading = _reading(character)
    return bool(reading) and _softened(reading) == _softened(syllable)


def _reading(character: str) -> str:
    """How the Hanja is read within a word; '' where KS X 1001 lacks it."""
    starts, readings = _readings()
    try:
        at = bisect_right(starts, character.encode("euc_kr")) - 1
    except UnicodeEncodeError:
        return ""
    return readings[at] if at >= 0 else ""


def _hanja_aloud(name: str) -> str:
    """The name with every Hanja as it is read: 문화硏究會, 女性會 → 문화연구회, 여성회."""
    return _HAN.sub(lambda found: _read_out(found.group(), is_first=not name[: found.start()][-1:].isalpha()), name)


def _read_out(characters: str, *, is_first: bool) -> str:
    read = [_reading(each) or each for each in characters]
    return (_at_the_head(read[0]) if is_first else read[0]) + "".join(read[1:])


def _at_the_head(syllable: str) -> str:
    """How a syllable that begins a word is said (한글 맞춤법 제10항–제12항): 녀 → 여, 력 → 역, 로 → 노."""
    first, *rest = list(unicodedata.normalize("NFD", syllable))
    if first in "ᄂᄅ" and rest[0] in "ᅣᅧᅨᅭᅲᅵ":
        first = "ᄋ"
    return unicodedata.normalize("NFC", "".join(["ᄂ" if first == "ᄅ" else first, *rest]))


def _softened(syllable: str) -> str:
    letters = unicodedata.normalize("NFD", syllable)
    return ("ᄋ" if letters[0] in "ᄂᄅ" else letters[0]) + letters[1:]


def _romanised(hangul: str) -> str:
    at = [ord(letter) - 0xAC00 for letter in hangul if "가" <= letter <= "힣"]
    return "".join(_INITIALS[n // 588] + _VOWELS[n // 28 % 21] + _FINALS[n % 28] for n in at).replace("-", "")


# Sounds that Hangul has one letter for, and what of Latin letters is read as another.
_SOUNDS = (
    ("sch", "sk"), ("ti(?=on)", "s"), ("tu(?=re)|[dt]s(?![aeiou])", "j"),
    ("gh(?![aeiou])", ""), ("ch|dg(?=[ei])|[jz]", "j"), ("sh|ss|c(?=[eiy])", "s"), ("x", "ks"),
    ("ph|[fvb]", "p"), ("ck|[cqg]", "k"),
    ("d|th", "t"), ("l", "r"), ("[aeiouwy]", ""), (r"(\D)\1+", r"\1"),
)  # fmt: skip


def sounds_alike(a: str, b: str) -> bool:
    """True of two cores of which one is written in Latin letters as the other sounds.

    >>> sounds_alike("greenwavecheongju", "그린웨이브청주"), sounds_alike("bluewave", "그린웨이브")
    (True, False)
    """
    a, b = with_short_schools(a), with_short_schools(b)
    part = _LATIN_PART.search(a) or _LATIN_PART.search(b)
    if part and not (a.isascii() or b.isascii()):
        other = b if part.string == a else a
        return _sounds_within(part, other) or _sounds_elsewhere(part, other)
    latin, hangul = sorted((a, b))
    if not (latin.isascii() and re.fullmatch("[가-힣0-9]+", hangul)):
        return False
    heard = [_heard(latin), _heard("".join(_romanised(part) or part for part in re.findall(r"\d+|\D+", hangul)))]
    if latin.translate(_ONE_SOUND) == _romanised(hangul).translate(_ONE_SOUND):
        return True  # eco, 에코
    numbers = [re.sub(r"\D", "", each) for each in heard]
    is_long = min(map(len, heard)) >= 4 and Indel.normalized_similarity(*heard) >= _SAME_SOUND
    return numbers[0] == numbers[1] and (is_long or (len(heard[0]) == 3 and heard[0] == heard[1]))


def _sounds_within(part: re.Match[str], other: str) -> bool:
    """욜로카페 and yolo카페: what stands around the letters is the same."""
    before, after = part.string[: part.start()], part.string[part.end() :]
    said = other[len(before) : len(other) - len(after)]
    is_around = other.startswith(before) and other.endswith(after) and len(before) + len(after) >= _AROUND
    if not (is_around and HANGUL.fullmatch(said)):
        return False
    latin, spoken = part.group().translate(_ONE_SOUND), _romanised(said).translate(_ONE_SOUND)
    is_spelt = Indel.normalized_similarity(latin, spoken) >= _ALIKE
    return is_spelt or (len(_heard(latin)) > 1 and _heard(latin) == _heard(spoken))


def _sounds_elsewhere(part: re.Match[str], other: str) -> bool:
    """한울대그린브릿지랩 and greenbridgelab한울대: the letters stand at the other end."""
    before, after = part.string[: part.start()], part.string[part.end() :]
    around = before or after
    if (before and after) or len(around) < _AROUND:
        return False
    said = other.removeprefix(around) if after else other.removesuffix(around)
    return said != other and sounds_alike(part.group(), said)


def _heard(latin: str) -> str:
    for letters, sound in _SOUNDS:
        latin = re.sub(letters, sound, latin)
    return latin


def _numbered(name: str) -> str:
    """Numbers before what they count as digits beside it: 제이 기, 이기, 2 기 → 2기."""
    return _APART.sub("", _IN_WORDS.sub(_in_digits, _ORDINAL.sub("", name)))


def with_numbered_dong(name: str) -> str:
    """The name with the number of a 동 as a digit.

    >>> with_numbered_dong("분평이동 통장협의회"), with_numbered_dong("분평이동도서관")
    ('분평2동 통장협의회', '분평이동도서관')
    """
    return _NUMBERED_DONG.sub(lambda found: str(_DIGITS[found[1]]), name)


def _in_digits(found: re.Match[str]) -> str:
    # 이동, 일반: words of their own. At the head of a name nothing stands that could be counted.
    if found.start() == 0 or found.group() in {word for word, _ in _abbreviations("number word")}:
        return found.group()
    tens, ten, ones = (
        re.split("([십十])", found["number"]) if set(found["number"]) & set("십十") else ("", "", found["number"])
    )
    number = (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)
    return found.group().replace(found["number"], str(number), 1)


@cache
def _shortening() -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]]:
    """What any of the long words is, and each with its short form."""
    listed = [*_abbreviations("spelling"), *_abbreviations("body"), *_abbreviations("school")]
    # 입주자 대표회의: long words are written apart.
    apart = [(r"\s?".join(long), short) for long, short in listed]
    return re.compile("|".join(long for long, _ in apart)), tuple((re.compile(long), short) for long, short in apart)


def _shortened(name: str) -> str:
    for long, short in _abbreviations("form"):
        if short in name:
            # 지사협 is a word of its own, and no form; nor is 복지법인 within 사회복지법인 short.
            whole = f"(?<!{long.removesuffix(short)})" if long.endswith(short) else ""
            name = re.sub(rf"(?<=[가-힣]{{2}})(?<!지){whole}\s?{short}(?![가-힣])", long, name)
    any_long, each_long = _shortening()
    # Most names hold none: one look spares them the round of all.
    for pattern, short in each_long if any_long.search(name) else ():
        name = pattern.sub(short, name)
    return name

"""Options ticked or chosen, whatever separator joined them and however they were relabelled since."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property

from transforms.parse.text import answer_words, clean, folded, is_blank, key, spelling, without_english

# Longer than any answer; what a pasted book holds beyond it stays one free text.
_MOST_PIECES = 300
_LONGEST_CHOICE = 200
_LONGEST_SIGN = 5
_SEPARATOR = re.compile(r"[,;\n，、､；]")
_SEGMENT = re.compile(r"[,./;:!?~\n…\"“”'‘’·\-–]+")
_ASIDE = re.compile(r"[(\[<{]([^()\[\]<>{}]*)[)\]>}]?")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_COUNTED = re.compile(r"\d+\s?(?:명|인|분|번|월|일|시)?")
_LIST_MARK = re.compile(r"^\s*(?:\(?\d{1,2}[.)]|\[\d{1,2}\]|[①-⑳❶-❿⑴-⒇]|[-–—•▪■▶●○*·ㆍ✓✔☑])\s*")
# 4번, 4분야, 제4분야 and ④ behind which an option's shortened name may stand.
_NUMBER = re.compile(r"^\s*(?:제\s?)?(?:(\d{1,2})\s?(?:번째|번|분야|분과)|(\d{1,2})$)\s*[.:]?\s*")
_QUOTES = " \"'“”‘’「」『』<>."
_CIRCLED = "①-⑳❶-❿⑴-⒇"
# What parts short forms in one cell: 물길·씨앗, 약속4 약속8, ①③.
_BETWEEN = re.compile(rf"[\s·ㆍ/+&|,、，､]+|(?=[{_CIRCLED}])")
_NUMBERED = re.compile(r"(?:제\s?)?(\d{1,2})(?:번째|번|분야|분과|[.)])?")
# 3, 3번 and 약속3 may be an option's number; 2대 and 3회 say how many.
_MARKED = re.compile(rf"{_NUMBERED.pattern}|[^\W\d]+\d{{1,2}}")
_LABELLED = re.compile(r"\s*\(?(\d{1,2})[.)]\s*(?=\D)")
_SEVERAL_CIRCLED = re.compile(rf"[{_CIRCLED}]\s*[{_CIRCLED}]")
_CIRCLED_FIRST = re.compile(rf"[{_CIRCLED}]")
# Longer than what somebody types in short.
_LONGEST_SHORT = 40
_AND = re.compile(r"(?<=[가-힣]{2})[과와]\s|\s(?:및|와|과|and)\s")


@dataclass(frozen=True)
class Options:
    """The options of one question: their names as published, other spellings of each, and answers that choose none."""

    names: tuple[str, ...]
    aliases: dict[str, str] = field(default_factory=dict)
    other: str = ""
    none: tuple[str, ...] = ()

    @cached_property
    def spellings(self) -> dict[str, str]:
        """Every way to write an option, to its name."""
        return self.aliases | {name: name for name in self.names}

    @cached_property
    def in_korean(self) -> dict[str, str]:
        """What each option is called where all of them are told in English as well; a lone 온라인 / Zoom is two things.

        >>> Options(("교육 / Education", "기후 / Climate")).in_korean["기후 / Climate"]
        '기후'
        >>> Options(("온라인 / Zoom", "모여서")).in_korean["온라인 / Zoom"]
        '온라인 / Zoom'
        """
        told = {name: without_english(name) for name in self.names}
        are_all = len(told) > 1 and all(name != said for name, said in told.items())
        return told if are_all and len({*told.values()}) == len(told) else {name: name for name in told}

    @cached_property
    def by_key(self) -> dict[str, str]:
        """Comparison key of every spelling to the option's name."""
        return {spelling(typed): name for typed, name in self.spellings.items()}

    @cached_property
    def by_bare_key(self) -> dict[str, str]:
        """As ``by_key``, also where "and" is said in another way (교육, 강연 · 교육 및 강연)."""
        return {_bare(typed): name for typed, name in self.spellings.items()} | self.by_key

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """What an answer can be told as: the options, and the word for any other, once."""
        return tuple(dict.fromkeys((*self.names, *filter(None, [self.other]))))

    @cached_property
    def numbers(self) -> dict[str, str]:
        """The number of each option to its name: as it is spelled, else as the labels of all have one ("3. 씨앗")."""
        labelled = [found[1] for name in self.names if (found := _LABELLED.match(name))]
        is_numbered = len(set(labelled)) == len(self.names)
        own = dict(zip(labelled, self.names, strict=True)) if is_numbered else {}
        spelled = {str(int(typed)): name for typed, name in self.by_key.items() if typed.isdecimal() and len(typed) < 3}
        return own | spelled

    @cached_property
    def _none_keys(self) -> frozenset[str]:
        return frozenset(spelling(name) for name in self.none)

    def is_none(self, text: str) -> bool:
        """Whether an answer says that none of the options is chosen."""
        return bool(self.none) and spelling(text) in self._none_keys

    @cached_property
    def _own_signs(self) -> dict[str, frozenset[str]]:
        own = dict.fromkeys(self.answers, frozenset[str]())
        for typed, name in self.spellings.items():
            own[name] = own.get(name, frozenset()) | (_signs_off(typed) if key(typed) else frozenset())
        return own

    def marks_off(self, text: str, names: Collection[str]) -> bool:
        """Whether signs in ``text`` that are none of those options' own say that they are not chosen."""
        if not key(text) and self.by_key.get(spelling(text)) in names:
            return False
        own = (self._own_signs.get(name, frozenset()) for name in names)
        return not _signs_off(text) <= frozenset[str]().union(*own)

    @cached_property
    def most_pieces(self) -> int:
        """How many pieces the longest spelling makes when it is cut at separators."""
        return max((len(_SEPARATOR.findall(typed)) + 1 for typed in self.spellings), default=1)

    @cached_property
    def by_words(self) -> tuple[tuple[str, str, frozenset[int]], ...]:
        """Each option's name, its letters, and where in them a word starts."""
        found = []
        for name in self.names:
            starts, letters = set[int](), ""
            for word in folded(name).split():
                starts.add(len(letters))
                letters += key(word)
            found.append((name, letters, frozenset(starts)))
        return tuple(found)

    def marked_by(self, role: str) -> frozenset[str]:
        """The options that are themselves a denial (불참: 참석 못함) or a doubt (미정: 아직 모름)."""
        words = answer_words(role)
        return frozenset(name for typed, name in self.spellings.items() if any(word in key(typed) for word in words))


def choice(text: str, options: Options) -> tuple[str, str]:
    """The option chosen and the free text beside it: one of the two is ''.

    An option named inside a longer answer counts when nothing else in the answer speaks against it, and none counts
    with a cross, an empty box or a question mark beside it.

    >>> choice("모임 · 동아리", Options(("모임·동아리", "단체")))
    ('모임·동아리', '')
    >>> choice("학교", Options(("단체",), other="기타"))
    ('기타', '학교')
    >>> attending = Options(("참석", "불참"), {"참석 불가": "불참"})
    >>> [choice(a, attending) for a in ("네, 3명 참석합니다", "참석 불가합니다", "참석이나 아직 모름")]
    [('참석', ''), ('불참', ''), ('', '참석이나 아직 모름')]
    >>> choice("참석 ×", attending), choice("☐ 참석", attending)
    (('', '참석 ×'), ('', '☐ 참석'))
    """
    value = clean(text)
    if not value or options.is_none(value):
        return "", ""
    if len(value) > _LONGEST_CHOICE:
        return options.other, value
    named = options.by_key.get(spelling(value))
    if named:
        return (options.other, value) if options.marks_off(value, [named]) else (named, "")
    if sign := _sign(value):
        named = options.by_key.get(sign)
        if named or not options.other:
            return (named, "") if named else ("", value)
    if is_blank(value):
        return "", ""
    labels = (f"{options.other}:", f"{options.other}(")
    if options.other and (value == options.other or value.startswith(labels)):
        return options.other, value[len(options.other) :].strip(" :()")
    named = _named_within(value, options)
    return (named, "") if named else (options.other, value)


def _sign(value: str) -> str:
    """o or x where the answer is a mark that people set for it and nothing else.

    >>> [_sign(typed) for typed in ("○", "✔", "V", "×", "-", "4")]
    ['o', 'o', 'o', 'x', '', '']
    """
    if len(value) > _LONGEST_SIGN:
        return ""
    mark, signs = folded(value), (("yes mark", "o"), ("no mark", "x"))
    return next((sign for role, sign in signs if mark in map(folded, answer_words(role))), "")


def is_marked_off(text: str) -> bool:
    """Whether a sign says that what stands beside it is not chosen: a cross, an empty box or bracket, a doubt.

    >>> [typed for typed in ("4 ×", "☐ 4", "4번( )", "4번 X", "4번?", "4 ○", "☑ 4") if not is_marked_off(typed)]
    ['4 ○', '☑ 4']
    """
    return bool(_signs_off(text))


def _signs_off(text: str) -> frozenset[str]:
    plain = folded(text)
    return frozenset("".join(found.split()) for found in _off().findall(plain))


@cache
def _off() -> re.Pattern[str]:
    """What marks off; a triangle before what is listed, and a letter within words, do not."""
    words = sorted(answer_words("no mark") | answer_words("open mark"))
    signs = "".join(re.escape(word) for word in words if not key(word))
    return re.compile(rf"[{signs}?]|{_EMPTY.pattern}|(?:(?<![\w\[])x|△)(?=\s?\)?\s?(?:$|[,;/\n]))")


def _named_within(value: str, options: Options) -> str:
    """The one option that the answer names outside its brackets, '' for none, for several, for hesitation."""
    plain = folded(value)
    # Cut at its brackets and its marks, a segment keeps what stood behind it.
    kept = _EMPTY.sub("☐", plain).replace("?", "☐.")
    asides = _ASIDE.findall(kept)
    outside = {segment: _said(segment, options) for segment in _SEGMENT.split(_ASIDE.sub(" ", kept))}
    said = set(outside.values()) - {""}
    beside = {_said(segment, options) for aside in asides for segment in _SEGMENT.split(aside)} - {""}
    if len(said) != 1 or beside - said:
        return ""
    named = said.pop()
    marks = [aside for aside in asides if not key(aside)] + [segment for segment, name in outside.items() if name]
    if any(options.marks_off(each, [named]) for each in marks):
        return ""
    denying, doubting = options.marked_by("denial"), options.marked_by("doubt")
    if denying and named not in denying | doubting and _is_denied(plain):
        return ""
    letters = "".join(plain.split())
    if doubting and named not in doubting and any(word in letters for word in answer_words("doubt")):
        return ""
    return named


def _is_denied(plain: str) -> bool:
    words = _SEGMENT.sub(" ", plain).split()
    stands_alone = not answer_words("denial word").isdisjoint(words)
    return stands_alone or any(word in plain for word in answer_words("denial"))


def _said(segment: str, options: Options) -> str:
    """The option that a segment says and nothing else, apart from counts, fillers and the verb's ending."""
    named = options.by_key.get(spelling(segment))
    if named:
        return named
    words = [word for word in _COUNTED.sub(" ", segment).split() if word not in answer_words("filler")]
    for stem in _stems(key(" ".join(words))):
        if stem in options.by_key:
            return options.by_key[stem]
    first = options.by_key.get(key(words[0]), "") if len(words) > 1 else ""
    return first if first and _said(" ".join(words[1:]), options) == first else ""


def _stems(letters: str) -> Iterator[str]:
    """The letters, then without one ending after another (참석가능합니다, 참석가능, 참석)."""
    endings = sorted(answer_words("ending"), key=len, reverse=True)
    yield letters
    for _ in range(3):
        ending = next((each for each in endings if letters.endswith(each) and letters != each), "")
        if not ending:
            return
        letters = letters.removesuffix(ending)
        yield letters


def ticks(text: str, options: Options, *, least_words: int = 1) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The options ticked, in their published order, and the pieces of free text among them, which tick ``other`` too.

    An option may hold the separator in its own name, so the longest run of pieces that is an option wins. An
    option may be shortened to words that no other option has, ``least_words`` of them at least. One that is marked off
    (견학 ×, □ 견학) is not ticked: beside one that is, it says nothing, else it is free text.

    >>> ticks("교육, 강연 프로그램, 공동 캠페인, 견학", Options(("공동 캠페인", "교육, 강연 프로그램")))
    (('공동 캠페인', '교육, 강연 프로그램'), ('견학',))
    >>> ticks("복지 공동체", Options(("복지 공동체 청주", "안전 청주")))
    (('복지 공동체 청주',), ())
    >>> ticks("①③", Options(("1. 물길", "2. 씨앗", "3. 햇빛")))
    (('1. 물길', '3. 햇빛'), ())
    >>> ticks("캠페인, 견학", Options(("캠페인",), other="기타"))
    (('캠페인', '기타'), ('견학',))
    >>> ticks("캠페인(○), 견학(×)", Options(("캠페인", "견학")))
    (('캠페인',), ())
    """
    value = clean(text)
    if not value:
        return (), ()
    found = set[str]()
    free, off = list[str](), list[str]()
    for piece, named in _pieces(value, options):
        if named and options.marks_off(piece, [named]):
            (free if "?" in folded(piece) else off).append(piece)
        elif named:
            found.add(named)
        elif options.other and piece == options.other:
            found.add(options.other)
        elif not is_blank(piece) and not options.is_none(piece):
            shortened = _all_shortened(piece, options, least_words)
            shortened = set() if options.marks_off(piece, shortened) else shortened
            found.update(shortened)
            if not shortened:
                free.append(piece)
    free += [] if found else off
    found |= {options.other} if free and options.other else set()
    return tuple(name for name in options.answers if name in found), tuple(free)


def _pieces(value: str, options: Options) -> Iterator[tuple[str, str]]:
    """The answer cut where its options and its lines end: each piece with the option that it is, or ''."""
    cuts = [match.span() for _, match in zip(range(_MOST_PIECES), _SEPARATOR.finditer(value), strict=False)]
    starts = [0, *(end for _, end in cuts)]
    stops = [*(start for start, _ in cuts), len(value)]
    loose_from: int | None = None
    at = 0
    while at < len(starts):
        for last in range(min(at + options.most_pieces, len(starts)) - 1, at - 1, -1):
            piece = value[starts[at] : stops[last]]
            named = _option(piece, options)
            if named:
                break
        else:
            named, last = "", at
        if named:
            if loose_from is not None:
                yield _tidy(value[starts[loose_from] : stops[at - 1]]), ""
            yield _tidy(piece), named
            loose_from = None
        else:
            loose_from = at if loose_from is None else loose_from
            ends_a_line = last == len(cuts) or value[stops[last]] in ";；\n"
            if ends_a_line:
                yield _tidy(value[starts[loose_from] : stops[last]]), ""
                loose_from = None
        at = last + 1


def unread(text: str, options: Options) -> tuple[str, ...]:
    """The pieces of a cell of ticks that name no option though they should: any where nothing else may be answered,
    else those that hold an option's number or short form among what is no option; how many of a thing is neither.

    >>> numbered = Options(("1. 물길", "2. 씨앗", "3. 햇빛"), {"물": "1. 물길"}, other="기타")
    >>> [unread(typed, numbered) for typed in ("①③", "약속9", "물 지킴", "텃밭", "물길 3회", "선풍기 2대, 멀티탭")]
    [(), ('약속9',), ('물 지킴',), (), ('물길 3회',), ()]
    """
    free = ticks(text, options)[1]
    return tuple(piece for piece in free if not options.other or _looks_short(piece, options))


def _looks_short(piece: str, options: Options) -> bool:
    if len(piece) > _LONGEST_SHORT:
        return False
    parts = [part for part in _BETWEEN.split(piece) if part.strip()]
    is_numbered = any(_MARKED.fullmatch(folded(part)) for part in parts)
    without = " ".join(part for part in parts if not any(map(str.isdigit, part)))
    is_option = any(_option(part, options) for part in (*parts, without, piece))
    return is_numbered or is_option or bool(_shortened(without, options, 1))


def _tidy(piece: str) -> str:
    return piece.strip(" ,;\n，、､；")


def _option(piece: str, options: Options) -> str:
    """The option that a piece is, whatever list mark or quotes it bears."""
    if len(piece) > _LONGEST_CHOICE or _SEVERAL_CIRCLED.search(piece):
        return ""
    unmarked = _LIST_MARK.sub("", piece).strip(_QUOTES)
    if unmarked != piece and _NUMBERED.fullmatch(folded(unmarked)) and key(piece) != key(unmarked):
        return ""  # ①3: the mark is a number too
    for typed in (spelling(piece), spelling(unmarked), _bare(unmarked)):
        if typed in options.by_bare_key:
            return options.by_bare_key[typed]
    return ""


def _bare(typed: str) -> str:
    return spelling(_AND.sub(" ", f" {folded(typed)} ").strip())


def _all_shortened(piece: str, options: Options, least_words: int) -> set[str]:
    """The options that a free piece names by number or in few words; none when any part of it names none.

    A piece that takes options away (13번 제외) names none.
    """
    if len(piece) > _LONGEST_CHOICE or any(word in folded(piece) for word in answer_words("except")):
        return set()
    parts = [part for part in _BETWEEN.split(piece) if part.strip()]
    if parts and all(_NUMBERED.fullmatch(folded(part)) for part in parts):
        by_number = {_by_number(part, options) for part in parts}
        return set() if "" in by_number else by_number
    whole = _shortened(piece, options, least_words)
    if whole:
        return {whole}
    found = {_shortened(part, options, least_words) for part in _SEPARATOR.split(piece) if part.strip()}
    if "" in found:
        found = {_part(part, options) for part in parts}
    return set() if "" in found else found


def _by_number(part: str, options: Options) -> str:
    """The option that a part is the number of: 3, 3번, ③."""
    found = _NUMBERED.fullmatch(folded(part))
    return options.numbers.get(str(int(found[1])), "") if found else ""


def _part(part: str, options: Options) -> str:
    """The option that one part of several is: a spelling of it, its number, or its number and a word of it (①물)."""
    named = _by_number(part, options) or _option(part, options)
    if named or not _CIRCLED_FIRST.match(part):
        return named
    numbered = _by_number(part[0], options)
    return numbered if key(part[1:]) in key(numbered) else ""


def _shortened(piece: str, options: Options, least_words: int) -> str:
    plain = folded(_ASIDE.sub(" ", _LIST_MARK.sub("", piece))).strip(_QUOTES)
    number = _NUMBER.match(plain)
    if number:
        plain = plain[number.end() :]
        by_number = options.numbers.get(str(int(number.group(1) or number.group(2))), "")
        if any(map(str.isdigit, plain)):
            by_number = ""  # 3번 그리고 5번: neither alone
    words = [key(word) for word in plain.split()]
    if not words or is_blank(plain):
        return by_number if number else ""
    named = _named_by(words, options) if len(words) >= least_words else ""
    if number and named and by_number and named != by_number:
        return ""
    return named or (by_number if number else "")


def _named_by(words: list[str], options: Options) -> str:
    """The one option whose name has all the words, '' when none or several have them."""
    if any(len(word) < 2 or word.isdigit() for word in words):
        return ""
    named = [
        name for name, letters, starts in options.by_words if all(_has_word(letters, starts, word) for word in words)
    ]
    return named[0] if len(named) == 1 else ""


def _has_word(letters: str, starts: frozenset[int], word: str) -> bool:
    return any(letters.startswith(word, start) for start in starts)

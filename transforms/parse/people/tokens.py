"""A list of people as tokens: its words and marks, names typed with blanks as one, brackets as one.

A run of tokens is also a text of one letter a token (``codes``): the grammar of lists is patterns over that text.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import takewhile
from operator import attrgetter

from transforms.parse.counts import count
from transforms.parse.people.spaced_names import spaced_names
from transforms.parse.people.word_tokens import BEGINS, read_word
from transforms.parse.people.words import (
    HANGUL,
    LINE,
    SAID_TO,
    Token,
    is_kin,
    is_name,
    is_sure,
    is_title,
    is_unit,
    is_usual_name,
    surnames,
    titles,
    usual_syllables,
    whole_words,
    words,
)

TIE = "·"
_NOT_SO = ("X", "x", "없음", "없어요", "안함")
_OWN = ("같은", "우리", "저희")  # 같은 팀 대리 홍길동: the team is no part of the title
_HOUSES = ("팀", "과", "부서", "센터", "단체", "기관", "회사", "학교", "모임", "교회", "병원", "조합", "마을")
COMING = ("참석", "참가", "참여", "출석")
_MARKS = {
    "open": "(", "close": ")", "line": ";", "comma": ",", "slash": "/", "dot": ".", "tight_slash": "|", "colon": ":",
    "others": "o", "away": "D", "undone": "d", "swap": "R", "note": "x", "tick": "+", "cross": "=",
    "box": "?", "dash": "-", "and": "&",
}  # fmt: skip
MASKS = frozenset("*○●◯")  # 김*호, 이○○: whoever is not to be known
_UNTIED = {".": ",", "|": "/"}
_CIRCLED = "①-⑳⓪❶-❿➀-➓⑴-⒇㉠-㉮⒜-⒵"
# A letter, or one of the vowel signs that Indian and Thai letters bear.
_LETTER = rf"(?:[^\W\d_ㆍ{_CIRCLED}]|[\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ebc\u102b-\u103e\u17b4-\u17d3])"
# What joins the parts of one name: O'Neil, アン・ミナ.
_INSIDE = r"(?:(?<=[A-Za-zÀ-ỿ])['’.\-](?=[A-Za-zÀ-ỿ])|(?<=[ァ-ヿ])[・·](?=[ァ-ヿ]))"
_PARTICLE = re.compile(
    r"(?:님|씨|도요|이요|이고요|입니다|이랑|하고|께서는|께서|외에|포함|까지|에서|으로|[랑와과및외等등가이은는도만로])"
)
_ARROW = re.compile(r"(?<=[가-힣)\s])>(?=\s?[가-힣(])")
_HONOURED = re.compile(r"[가-힣](?:님|씨|쌤|샘)(?![가-힣])")
_NUMBERED_UNIT = re.compile("\\d{1,2}(?:팀|과|국|부|반|본부|센터)")
_LATIN_NAME = re.compile(r"[A-ZÀ-ÞĀ-ɏḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ.'’\-]*")

_CAPITALISED = re.compile(r"[A-ZÀ-Þ][a-zß-ɏḀ-ỿ]+")
_HYPHENED = re.compile(r"[A-Z][a-z]+-[A-Za-z][a-z]+")


_KIND = attrgetter("kind")
Rule = tuple[re.Pattern[str], Callable[[list[Token]], list[Token]]]


class Rules:
    """Rules in their order. Most lists say one of few things, so which rule is the next to match letters is kept."""

    def __init__(self, *rules: Rule) -> None:
        self.rules = rules
        self.next_of = lru_cache(32768)(self._next_of)

    def _next_of(self, said: str, start: int) -> int:
        """The place of the first rule from ``start`` on that matches; -1 for none."""
        return next((at for at in range(start, len(self.rules)) if self.rules[at][0].search(said)), -1)


def codes(listed: Iterable[Token]) -> str:
    """One letter a token."""
    return "".join(map(_KIND, listed))


def rewritten(listed: list[Token], rules: Rules) -> list[Token]:
    """The tokens with every run whose letters match a rule's pattern made into others, rule after rule."""
    said = codes(listed)
    place = rules.next_of(said, 0)
    while place >= 0:
        pattern, make = rules.rules[place]
        at, made = 0, list[Token]()
        for match in pattern.finditer(said):
            made += [*listed[at : match.start()], *make(listed[match.start() : match.end()])]
            at = match.end()
        if at:
            listed = [*made, *listed[at:]]
            said = codes(listed)
        place = rules.next_of(said, place + 1)
    return listed


def gone(run: list[Token]) -> list[Token]:
    """Nothing of the run."""
    return []


def tokens(value: str, known: tuple[str, ...] = ()) -> list[Token]:
    """The cell as tokens: names typed with blanks are whole, brackets are one, tied names are one."""
    listed = _words_and_marks(value)
    for name in known:
        listed = _with_known(listed, name.split())
    listed = rewritten(_marked(spaced_names(listed)), _TOGETHER)
    return [_untied(token) for token in listed]


def _with_known(listed: list[Token], name: list[str]) -> list[Token]:
    """The tokens with the words of a name as one; a word that is a title, a unit or none that names is no name."""
    if not name or any(
        is_title(w) or is_unit(w) or whole_words().get(w, "F") != "F" or not HANGUL.fullmatch(w) for w in name
    ):
        return listed
    whole, size, made, at = Token("N", " ".join(name)), len(name), list[Token](), 0
    while at < len(listed):
        is_here = [t.typed if t.kind == "H" else t.text for t in listed[at : at + size]] == name
        made.append(whole if is_here else listed[at])
        at += size if is_here else 1
    return made


def _marked(listed: list[Token]) -> list[Token]:
    """The tokens without those whose mark says that they do not come: a cross, or an empty box where others are ticked.

    The first mark tells whether marks stand before the names or behind. Marks that part nobody are bullets.
    """
    said = codes(listed)
    if "?" in said:
        empty = Token("=" if "+" in said else ";")
        listed = [empty if token.kind == "?" else token for token in listed]
        said = codes(listed)
    if "=" in said:
        is_before = re.match(r"(?:[^+=]*[;,])?[+=]", said) is not None
        listed = rewritten(listed, _CROSSED_BEFORE if is_before else _CROSSED_BEHIND)
    return [LINE if token.kind in "+=" else token for token in listed]


def _untied(token: Token) -> Token:
    """A tight mark that ties nothing is a plain one."""
    return Token(_UNTIED[token.kind]) if token.kind in _UNTIED else token


# --- words


@cache
def _marks() -> re.Pattern[str]:
    """One alternative for each kind of mark or word, after the most usual one the narrower first."""
    numbers = "|".join(sorted(words("number"), key=len, reverse=True))
    initials = "".join(sorted({word[0] for word in words("number")}))
    # 1 명노식: the first of a list, and no head count
    surnamed = rf"\s[명인](?!정도|예정|모두)[{''.join(sorted(usual_syllables()))}노]{{2}}(?![가-힣])"
    return re.compile(
        rf"""
        (?P<masked>(?<![가-힣])[가-힣](?:[*○●◯]{{2}}|[*○●◯][가-힣]|OO)(?![가-힣]))
      | (?P<plain>(?![{initials}])[가-힣]{{3,}}(?=[\s,()]|\Z|[A-Za-z0-9_.+-]{{1,64}}@))
      | (?P<pair>(?!약간|여러)(?![{initials}])[가-힣](?!씨)[가-힣](?=[\s,()]|\Z))
      | (?P<body>(?:\((?:주|유|사|재)\)|㈜|㈔|(?:주식회사|유한회사|사단법인|재단법인|협동조합)\s)\s?{_LETTER}+)
      | (?P<quoted>["'“‘][^\n"'“”‘’,/(){{}}\[\]]{{2,20}}["'”’])
      | (?P<skip>\s+ | [A-Za-z0-9_.+-]{{1,64}}@[\w.-]{{1,255}} | \+?\d(?:[ .\-–)]?\d){{7,14}} | ["'“”‘’]
                 | \d{{2,3}}\s?[가-힣]\s?\d{{4}}(?!\d) | (?<!\w)[1-6]-\d{{1,2}}(?=\s[가-힣]))
      | (?P<swap>[-=~–—]{{1,2}}> | [→⇒➔➜➡⟶⇨⇢↦⟹➝➞])
      | (?P<note>(?<![가-힣])[안못]\s[올갈](?![가-힣])
                 | (?<![가-힣])[안못]\s?(?:먹|드[시십실셔]|마[시셔])[가-힣]* | \d{{1,3}}\s?인분(?:만|씩)?(?![가-힣])
                 | \d{{1,5}}\s?[천만백]?\s?
                   (?:두|수|마리|평|마지기|ha|헥타르|그루|년차|년째|년생|주년|학급|가구|kg|톤|개월)(?![가-힣\w])
                 | (?<![가-힣])(?:약간|여러)\s?[명분](?![가-힣])
                 | \d{{1,2}}:\d{{2}} | \d{{1,2}}\s?분(?=\s?(?:늦|지각|일찍|전|후|정도|쯤|가량))
                 | \d{{1,2}}\s?(?:시간|시(?:\s?\d{{1,2}}\s?분)?(?:\s?반)?|부|월|개월|일)
                   (?:쯤|경|정도|부터|까지|이후|이전|만|에|전|후|~|-)*(?![가-힣]))
      | (?P<somebody>(?<![가-힣])[가-힣]\s?(?:씨|영감님?)(?=[\s,/)]|\Z))
      | (?P<class>\d학년\s?\d{{1,2}}반 | (?<![가-힣])(?:초[1-6]|[중고][1-3])(?![가-힣\d]))
      | (?P<degree>(?<!\w)(?:Ph\.?\s?D|[MB]\.\s?[SA]|MBA)\b\.?)
      | (?P<skip_number>(?:\#|No\.)\s?\d{{1,3}}(?=\s))
      | (?P<tick>[○◯✅☑✔✓🙆⭕] | (?<=[가-힣]\s)[Vv](?=\s*(?:[,/\n]|\Z|\s[가-힣])))
      | (?P<cross>[×❌✗✘✕✖☒❎🙅](?!\s?\d)) | (?P<box>[☐□⬜])
      | (?P<dash>(?<=\s)[\-–—](?=\s))
      | (?P<line>\n | (?:(?<=\s)|^)[가나다라마바사아자차카타파하][.)](?=\s?\S)
                 | (?:(?<=\s)|^)\d{{1,2}}\.(?=\s?[가-힣]) | // | \|\|
                 | [{_CIRCLED}] | (?<!\w)[oOㅇ](?=\s))
      | (?P<others>\+(?=\s?\d))
      | (?P<count>(?:\d{{1,4}}(?!{surnamed})(?:\s?[~∼〜\-–]\s?\d{{1,4}})?\s?여?\s?(?:명|인|분|名|人|사람)
                 (?:(?:이?요|만요|입니다)(?![가-힣]))?
                 | (?<!\w)(?:{numbers})\s?(?:명|분|사람)(?:이서|이요|이|만요|만|은|도|입니다|이에요|예요)?(?![가-힣])))
      | (?P<away>(?<![가-힣])[안못]\s(?:옴|와요|옵니다|오심|나옴|나와요|감|가요|갑니다|가심)(?![가-힣]))
      | (?P<undone>(?<![가-힣])[안못]\s(?:함|해요|합니다|할게요|하겠습니다|하심|됨|돼요|됩니다)(?![가-힣]))
      | (?P<open>[(\[{{<《〈「『【]) | (?P<close>[)\]}}>》〉」』】])
      | (?P<dot>(?<=[가-힣])[·ㆍ‧・∙•](?=[가-힣])) | (?P<tight_slash>(?<=[가-힣])/(?=[가-힣]))
      | (?P<comma>[,、·ㆍ‧・∙•]) | (?P<slash>[/|\\]) | (?P<ditto>〃) | (?P<colon>:) | (?P<and>&) | (?P<tie>[=_~\-–—])
      | (?P<initial>(?<!\w)(?:[A-Z]|[SJ]r)\.(?=\s?[A-Z]))
      | (?P<word>\d*{_LETTER}+(?:\d{{1,2}}(?=동|가|리){_LETTER}+)?(?:{_INSIDE}{_LETTER}+)*)
      | (?P<number>\d+)
      | (?P<other>.)
    """,
        re.VERBOSE | re.DOTALL,
    )


def _words_and_marks(value: str) -> list[Token]:
    is_polite = len(_HONOURED.findall(value)) > 1
    if "<" not in value:
        value = _ARROW.sub("→", value)
    made: list[Token] = []
    after_close = end = -1
    for mark in _marks().finditer(value):
        kind, text = mark.lastgroup or "other", mark.group()
        if kind == "somebody" and text[0] in surnames().short:
            if codes(made[-2:]) == "HT":
                made[-1] = Token(",")  # 총무홍길동 회장 김씨
            made += [Token("C", text), Token("c", size=1)]  # 김씨: somebody without a name
        elif kind == "masked" and text[0] in surnames().short:
            made.append(Token("N", text))
        elif kind in ("plain", "pair", "word", "masked", "somebody"):
            # A particle that leans on a closing bracket belongs to no name.
            if mark.start() == after_close and _PARTICLE.fullmatch(text):
                made += [Token(BEGINS[text])] if text in BEGINS else []
            elif mark.start() == end and _NUMBERED_UNIT.fullmatch(text) and made[-1:] and made[-1].kind in "MWTB":
                made[-1] = Token("U", made[-1].text + text)  # 복지1팀
            else:
                read = read_word(text, is_polite)
                made += read
                if read[-1:] == (LINE,) and value[mark.end() : mark.end() + 2].lstrip()[:1] in ("(", "["):
                    made.pop()  # 홍길동입니다 (대표)
        elif kind == "skip":
            if "\n" in text:
                made.append(LINE)
        elif kind in _MARKS:
            made.append(Token(_MARKS[kind]))
            after_close = mark.end() if kind == "close" else after_close
        elif kind == "count":
            said = count(text)
            made.append(Token("c", text, size=said.upper if said else 0))
        elif kind == "quoted":
            # 봉사단 '해오름': the name of a body; of somebody, it is read as if it stood alone
            before = made[-1] if made else LINE
            is_known = before.kind in "BU" or before.text in words("animal")
            made += [Token("B", text[1:-1])] if is_known else _words_and_marks(text[1:-1])
        elif kind in ("class", "degree"):
            made.append(Token("U" if kind == "class" else "M", text))
        elif kind in ("number", "body"):
            made.append(Token("n" if kind == "number" else "B", text))
        elif kind == "initial":
            made.append(Token("W", text))
        elif kind == "ditto":
            made += [Token("T", t.title or t.text) for t in reversed(made) if t.kind in "TH"][:1]
        elif kind == "other":
            made.append(LINE)
        end = mark.end()
    return made


# --- marks and dashes


def _both(run: list[Token]) -> list[Token]:
    """Founder & CEO and Head of Sales as one title."""
    is_latin = run[0].text.isascii() and run[2].text.isascii() and run[1].text in ("", "of")
    return [Token("T", " ".join(token.text or "&" for token in run))] if is_latin else run


def _english(run: list[Token]) -> list[Token]:
    """Backend Dev as one title, behind a name in the same letters too."""
    is_latin = all(token.text.isascii() for token in run)
    return [Token("T", " ".join(token.text for token in run))] if is_latin else run


def _with_pen_name(run: list[Token]) -> list[Token]:
    """총무 송죽 신길자: between a title and a sure name a word that is no usual name is another name of the bearer."""
    return [Token("W", run[0].text), run[1]] if not is_usual_name(run[0].text) and is_sure(run[1].text) else run


def _counted(run: list[Token]) -> list[Token]:
    """두 자녀 as 자녀 2명."""
    said = count(f"{run[0].text} 명") if run[0].text in words("number") else None
    is_crowd = run[1].kind == "C" or is_kin(run[1].text)
    return [run[1], Token("c", size=said.upper)] if said and is_crowd else run


_CROSSED_BEFORE = Rules((re.compile(r"=(?!A)[^+=;,]*"), lambda run: [LINE]))
_CROSSED_BEHIND = Rules((re.compile(r"[^+=;,]*=(?:[^+=;,]*(?=[;,]|$))?"), lambda run: [LINE]))
_DASHES: tuple[Rule, ...] = (
    # 소프라노 - 홍길동, 김하늘: as with a colon, the part of all of them.
    (re.compile(r"(?:(?<=[;/|])|^)[TU]-(?=N,N)"), lambda run: [run[0], Token(":")]),
    (re.compile("(?<=T)-[Tx](?=[;,]|$)"), lambda run: [] if run[1].text in words("task") else run[1:]),  # 팀장 - 촬영
    (re.compile("-"), gone),
)
_CHANGES: tuple[Rule, ...] = (
    (re.compile("[WNM][CT]"), _counted),
    # 참석 안 함 says who does not come, 식사 안 함 nothing of that
    (re.compile("[xl]d"), lambda run: [Token("D") if run[0].text in COMING else Token("r")]),
    # 식사 X, 주차 없음
    (re.compile("xD"), lambda run: [Token("r")] if run[0].text not in COMING and run[1].text in _NOT_SO else run),
    # 홍길동 과장은 인사이동으로 제외
    (re.compile("(?<=[NT])b*r(?=[;,]|$)"), lambda run: [Token("D")] if run[-1].text.startswith("제외") else run),
    (re.compile(r"b(?=[^,;/&:()]*[AD])"), gone),
    (re.compile("[bd]"), lambda run: [Token("r", run[0].text)]),
    (re.compile("C(?=T)"), lambda run: [Token("M", run[0].text)]),  # 졸업생 대표
    # 초대 회장
    (re.compile("x(?=T)"), lambda run: [Token("M", run[0].text)] if run[0].text in words("title_start") else run),
    (re.compile("x[NWB]"), lambda run: run[:1] if run[0].text in words("animal") else run),  # 안내견 보리
    (re.compile("x(?=[nc])"), lambda run: [Token("C", run[0].text)] if run[0].text in words("sex") else run),
    (re.compile("x[UBW]"), lambda run: run[:1] if run[0].text in _OWN and run[1].text in _HOUSES else run),
    (re.compile("(?:(?<=[,;/])|^)&(?=T)"), lambda run: [Token("N", run[0].text)] if run[0].text == "이랑" else run),
    # 지원 스님
    (
        re.compile("(?:(?<=[,;/&])|^)[rPU]T(?=[,;/&]|$)"),
        lambda run: [run[0]._replace(kind="W"), run[1]] if run[1].text == "스님" else run,
    ),
    (re.compile("Tl(?=:)"), lambda run: run[1:] if run[0].text == "대리" else run),  # 대리 참석자: 홍길동
    (re.compile("(?<=[N/])l(?=[;,/r]|$)"), lambda run: [Token("T", run[0].text)] if run[0].text == "참여자" else run),
    (re.compile("(?<=T)NN(?=[;,/]|$)"), _with_pen_name),
    # 문산리 이장 홍길동
    (re.compile("N(?=TN)"), lambda run: [Token("U", run[0].text)] if run[0].text[-1] in "리읍면" else run),
    # 국문 24 홍길동: what somebody studies, and since when
    (
        re.compile("(?:(?<=[;,/])|^)[NWU]n(?=N)"),
        lambda run: run if len(run[1].text) != 2 or (run[0].kind == "N" and len(run[0].text) > 2) else [],
    ),
    (re.compile("xs"), lambda run: run[:1] if run[0].text in ("것", "아래와", "다음과") else run),  # 갈 것 같습니다
    (re.compile("P(?=N)"), lambda run: [Token("T", run[0].text)] if run[0].text in titles() else run),  # 기장 홍길동
    # 구룽 아누자 총무: how a word ends makes no title behind a foreign name
    (
        re.compile("(?<=F)T(?=T)|(?<=TF)T(?=[,;/&]|$)"),
        lambda run: run if is_title(run[0].text) else [Token("W", run[0].text)],
    ),
    (re.compile("M+T"), _english),
    (
        re.compile("(?<=T)M(?=F)|(?:(?<=[,;/&])|^)M(?=FT)"),
        lambda run: [run[0]._replace(kind="W")] if run[0].text in "주정" else run,
    ),
    (re.compile("T&T|Tx[MWU]"), _both),
    (re.compile("eR"), lambda run: run[1:]),  # 홍길동을 대신해 김하늘이
    (re.compile(r"e(?=[^,;&()]*w)"), lambda run: [Token("R")]),  # 홍길동을 김하늘로 변경
    (re.compile("e"), gone),
    # 기존: 홍길동, 변경: 김하늘
    (re.compile("f(?=.*w)"), lambda run: [Token("A", run[0].text)]),
    (re.compile("w[^f]*f"), lambda run: [*run[:-1], Token("A", run[-1].text)]),
    # 서울로 가고
    (re.compile("[PUBW]z"), lambda run: [Token("D")] if run[0].kind != "W" or run[0].text[-1] in "로에" else run),
    (re.compile("[wzf]"), lambda run: [run[0]._replace(kind="x")]),
)


# --- words together


def _grouped(run: list[Token]) -> list[Token]:
    """A bracket and what it holds; (1) before a name is a number of a list."""
    inner = tuple(_untied(token) for token in run if token.kind not in "()")
    if codes(inner) == "n" or run[0].kind == ")":
        return [LINE]
    return [Token("G", inner=inner)] if inner else []


def _is_syllable(token: Token) -> bool:
    return len(token.text) == 1 and HANGUL.fullmatch(token.text) is not None


def _whole(run: list[Token]) -> list[Token]:
    """The words as one name, without the 씨 that is said to its bearer."""
    return [Token("N", " ".join(token.text for token in (run[:-1] if run[-1].text in SAID_TO else run)))]


def _is_latin(word: str) -> bool:
    """True of Mai and of Thị."""
    return re.match("[A-Za-zÀ-ɏḀ-ỿ]", word) is not None


def _as_one(run: list[Token]) -> list[Token]:
    """나르기자 in a name from elsewhere: no 기자 called 나르."""
    return [Token("W", t.text + t.title) if t.typed and not is_usual_name(t.text) else t for t in run]


def _of_a_country(run: list[Token]) -> list[Token]:
    """쩐 반 득(베트남): words before the bracket that holds a place are one name, if any of them is no Korean one."""
    n_before = len(list(takewhile(lambda t: not _is_latin(t.text), run[:-1])))
    if 0 < n_before < len(run) - 1:
        return [*run[:n_before], *_of_a_country(run[n_before:])]  # 지난번 말씀드린 Bat-Erdene(몽골)
    name, said = _as_one(run[:-1]), codes(run[-1].inner)
    is_name_ = all(_is_syllable(t) or t.kind in "FNW" for t in name) and any(t.kind != "N" for t in name)
    return [*_whole(name), run[-1]] if is_name_ and "P" in said and set(said) <= set("PTxlr,") else run


def _foreign(run: list[Token]) -> list[Token]:
    """마리아 김, 응우옌 티 란, 山田 太郎: a name from elsewhere and the short words after it."""
    if run[0].kind == "N" and (len(run[0].text) < 3 or is_usual_name(run[0].text)):
        return [run[0], *_foreign(run[1:])]  # 홍길동 마리아
    longest = {"F": 99, "W": 4, "N": 2}
    if run[0].kind == "N":
        longest["N"] = 4  # 사비나 타파
    is_latin = _is_latin(run[0].text)

    def is_part(token: Token) -> bool:
        fits = len(token.text) <= longest.get(token.kind, 0) or _is_syllable(token)
        return token.text != "" and _is_latin(token.text) == is_latin and fits

    name = list(takewhile(is_part, _as_one(run)))
    return _whole(name) + run[len(name) :] if name else run


def _in_two_scripts(run: list[Token]) -> list[Token]:
    """Bao(바오): one who is named twice; Joy(홍길동) is 홍길동."""
    inner = run[1].inner
    is_twice = _CAPITALISED.fullmatch(run[0].text) and codes(inner) in ("N", "W", "F") and inner[0].text not in titles()
    return _whole(run[:1]) if is_twice and HANGUL.fullmatch(inner[0].text) and not is_name(inner[0].text) else run


def _surname_first(run: list[Token]) -> list[Token]:
    """Kim, Seo-jun as one name."""
    is_one = run[0].text.lower() in words("latin_surname") and _HYPHENED.fullmatch(run[2].text)
    return _whole([run[0], run[2]]) if is_one else run


def _baptised(run: list[Token]) -> list[Token]:
    """정성훈 바오로, 바오로 정성훈: the name that a church gave is of the same person."""
    if run[0].text in words("baptismal") and is_sure(run[1].text):
        return run[1:]
    return run[:1] if run[1].text in words("baptismal") and len(run[0].text) == 3 else run


def _latin(run: list[Token]) -> list[Token]:
    """Two to four words in Latin capitals are a name, and after a Korean name the same name once more."""
    latin = run[run[0].kind == "N" :]
    # Alex Suh EHS Manager: capitals behind a name belong to what follows
    if len(latin) > 2 and latin[-1].text.isupper() and not latin[-2].text.isupper() and len(latin[-1].text) > 1:
        return [*_latin(run[:-1]), run[-1]]
    is_name_ = 2 <= len(latin) <= 4 and all(_LATIN_NAME.fullmatch(token.text) for token in latin)
    return (run[: -len(latin)] or _whole(latin)) if is_name_ else run


def _tied(run: list[Token]) -> list[Token]:
    """홍길동·김하늘, and after a title 홍길동/김하늘."""
    is_tied = all(t.kind != "W" or 2 <= len(t.text) <= 4 for t in run)
    return [Token("N", TIE.join(t.text for t in run[::2]))] if is_tied else run


def _of_a_city(run: list[Token]) -> list[Token]:
    """전주시 완산구, 흥덕구 자원봉사센터: there a district is a place, though 서원구 could be somebody's name."""
    return [Token("P", run[0].text)] if run[0].text in words("district") else run


_SCHOOL = ("대", "고", "중", "초")


def _of_schools(run: list[Token]) -> list[Token]:
    """우암대 권나은, 미호대 하시현: where a list has it beside more than one, a school is nobody."""
    are_schools = [len(t.text) > 2 and t.text.endswith(_SCHOOL) and t.kind in "NW" for t in run]
    entries = [sum(are_schools[m.start() : m.end()]) for m in re.finditer("[NWTG]+", codes(run))]
    is_listed = len(entries) > 1 and all(n == 1 for n in entries)
    is_one = is_listed or (run[0].text[-1] == "대" and not is_usual_name(run[0].text) and entries == [1])
    is_of = zip(run, are_schools, strict=True)
    return [Token("B", t.text) if is_school else t for t, is_school in is_of] if is_one else run


def _of_two_words(run: list[Token]) -> list[Token]:
    """비샬 구룽: words of which the second looks like a Korean name of two syllables, though no usual one."""
    first, second = run[:2]
    is_said = len(run) < 3 or run[2].text.startswith(SAID_TO)
    is_name_ = is_said and len(second.text) == 2 and not is_usual_name(second.text) and 2 <= len(first.text) <= 5
    return [*_whole(run[:2]), *run[2:]] if is_name_ and HANGUL.fullmatch(first.text) else run


def _surname_last(run: list[Token]) -> list[Token]:
    """마리나 김, but not 홍길동 양."""
    is_name_ = run[1].text in surnames().short and run[1].text != "양" and not _PARTICLE.fullmatch(run[1].text)
    return _whole(run) if is_name_ else run


def _with_md(run: list[Token]) -> list[Token]:
    """KHAN MD RAHIM and RAHMAN MD: beside names in Latin letters it is one as well."""
    is_latin = all(t.text.isascii() and t.text.isupper() for t in run) and (len(run) > 2 or run[1].text == "MD")
    return [t if t.kind == "N" else Token("W", t.text) for t in run] if is_latin else run


_TOGETHER = Rules(
    (re.compile("WTW|WT(?=T)"), _with_md),
    *_DASHES,
    *_CHANGES,
    (re.compile("(?<=P)N|N(?=[BMU])"), _of_a_city),
    (re.compile(r"\([^();]*\)|\([^();,]*|n\)|(?<![TUN])\)|\)(?![NHT])"), _grouped),
    (re.compile(r"\)"), lambda run: [Token(":")]),  # 회장)홍길동 총무)김하늘
    (re.compile(r"[FNWHxMUs]{1,4}G"), _of_a_country),
    (re.compile("(?<![FNW])[WF]G"), _in_two_scripts),
    (re.compile("W,W"), _surname_first),
    (re.compile("N[NF]"), _baptised),
    (re.compile("pc"), lambda run: [run[0]._replace(kind="C"), run[1]] if run[0].text.startswith("섭외") else run),
    (re.compile(r"[WHN]?F(?:[FNWxU]|M(?![TNH])){0,3}"), _foreign),
    (re.compile(r"N?W+"), _latin),
    (re.compile(r"(?<=T)WN(?=[,;/&G]|$)|(?:(?<=[,;/&])|^)WN[x&]"), _of_two_words),
    (re.compile(r"NW(?=[,;/&xGT]|$)"), _surname_last),
    (re.compile(r"(?:(?<=[,;/&])|^)n?[NW]{2}[TG]?(?:[,;/&.|]n?[NW]{2}[TG]?)*(?=[,;/&]|$)"), _of_schools),
    (re.compile(r"(?:(?<=[,;/:])|^)(?:T\.N|N\.T)(?=[,;/]|$)"), lambda run: run[::2]),
    (re.compile(r"N(?:\.[NW])+|(?:(?<=T)|(?<=T:))N(?:\|[NW])+(?![MUB]*T)"), _tied),
)

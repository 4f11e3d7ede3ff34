"""A list of people as tokens: its words and marks, names typed with blanks as one, brackets as one.

A run of tokens is also a text of one letter a token (``codes``): the grammar of lists is patterns over that text.
"""

import re
from functools import cache

from transforms.parse.counts import count
from transforms.parse.people.given import NOTHING, Given, given_word, may_name, with_given
from transforms.parse.people.grammar import Rule, Rules, codes, gone, rewritten
from transforms.parse.people.spaced_names import spaced_names
from transforms.parse.people.together import (
    PARTICLE,
    baptised,
    foreign,
    in_latin,
    in_two_scripts,
    of_a_city,
    of_a_country,
    of_schools,
    of_two_words,
    surname_first,
    surname_last,
    tied,
    with_md,
)
from transforms.parse.people.word_tokens import BEGINS, read_word
from transforms.parse.people.words import (
    LINE,
    Token,
    is_kin,
    is_sure,
    is_title,
    is_usual_name,
    surnames,
    titles,
    usual_syllables,
    words,
)

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
_ARROW = re.compile(r"(?<=[가-힣)\s])>(?=\s?[가-힣(])")
_HONOURED = re.compile(r"[가-힣](?:님|씨|쌤|샘)(?![가-힣])")
_NUMBERED_UNIT = re.compile("\\d{1,2}(?:팀|과|국|부|반|본부|센터)")


def tokens(value: str, known: Given = NOTHING) -> list[Token]:
    """The cell as tokens: names typed with blanks are whole, brackets are one, tied names are one."""
    listed = with_given(_words_and_marks(value, known), known)
    listed = rewritten(_marked(spaced_names(listed)), _TOGETHER)
    return [_untied(token) for token in listed]


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


def _words_and_marks(value: str, known: Given) -> list[Token]:
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
            if mark.start() == after_close and PARTICLE.fullmatch(text):
                made += [Token(BEGINS[text])] if text in BEGINS else []
            elif mark.start() == end and _NUMBERED_UNIT.fullmatch(text) and made[-1:] and made[-1].kind in "MWTB":
                made[-1] = Token("U", made[-1].text + text)  # 복지1팀
            else:
                read = given_word(text, known, is_polite=is_polite) or read_word(text, is_polite)
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
            made += [Token("B", text[1:-1])] if is_known else _words_and_marks(text[1:-1], known)
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


def _of_one(run: list[Token]) -> list[Token]:
    """봄이슬 실습생, as 홍길동 실습생: what one person may be is the title of an unusual name."""
    is_title_ = run[-1].text in words("single") and may_name(run[-2].text)
    return [*run[:-1], Token("T", run[-1].text)] if is_title_ else run


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
    (re.compile("(?:(?<=[,;/&])|^)n?WC(?=[,;/&]|$)"), _of_one),
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


_TOGETHER = Rules(
    (re.compile("WTW|WT(?=T)"), with_md),
    *_DASHES,
    *_CHANGES,
    (re.compile("(?<=P)N|N(?=[BMU])"), of_a_city),
    (re.compile(r"\([^();]*\)|\([^();,]*|n\)|(?<![TUN])\)|\)(?![NHT])"), _grouped),
    (re.compile(r"\)"), lambda run: [Token(":")]),  # 회장)홍길동 총무)김하늘
    (re.compile(r"[FNWHxMUs]{1,4}G"), of_a_country),
    (re.compile("(?<![FNW])[WF]G"), in_two_scripts),
    (re.compile("W,W"), surname_first),
    (re.compile("N[NF]"), baptised),
    (re.compile("pc"), lambda run: [run[0]._replace(kind="C"), run[1]] if run[0].text.startswith("섭외") else run),
    (re.compile(r"[WHN]?F(?:[FNWxU]|M(?![TNH])){0,3}"), foreign),
    (re.compile(r"N?W+"), in_latin),
    (re.compile(r"(?<=T)WN(?=[,;/&G]|$)|(?:(?<=[,;/&])|^)WN[x&]"), of_two_words),
    (re.compile(r"NW(?=[,;/&xGT]|$)"), surname_last),
    (re.compile(r"(?:(?<=[,;/&])|^)n?[NW]{2}[TG]?(?:[,;/&.|]n?[NW]{2}[TG]?)*(?=[,;/&]|$)"), of_schools),
    (re.compile(r"(?:(?<=[,;/:])|^)(?:T\.N|N\.T)(?=[,;/]|$)"), lambda run: run[::2]),
    (re.compile(r"N(?:\.[NW])+|(?:(?<=T)|(?<=T:))N(?:\|[NW])+(?![MUB]*T)"), tied),
)

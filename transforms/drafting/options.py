"""What a draft says of a question's answers: its options or codes as they occur, and what is doubtful of them."""

import json
import re
from collections.abc import Mapping
from math import ceil

import pandas as pd
from rapidfuzz.distance import Indel

from transforms.campaign.question import KIND_OF
from transforms.campaign.settings import PARTNER, REQUEST
from transforms.drafting.meanings import CODES, ONLINE, REFUSED
from transforms.drafting.offered import NEVER_SO_FEW, ticked
from transforms.drafting.order import from_good, in_order
from transforms.drafting.questions import (
    LONGEST_OPTION,
    MOST_OPTIONS,
    Asked,
    is_person,
    scale_of,
)
from transforms.parse.personal import has_contact
from transforms.parse.text import key
from transforms.reference import texts

_OF_EVENT = re.compile(
    r"식사|점심|중식|저녁|석식|도시락|^밥|끼니|채식|알레르기|주차|차량|차로|차를|숙박|숙소|묵으|묵을|주무|휠체어|통역|수어|접수대|셔틀|버스|"
    r"교통편|이동 ?수단|(?:타실|타는|탈) 배|배편|멀미|약이 필요|돌봄방|"
    r"(?:아이|아기|자녀|영유아)(?:를|와)? ?(?:돌봄|데려|데리고|함께)|"
    r"(?:조끼|티셔츠|옷|모자) ?(?:크기|치수|사이즈)|오시는 (?:방법|길)"
)
# What is asked of whoever answers alone, and of whoever consents for another.
_OF_SENDER = re.compile(r"[(（].*(?:신청|본인).*(?:만|한정)\s?[)）]")
_OF_GUARDIAN = re.compile(r"보호자|법정 ?대리인")
# Options of a question of these things may be goals in the council's own words.
OF_GOALS = re.compile(r"목표|약속|바람|의제|과제|다짐|가치|소망")
_EVENT_OPTION = re.compile(r"채식|도시락|휠체어|셔틀|승용차|대중교통|주차")
# Options by which nothing is chosen, of a scale those that stand beside it.
NOTHING = re.compile(
    r"(?i)(?:해당 ?(?:사항 ?)?없음|없음|필요 ?없음|n/?a|none|(?:잘 )?모(?:르겠음|름|르겠다|르겠습니다)|"
    r"(?:안|못) ?(?:\S* )?(?:봤다|봄)|"
    r"(?:가지|가 보지|와 보지|오지|쓰지|먹지|타지|하지|받지) (?:않|못)\S*|"
    r"(?:참여|참석|이용)\S* (?:안|않|못)\S*(?: ?\S+)?)"
)
# Answers by which somebody comes on one day of several.
_ONE_DAY = re.compile(r"(?:첫|둘째|셋째|마지막) ?날|\d{1,2}/\d{1,2}|\d{1,2}일")
# Options of what the event needs by which nothing is needed.
_UNNEEDED = re.compile(r"아니[오요]|미신청|불필요|(?:안|못) |없(?:음|어요|습니다)")
_ALIKE = 0.6
# Fewer of a question's answers than this share, or of many than three, are no option: who gave them wrote beside 기타.
_LEAST_SHARE, _MANY = 0.005, 40
_STEP = re.compile(r"\d{1,2}(?=\D|$)")
# What a question is called whose refusal keeps a name out of public, and one off the agreement.
_NO_NAMES = {
    "unnamed": re.compile(
        r"(?:이름|명칭|[가-힣](?<!설)명(?![가-힣]{2})).*(?:공개|알려|밝혀|실어|싣|게재|게시|수록|소개)|"
        r"(?:누리집|홈페이지|책자).*(?:이름|명칭).*올"
    ),
    "unsigned": re.compile(
        r"(?:협약|다짐|서약|약속|선언|선서|결의|헌장)\S*.*(?:올리|올려|올립|서명|참여|함께|하시겠|적을|적어도|합니까)"
    ),
}


def settle(question: Asked, cells: "pd.Series[str]", doubts: list[str]) -> None:
    """The question's lines of options or codes, as its answers occur in ``cells``, its own or its grid's."""
    filled = cells[cells.ne("")]
    counts = {str(name): int(n) for name, n in filled.value_counts().items()}
    said = texts("messages")["draft"]
    if question.kind == "coded":
        question.lines = _codes(question.column, counts)
        doubts.append(said["codes"].format(title=question.title))
        for name, named in (("online", ONLINE), ("days", _ONE_DAY)) if question.column == "attendance" else ():
            told = " · ".join(answer for answer in counts if named.search(answer))
            doubts += [said[name].format(title=question.title, answers=told)] if told else []
    elif question.kind == "scale" and (steps := scale_of(filled) or _numbers(counts)):
        question.lines = ["options = [", *(f"  {toml_text(name)},  # {counts.get(name, 0)}" for name in steps), "]"]
        doubts.append(said["steps"].format(title=question.title))
    elif question.kind in ("choice", "ticks", "scale"):
        _offer(question, filled, counts, doubts)
    if question.more:
        question.lines.append(f"more = [{', '.join(map(toml_text, question.more))}]")
    if question.column in _THEMES:
        question.lines.append(f'themes = "{_THEMES[question.column]}"  # {said["themes"]}')
    chosen = ticked(filled) if question.kind == "ticks" else counts if question.kind == "choice" else {}
    # What few wrote tells of what they do, not of what they need.
    offered = [name for name, n in chosen.items() if n >= NEVER_SO_FEW]
    is_of_event = _OF_EVENT.search(question.title) or any(_EVENT_OPTION.search(name) for name in offered)
    is_answer = question.kind not in ("scale", "coded", "field", "goals") and not question.column.startswith(_NOT_EVENT)
    if question.column not in KIND_OF and is_answer and is_of_event:
        question.lines.insert(0, f"event = true  # {said['mark']}: {said['of_event']}")
        unneeded = [name for name in offered if _UNNEEDED.match(name) and any(f'"{name}"' in n for n in question.lines)]
        if unneeded:
            question.lines.append(f"untold = [{', '.join(map(toml_text, unneeded))}]  # {said['untold']}")
        if _OF_SENDER.search(question.title):
            question.lines.insert(1, f"once = true  # {said['of_sender']}")
    if _OF_GUARDIAN.search(question.title) and question.column not in KIND_OF:
        question.lines.append(f"# {said['of_guardian']}")
    if question.kind == "ticks" and OF_GOALS.search(question.title):
        # The last of a question: what stands below a table is in it.
        question.lines.append(f"# [questions.goals]  # {said['as_goals']}")
        question.lines += [
            re.sub(r"^  (.*),  # \d+$", r"# \1 = [  ]", line) for line in question.lines if line[:3] == '  "'
        ]


def _offer(question: Asked, filled: "pd.Series[str]", counts: Mapping[str, int], doubts: list[str]) -> None:
    """The options of a choice, of ticks or of a scale without a known one, and what no option is."""
    said = texts("messages")["draft"]
    found = counts if question.kind != "ticks" else ticked(filled)
    # What holds somebody's telephone was typed, however often: options stand in public tables.
    plain = {name: n for name, n in found.items() if not has_contact(name)}
    least = max(NEVER_SO_FEW + (len(filled) >= _MANY), ceil(_LEAST_SHARE * len(filled)))
    options = {name: n for name, n in sorted(plain.items(), key=lambda each: (-each[1], each[0])) if n >= least}
    options = dict(list(options.items())[:MOST_OPTIONS]) or dict(list(plain.items())[:1]) or {said["option"]: 0}
    rest = sum(n for name, n in found.items() if name not in options)
    nothing = [name for name in options if NOTHING.fullmatch(name) and len(options) > NEVER_SO_FEW]
    options = {name: n for name, n in options.items() if name not in nothing}
    order = from_good if question.kind == "scale" else in_order
    options = {name: options[name] for name in order([*options])}
    is_numbered = question.kind == "scale" and all(_STEP.match(name) for name in options)
    if is_numbered:
        options = {name: options[name] for name in sorted(options, key=lambda name: -int(_STEP.findall(name)[0]))}
    question.lines = ["options = [", *(f"  {toml_text(name)},  # {n}" for name, n in options.items()), "]"]
    if nothing:
        question.lines.append(f"none = [{', '.join(map(toml_text, nothing))}]  # {said['nothing']}")
    others = [name for name in options if re.fullmatch(r"기타(?: ?[(（].*)?", name)]
    if question.kind == "scale":
        question.lines[0] += f"  # {said['mark']}: {said['order']}"
    elif rest or others:
        question.lines.append(f"other = {toml_text(others[0] if others else '기타')}  # {said['rest'].format(n=rest)}")
    if others:
        question.lines = [line for line in question.lines if not line.startswith(f"  {toml_text(others[0])},")]
    if question.column == "kind":
        persons = [name for name in options if is_person(name)]
        doubts += [said["short"].format(title=question.title)] if any("(" in name for name in options) else []
        mark = f"  # {said['mark']}: {said['person']}" if persons else f"  # {said['person']}"
        question.lines.append(f"individual = [{', '.join(map(toml_text, persons))}]{mark}")
    for setting, asks_it in _NO_NAMES.items():
        if question.kind == "choice" and asks_it.search(question.title):
            refusing = [name for name in options if REFUSED.search(name)]
            named = ", ".join(map(toml_text, refusing))
            question.lines.append(f"{setting} = [{named}]  # {said['mark']}: {said[setting]}")
    doubts.append(said["steps" if is_numbered else "options"].format(title=question.title))


_NOT_EVENT = ("last_time", "heard_from", "agenda", "promises", "photo", "suggestions", "cooperation")
_THEMES = {"cooperation": PARTNER, "suggestions": REQUEST}
_NEEDED = {"attendance": ("참석", "yes"), "is_returning": ("예", "true"), "consent": ("동의합니다", "yes")}


def _codes(column: str, counts: Mapping[str, int]) -> list[str]:
    said, named, aliases = texts("messages")["draft"], dict[str, str](), list[str]()
    for name, n in counts.items():
        code = next(code for pattern, code in CODES[column] if re.search(pattern, name))
        like = next((other for other, of in named.items() if of == code and _is_spelling(name, other)), "")
        if code not in named.values():
            named[name] = code
        elif len(name) > LONGEST_OPTION or n < NEVER_SO_FEW or not key(name) or key(name) == key(like):
            continue
        elif like:
            # The most frequent stands for its meaning, what is written nearly so is another spelling of it.
            aliases.append(f"{toml_text(name)} = {toml_text(like)}  # {n}")
        else:
            named[name] = code
    needed, code = _NEEDED[column]
    if code not in named.values():
        named[needed] = code
    told = ", ".join(f"{toml_text(name)} = {toml_text(code)}" for name, code in named.items())
    lines = [f"codes = {{ {told} }}  # {said['mark']}: {said['meaning']}"]
    return [*lines, "[questions.aliases]", *aliases] if aliases else lines


def _numbers(counts: Mapping[str, int]) -> tuple[str, ...]:
    """The steps from the highest number to the lowest, whoever chose them; () where other than numbers is answered."""
    if not counts or not all(re.fullmatch(r"\d{1,2}", name) for name in counts):
        return ()
    # Nobody may have chosen the lowest.
    low, high = min(1, *map(int, counts)), max(map(int, counts))
    return tuple(str(step) for step in range(high, low - 1, -1))


def _is_spelling(name: str, other: str) -> bool:
    """Whether ``name`` says what ``other`` does in nearly its words: 동의 beside 동의합니다."""
    short, long = sorted((key(name), key(other)), key=len)
    if re.findall(r"\d+", short) != re.findall(r"\d+", long):
        return False
    return short in long or Indel.normalized_similarity(short, long) >= _ALIKE


def toml_text(value: str) -> str:
    """The text as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)

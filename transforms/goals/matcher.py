"""The trained half of the match: what the letters and words of a text say about goals and themes.

A text is cut into segments and words. Every word adds the weights of its letter sequences, learnt from
reference/activities.jsonl and the word list, so a score is a sum over words whose shares can be shown.
``benchmarks/train_matcher.py`` writes the numbers, ``reference/matcher.npz`` holds them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from operator import add

import numpy as np
import numpy.typing as npt
import scipy.sparse

from transforms.goals.near import Near, near_from
from transforms.goals.weight import NEVER, TOPIC, counts, role
from transforms.parse.text import folded

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

GOALS = 17
LONGEST_TEXT = 1500
_LONGEST_WORD = 24
_GRAM = 4
_LETTERS = np.uint64(1 << 16)
_REMEMBERED = 200_000

_WORD = re.compile(r"[^\W\d_]+|\d+")
_CUT = re.compile(r"[·,/\n.;:|()\[\]{}<>•–—+&!?~]+|(?<=\s)(?:및|그리고|또는|혹은)(?=\s)")
_CLAUSE = re.compile(r"[.!?\n;:()…·/]|,(?<!도,)")
_DENIAL = re.compile(
    r"(?:(?<=\s)|(?<=[이가은는도]))(?:아니(?:고|라|며|지만|에요|예요|냐|었|죠|란)|아닌\b|아닌데|아녜요|아닙니다|아님|말고)\w*"
)
_NOT_ONLY = re.compile(r"(?:뿐|뿐만|뿐이|만|만이|만은|하지|지|건가|게)\s*$")
_JOINT = re.compile(r"(?:지만|는데|인데|면서|니다|[아어해]요|[아어해여]서|도록|하고|으며|하며)$")
_NAMED = re.compile(
    r"(?<![가-힣])[가-힣]{0,3}(?:바다|해양|푸른|나무|하늘|강|샘|에너지|평화|초록|태양|햇빛|햇살|꽃|별|새|숲속|물|사랑|희망|자연|"
    r"무지개|은하수|기후|통일|꿈)[가-힣]{0,2}(?=(?:어린이집|유치원|초등학교|초교|중학교|고등학교|교회|성당|아파트|신협|새마을금고))"
)
# What is only granted or invoked before the body says what it does.
_GRANTED = re.compile(
    r"[^.!?\n]{2,70}?(?:지만|는데|은데|으나)[ ,]+"
    r"(?=[^.!?\n]{0,14}(?:실제로|그냥|그저|정작|우선은|사실은|오로지|오직|하는 일은|주로 하는))"
)
_INVOKED = re.compile(
    r"(?:[^\s,.!?\n]{1,20} ){0,2}?[^\s,.!?\n]{1,20} ?"
    r"(?:시대(?:에|를) (?:발맞추어|발맞춰|맞춰|맞추어|맞이하여|맞아)|경영 실천의 일환으로|의 일환으로|"
    r"(?:발전목표|SDGs?|sdgs?|ESG|esg)[를을]? ?(?:실천|달성|이행)(?:을|를)? ?위(?:해|하여|한))"
)
# What a body has given up before it says what it does now.
_GIVEN_UP = re.compile(
    r"[^.!?\n]{2,60}?(?:접었|그만두|그만뒀|중단했|끝냈|손을? ?뗐|손 ?떼)[^\s.!?,]{0,4}[ ,.]+"
    r"(?=(?:지금|이제|요즘|현재|올해)[은는]?[ ,])"
)
# What something is likened to: a club like a great tree plants none.
_LIKENED = re.compile(r"[가-힣]+처럼(?![가-힣])")

# Most texts hold none of a pattern's marks, and looking for a mark is a hundred times as fast.
_LEFT_OUT = (
    (("어린이집", "유치원", "학교", "초교", "교회", "성당", "아파트", "신협", "새마을금고"), _NAMED, ""),
    (("지만", "는데", "은데", "으나"), _GRANTED, ". "),
    (("시대", "일환", "발전목표", "sdg", "esg", "SDG", "ESG"), _INVOKED, "."),
    (("접었", "그만", "중단", "끝냈", "손"), _GIVEN_UP, ". "),
    (("처럼",), _LIKENED, ""),
)


def asserted(text: str) -> str:
    """The text without what it denies, what it is likened to and the colourful part of a body's name.

    >>> asserted("환경단체는 아니고 필터를 만드는 제조업체")
    '. 필터를 만드는 제조업체'
    >>> asserted("영농폐기물 말고 농산물 꾸러미"), asserted("버리지 말고 고쳐 쓰기"), asserted("숲뿐 아니라 강도")
    ('. 농산물 꾸러미', '버리지 말고 고쳐 쓰기', '숲뿐 아니라 강도')
    >>> asserted("바다어린이집: 누리과정")
    '어린이집: 누리과정'
    >>> asserted("댐 반대 운동은 접었고 지금은 옛 사진을 모읍니다")
    '. 지금은 옛 사진을 모읍니다'
    >>> asserted("환경도 평화도 중요하지만 실제로 하는 일은 한지 공예")
    '. 실제로 하는 일은 한지 공예'
    >>> asserted("나무처럼 든든한 이웃, 카페처럼 꾸민 도서관")
    ' 든든한 이웃,  꾸민 도서관'
    """
    plain = text
    for marks, pattern, instead in _LEFT_OUT:
        if any(mark in plain for mark in marks):
            plain = pattern.sub(instead, plain)
    if plain is not text and sum(map(len, _WORD.findall(plain))) < 2:
        plain = text
    kept, at = [], 0
    for denial in _DENIAL.finditer(plain) if "아" in plain or "말고" in plain else ():
        if denial.start() < at:
            continue
        start = _denied_from(plain, at, denial)
        if start < denial.start():
            kept.append(plain[at:start])
            at = denial.end()
    if not at:
        return plain
    rest = ". ".join([*kept, plain[at:]]).strip(" ,")
    rest = re.sub(r"\s+", " ", rest)
    return rest if sum(map(len, _WORD.findall(rest))) >= 2 else plain


def _denied_from(text: str, low: int, denial: re.Match[str]) -> int:
    before = text[max(low, denial.start() - 80) : denial.start()]
    if not before.strip() or _NOT_ONLY.search(before):
        return denial.start()
    bounds = [found.end() for found in _CLAUSE.finditer(before.rstrip())]
    clause = before[bounds[-1] if bounds else 0 :]
    words = list(re.finditer(r"\S+", clause))
    most = 3 if denial.group().startswith("말고") else 6
    taken = words[-most:]
    for place in range(len(taken) - 2, -1, -1):
        if _JOINT.search(taken[place].group()):
            taken = taken[place + 1 :]
            break
    return denial.start() - len(clause) + taken[0].start() if taken else denial.start()


def segments(text: str) -> list[list[str]]:
    """The words of a folded text, segment by segment.

    >>> segments("하천 정화, 숲 해설 및 캠페인")
    [['하천', '정화'], ['숲', '해설'], ['캠페인']]
    """
    cut = (
        [word[:_LONGEST_WORD] if not word[0].isdigit() else "0" for word in _WORD.findall(part)]
        for part in _CUT.split(text)
    )
    return [words for words in cut if words]


def grams_of(word: str) -> list[str]:
    """Letter sequences of one to four, the word's edges marked by spaces.

    >>> grams_of("숲길")[:6]
    ['숲', '길', ' 숲', '숲길', '길 ', ' 숲길']
    """
    edged = f" {word} "
    found, longer = list(word), list(edged)
    for n in range(1, _GRAM):
        longer = list(map(add, longer, edged[n:]))
        found += longer
    return found


def gram_keys(words: Sequence[str]) -> tuple[npt.NDArray[np.uint64], Ints]:
    """The letter sequences of all ``words`` as numbers, and of which word each is.

    Looked up so, in one go, they take a fourth of the time of as many short texts.

    >>> keys, bearers = gram_keys(["숲길", "물"])
    >>> len(keys) == len(grams_of("숲길") + grams_of("물")), bearers.max()
    (True, np.int64(1))
    """
    letters = np.frombuffer(f" {'  '.join(words)} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    # No listed sequence has a letter beyond these, so all such are as one.
    letters = np.minimum(letters, _LETTERS - 1)
    bearer = np.repeat(np.arange(len(words)), [len(word) + 2 for word in words])
    is_letter = letters != ord(" ")
    keys, bearers, key = [letters[is_letter]], [bearer[is_letter]], letters
    for n in range(1, _GRAM):
        key = key[:-1] * _LETTERS + letters[n:]
        is_within = bearer[:-n] == bearer[n:]
        keys.append(key[is_within])
        bearers.append(bearer[:-n][is_within])
    return np.concatenate(keys), np.concatenate(bearers)


@dataclass(frozen=True)
class Model:
    """The numbers of matcher.npz; ``stage`` judges what ``weights`` say.

    Columns of ``weights``: 17 goals, 17 first goals, themes, and last that a text says nothing.

    ``learnt`` has the marks of the listed meanings that the numbers were made with (``words.mark``), ``near`` the
    labelled texts.
    """

    themes: tuple[str, ...]
    rows: dict[str, int]
    weights: Floats
    rarity: Floats
    bias: Floats
    stage: dict[str, Floats]
    learnt: frozenset[int]
    near: Near

    @cached_property
    def by_key(self) -> tuple[npt.NDArray[np.uint64], Ints]:
        """The letter sequences as numbers, sorted, and the row of each."""
        grams = np.array([*self.rows], dtype=f"<U{_GRAM}").view(np.uint32).reshape(-1, _GRAM).astype(np.uint64)
        keys = np.zeros(len(grams), dtype=np.uint64)
        for column in grams.T:
            keys = np.where(column > 0, keys * _LETTERS + column, keys)
        order = np.argsort(keys)
        return keys[order], order

    @cached_property
    def reader(self) -> "WordReader":
        """The memory of words read so far."""
        return WordReader(self)


class WordReader:
    """What each distinct word adds, computed once: its scores, and last the square of its length.

    ``counts`` is what the word counts as a reason (``weight.py``); one of a topic that the model does not know is none.
    ``roles`` is what it says of the order of purposes, ``rare`` (words × letter sequences) what texts are compared by.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        self._forget()

    def _forget(self) -> None:
        self.rows: dict[str, int] = {}
        self.table: Floats = np.zeros((1024, self.model.weights.shape[1] + 1), dtype=np.float32)
        self.counts: Ints = np.zeros(1024, dtype=np.int64)
        self.roles: Ints = np.zeros(1024, dtype=np.int64)
        self.rare = scipy.sparse.csr_matrix((0, len(self.model.rarity)), dtype=np.float32)

    def numbers(self, words: Sequence[str]) -> Ints:
        """Rows of ``table`` for ``words``, new words read on the way."""
        if len(self.rows) > _REMEMBERED:
            self._forget()
        rows = self.rows
        new = [word for word in dict.fromkeys(words) if word not in rows]
        if new:
            self._learn(new)
        return np.fromiter((rows[word] for word in words), dtype=np.int64, count=len(words))

    def _learn(self, new: list[str]) -> None:
        start = len(self.rows)
        if start + len(new) > len(self.table):
            wider = np.zeros((max(2 * len(self.table), start + len(new)), self.table.shape[1]), dtype=np.float32)
            wider[:start] = self.table[:start]
            self.table = wider
            more = np.zeros(len(wider) - start, dtype=np.int64)
            self.counts, self.roles = (np.append(each[:start], more) for each in (self.counts, self.roles))
        into = self.table[start : start + len(new)]
        keys, bearers = gram_keys(new)
        sorted_keys, rows = self.model.by_key
        at = np.minimum(np.searchsorted(sorted_keys, keys), len(rows) - 1)
        is_known = sorted_keys[at] == keys
        known, rarity = rows[at[is_known]], self.model.rarity
        weighted = scipy.sparse.csr_matrix(
            (rarity[known], (bearers[is_known], known)), shape=(len(new), len(rarity)), dtype=np.float32
        )
        into[:, :-1] = weighted @ self.model.weights
        into[:, -1] = np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel()
        weighted.data *= self.model.near.is_rare[weighted.indices]
        weighted.eliminate_zeros()
        self.rare = scipy.sparse.vstack([self.rare, weighted], format="csr")
        told = ((word, counts(word)) for word in new)
        self.counts[start : start + len(new)] = [
            NEVER if count == TOPIC and not self._knows(word) else count for word, count in told
        ]
        self.roles[start : start + len(new)] = [role(word) for word in new]
        self.rows.update({word: start + n for n, word in enumerate(new)})

    def _knows(self, word: str) -> bool:
        """True when some text or term that the model learnt from has a word that begins so, or a longer piece of it."""
        known = self.model.rows
        if len(word) == 1:
            return f" {word} " in known
        return f" {word[:2]}" in known or any(word[at : at + 3] in known for at in range(len(word) - 2))


def summed(table: Floats, numbers: Ints, starts: Ints, weights: Floats | None = None) -> Floats:
    """Sum of the table's rows ``numbers`` in each run that begins at ``starts`` (the last entry is the end)."""
    data = np.ones(len(numbers), dtype=np.float32) if weights is None else weights
    chosen = scipy.sparse.csr_matrix((data, numbers, starts), shape=(len(starts) - 1, len(table)))
    result: Floats = np.asarray(chosen @ table, dtype=np.float32)
    return result


def votes(numbers: Ints, starts: Ints, model: Model) -> Floats:
    """What the labelled texts near to each text vote for, in shares: 17 goals named first, 17 goals named."""
    rare = model.reader.rare
    counted = (np.ones(len(numbers), dtype=np.float32), numbers, starts)
    in_text = scipy.sparse.csr_matrix(counted, shape=(len(starts) - 1, rare.shape[0]))
    return model.near.heard(in_text @ rare)


def scores(sums: Floats, model: Model) -> Floats:
    """Scores (17 goals, 17 first goals, themes, nothing) of summed word rows."""
    length = np.sqrt(np.maximum(sums[:, -1:], np.float32(1e-9)))
    result: Floats = (sums[:, :-1] / length + model.bias).astype(np.float32)
    return result


@cache
def default_model() -> Model:
    """The numbers in reference/matcher.npz."""
    content = files("transforms.reference").joinpath("matcher.npz").read_bytes()
    with np.load(BytesIO(content), allow_pickle=False) as held:
        return model_from({name: held[name] for name in held.files})


def model_from(held: dict[str, npt.NDArray[np.generic]]) -> Model:
    """The model that the arrays of matcher.npz describe."""

    def words(name: str) -> list[str]:
        return held[name].tobytes().decode("utf-8").split("\n")

    rarity = held["rarity"].astype(np.float32)
    return Model(
        themes=tuple(words("themes")),
        rows={gram: n for n, gram in enumerate(words("grams"))},
        weights=held["weights"].astype(np.float32) * held["scale"].astype(np.float32),
        rarity=rarity,
        bias=held["bias"].astype(np.float32),
        stage={
            name.removeprefix("stage_"): numbers.astype(np.float32)
            for name, numbers in held.items()
            if name.startswith("stage_")
        },
        learnt=frozenset(held["learnt"].tolist()),
        near=near_from(held["near_rows"], held["near_sizes"], held["near_goals"], rarity, GOALS),
    )


def plain(text: str) -> str:
    """The text as the matcher reads it: folded, of bounded length, without what it denies."""
    return asserted(folded(text[: 4 * LONGEST_TEXT])[:LONGEST_TEXT])

"""The order of a draft's options, which an export gives in none: by marks, numbers and sizes, or from good to bad."""

import re
from collections.abc import Sequence

_SIZES = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "2XL", "XXXL", "3XL")
MARK = re.compile(
    r"^(?P<before>\D{0,8}?)(?:(?P<n>\d{1,3})|(?P<sign>[①-⑳])|(?<![A-Za-z가-힣])(?P<letter>[A-Za-z가-하])(?=\s?[.)]|[조반팀]\s))"
)
_MIDDLE = 2
# How good an answer is, from what is very good to what is very bad; what none of these says stands in the middle.
_TONES = (
    r"^(?:매우|아주|정말|무척|크게)(?!.*(?:나쁘|나쁨|불만|아쉬|않|못|힘들|어려)).*",
    r"^(?!.*(?:매우|아주|전혀|불만|않|못|안 )).*(?:좋|만족|그렇다|^그럼$|도움|충분|유익)",
    r"보통|그저|그런 ?대로|중간|반반",
    r"^(?!.*(?:매우|아주|전혀|많이)).*(?:나쁘|나쁨|불만|아쉬|아쉽|않|못|부족|별로|힘들|어려)",
    r"(?:매우|아주|전혀|많이).*(?:나쁘|나쁨|불만|아쉬|아쉽|않|못|부족|아니|힘들|어려)",
)


def in_order(names: Sequence[str]) -> list[str]:
    """The options as a form lists them where their marks, numbers or sizes say so; else as they are.

    >>> in_order(["약속10. 가", "약속2. 나"]), in_order(["L", "S"]), in_order(["나", "가"])
    (['약속2. 나', '약속10. 가'], ['S', 'L'], ['나', '가'])
    """
    sizes = {name: re.sub(r"\s?[(（].*", "", name).upper() for name in names}
    if names and all(size in _SIZES for size in sizes.values()):
        return sorted(names, key=lambda name: _SIZES.index(sizes[name]))
    marks = [MARK.match(name) for name in names]
    if not names or not all(marks) or len({mark and mark["before"] for mark in marks}) > 1:
        return list(names)
    return sorted(names, key=_place_of)


def _place_of(name: str) -> tuple[str, list[int], str]:
    mark = MARK.match(name)
    first = (mark["letter"] or mark["sign"] or "") if mark else ""
    return first, [int(n) for n in re.findall(r"\d{1,4}", name)], name


def from_good(names: Sequence[str]) -> list[str]:
    """The steps of a scale from good to bad as their words say, in their own order where these say nothing.

    >>> from_good(["보통", "아쉬웠다", "아주 좋았다", "좋았다"])
    ['아주 좋았다', '좋았다', '보통', '아쉬웠다']
    """
    tones = {name: tone(name) for name in names}
    return sorted(names, key=lambda name: _MIDDLE if (at := tones[name]) is None else at)


def tone(name: str) -> int | None:
    """How good an answer sounds, 0 for very good to 4 for very bad; None where no word says so."""
    return next((at for at, tones in enumerate(_TONES) if re.search(tones, name)), None)

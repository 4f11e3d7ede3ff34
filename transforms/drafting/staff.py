"""Which columns of an export the office added itself: by what they are called, or behind all that is asked."""

import re
from collections.abc import Sequence

import pandas as pd

from transforms.parse.people import is_name

_CALLED = re.compile(
    r"^(비고|메모|확인|처리|담당|상태|접수( ?번호)?|연번|순번|번호|입력자|접수자|확인자|점검|(확인|비고|메모|처리)란)$|"
    r"^(담당|배정|관할)\s?(장학사|주무관|직원|공무원|사무관|매니저)(\s?(이름|성명))?$|"
    r"^(사무국|사무처|센터|본부|재단|협의회|연합회|담당자?|운영진|관리자|내부|직원)\s?(용|의|란)?\s?"
    r"(비고|메모|확인|기록|표시|처리|점검)|"
    r"^(처리|진행|접수|확인|연락|통화) ?(상태|결과|여부|메모|기록)$|"
    r"^(비고|메모|확인)\s?[(\[]|"
    r"^[(\[](사무국|사무처|센터|본부|재단|담당자?|운영진|관리자|내부|직원)( ?용)?[)\]]|"
    r"[(\[](사무국|사무처|담당자|운영진|관리자|내부|직원)( ?(?:용|기재|기록|입력|작성|확인))?[)\]]$|"
    # Of other makers' forms: when somebody began, and which response it is.
    r"(?i:^(id|시작 시간|start time|마지막 수정 시간|last modified time)$)"
)
# A title that asks somebody; what staff call a column asks nobody.
_ASKS = re.compile(r"[?？]|(?:까|나요|가요|세요|시오)\.?\s*(?:[(（\[].*)?$|[(（\[]\s?(?:선택|필수|복수|해당)")
# Whoever answers a form is many people; who is in charge is few, each again and again.
_MOST, _AGAIN, _SHARE, _LETTERS = 10, 2, 0.75, 3
# A column that staff fill in is not filled in for everybody.
_WHOLE = 0.9


def is_called(title: str) -> bool:
    """Whether a title is one that staff give a column of their own."""
    return _CALLED.search(title) is not None


def of_staff(titles: Sequence[str], cells: Sequence["pd.Series[str]"], columns: Sequence[str]) -> set[int]:
    """The places of the columns that are staff's, by what they are called or by where they stand.

    ``columns`` says which question each title is, '' where it says none. Behind the last that is one stand the
    office's own: what follows a column of staff's, what few names are in, and what is filled in for some behind the
    consent, with which forms end.
    """
    called = {at for at, title in enumerate(titles) if is_called(title)}
    last = max((at for at, column in enumerate(columns) if column and at not in called), default=-1)
    return called | {
        at
        for at, title in enumerate(titles)
        if title and at not in called and not columns[at] and not _ASKS.search(title)
        if _are_few_names(cells[at]) or (at > last and _is_behind(at, last, called, cells, columns))
    }


def _is_behind(at: int, last: int, called: set[int], cells: Sequence["pd.Series[str]"], columns: Sequence[str]) -> bool:
    if any(last < other < at for other in called):
        return True
    return last >= 0 and columns[last] == "consent" and bool(cells[at].ne("").mean() < _WHOLE)


def _are_few_names(cells: "pd.Series[str]") -> bool:
    filled = cells[cells.ne("")]
    names = {name for name in filled.unique() if len(name) >= _LETTERS and is_name(name)}
    is_few = 0 < filled.nunique() <= _MOST and len(filled) >= _AGAIN * filled.nunique()
    return is_few and bool(filled.isin(names).mean() >= _SHARE)

"""What of a response's name and contacts is compared with another's, to know whether both speak for one body."""

import re
from operator import itemgetter

import numpy as np
import pandas as pd

from transforms.bodies.near_names import core, essence
from transforms.bodies.short_names import branch
from transforms.bodies.spellings import AT_ANOTHER_TIME, officer, plain, with_numbered_dong
from transforms.parse.text import key
from transforms.reading.columns import parsed
from transforms.reference import rows

_FORMERLY = re.compile(
    rf"^{AT_ANOTHER_TIME}"
    r"|(?:에서|에서\s?(?:명칭|이름)\s?)(?:변경|개명|바뀜)$"
)
_IN_BRACKETS = re.compile(r"(.*\S)\s?[(（]([^()（）]{2,20})[)）]$")
_ASIDE = re.compile(
    r"^(?P<before>.*\S)\s?[(（](?P<aside>[가-힣]{2,5}|(?=[^()（）]*[^\W\d_])[^()（）\d가-힣一-鿿]{6,})[)）](?P<behind>.*)$"
)
_MAY_SAY_HOME = re.compile(r"[가-힣]\s?제?\s?\d?\s?[읍면동]|^[가-힣]{2,3} ")
_DONG = re.compile(r"(?<=[가-힣])\s?제?\s?(\d)\s?동")
_HOME = re.compile(r"(?<![가-힣])[가-힣]{1,4}\d?[읍면동](?![가-힣])")
_LEAST_OF_NAME = 3
# 제37대 총학생회: whose term it is
_TERM = re.compile(r"(?<!\d)(?:제\s?)?(\d{1,3})\s?대\s?(?=총?학생회|집행부|회장단|임원|의회|위원회)")
# 나눔텃밭 회원일동
_ALL_OF_THEM = re.compile(r"(?<=\S)\s?(?:회원|임?직원|교직원|교사|주민|학생|조합원|가족)?\s?일동$")
_SCHOOL = re.compile("(?:학교|초교|고교|유치원|어린이집|[가-힣]{2}[초중고])$")


def compared_names(
    name_keys: "pd.Series[str]", legal_forms: "pd.Series[str]", region: tuple[str, ...] = ()
) -> pd.DataFrame:
    """core, essence (see near_names.py) and the legal form's family of every name; '' is none."""
    families = {row["legal_form"]: row["family"] for row in rows("form_families")}
    cores = parsed(name_keys, core)
    return pd.DataFrame(
        {
            "core": cores.part(str, "str"),
            "essence": cores.map(lambda name: essence(name, region)).part(str, "str"),
            "family": legal_forms.map(families).fillna("").astype("str"),
        },
        index=name_keys.index,
    )


def facts_of(order: pd.DataFrame, region: tuple[str, ...]) -> pd.DataFrame:
    """``order`` (see same_body.resolve) with the columns that rules compare; '' is unlike everything."""
    facts = order.reset_index(names="index")
    named, place, untranslated = _without_asides(facts, region)
    facts["untranslated"] = parsed(untranslated, lambda name: core(key(name))).part(str, "str")
    facts = facts.join(compared_names(parsed(named, key).part(str, "str"), facts["legal_form"], region))
    bare, home = _without_home(named.mask(facts["is_person"], ""), facts["address"].fillna(""))
    term = bare.str.extract(_TERM, expand=False).fillna("")
    said = parsed(bare.str.replace(_TERM, "", regex=True), lambda name: (plain(name, region), branch(name, region)))
    facts["plain"], facts["branch"] = (said.part(itemgetter(at), "str") for at in range(2))
    facts["branch"] = facts["branch"].mask(term.ne(""), term).mask(home.ne(""), home).mask(place.ne(""), place)
    names = parsed(facts["name"], _two_names)
    for at, column in enumerate(("outside", "other", "school")):
        facts[column] = names.part(itemgetter(at), "str")
    for column in ("phone", "email"):
        facts[column] = facts[column].fillna("")
    for column in ("representative", "contact_name"):
        facts[column] = parsed(facts[column], officer).part(str, "str")
    # A district alone, or a bare 동, is no address of a body's own.
    address = parsed(facts["address"], key).part(str, "str")
    facts["address_key"] = address.where(address.str.contains(r"\d") & address.str.len().ge(6), "")
    facts["place"] = facts["district"].where(facts["is_district_known"], "")
    return facts


def _without_asides(
    facts: pd.DataFrame, region: tuple[str, ...]
) -> tuple["pd.Series[str]", "pd.Series[str]", "pd.Series[str]"]:
    """The names without a bracket that says where the body is, and of which place; without other letters, too.

    달래골마을도서관(미원) of 미원면, 새터교회(푸른) 복지부; 네팔공동체(Nepali Community). What two of one name say
    otherwise in those stays.
    """
    found = facts["name"].where(~facts["is_person"], "").str.extract(_ASIDE).fillna("")
    rest, aside = (found["before"] + found["behind"]).str.strip(), found["aside"]
    of_region = aside.isin([each for name in region for each in (name, re.sub("[시군도구]$", "", name))])
    at = np.flatnonzero(aside.ne(""))
    there = np.zeros(len(facts), dtype=bool)
    there[at] = [one in where for one, where in zip(aside.iloc[at], facts["address"].fillna("").iloc[at], strict=True)]
    named = facts["name"].mask(of_region | there, rest).str.replace(_ALL_OF_THEM, "", regex=True)
    named = parsed(named, with_numbered_dong).part(str, "str")
    is_foreign = aside.ne("") & ~aside.str.contains("[가-힣]") & rest.str.contains("[가-힣]")
    is_only = aside.where(is_foreign).groupby(parsed(rest, key).part(str, "str")).transform("nunique").eq(1)
    return named, aside.where(there & ~of_region, ""), named.mask(is_foreign & is_only, rest)


def _without_home(named: "pd.Series[str]", addresses: "pd.Series[str]") -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """The names without the 읍, 면 or 동 of their own address, and that place, '' where the name says none.

    낭성면 귀래2리 경로당 is 귀래2리 경로당 in 낭성면; 바르게살기 사직1동위원회 and 사직1동 바르게살기위원회 are one.
    """
    found = addresses.where(named.str.contains(_MAY_SAY_HOME), "").str.findall(_HOME)
    typed = named.str.replace(_DONG, r"\1동", regex=True)
    both = parsed(typed + "\t" + found.str.join("\t"), lambda known: _parted(*known.split("\t")))
    said, rest = (both.part(itemgetter(at), "str") for at in range(2))
    is_whole = rest.str.len().lt(_LEAST_OF_NAME)
    return named.where(is_whole, rest), said.mask(is_whole, "")


def _parted(name: str, *places: str) -> tuple[str, str]:
    """The first of the places that the name says, '' where it says none, and what is left: 가덕면 X, 가덕 X."""
    for place in places:
        if place in name:
            return place, name.replace(place, "", 1).strip()
        head, _, rest = name.partition(" ")
        if len(head) > 1 and head == place[:-1]:
            return place, rest
    return "", name


def _two_names(name: str) -> tuple[str, str, str]:
    """The core names outside of a bracket at the end and, in it, of the body's other name, 여성노동자연대(여노), or of
    the school whose it is, 그린나래(나루중).
    """
    found = _IN_BRACKETS.match(name)
    outside, inside = (core(key(_FORMERLY.sub("", part))) for part in found.groups()) if found else ("", "")
    is_of = bool(found and _SCHOOL.search(found[2]) and not outside.startswith(inside))
    return outside, "" if is_of else inside, inside if is_of else ""

"""Which responses speak for the same body: named rules from exact to close, then the latest response wins.

Sure rules merge; likely rules only point a person to the pair. A rule never compares all with all: each looks
only inside blocks that share a name, a phone, an e-mail or a neighbouring name, so cost stays in line with rows.
"""

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz.distance import Indel
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from transforms.bodies.compared import facts_of
from transforms.bodies.customs import NO_CUSTOMS, Customs
from transforms.bodies.near_names import (
    contrast,
    core,
    is_misspelt,
    is_mistyped,
    is_respelt,
    is_sister_in_front,
    with_short_schools,
    without_vowels,
)
from transforms.bodies.short_names import is_short_for
from transforms.bodies.spellings import sounds_alike, spellings
from transforms.bodies.unions import Apart, labels_apart
from transforms.reading.columns import among, parsed
from transforms.reading.timeline import in_time

# A contact shared by more names than this is a switchboard or a placeholder, not evidence.
_MOST_SHARED = 20
# Whoever shares one of these with a body of the same name speaks for it.
_EVIDENCE = ("phone", "email", "representative", "contact_name", "address_key")
# An officer, and where the body is: who heads a body is known by the district alone.
_AT_HOME = (("representative", "address_key"), ("contact_name", "address_key"), ("representative", "place"))
# Of these a rule asks only which are alike: they are compared as numbers.
_NUMBERED = [*_EVIDENCE, "family", "branch", "place"]
# A response has forty columns more, which rules would only carry with them.
_COMPARED = [
    *("index", "response_id", "row_number", "name", "is_person", "core", "essence", "plain", "outside", "other"),
    *("school", "untranslated"),
    *_NUMBERED,
]
Numbers = npt.NDArray[np.integer[Any]]
_LATIN = re.compile("[a-z]{3,}")
_CLOSE, _VERY_CLOSE = 0.8, 0.85
_SCHOOL_ALONE = re.compile("[가-힣]{2}(?:[초중고대]|학교|유치원)$")


def resolve(
    kept: pd.DataFrame, apart: Apart | None = None, customs: Customs = NO_CUSTOMS
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Bodies, merges and likely duplicates among the responses that were kept.

    ``kept`` has a row per response with response_id, row_number, submitted_at, kind, name, name_key, legal_form,
    phone, email, representative, contact_name, address, district, is_district_known. ``apart`` is what a person
    decided to be two bodies, and the office's numbers: one number is one body, whatever it is called.
    Returns three tables:

    - bodies: for ``kept``'s index ``body`` (0, 1, …; by first row), ``is_latest``, ``n_responses``, and ``unsplit``,
      equal for responses that would be one body without ``apart``;
    - merges: kept and replaced response_id with the rule that joined them;
    - likely: pairs of response_id (the latest of each body) with the rule that would join them.
    """
    facts = _numbered(facts_of(in_time(kept), customs.region)[_COMPARED])
    sure = [*_sure(facts, customs.region), _unique(facts, customs.unique)]
    pairs = _of_one_family(facts, pd.concat(sure, ignore_index=True))
    pairs = pd.concat([pairs, _changed_form(facts)], ignore_index=True)
    united = _labels(pairs, len(facts))
    if customs.is_by_person:
        pairs = _of_one_person(facts, pairs, united)
    apart = apart or Apart()
    facts["number"] = facts["response_id"].map(apart.numbers).astype("str").fillna("")
    pairs = pd.concat([_chained(facts, ["number"], "same_number"), pairs], ignore_index=True)
    facts["label"] = _labels(pairs, len(facts))
    facts["unsplit"] = facts["label"]
    if apart.says_any:
        facts["label"] = labels_apart(facts["label"], pairs, facts["response_id"], apart)
    facts["is_latest"] = ~facts.duplicated("label", keep="last")
    first_row = facts.groupby("label")["row_number"].transform("min")
    facts["body"] = first_row.rank(method="dense").astype("int64") - 1
    facts["n_responses"] = facts.groupby("label")["label"].transform("size")
    bodies = facts.set_index("index")[["body", "is_latest", "n_responses", "unsplit"]].reindex(kept.index)
    return bodies, _merges(facts, pairs), _likely(facts, united if customs.is_by_person else facts.index.to_numpy())


def _numbered(facts: pd.DataFrame) -> pd.DataFrame:
    """``facts`` with equal numbers for equal texts in all columns of ``_NUMBERED``, 0 for a blank one."""
    codes = _codes(pd.concat([facts[column] for column in _NUMBERED], ignore_index=True))
    return facts.assign(**dict(zip(_NUMBERED, codes.reshape(len(_NUMBERED), -1), strict=True)))


def _codes(column: "pd.Series[Any]") -> Numbers:
    """Equal numbers for what is equal in a column, 0 for what is blank; numbers are their own."""
    if column.dtype.kind == "i":
        return column.to_numpy()
    codes, distinct = pd.factorize(column)
    return np.where(np.asarray(distinct == "")[codes], 0, codes + 1)


def _alike(*columns: Numbers) -> Numbers:
    """Equal numbers for rows that are alike in every one of the columns, 0 where one is blank."""
    alike = columns[0]
    for each in columns[1:]:
        # Numbered anew each time, else the product of several outgrows its type.
        alike = pd.factorize(alike * (each.max(initial=0) + 1) + each)[0] + 1
    return np.where(np.logical_and.reduce([each > 0 for each in columns]), alike, 0)


def _labels(pairs: pd.DataFrame, size: int) -> Numbers:
    graph = coo_matrix((np.ones(len(pairs)), (pairs["a"], pairs["b"])), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels)


def _of_one_family(facts: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """The pairs without those whose legal forms or branches say that they are two: 한빛 주식회사, 한빛 협동조합."""
    for said in ("family", "branch"):
        one, other = (facts[said].reindex(pairs[side]).to_numpy() for side in ("a", "b"))
        pairs = pairs[(one == other) | (one == 0) | (other == 0)]
    return pairs


def _changed_form(facts: pd.DataFrame) -> pd.DataFrame:
    """Whoever gives all else alike took another legal form: 영농조합법인 산들, 농업회사법인 산들."""
    return _chained(facts[~facts["is_person"]], ["core", *_EVIDENCE[:4]], "other_form")


def _of_one_person(facts: pd.DataFrame, pairs: pd.DataFrame, united: object) -> pd.DataFrame:
    """The pairs of one person each, and whoever sent for the same of the ``united`` before: by name, else by contact.

    What is sent by nobody, or by a person for themselves, is united as it was.
    """
    sender = facts["contact_name"].mask(facts["is_person"], 0)
    for contact in ("phone", "email"):
        # Whoever leaves out their name is who gave it with the same contact.
        known = sender.mask(sender.eq(0)).groupby([united, facts[contact]]).transform("first").fillna(facts[contact])
        sender = sender.mask(sender.eq(0) & ~facts["is_person"] & facts[contact].ne(0), known.astype("int64"))
    same = sender[pairs["a"]].to_numpy() == sender[pairs["b"]].to_numpy()
    sent = facts.assign(united=np.asarray(united) + 1, sender=sender)
    again = _chained(sent, ["united", "sender"], "same_name_contact_name")
    of_one: pd.DataFrame = pd.concat([pairs.loc[same], again], ignore_index=True)
    return of_one


def _sure(facts: pd.DataFrame, region: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    people, groups = facts[facts["is_person"]], facts[~facts["is_person"]]
    # A kind ticked differently the second time does not make another body of the same name and contact.
    for contact in ("phone", "email"):
        yield _chained(facts, ["core", contact], f"same_name_{contact}")
    yield _chained(people, ["core", "address_key"], "same_name_address_key")
    for evidence in _EVIDENCE[2:]:
        yield _chained(groups, ["core", evidence], f"same_name_{evidence}")
    yield from _same_name(groups[["place", "family"]].assign(core=groups["untranslated"]))
    # 푸른새터울중, 새터울중: of one name there is one school at a place.
    schools = groups[groups["core"].str.contains(_SCHOOL_ALONE)]
    yield _chained(schools.assign(core=schools["essence"]), ["core", "place"], "same_name_place")
    lasting = groups[groups["essence"].str.len() >= 3]
    for evidence in _EVIDENCE[:4]:
        yield _chained(lasting, ["essence", evidence], f"same_essence_{evidence}")
    # Whoever shares no officer or contact with another is spelt like nobody.
    is_shared = [groups[each].ne(0) & groups[each].duplicated(keep=False) for each in _EVIDENCE[:4]]
    sharing = groups[np.logical_or.reduce(is_shared)]
    spelt = sharing[[*_EVIDENCE[:4]]].assign(
        core=parsed(sharing["name"], lambda name: sorted(spellings(name, region))).part(list, "object")
    )
    spelt = spelt.explode("core")
    spelt = spelt.assign(core=spelt["core"].fillna("").astype("str"))
    for evidence in _EVIDENCE[:4]:
        yield _chained(spelt, ["core", evidence], f"same_essence_{evidence}")
    yield _close_names(groups, groups["address_key"], is_mistyped, "address_key")
    yield from _near_names(groups, region)
    yield from _spelt_otherwise(groups)
    called = _also_called(groups)
    for evidence in _EVIDENCE[:4]:
        yield _chained(called, ["core", evidence], f"other_name_{evidence}")


def _unique(facts: pd.DataFrame, names: Collection[str] | None) -> pd.DataFrame:
    """Whoever bears one of the ``names``, or one name at all: the council says that there is one such body."""
    cores = None if names is None else [core(each) for each in names]
    is_one = ~facts["is_person"] & (True if cores is None else facts["core"].isin(cores))
    return _chained(facts[is_one], ["core"], "same_name")


def _near_names(groups: pd.DataFrame, region: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    """Near names of one contact or of one pair of officers, and short names of one officer and contact or address."""
    near, whole = (groups.assign(essence=groups[spelt]) for spelt in ("plain", "name"))
    for contact in ("phone", "email"):
        yield _close_names(groups, groups[contact], _is_close, contact)
        yield _close_names(near, near[contact], _is_close, contact)
    officers, is_short = groups[[*_EVIDENCE[2:4]]], partial(is_short_for, region=region)
    both = _shared(groups, _EVIDENCE[2:4]).mask(officers.eq(officers.iloc[:, 0], axis=0).all(axis=1), 0)
    at_home = [_shared(groups, pair) for pair in _AT_HOME]
    of_contact = {pair: _shared(groups, pair) for pair in product(_EVIDENCE[:2], _EVIDENCE[2:4])}
    for block in (both, *at_home):
        yield _close_names(near, block, _is_close, "officers")
    crossed = pd.concat([near[["plain"]].assign(officer=officers[named]) for named in officers])
    yield _chained(crossed[crossed["plain"].str.len() >= 3], ["plain", "officer"], "same_essence_officer")
    for block in (both, *at_home, *of_contact.values()):
        yield _close_names(whole, block, is_short, "").assign(rule="short_name")
    for (contact, _), block in of_contact.items():
        yield _close_names(near, block, is_respelt, contact)


def _shared(groups: pd.DataFrame, by: tuple[str, ...]) -> "pd.Series[int]":
    """One number for both of these of each group, 0 where it lacks one."""
    return pd.Series(_alike(*(_codes(groups[column]) for column in by)), index=groups.index)


def _also_called(groups: pd.DataFrame) -> pd.DataFrame:
    """The bodies that say their other name in brackets, 여성노동자연대(여노), once more under it, and who bears it."""
    renamed = groups.assign(core=groups["other"])
    # Two that bear one word in brackets, 산책모임(오전반) and 독서모임(오전반), are not both known by it.
    is_own = among(renamed["core"], groups["core"]) & renamed.groupby("core")["outside"].transform("nunique").eq(1)
    renamed = renamed[is_own & renamed["core"].str.len().ge(2) & ~renamed["core"].str.isdecimal()]
    return pd.concat([groups[among(groups["core"], renamed["core"])], renamed])


def _same_name(groups: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Same name without other evidence: one body, unless districts or legal forms say that there are two."""
    known = groups[["place", "family"]].where(groups[["place", "family"]] != 0)
    of_name = known.groupby(groups["core"])
    n_places, n_families = (of_name[column].transform("nunique") for column in ("place", "family"))
    yield _chained(groups[n_places.le(1) & n_families.le(1)], ["core"], "same_name")
    yield _chained(groups[n_families.le(1)], ["core", "place"], "same_name_place")
    yield _chained(groups, ["core", "place", "family"], "same_name_place")


def _chained(facts: pd.DataFrame, by: list[str], rule: str) -> pd.DataFrame:
    """Each row paired with the next one alike in every column of ``by``; blank is like nothing."""
    alike = _alike(*(_codes(facts[column]) for column in by))
    places, codes = facts.index.to_numpy()[alike > 0], pd.factorize(alike[alike > 0])[0]
    order = np.argsort(codes, kind="stable")
    codes, places = codes[order], places[order]
    is_same = codes[1:] == codes[:-1]
    return pd.DataFrame({"a": places[:-1][is_same], "b": places[1:][is_same], "rule": rule})


def _blocks(facts: pd.DataFrame, by: "pd.Series[int]") -> pd.DataFrame:
    """Pairs ``a``, ``b`` of differently named rows that share ``by``, each pair of names once."""
    shared = by.to_numpy()
    named = _alike(shared, _codes(facts["core"]))
    at = np.flatnonzero(named)
    at = at[~pd.Series(named[at]).duplicated()]
    # Most share theirs with no other name: the join takes its time even of none.
    at = at[pd.Series(shared[at]).duplicated(keep=False)]
    if not at.size:
        return pd.DataFrame({"a": at, "b": at})
    names = pd.DataFrame({"by": shared[at], "at": at})
    names = names[names.groupby("by")["at"].transform("size").le(_MOST_SHARED)]
    both = names.merge(names, on="by")
    both = both[both["at_x"] < both["at_y"]]
    return pd.DataFrame({side: facts.index[both[f"at_{end}"]] for side, end in zip("ab", "xy", strict=True)})


def _spelt_otherwise(groups: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Names with another vowel, or in Latin letters as the other sounds, of whoever shares an officer or contact."""
    vowelless = parsed(groups["essence"], without_vowels).part(str, "str")
    is_latin = parsed(groups["essence"], lambda name: bool(_LATIN.search(name))).part(bool, "bool")
    spelt = groups[[*_EVIDENCE[:4]]].assign(vowelless=_codes(vowelless))
    for evidence in _EVIDENCE[:4]:
        yield _close_names(groups, _shared(spelt, (evidence, "vowelless")), is_misspelt, evidence)
        heard = groups[groups[evidence].isin(groups.loc[is_latin, evidence])]
        yield _close_names(heard, heard[evidence], sounds_alike, evidence)
        # Cheongju Bike Friends: the region's name is no end of it in Latin letters
        yield _close_names(heard.assign(essence=heard["core"]), heard[evidence], sounds_alike, evidence)


def _close_names(
    groups: pd.DataFrame, by: "pd.Series[int]", is_close: Callable[[str, str], bool], evidence: str
) -> pd.DataFrame:
    both = _blocks(groups, by)
    if both.empty:
        return both.assign(rule="")
    texts = groups[["essence", "core", "school"]]
    ones, others = (texts.loc[both[side]].itertuples(index=False, name=None) for side in "ab")
    # 신청주로타리클럽 beside 청주로타리클럽, of which the region's name says nothing; 나루중 whose 그린나래 is
    close = [
        is_close(one, other) and not is_sister_in_front(core, other_core) and school != other_core and of != core
        for (one, core, school), (other, other_core, of) in zip(ones, others, strict=True)
    ]
    return both[np.array(close, dtype=bool)].assign(rule=f"close_name_{evidence}")


def _is_close(a: str, b: str) -> bool:
    short, long = sorted(map(with_short_schools, (a, b)), key=len)
    is_near = (len(short) >= 3 and short in long) or Indel.normalized_similarity(short, long) >= _CLOSE
    return is_near and not contrast(a, b)


def _is_within(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    is_placed = long.endswith(short) and len(long) - len(short) > 1
    return len(short) >= 3 and short in long and (is_placed or not contrast(a, b))


def _merges(facts: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    replaced = facts[~facts["is_latest"]]
    latest = facts[facts["is_latest"]].set_index("label")["response_id"]
    ends = pd.concat(
        [pairs[["a", "rule"]].set_axis(["at", "rule"], axis=1), pairs[["b", "rule"]].set_axis(["at", "rule"], axis=1)]
    )
    rule_of = ends.drop_duplicates("at").set_index("at")["rule"]
    return (
        pd.DataFrame(
            {
                "kept_response_id": replaced["label"].map(latest),
                "replaced_response_id": replaced["response_id"],
                "rule": replaced.index.to_series().map(rule_of),
            }
        )
        .sort_values(["kept_response_id", "replaced_response_id"], ignore_index=True)
        .astype("str")
    )


def _likely(facts: pd.DataFrame, united: object) -> pd.DataFrame:
    """Pairs that a person should look at; those of one body that ``united`` says are none."""
    latest = facts[facts["is_latest"]]
    groups = latest[~latest["is_person"]]
    found = [
        _chained(latest[latest["is_person"]], ["core", "place"], "same_person_name"),
        _chained(groups, ["core"], "same_name_elsewhere"),
    ]
    found += [_blocks(latest, latest[contact]).assign(rule=f"shared_{contact}") for contact in ("phone", "email")]
    # 북다리 윗섬어촌계 and 윗섬어촌계 of one officer, each time under another number.
    alike = [_close_names(groups, groups[named], _is_within, named) for named in _EVIDENCE[2:4]]
    found += [each.assign(rule="same_officer") for each in alike]
    found += close_names(groups)
    pairs = pd.concat(found, ignore_index=True)
    low, high = pairs[["a", "b"]].min(axis=1), pairs[["a", "b"]].max(axis=1)
    pairs = pairs.assign(a=low, b=high).drop_duplicates(["a", "b"])
    body = pd.Series(united, index=facts.index)
    pairs = pairs[pairs["a"].map(body).ne(pairs["b"].map(body))]
    number = facts["label"].map(facts[facts["number"].ne("")].groupby("label")["number"].first())
    one, other = pairs["a"].map(number), pairs["b"].map(number)
    pairs = pairs[one.isna() | other.isna()]
    ids = latest["response_id"]
    return (
        pd.DataFrame(
            {
                "response_id": pairs["a"].map(ids),
                "other_response_id": pairs["b"].map(ids),
                "rule": pairs["rule"],
            }
        )
        .sort_values(["response_id", "other_response_id"], ignore_index=True)
        .astype("str")
    )


def close_names(groups: pd.DataFrame) -> list[pd.DataFrame]:
    """Pairs ``a``, ``b`` (index labels) of rows of different ``label`` with very close names, each with its rule.

    Only the next two in the order of names are looked at: near spellings share their beginning.
    """
    return [_neighbours(groups, step) for step in (1, 2)]


def _neighbours(groups: pd.DataFrame, step: int) -> pd.DataFrame:
    ordered = groups[groups["essence"].str.len() >= 4].sort_values(["essence", "row_number"])
    names, at = ordered["essence"].to_numpy(), ordered["label"].to_numpy()
    places = ordered.index.to_numpy()
    near = np.array(
        [
            a != b and Indel.normalized_similarity(x, y) >= _VERY_CLOSE and not contrast(x, y)
            for x, y, a, b in zip(names[:-step], names[step:], at[:-step], at[step:], strict=True)
        ],
        dtype=bool,
    )
    return pd.DataFrame({"a": places[:-step][near], "b": places[step:][near], "rule": "close_name"})

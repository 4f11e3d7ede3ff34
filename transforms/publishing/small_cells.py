"""Numbers that anyone may read: none of them tells of fewer hidden respondents than the campaign says.

What the public tables tell of organisations by name is known to every reader; only the others, the hidden ones, need
cover. So a part is unsafe when its hidden ones are few, even where the whole number is large. Of what no public table
tells, the answers to the survey, everyone is hidden.

Which parts are told depends on their sizes, so a reader who knows these rules learns from what is not told, too. Tried
of every small table, with its sum: within one question, of one answer or several, and of one that not everybody was
asked beside another that says who was, whether it is told how many or not, no few is worked out so. Of others at once
what they state of each other was tried (``_BESIDE``, ``_FOLLOW``, ``_agrees``, ``_without_unasked``), not what a reader
learns of the rule.

``note`` of a row: '' exact · ``at_least`` the named ones alone, which every reader can count · ``covered`` not told
(``n`` is null), few or not · ``rest`` what the parts that are covered or told as ``at_least`` hold beside it, together.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from transforms.publishing.facts import DAY, MANY, MAP, NO_ANSWER, ONE, SCALE, TOTAL, TYPES, with_positions, with_shares
from transforms.publishing.unasked import Unasked

REST = "rest"
# The upper level of districts in two.
AREA = "area"
# Between the first and the last of several neighbours that stand together.
BETWEEN = "~"
AT_LEAST, COVERED = "at_least", "covered"
PUBLIC = [name for name in TYPES if name not in ("n_named", "base_named")]
# Totals that are told only where their difference from another number is not few: those read and not kept, those who
# come without a name, or beside the first of each body, and activities beside the first.
_COMING = ("attendance", "yes")
_BESIDE = (
    ("read", (TOTAL, "participants")),
    ("named_attendees", (TOTAL, "attendees")),
    *((name, of) for name in ("attendees", "named_attendees") for of in (_COMING, (TOTAL, "participants"))),
    ("activities", (TOTAL, "participants")),
)
_ACCEPTED = "accepted"
# Topics (second) that are told only where all of them are and those beside them (first): whoever came back is as many
# by this list as by the earlier one, and whoever has the field of their wish is counted in both.
_FOLLOW = (((), ("standing", "earlier")), (("field", "wish_1", "wish_2"), ("placed",)))
_OF_TWO_LISTS = _FOLLOW[0][1]
# Of these only the first part is told: the others could be held against those who gave no answer to a question.
_FIRST_ALONE = ("goals_agree", "placed")
# So many times the least must have left a question out, and be open, where it is not told how many were not asked.
_ENOUGH = 3


def public_facts(
    facts: pd.DataFrame, least: int, individual: Collection[str] = (), unasked: Unasked = MappingProxyType({})
) -> pd.DataFrame:
    """``facts`` without ``n_named`` and ``base_named``, and without any number that tells of fewer than ``least``.

    ``individual`` are the kinds of participants that are persons; ``unasked`` tells whom a question was not asked.
    """
    # Where one alone is few, whoever is not told because of it is known to be one: two are covered as well.
    least = 3 if least == 2 else least
    whole = {str(topic): part for topic, part in facts.groupby("topic", sort=False)}
    made = {topic: _cover(topic, part, least) for topic, part in whole.items()}
    if TOTAL in whole:
        made[TOTAL] = _total(whole, least)
    made |= {topic: _without_unasked(topic, whole, made, least, unasked) for topic in unasked if topic in made}
    if "form" in made and "kind" in made and not _follows(made["form"], made["kind"], individual):
        made["form"] = _untold_too(whole["form"], made["form"])
    if "goals_agree" in made and not _agrees(whole, least):
        made["goals_agree"] = _baseless(_untold(whole["goals_agree"]))
    for beside, topics in _FOLLOW:
        if not all(made[topic]["note"].eq("").all() for topic in (*topics, *beside) if topic in made):
            too = {t: _untold_too(whole[t].assign(n_named=0), made[t]) for t in topics if t in made}
            # A base beside one of them alone would tell of which the few are.
            is_bare = any(each["base"].isna().all() for each in too.values())
            made |= {t: _baseless(each) if is_bare else each for t, each in too.items()}
    # An area less those of its districts that are told would tell of the others.
    if AREA in made and not made["district"]["note"].eq("").all():
        del made[AREA]
    table = pd.concat(made.values(), ignore_index=True) if made else facts
    # A topic whose every base is null has no type of its own.
    types = {name: kind for name, kind in TYPES.items() if name in table}
    return with_shares(table.astype(types))[PUBLIC]


def public_survey(facts: pd.DataFrame, questions: Collection[str]) -> pd.DataFrame:
    """The rows of public ``facts`` that answer the ``questions``.

    question, answer, n, base, note, edition, as_of, position.
    """
    shown = facts[facts["topic"].isin(questions) & facts["item"].ne(NO_ANSWER)]
    table = shown.rename(columns={"topic": "question", "item": "answer"})
    columns = ["question", "answer", "n", "base", "note", "edition", "as_of"]
    return with_positions(table[columns].reset_index(drop=True), "question")


def named_facts(facts: pd.DataFrame) -> pd.DataFrame:
    """Of ``facts`` as ``public_facts`` tells them, the numbers of the named organisations alone."""
    counted = facts[facts["topic"].eq(TOTAL) & facts["item"].eq("listed")]
    return with_shares(pd.concat([counted, _map(facts[facts["shape"].eq(MAP)], 0)], ignore_index=True))[PUBLIC]


def covered_together(hidden: "pd.Series[int]", least: int) -> "pd.Series[bool]":
    """Which of several parts of one whole must not be told, by the ``hidden`` ones of each.

    Where any is below ``least`` (above 0), all up to a size: the smallest that makes them enough together and not all
    alike; where none does, every part, those of nobody too. So parts of one size are told or covered alike, and whoever
    knows the rule cannot tell two that are covered and differ from each other exchanged. Where all the parts could be
    the same few nothing is told whatever they are, nor of any where few are few.
    """
    most = covered_size(hidden.tolist(), least)
    return hidden.between(1, most) if most is not None else pd.Series(True, index=hidden.index)


def covered_size(hidden: Sequence[int], least: int) -> int | None:
    """Up to which size parts of one whole are not told: 0 for all told, None for none."""
    together, largest_few = sum(hidden), max((n for n in hidden if n < least), default=0)
    if (0 < together < least * len(hidden) and together % len(hidden) == 0) or (largest_few and together < 2 * least):
        return None
    for most in sorted({n for n in hidden if n >= largest_few}) if largest_few else ():
        covered = [n for n in hidden if 0 < n <= most]
        if sum(covered) >= least and len({*covered}) > 1:
            return most
    return None if largest_few else 0


def covered_beside(hidden: "pd.Series[int]", least: int) -> "pd.Series[bool]":
    """Which of several parts must not be told of which one may have several: no sum tells of their ``hidden`` ones.

    Those below ``least`` (above 0) and the next smallest with them, until they are enough together and more than one
    each, so that nobody knows of one that it is few; where they never are, every part, those of nobody too.
    """
    is_small = hidden.between(1, least - 1)
    if not is_small.any():
        return is_small
    order = hidden[hidden.gt(0)].sort_values(kind="stable")
    together, count = order.cumsum(), pd.Series(range(1, len(order) + 1), index=order.index)
    is_enough = together.ge(least) & together.gt(count) & count.gt(1) & count.ge(int(is_small.sum()))
    if not is_enough.any():
        return pd.Series(True, index=hidden.index)
    return pd.Series(hidden.index.isin(order.index[: int(is_enough.to_numpy().argmax()) + 1]), index=hidden.index)


def _cover(topic: str, part: pd.DataFrame, least: int) -> pd.DataFrame:
    whole = part.reset_index(drop=True)
    if topic == TOTAL:
        return part  # Beside others' numbers: see ``_total``.
    if topic == "disposition":
        # How many were accepted is the number of participants.
        is_accepted = whole["item"].eq(_ACCEPTED)
        others = _one(whole[~is_accepted], least)
        is_told = others.empty or others["base"].notna().any()
        return pd.concat([whole[is_accepted] if is_told else _baseless(whole[is_accepted]), others])
    if topic in _FIRST_ALONE:
        return _first_alone(whole, least)
    if topic in _OF_TWO_LISTS:
        return _either(whole, least)
    return _COVERS[str(whole["shape"].iloc[0])](whole, least)


def _follows(form: pd.DataFrame, kind: pd.DataFrame, individual: Collection[str]) -> bool:
    """Whether the number of individuals is told, and is that of the kinds of individuals as told."""
    kinds, forms = kind[kind["item"].isin(individual)], form[form["item"].eq("individual")]
    are_exact = kinds["note"].eq("").all() and form["note"].eq("").all() and len(kinds) > 0
    return bool(are_exact and int(kinds["n"].sum()) == int(forms["n"].sum()))


def _untold(part: pd.DataFrame) -> pd.DataFrame:
    """No more of each part than every reader can count."""
    named = part["n_named"].astype("Int64")
    note = pd.Series(AT_LEAST, index=part.index).where(named.gt(0), COVERED)
    return part.assign(n=named.where(named.gt(0)), note=note)


def _untold_too(part: pd.DataFrame, covered: pd.DataFrame) -> pd.DataFrame:
    """``part`` untold for what stands beside it; without a base where its own few leave it none."""
    made = _untold(part)
    return _baseless(made) if covered["base"].isna().all() else made


def _baseless(part: pd.DataFrame) -> pd.DataFrame:
    return part.assign(base=pd.Series(pd.NA, index=part.index, dtype="Int64"))


def _total(whole: Mapping[str, pd.DataFrame], least: int) -> pd.DataFrame:
    part = whole[TOTAL]
    numbers = {(topic, item): int(n) for topic in (TOTAL, "attendance") for item, n in _numbers(whole, topic).items()}
    # How many organisations are listed every reader can count.
    few = part["n"].between(1, least - 1) & part["item"].ne("listed")
    for name, other in _BESIDE:
        if (TOTAL, name) in numbers and other in numbers and 0 < abs(numbers[TOTAL, name] - numbers[other]) < least:
            few |= part["item"].eq(name)
    return part.assign(n=part["n"].mask(few), note=part["note"].mask(few, COVERED))


def _numbers(whole: Mapping[str, pd.DataFrame], topic: str, *, of_hidden: bool = False) -> dict[str, int]:
    """How many each part of a topic holds, of those ``of_hidden`` alone where asked; nothing of a topic that is not."""
    if topic not in whole:
        return {}
    part = whole[topic]
    return {str(item): int(n) for item, n in zip(part["item"], part["n"] - of_hidden * part["n_named"], strict=True)}


def _agrees(whole: Mapping[str, pd.DataFrame], least: int) -> bool:
    """Whether those whose goals agree may be told beside the goals that were chosen, and those that were read.

    Who chose none and of whom none was read overlap by a number that is not told, unless there is but one that it can
    be: then it and all that follow of it must not be few either. Few who chose none are told nowhere.
    """
    agree, chosen = (_numbers(whole, topic, of_hidden=True) for topic in ("goals_agree", "goals_declared"))
    n, n_unread, n_same = sum(agree.values()), agree["not_matched"], agree["same"]
    n_unchosen = chosen.get(NO_ANSWER, 0) if chosen else agree["not_declared"] + n_unread
    is_told = [not 0 < each < least for each in (n_unread, n_unchosen)]
    apart = [n - each - n_same for each, told in zip((n_unread, n_unchosen), is_told, strict=True) if told]
    if all(is_told) and max(n_same, n - n_unread - n_unchosen) == min(n - n_unread, n - n_unchosen):
        both = n_same + agree["different"]
        apart += [agree["different"], agree["not_declared"], n - n_unchosen - both, n_unchosen - agree["not_declared"]]
    return not any(0 < each < least for each in apart)


def _without_unasked(
    topic: str, whole: Mapping[str, pd.DataFrame], made: Mapping[str, pd.DataFrame], least: int, unasked: Unasked
) -> pd.DataFrame:
    """The topic covered as if everybody knew who was not asked.

    Where the other topic does not tell how many they were, nothing depends on it: they are as many as may be, or all
    who left this one out, and nothing is told where that leaves a reader little choice.
    """
    part, is_silent = whole[topic], whole[topic]["item"].eq(NO_ANSWER)
    n_silent, known = int(part.loc[is_silent, "n"].sum()), [0]
    for other, items in unasked[topic]:
        if other not in made:
            continue
        fewest, most = _unasked_of(items, whole[other], made[other])
        # Whoever leaves out two questions was asked both.
        if fewest < most and items == {NO_ANSWER}:
            continue
        if most > n_silent and n_silent - fewest < _ENOUGH * least:
            return _baseless(_untold(part.assign(n_named=0)))
        known.append(min(most, n_silent))
    # What one topic explains wholly may be few beside another.
    n_known = max([n for n in known if 0 < n_silent - n < least] or known)
    told = _cover(topic, part.assign(n_named=part["n_named"] + n_known * is_silent), least)
    silent = told["item"].eq(NO_ANSWER) & told["note"].ne("")
    n_told = told["n"] + n_known * bool(silent.any()) * told["item"].eq(REST)
    return told.assign(n=n_told.mask(silent), note=told["note"].mask(silent, COVERED))


def _unasked_of(items: frozenset[str], asked: pd.DataFrame, told: pd.DataFrame) -> tuple[int, int]:
    """How many answered by one of the ``items`` at least, and at most, for whoever reads what is ``told``."""
    order = asked["item"].tolist()
    numbers = dict(zip(order, asked["n"].astype(int), strict=True))
    exact = told.loc[told["note"].eq("") & told["n"].notna(), "item"]
    groups = [_held(str(item), order) for item in exact]
    groups.append([item for item in order if not any(item in group for group in groups)])
    fewest = sum(numbers[item] for group in groups if items >= {*group} for item in group)
    most = sum(numbers[item] for group in groups if items & {*group} for item in group)
    return fewest, most


def _held(item: str, order: list[str]) -> list[str]:
    """The parts that a row tells of: one, or neighbours that stand together."""
    first, _, last = item.partition(BETWEEN) if item not in order else (item, "", "")
    return order[order.index(first) : order.index(last or first) + 1]


def _one(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Each part's hidden ones are none, at least ``least``, or told with others' under ``rest``."""
    return _parts(part, covered_together(_hidden(part), least), least)


def _first_alone(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """The first part is told, and the others together; neither where the hidden ones of one of them are few."""
    hidden, others = _hidden(part), part.index > 0
    ends = (int(hidden[~others].sum()), int(hidden[others].sum()))
    if any(0 < end < least for end in ends):
        return _baseless(_untold(part))
    return _parts(part, pd.Series(others & (ends[1] > 0), index=part.index), least)


def _either(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Every part is told where its ones are not few, nor those beside the named, whom not everybody can tell."""
    ends = pd.concat([part["n"], part["n"] - part["n_named"]])
    return _baseless(_untold(part.assign(n_named=0))) if ends.between(1, least - 1).any() else part


def _parts(part: pd.DataFrame, covered: "pd.Series[bool]", least: int) -> pd.DataFrame:
    """The parts of one whole, those ``covered`` under ``rest`` where they are enough together, else not at all."""
    if not covered.any():
        return part
    silent, rest = part["item"].eq(NO_ANSWER), int(_hidden(part)[covered].sum())
    made = pd.concat([part[~covered], _untold(part[covered])]).sort_index()
    is_told = rest >= least and not (covered.all() and rest <= len(part))
    if not is_told:
        return _baseless(made)
    if (silent & covered).any():
        # How many answered would tell how many did not.
        made["base"] = int(part["n"].sum())
    row = part.iloc[[0]].assign(item=REST, n=rest, note=REST, base=made["base"].iloc[0])
    return pd.concat([made[~silent], row, made[silent]])


def _scale(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Answers along a scale of which one tells of few stand together with their neighbours, as ``first~last``.

    Where few gave no answer they stand beside its middle: who is with them is not told, nor how many, and what is good
    or bad is.
    """
    silent = part["item"].eq(NO_ANSWER)
    table, quiet = part[~silent], _hidden(part[silent]).tolist()
    sizes = _hidden(table).tolist()
    if sum(sizes) + sum(quiet) < 2 * least:
        # Of so few neighbours would be nearly all.
        return _one(part, least)
    if 0 < sum(sizes) < least:
        return _baseless(_untold(part))
    if not any(0 < n < least for n in quiet):
        return _one(pd.concat([_merged(table, _runs(sizes, least)), part[silent]], ignore_index=True), least)
    runs, beside = _about_middle(sizes, sum(quiet), least)
    made = pd.concat([_merged(table, runs), part[silent]], ignore_index=True)
    return _parts(made, pd.Series([*(run == beside for run in runs), True], index=made.index), least)


def _day(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Days with few answers stand together with their neighbours, as ``first~last``.

    When an organisation came is seen by the day on which it is first listed, where a release was made each night; where
    none was it is as hidden as anybody, so no day tells of few of them all either.
    """
    silent = part["item"].eq(NO_ANSWER)
    table, numbers = part[~silent], [int(n) for n in part.loc[~silent, "n"]]
    sizes = _hidden(table).tolist() if _hidden(table).any() else numbers
    if 0 < sum(sizes) < least:
        return _baseless(_untold(part.assign(n_named=0)))
    made = _merged(table, _runs(sizes, least, numbers))
    return _one(pd.concat([made, part[silent]], ignore_index=True), least)


def _hidden(part: pd.DataFrame) -> "pd.Series[int]":
    return (part["n"] - part["n_named"]).astype("int64")


def _merged(part: pd.DataFrame, runs: list[list[int]]) -> pd.DataFrame:
    made = part.iloc[[run[0] for run in runs]].copy()
    items, numbers = part["item"].tolist(), part[["n", "n_named"]].astype("int64").to_numpy()
    made["item"] = [items[run[0]] if len(run) == 1 else f"{items[run[0]]}{BETWEEN}{items[run[-1]]}" for run in runs]
    made[["n", "n_named"]] = [numbers[run].sum(axis=0).tolist() for run in runs]
    return made


def _runs(hidden: list[int], least: int, others: Sequence[int] = ()) -> list[list[int]]:
    """The places of ``hidden`` in runs of enough, the last one as short as can be; each alone where none is few, nor of
    ``others``.

    A scale goes from good to bad, and what is bad should be seen.
    """
    if not any(0 < n < least for n in (*hidden, *others)) or sum(hidden) < least:
        return [[at] for at in range(len(hidden))]
    runs, left = _grown(reversed(range(len(hidden))), hidden, least)
    runs[-1] += left
    return [sorted(run) for run in reversed(runs)]


def _about_middle(hidden: list[int], quiet: int, least: int) -> tuple[list[list[int]], list[int]]:
    """The places of ``hidden`` in runs, and that of them which makes up enough with the ``quiet`` ones about it."""
    middle = (len(hidden) - 1) // 2
    good, left = _grown(range(middle), hidden, least)
    bad, right = _grown(reversed(range(middle + 1, len(hidden))), hidden, least)
    beside = [*left, middle, *right]
    for runs in (good, bad):
        if runs and quiet + sum(hidden[at] for at in beside) < least:
            beside += runs.pop()
    return [*map(sorted, good), sorted(beside), *map(sorted, reversed(bad))], sorted(beside)


def _grown(places: Iterable[int], hidden: list[int], least: int) -> tuple[list[list[int]], list[int]]:
    """The ``places`` of ``hidden`` in runs of enough, one after the other, and those that are left."""
    runs, run = list[list[int]](), list[int]()
    for at in places:
        run.append(at)
        if sum(hidden[each] for each in run) >= least:
            runs.append(run)
            run = []
    return runs, run


def _many(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Each part's hidden ones, and the hidden ones outside of it, are none, at least ``least``, or not told."""
    is_silent = part["item"].eq(NO_ANSWER)
    table, silent = part[~is_silent], part[is_silent]
    hidden, n_silent = _hidden(table), int(silent["n"].sum())
    n_answered, n_named = (int(table[name].iloc[0]) for name in ("base", "base_named"))
    asked, answered = n_answered + n_silent, n_answered - n_named
    quiet = n_silent - int(silent["n_named"].sum())
    is_quiet_few = 0 < quiet < least
    # Of so few who answered, or were asked, those who did not tick a part would be few; all ticks, of which everybody
    # who answered made one, tell how many ticked more than one, or did not answer.
    more = int(hidden.sum()) - answered
    is_known = is_quiet_few and (answered + quiet < 3 * least or more - quiet < least)
    if answered > 0 and (answered < 2 * least or is_known or 0 < more < least):
        # Nothing can be said of them, nor of whether anybody did not answer.
        rows = part if len(silent) else pd.concat([part, part.iloc[[0]].assign(item=NO_ANSWER, n_named=0)])
        return _baseless(_untold(rows))
    outside = [whole - hidden for whole in (answered, answered + quiet)]
    unsafe = covered_beside(hidden, least)
    # Where it is not told how many of few did not answer, a part is told as if there were as many as can be.
    unsafe |= outside[0].between(1, least - 1) | outside[1].between(1, (least - 1) * (1 + is_quiet_few))
    if unsafe.sum() == 1:
        # One alone would be known to be nearly everybody.
        unsafe |= hidden.index.isin(hidden[~unsafe].sort_values(kind="stable").index[:1])
    made = pd.concat([table[~unsafe], _untold(table[unsafe])]).sort_index()
    if is_quiet_few:
        made, silent = made.assign(base=asked), _untold(silent)
    return pd.concat([made, silent])


def _map(part: pd.DataFrame, least: int) -> pd.DataFrame:
    """Of named organisations alone: every reader can count them."""
    return part.assign(n=part["n_named"], base=part["base_named"])


_COVERS = {ONE: _one, SCALE: _scale, MANY: _many, DAY: _day, MAP: _map}

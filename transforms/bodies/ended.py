"""Who ended it: called off, or refused consent, in the last response of a body, which takes the earlier ones along.

Whoever withdraws consent withdraws it for all that was processed on it (PIPA §37), and who calls it off does not come
by an earlier response. Whoever sent another response after that takes part by it.
"""

from collections.abc import Callable

import pandas as pd

from transforms.bodies.compared import compared_names
from transforms.bodies.customs import NO_CUSTOMS, Customs
from transforms.bodies.same_body import resolve
from transforms.bodies.unions import Apart
from transforms.reading.columns import among
from transforms.reading.timeline import in_time

# What a response shares at least one of with another of the same body: where one lives says so of one name alone.
_SHARED = ("core", "essence", "phone", "email", "representative", "contact_name", "registration")


def ended(
    judged: pd.DataFrame, apart_of: Callable[[pd.DataFrame], Apart], customs: Customs = NO_CUSTOMS
) -> pd.DataFrame:
    """``judged`` in which what was kept ('' in disposition) of a body whose last response ended it is set aside too.

    A late response ends nothing by being called off: it never stood; consent is taken back however late. One that staff
    called off as sent twice (``is_doubled``) ends nothing else either, nor does a refusal where a council says so.
    ``apart_of`` says what a person told apart among some responses.
    """
    refused = judged["disposition"].eq("no_consent") & judged["consent"].eq("no") & customs.refusal_ends
    is_no_more = judged["is_in_window"] | judged["consent"].eq("no")
    called_off = judged["reason_code"].eq("cancelled") & is_no_more & ~judged["is_doubled"]
    ending = judged[refused | called_off]
    kept = judged[judged["disposition"].eq("")]
    if ending.empty or kept.empty:
        return judged
    shared = pd.concat([ending, kept])
    shared = shared.join(compared_names(shared["name_key"], shared["legal_form"], customs.region)[["core", "essence"]])
    of_ending, of_kept = shared.loc[ending.index], shared.loc[kept.index]
    near = pd.Series(False, index=kept.index)
    for column in (each for each in _SHARED if each in shared.columns):
        near |= among(of_kept[column], of_ending.loc[of_ending[column].fillna("").ne(""), column])
    both = in_time(pd.concat([ending, kept[near]]).sort_index())
    bodies, _, _ = resolve(both, apart_of(both), customs)
    both = both.join(bodies["body"]).join(shared[["core"]])
    last = both.drop_duplicates("body", keep="last").set_index("body")
    last = last[among(last["response_id"], ending["response_id"])]
    ends = both[both["disposition"].eq("") & both["body"].isin(last.index)]
    # What two bodies share with one that ended it makes them one with it and not with each other.
    several = ends.groupby("body")["core"].transform("nunique").gt(1)
    is_same = ends["core"].eq(ends["body"].map(last["core"]))
    if "registration" in ends.columns:
        is_same |= ends["registration"].ne("") & ends["registration"].eq(ends["body"].map(last["registration"]))
    ends = ends[~several | is_same]
    how = ends["body"].map(last["consent"]).eq("no")
    made = judged.copy()
    made.loc[ends.index, "disposition"] = how.map({True: "no_consent", False: "withdrawn"})
    made.loc[ends.index, "reason_code"] = how.map({True: "refused_later", False: "cancelled_later"})
    return made

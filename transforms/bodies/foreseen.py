"""Which responses a run would take for one body's, and of which it would ask: told before it, to be compared."""

import pandas as pd

from transforms.bodies.customs import customs_of
from transforms.bodies.same_body import resolve
from transforms.bodies.unions import of_numbers
from transforms.campaign.campaign import Campaign

Together = list["pd.Index[int]"]


def foreseen(responses: pd.DataFrame, campaign: Campaign) -> tuple[Together, Together]:
    """The indices of ``responses`` (normalised) of each body that sent several, and of each pair that may be one body.

    Only of those that would stand: consented, in time, with a name and a contact, no test, not called off, not held.
    """
    is_out = responses[["is_test", "is_cancelled", "is_called_off", "is_held"]].any(axis=1) | responses["name"].isna()
    stands = ~is_out & responses["consent"].eq("yes") & responses["is_in_window"] & responses["has_contact"]
    kept = responses[stands & responses["submitted_at"].notna()]
    bodies, _, likely = resolve(kept, of_numbers(kept), customs_of(campaign))
    several = bodies[bodies["n_responses"].gt(1)]
    at = pd.Series(kept.index, index=kept["response_id"])
    sides = ["response_id", "other_response_id"]
    return (
        [part.index for _, part in several.groupby("body")],
        [pd.Index(at.reindex(pair).sort_values()) for pair in likely[sides].itertuples(index=False)],
    )

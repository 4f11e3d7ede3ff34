"""What a council says of which responses are one body's."""

from collections.abc import Collection
from typing import NamedTuple

from transforms.campaign.campaign import Campaign


class Customs(NamedTuple):
    """``region``: what its home is called, which says of no body there which it is. ``is_by_person``: what several
    people sent for one body speaks for as many. ``unique``: the keys of names that one body bears wherever it says that
    it is, None where every name is such. ``refusal_ends``: who refuses takes along what was sent before.
    """

    region: tuple[str, ...] = ()
    is_by_person: bool = False
    unique: Collection[str] | None = ()
    refusal_ends: bool = True


NO_CUSTOMS = Customs()


def customs_of(campaign: Campaign) -> Customs:
    """What the settings of ``campaign`` say."""
    form = campaign.form
    return Customs(campaign.places.region, form.again == "person", campaign.unique_names, form.refusal == "all")

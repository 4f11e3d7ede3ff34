"""People, wishes and affinities to seat, drawn from a seed (used by the tests and the benchmark)."""

import numpy as np
import pandas as pd

from flows.campaigns import read_campaign
from transforms.campaign.campaign import Campaign
from transforms.campaign.event_settings import SeatBound, Seating

# A third want the last meeting, hardly anybody the one before.
POPULAR = (0.12, 0.10, 0.16, 0.14, 0.13, 0.05, 0.30)


def campaign(**seating: object) -> Campaign:
    """The sample campaign with these seating rules and no others."""
    sample = read_campaign("cheongju-2024")
    event = sample.event.model_copy(update={"seating": Seating(**seating)})
    return sample.model_copy(update={"event": event})


def shares(least: int, most: int) -> dict[str, SeatBound]:
    """Bounds in percent of the even share."""
    return {"least": SeatBound(least, is_share=True), "most": SeatBound(most, is_share=True)}


def people(sizes: list[int]) -> pd.DataFrame:
    """One row a person of parties of ``sizes``."""
    rows = [(f"p{at:04}", f"p{at:04}-a{n + 1}") for at, size in enumerate(sizes) for n in range(size)]
    table = pd.DataFrame(rows, columns=["participant_id", "attendee_id"]).astype("str")
    return table.assign(
        name="홍길동",
        title=None,
        body="푸른숲",
        group="네트워크",
        protocol_order=pd.array([pd.NA] * len(table), dtype="Int64"),
        source="form",
        is_named=True,
        attendance="yes",
        phone=None,
        email=None,
        note=None,
        own_field=pd.array([pd.NA] * len(table), dtype="Int64"),
        is_seated=True,
    )


def wishes(pairs: list[tuple[int | None, int | None]]) -> pd.DataFrame:
    """The wishes of p0000, p0001, …"""
    return pd.DataFrame(
        {
            "participant_id": [f"p{at:04}" for at in range(len(pairs))],
            "wish_1": pd.array([one for one, _ in pairs], dtype="Int64"),
            "wish_2": pd.array([two for _, two in pairs], dtype="Int64"),
        }
    ).astype({"participant_id": "str"})


def drawn(n: int, seed: int, sizes: tuple[int, ...] = (1,)) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """People of ``n`` parties with skewed wishes (a tenth without), and affinities."""
    chance = np.random.default_rng(seed)
    pairs = [
        (None, None) if nothing else (int(one), int(two))
        for one, two, nothing in zip(
            chance.choice(7, n, p=POPULAR) + 1, chance.choice(7, n, p=POPULAR) + 1, chance.random(n) < 0.1, strict=True
        )
    ]
    table = wishes(pairs)
    near = pd.DataFrame(
        {
            "participant_id": table["participant_id"].repeat(7).to_numpy(),
            "field": np.tile(np.arange(1, 8), n),
            "affinity": chance.random(7 * n).round(2),
        }
    )
    return people(chance.choice(sizes, n).tolist()), table, near


NO_PINS = pd.Series(dtype="int64", index=pd.Index([], dtype="str"))
NO_AFFINITY = pd.DataFrame(
    {
        "participant_id": pd.Series(dtype="str"),
        "field": pd.Series(dtype="int64"),
        "affinity": pd.Series(dtype="float64"),
    }
)

"""What the report costs beyond the pipeline: seconds from finished tables to every body, and the bytes of each.

    python benchmarks/report.py [--responses 400000]

Last year's list (half of the participants and as many others), themes of wishes, who may be named, facts, small cells,
office lists and all bodies are timed; the tables are made of generated responses, whose matching and placing is not
timed (goals are drawn at random: how many there are is what costs).
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.generate import generate
from flows.campaigns import read_campaign
from output.report.reports import write_reports
from transforms.bodies.earlier import recall
from transforms.bodies.settle import Settled
from transforms.goals.place import place
from transforms.goals.wishes import wishes
from transforms.publishing import participants, public
from transforms.publishing.editions import counted, facts_told
from transforms.publishing.facts import facts
from transforms.publishing.office_lists import office_lists
from transforms.publishing.survey import survey_counts
from transforms.reading.normalise import normalise

STEPS = ("recall", "wishes", "public", "facts", "lists", "bodies")


def tables_of(n: int) -> tuple[dict[str, pd.DataFrame], Settled]:
    """The tables of ``n`` responses of as many bodies, with goals drawn at random."""
    campaign = read_campaign("cheongju-2024")
    cells = generate(n).cells.rename(columns={q.title: q.column for q in campaign.questions})
    answers = normalise(cells, campaign)
    responses = answers.responses
    latest = responses[responses["consent"].eq("yes") & responses["has_contact"]].copy()
    latest["participant_id"] = [f"p{at}" for at in range(len(latest))]
    latest["n_responses"] = 1
    judged = responses.assign(
        participant_id=latest["participant_id"].reindex(responses.index).astype("str"),
        disposition=np.where(responses.index.isin(latest.index), "accepted", "no_consent"),
        reason="",
        reason_code="",
    )
    table = participants.participants(latest)
    rng = np.random.default_rng(1)
    listed = participants.activities(answers, latest)
    goals = pd.DataFrame(
        {
            "activity_id": listed["activity_id"],
            "goal": rng.integers(1, 18, len(listed)),
            "rank": 1,
            "score": 0.5,
            "basis": "words",
            "evidence": "-",
            "band": "sure",
        }
    )
    by_participant = participants.participant_goals(answers, latest, listed, goals)
    themes = pd.DataFrame({"participant_id": table["participant_id"], "theme": "water", "weight": 1.0})
    fields = place(table, by_participant, themes, campaign)
    made = {
        "responses": participants.responses(judged),
        "participants": table,
        "activities": listed,
        "activity_goals": goals,
        "participant_goals": by_participant,
        "participant_fields": fields,
        "attendees": participants.attendees(answers, latest, fields),
        "survey_counts": survey_counts(answers, latest, by_participant, fields, campaign),
    }
    none = pd.DataFrame()
    return {**made, "latest": latest}, Settled(judged, latest, none, none, none)


def earlier_list(table: pd.DataFrame) -> pd.DataFrame:
    """A list of last year's participants as read: half of this year's, and as many who are none of them."""
    half = table.iloc[::2]
    names = pd.concat([half["name"], half["name"].radd("옛 ")], ignore_index=True).astype("str")
    keys = names.str.replace(" ", "")
    return pd.DataFrame(
        {
            "row": range(2, len(names) + 2),
            "name": names,
            "name_key": keys,
            "legal_form": "",
            "kind": "단체",
            "is_person": pd.Series(pd.NA, index=names.index, dtype="boolean"),
            "other_names": "",
        }
    )


def main() -> None:
    """Print one line a step, then one a body; on a busy machine the second number is the one to read."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=400_000)
    n = parser.parse_args().responses
    campaign = read_campaign("cheongju-2024")
    tables, settled = tables_of(n)
    latest = tables.pop("latest")
    listed = earlier_list(tables["participants"])
    at, busy = [time.perf_counter()], [time.process_time()]

    def mark() -> None:
        at.append(time.perf_counter())
        busy.append(time.process_time())

    tables["earlier_participants"] = recall(listed, tables["participants"], settled.judged).table
    mark()
    tables["wishes"] = wishes(latest, campaign)
    mark()
    organisations = public.organisations(
        tables["participants"], settled.judged, tables["attendees"], tables["participant_fields"]
    )
    mark()
    whole = facts(tables, organisations, n, campaign)
    shown = facts_told(counted(whole, organisations, campaign), whole)
    mark()
    lists = office_lists(tables, settled, campaign)
    mark()
    with tempfile.TemporaryDirectory() as folder:
        place_ = Path(folder)
        (place_ / "restricted").mkdir()
        write_reports(shown, whole, lists, None, campaign, place_, place_ / "restricted")
        mark()
        for step, name in enumerate(STEPS):
            print(f"{name:>8} {at[step + 1] - at[step]:6.1f} s, worked {busy[step + 1] - busy[step]:.1f} s")
        # Who came back and who may be named is settled for the tables already.
        seconds, worked = (
            sum(marks[step + 1] - marks[step] for step, name in enumerate(STEPS) if name not in ("recall", "public"))
            for marks in (at, busy)
        )
        print(f"{'report':>8} {seconds:6.1f} s, worked {worked:.1f} s")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'all':>8} {at[-1] - at[0]:6.1f} s, worked {busy[-1] - busy[0]:.1f} s, peak {peak:.0f} MB")
        for path in sorted(place_.rglob("*.*")):
            print(f"{path.relative_to(place_)!s:>24} {path.stat().st_size:>9,} bytes")


if __name__ == "__main__":
    main()

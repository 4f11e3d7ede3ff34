"""Who is the same body: our rules beside Splink on the same generated responses.

    pip install splink
    python -m benchmarks.duplicates [--n 4000]

Pairs are judged against the generator's truth: precision, recall and seconds. Splink (5.x, DuckDB) gets the cleaned
columns, blocks on name key, phone and e-mail, is trained by expectation maximisation without labels, and links at 0.9.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import flows.telling.quiet  # noqa: F401
from benchmarks.generate import generate
from flows.campaigns import read_campaign
from transforms.bodies.customs import customs_of
from transforms.bodies.same_body import resolve
from transforms.reading.normalise import normalise


def score(found: pd.Series, made: pd.Series) -> tuple[float, float]:
    """Precision and recall over pairs of responses that share a body."""
    both = pd.DataFrame({"found": found.to_numpy(), "made": made.to_numpy()})

    def pairs(by: list[str]) -> int:
        sizes = both.groupby(by).size()
        return int((sizes * (sizes - 1) // 2).sum())

    hit = pairs(["found", "made"])
    return hit / max(1, pairs(["found"])), hit / max(1, pairs(["made"]))


def splink(kept: pd.DataFrame) -> pd.Series:
    """Cluster labels from Splink, in the order of ``kept``."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    table = kept[["response_id", "name_key", "phone", "email", "representative", "contact_name", "district"]].copy()
    table = table.astype(object).where(table.notna() & (table != ""), None)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="response_id",
        blocking_rules_to_generate_predictions=[block_on("name_key"), block_on("phone"), block_on("email")],
        comparisons=[
            cl.JaroWinklerAtThresholds("name_key", [0.95, 0.88]),
            cl.ExactMatch("phone"),
            cl.ExactMatch("email"),
            cl.ExactMatch("representative"),
            cl.ExactMatch("contact_name"),
            cl.ExactMatch("district"),
        ],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(table), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name_key")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name_key"))
    predictions = linker.inference.predict(threshold_match_probability=0.9)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predictions, 0.9).as_pandas_dataframe()
    return kept["response_id"].map(clusters.set_index("response_id")["cluster_id"])


def main() -> None:
    """Print one line for each system."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=4000)
    cells, body = generate(parser.parse_args().n, seed=3)
    campaign = read_campaign("cheongju-2024")
    responses = normalise(cells.rename(columns={q.title: q.column for q in campaign.questions}), campaign).responses
    usable = responses["name"].notna() & responses["has_contact"]
    kept, made = responses[usable], pd.Series(np.asarray(body)[usable.to_numpy()])
    systems: dict[str, Callable[[], pd.Series]] = {
        "rules (ours)": lambda: resolve(kept, customs=customs_of(campaign))[0]["body"],
        "exact name key": lambda: kept["name_key"],
        "splink": lambda: splink(kept),
    }
    for name, system in systems.items():
        start = time.perf_counter()
        try:
            found = system()
        except ImportError:
            print(f"{name:15s} not installed")
            continue
        precision, recall = score(found, made)
        print(f"{name:15s} precision {precision:.4f}  recall {recall:.4f}  {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()

"""Who had their data destroyed, as keyed marks: ``withheld.csv`` in the data folder. No mark tells a name."""

from pathlib import Path

import pandas as pd

from output.formats.files import replace_file
from transforms.bodies.withheld import WITHHELD

FILE = "withheld.csv"


def withheld(data: Path) -> pd.DataFrame:
    """The marks (columns WITHHELD), none where nobody asked."""
    path = data / FILE
    return (
        pd.read_csv(path, dtype="str")
        if path.is_file()
        else pd.DataFrame({name: pd.Series(dtype="str") for name in WITHHELD})
    )


def withhold(data: Path, marks: "pd.Series[str]", until: str) -> None:
    """Whoever bears one of the ``marks`` stays out with all that was given until then (ISO)."""
    whole = pd.concat([withheld(data), pd.DataFrame({"mark": marks, "until": until})]).drop_duplicates(
        "mark", keep="last"
    )
    replace_file(data / FILE, whole.to_csv(index=False, lineterminator="\n").encode(), private=True)

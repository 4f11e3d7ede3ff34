"""What a person may decide, as the staff's page reads it: a file of the release beside the workbook."""

import io
from pathlib import Path

import pandas as pd

from output.formats.files import write_file

QUEUE = "restricted/queue.parquet"


def write_queue(queue: pd.DataFrame, path: Path) -> None:
    """``path`` holds the matters in their order."""
    buffer = io.BytesIO()
    queue.to_parquet(buffer, index=False, compression="zstd")
    write_file(path, buffer.getvalue(), private=True)

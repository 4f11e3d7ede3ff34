"""What a person may decide, as the staff's page reads it: a file of the release beside the workbook."""

import io
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from output.formats.files import write_file

QUEUE = "restricted/queue.parquet"


def write_queue(parts: Iterable[pd.DataFrame], path: Path) -> None:
    """``path`` holds the matters of all parts, of which there is one at least, in their order."""
    buffer, each = io.BytesIO(), iter(parts)
    first = pa.Table.from_pandas(next(each), preserve_index=False)
    with pq.ParquetWriter(buffer, first.schema, compression="zstd") as file:
        file.write_table(first)
        for part in each:
            file.write_table(pa.Table.from_pandas(part, first.schema, preserve_index=False))
    write_file(path, buffer.getvalue(), private=True)

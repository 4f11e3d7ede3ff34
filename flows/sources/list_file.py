"""Lists that staff keep (guests, an earlier campaign's participants): a CSV or a workbook, every cell as text."""

from pathlib import Path

from flows.sources import export_file
from flows.sources.file_kinds import WORKBOOK
from flows.sources.review_file import pages_of
from output.store.snapshot import Snapshot
from transforms.errors.base import SdgnetError
from transforms.errors.source import SourceNotFoundError
from transforms.reading.pages import Page


def read_list(
    path: Path, refused: type[SdgnetError], name: str = "", *, is_shared: bool = False
) -> tuple[list[Page], Snapshot]:
    """Every tab of the list as it stands ('' is a CSV's), and its bytes; raises ``refused`` (facts: file, detail).

    The pages' file is ``name``, for a kept copy the one that it had; '' is the path's. What is hidden or merged in a
    workbook is said, and whether the reader of the pages has merged cells speak for all their rows (``is_shared``).
    """
    name = name or path.name
    try:
        snapshot = export_file.read_file(path)
        if snapshot.format == WORKBOOK:
            return pages_of(snapshot, name, is_shared=is_shared), snapshot
        table = export_file.parse(snapshot)
    except SourceNotFoundError:
        raise refused(file=path, detail="-") from None
    except SdgnetError as error:
        why = str(error).partition("\n")[0].replace(str(path), name)
        raise refused(file=path, detail=error.facts.get("detail") or why) from None
    return [Page(name, "", [table.headings, *table.cells.to_numpy().tolist()])], snapshot

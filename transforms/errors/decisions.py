"""Officers' decisions that cannot be read or taken together."""

from collections.abc import Sequence

from transforms.errors.base import SdgnetError
from transforms.reference import texts

_MOST_CELLS = 50


class ReviewFileError(SdgnetError):
    """A file in the review folder is no workbook that can be read. Facts: ``file``, ``detail``."""

    code = "review_file"


class ReviewSheetError(SdgnetError):
    """A sheet with decisions lacks one of our columns, or has it twice. Facts: ``file``, ``sheet``, ``missing``."""

    code = "review_sheet"


class DecisionUnreadableError(SdgnetError):
    """Decisions' cells cannot be read. Facts: ``cells``: a line for each, with where it is and what may stand there."""

    code = "decision_unreadable"

    @classmethod
    def of(cls, cells: Sequence[tuple[str, str]]) -> "DecisionUnreadableError":
        """The error for all the cells as (where, what may stand there)."""
        line = texts("messages")["unreadable_cell"]
        told = [line["cell"].format(cell=cell, allowed=allowed) for cell, allowed in cells[:_MOST_CELLS]]
        told += [line["more"].format(n=len(cells) - _MOST_CELLS)] if len(cells) > _MOST_CELLS else []
        return cls(cells="\n".join(told))


class DecisionsDisagreeError(SdgnetError):
    """Two cells decide one thing differently. Facts: ``one``, ``other`` (file, sheet and cell of each)."""

    code = "decisions_disagree"

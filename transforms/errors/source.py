"""What stops the reading of a file."""

import json
from collections.abc import Sequence

from transforms.errors.base import SdgnetError
from transforms.reference import texts


class SourceNotFoundError(SdgnetError):
    """Facts: ``source``."""

    code = "source_not_found"


class SourceMissingError(SdgnetError):
    """Neither the command nor the campaign says where the responses are."""

    code = "source_missing"


class SourceUnreadableError(SdgnetError):
    """The file is no CSV, XLSX, ZIP or snapshot, or is damaged. Facts: ``source``, ``detail``."""

    code = "source_unreadable"

    @classmethod
    def of(cls, source: object, what: str, **facts: object) -> "SourceUnreadableError":
        """The error for ``what`` the file seems to be."""
        return cls(source=source, detail=texts("messages")["unreadable"][what].format(**facts))


class SourceEmptyError(SdgnetError):
    """Facts: ``source``."""

    code = "source_empty"


class TextColumnError(SdgnetError):
    """A table of texts has no column of the name that was given. Facts: ``source``, ``columns``."""

    code = "text_column"


class NotAFormExportError(SdgnetError):
    """Hardly any heading is a question of this campaign. Facts: ``source``, ``n_known``, ``n_questions``."""

    code = "not_a_form_export"


class FormTabNotFoundError(NotAFormExportError):
    """No tab is the campaign's by its headings, and the one that was read is not. Facts: besides, ``tab``."""

    code = "form_tab_not_found"


class RaggedRowError(SdgnetError):
    """A row holds more cells than there are headings. Facts: ``source``, ``row``, ``n_cells``, ``n_headings``."""

    code = "ragged_row"


class SourceCutError(SdgnetError):
    """The file ends inside a quoted cell, or a quote stands where none may. Facts: ``source``, ``row``."""

    code = "source_cut"


class FileTabNotFoundError(SdgnetError):
    """The file has no such tab. Facts: ``source``, ``tab``, ``tabs``."""

    code = "file_tab_not_found"


class FileTabUnclearError(SdgnetError):
    """Several tabs of a workbook bear the form's questions, and none was named.

    Facts: ``source``, ``tabs``, ``setting`` (what has them read together).
    """

    code = "file_tab_unclear"

    @classmethod
    def of(cls, source: object, tabs: Sequence[str]) -> "FileTabUnclearError":
        """The error for those tabs."""
        return cls(source=source, tabs=" · ".join(tabs), setting=tabs_setting(tabs))


def tabs_setting(tabs: Sequence[str]) -> str:
    """The setting that has ``tabs`` read together, as it is written."""
    return f"[form] tabs = {json.dumps(list(tabs), ensure_ascii=False)}"

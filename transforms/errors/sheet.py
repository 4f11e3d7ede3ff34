"""What stops the reading or writing of a Google Sheet."""

from collections.abc import Sequence

from transforms.errors.base import SdgnetError
from transforms.errors.source import tabs_setting


class SheetAddressError(SdgnetError):
    """The address of a Google Sheet holds no key of a spreadsheet. Facts: ``source``."""

    code = "sheet_address"


class SheetNoCredentialsError(SdgnetError):
    """No service account's file and no application default credentials."""

    code = "sheet_no_credentials"


class SheetCredentialsFileError(SdgnetError):
    """The credentials' file is absent, or is no service account's key. Facts: ``path``, ``detail``."""

    code = "sheet_credentials_file"


class SheetCredentialsRefusedError(SdgnetError):
    """Google does not accept the account: key deleted, clock wrong, login expired. Facts: ``account``, ``detail``."""

    code = "sheet_credentials_refused"


class SheetScopeError(SdgnetError):
    """The login was not given the right to spreadsheets. Facts: ``scope``."""

    code = "sheet_scope"


class SheetApiDisabledError(SdgnetError):
    """The Google Sheets API is off in the account's project. Facts: ``link``."""

    code = "sheet_api_disabled"


class SheetNotSharedError(SdgnetError):
    """The account may not read the spreadsheet. Facts: ``sheet``, ``account``."""

    code = "sheet_not_shared"


class SheetNotEditableError(SdgnetError):
    """The account may read the spreadsheet and not write it. Facts: ``sheet``, ``account``."""

    code = "sheet_not_editable"


class SheetProtectedError(SdgnetError):
    """A protected range that the account may not edit is in the way. Facts: ``sheet``, ``account``."""

    code = "sheet_protected"


class SheetNotFoundError(SdgnetError):
    """Facts: ``sheet``."""

    code = "sheet_not_found"


class NotASpreadsheetError(SdgnetError):
    """An Excel file in Drive, which the Sheets API does not read. Facts: ``sheet``."""

    code = "not_a_spreadsheet"


class SheetTabNotFoundError(SdgnetError):
    """Facts: ``tab``, ``tabs``."""

    code = "sheet_tab_not_found"


class SheetTabUnclearError(SdgnetError):
    """Several tabs are a form's own, and none was named. Facts: ``tabs``, ``setting`` (what has them read together)."""

    code = "sheet_tab_unclear"

    @classmethod
    def of(cls, tabs: Sequence[str]) -> "SheetTabUnclearError":
        """The error for those tabs."""
        return cls(tabs=" · ".join(tabs), setting=tabs_setting(tabs))


class SheetImportUnfinishedError(SdgnetError):
    """A tab fetches its cells from elsewhere and has not got them. Facts: ``tab``, ``shown`` (its first cell)."""

    code = "sheet_import_unfinished"


class SheetZoneError(SdgnetError):
    """The spreadsheet's time zone is none that we know. Facts: ``zone``."""

    code = "sheet_zone"


class SheetTornError(SdgnetError):
    """Rows came or went during every one of the readings. Facts: ``n_readings``."""

    code = "sheet_torn"


class SheetRefusedError(SdgnetError):
    """Google refuses the request for another reason. Facts: ``sheet``, ``status``, ``reason``."""

    code = "sheet_refused"


class SheetBusyError(SdgnetError):
    """Over the quota through all the tries. Facts: ``n_tries``, ``seconds`` waited."""

    code = "sheet_busy"


class SheetServerError(SdgnetError):
    """Google's answers stayed errors or damaged. Facts: ``detail``, ``n_tries``, ``seconds``."""

    code = "sheet_server"


class NetworkError(SdgnetError):
    """Google could not be reached, or fell silent. Facts: ``host``, ``detail``, ``n_tries``, ``seconds``."""

    code = "network"


class NetworkBlockedError(SdgnetError):
    """Something between us and Google answers in its place. Facts: ``host``, ``detail``."""

    code = "network_blocked"


class SheetWriteUnknownError(SdgnetError):
    """A write was sent and its answer lost: it may stand in the spreadsheet or not. Facts: ``sheet``, ``detail``."""

    code = "sheet_write_unknown"


class SheetTabNotOursError(SdgnetError):
    """A tab has the name of one that we keep, and we did not make it. Facts: ``tab``."""

    code = "sheet_tab_not_ours"


class SheetTabsTooLargeError(SdgnetError):
    """The results are more than one request or one spreadsheet takes. Facts: ``megabytes``, ``cells``."""

    code = "sheet_tabs_too_large"


class SheetTabsUnsettledError(SdgnetError):
    """The tabs were changed by others at each try to write them. Facts: ``sheet``, ``n_tries``."""

    code = "sheet_tabs_unsettled"


class SheetTabsNotWrittenError(SdgnetError):
    """A release was published, and its tabs could not be written. Facts: ``release``, ``cause`` (a sentence)."""

    code = "sheet_tabs_not_written"

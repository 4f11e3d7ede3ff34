"""What stops a run: one class per situation, facts as attributes, and a Korean sentence that says what to do.

The sentences stand in ``reference/messages.toml``. No error carries the content of a respondent's cell.
"""

import re
from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from transforms.reference import texts

_MOST_CELLS = 50
_PLACE = re.compile(r"line (\d+), column (\d+)")


class SdgnetError(Exception):
    """A run cannot go on; ``str()`` is the officer's sentence and ``code`` its stable name."""

    code: ClassVar[str] = "unexpected"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(texts("messages")["error"][self.code].format(**facts))

    def __reduce__(self) -> tuple[partial["SdgnetError"], tuple[()]]:
        """The same error on the other side of a process's border."""
        return partial(type(self), **self.facts), ()


class UnexpectedError(SdgnetError):
    """A fault of the program itself; facts: ``kind``, ``where``."""


class SourceNotFoundError(SdgnetError):
    """Facts: ``source``."""

    code = "source_not_found"


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
    """Several tabs of a workbook bear the form's questions, and none was named. Facts: ``source``, ``tabs``."""

    code = "file_tab_unclear"


class LargeFallError(SdgnetError):
    """So many responses are gone that a person has to say so. Facts: ``data``, ``before``, ``gone``, ``now``."""

    code = "large_fall"


class SampleFallError(LargeFallError):
    """Such a fall, and the release before was made of the responses that come with the program."""

    code = "sample_fall"


class OtherCampaignError(SdgnetError):
    """The data folder holds another campaign's release. Facts: ``data``, ``campaign``, ``other``."""

    code = "other_campaign"


class HeadingsError(SdgnetError):
    """A required question is missing or doubtful. Facts: ``missing``, ``unknown``, ``nearest``."""

    code = "headings"


class QuestionGoneError(HeadingsError):
    """A required question is missing, and no heading is at all like it. Facts: ``missing``, ``unknown``."""

    code = "question_gone"


class DoubledHeadingError(SdgnetError):
    """Two columns bear one question's title. Facts: ``title``, ``places``."""

    code = "doubled_heading"


class CampaignNotFoundError(SdgnetError):
    """Facts: ``campaign``, ``known``."""

    code = "campaign_not_found"


class CampaignValueError(SdgnetError):
    """Facts: ``file``, ``key``, ``value``, ``allowed``."""

    code = "campaign_value"


class DistrictsError(CampaignValueError):
    """Districts of the campaign's places are not in their order. Facts: ``file``, ``missing``."""

    code = "districts"


class SettingsSyntaxError(CampaignValueError):
    """A settings file is no TOML. Facts: ``file``, ``place``: where, or why."""

    code = "settings_syntax"

    @classmethod
    def of(cls, file: str, told: str) -> "SettingsSyntaxError":
        """The error for what the TOML reader told, which ends with the line and the column."""
        words, at = texts("messages")["settings_place"], _PLACE.search(told)
        if at:
            return cls(file=file, place=words["at"].format(line=at[1], column=at[2]))
        return cls(file=file, place=words["end" if "end of document" in told else "unknown"])


class UnknownNameError(SdgnetError):
    """A setting or a theme that the program does not know. Facts: ``file``, ``name``, ``nearest``, ``known``."""

    code = "unknown_name"


class LockedError(SdgnetError):
    """Another run holds the data folder. Facts: ``holder``, ``since``, ``data``."""

    code = "locked"


class SeveralFailedError(SdgnetError):
    """Of several campaigns some were not published. Facts: ``failed`` (their names)."""

    code = "several_failed"


class SourceOfSeveralError(SdgnetError):
    """One source was named for several campaigns."""

    code = "source_of_several"


class SameCampaignError(SdgnetError):
    """Two of several campaigns bear one name, and would share a folder. Facts: ``campaign``."""

    code = "same_campaign"


class RunnerUnknownError(SdgnetError):
    """Facts: ``runner``, ``known``."""

    code = "runner_unknown"


class RunnerMissingError(SdgnetError):
    """The runner's library is not installed. Facts: ``runner``."""

    code = "runner_missing"


class DiskFullError(SdgnetError):
    """Facts: ``data``."""

    code = "disk_full"


class NotWritableError(SdgnetError):
    """Facts: ``path``, ``detail``."""

    code = "not_writable"


class AuditFailedError(SdgnetError):
    """The tables are not what they must be, so nothing was published. Facts: ``codes``."""

    code = "audit_failed"


class RuleBrokenError(SdgnetError):
    """A rule could not be evaluated, which is never "0 bad rows". Facts: ``rule``."""

    code = "rule_broken"


class SnapshotDamagedError(SdgnetError):
    """Facts: ``path``."""

    code = "snapshot_damaged"


class ReleaseDamagedError(SdgnetError):
    """Facts: ``release``, ``file``."""

    code = "release_damaged"


class IdentityKeyDamagedError(SdgnetError):
    """The key of the identities is absent, cut or another than the current release was made with. Facts: ``path``."""

    code = "identity_key_damaged"


class NoReleaseError(SdgnetError):
    """Facts: ``data``."""

    code = "no_release"


class UnknownReleaseError(SdgnetError):
    """The data folder holds releases, and none of that id. Facts: ``release``."""

    code = "unknown_release"


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
    """Several tabs are a form's own, and none was named. Facts: ``tabs``."""

    code = "sheet_tab_unclear"


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


class DecisionsDamagedError(SdgnetError):
    """The remembered decisions cannot be read. Facts: ``path``."""

    code = "decisions_damaged"


class TermsUnreadableError(SdgnetError):
    """Rows of terms cannot be used. Facts: ``file``, ``line``, ``detail``."""

    code = "terms_unreadable"


class PlacementError(SdgnetError):
    """People cannot be seated within the bounds."""


class PlacementLeastError(PlacementError):
    """The meetings' least sizes together exceed the people. Facts: ``total``, ``n``."""

    code = "placement_least"


class PlacementMostError(PlacementError):
    """The meetings' greatest sizes together do not hold the people. Facts: ``total``, ``n``."""

    code = "placement_most"


class PlacementCrossedError(PlacementError):
    """A meeting's least size exceeds its greatest. Facts: ``field``, ``least``, ``most``."""

    code = "placement_crossed"


class PlacementPinsError(PlacementError):
    """More people were decided to sit in a meeting than it holds. Facts: ``field``, ``n``, ``most``."""

    code = "placement_pins"


class PlacementPartyError(PlacementError):
    """A party that sits together is larger than any meeting. Facts: ``participant`` (id), ``n``, ``most``."""

    code = "placement_party"


class PlacementSpreadError(PlacementError):
    """A party is too large to be spread. Facts: ``participant`` (id), ``n``, ``spread``, ``most`` that could sit."""

    code = "placement_spread"


class PlacementBoundsError(PlacementError):
    """The bounds cannot all be kept. Facts: ``changes``, the smallest that would do, as sentences."""

    code = "placement_bounds"

    @classmethod
    def of(
        cls, least: list[tuple[int, int, int]], most: list[tuple[int, int, int]], spread: int
    ) -> "PlacementBoundsError":
        """The error for bounds as (field, what it is, what it would have to be)."""
        words = texts("messages")["placement_change"]
        told = [words["least"].format(field=field, now=now, then=then) for field, now, then in least]
        told += [words["most"].format(field=field, now=now, then=then) for field, now, then in most]
        told += [words["spread"].format(now=spread)] if spread else []
        return cls(changes=" · ".join(told))


class NoEventReleaseError(SdgnetError):
    """Facts: ``data``."""

    code = "no_event_release"


class NotPrintedError(SdgnetError):
    """No version was marked as printed. Facts: ``data``."""

    code = "not_printed"


class UnknownAttendeeError(SdgnetError):
    """Nobody in the event release has such an id. Facts: ``ids``."""

    code = "unknown_attendee"


class PrintedDamagedError(SdgnetError):
    """The seats of a printed version cannot be read. Facts: ``path``, ``detail``."""

    code = "printed_damaged"


class GuestFileError(SdgnetError):
    """A guest list is absent or cannot be read. Facts: ``file``, ``detail``."""

    code = "guest_file"


class GuestFileNotFoundError(GuestFileError):
    """There is no such file. Facts: ``file``."""

    code = "guest_file_not_found"


class GuestRememberedError(SdgnetError):
    """The kept copy of a list that an earlier run was given is lost or damaged. Facts: ``file``, ``group``."""

    code = "guest_remembered"


class GuestGroupError(SdgnetError):
    """It cannot be told whose list a file is. Facts: ``file``, ``groups``."""

    code = "guest_group"


class GuestHeadingsError(SdgnetError):
    """A guest list has no row of headings that can be told. Facts: ``file``, ``known``."""

    code = "guest_headings"


class EarlierFileError(SdgnetError):
    """The list of an earlier campaign's participants is absent or cannot be read. Facts: ``file``, ``detail``."""

    code = "earlier_file"


class EarlierHeadingsError(SdgnetError):
    """No sheet of the earlier list has a row of headings that can be told. Facts: ``file``, ``known``."""

    code = "earlier_headings"


class EarlierEmptyError(SdgnetError):
    """The earlier list names nobody. Facts: ``file``."""

    code = "earlier_empty"


class AttendanceFileError(SdgnetError):
    """A file of ticked attendance is no workbook that can be read. Facts: ``file``, ``detail``."""

    code = "attendance_file"


class AttendanceSheetError(SdgnetError):
    """No sheet of a workbook has the columns that tell who was ticked. Facts: ``file``, ``missing``."""

    code = "attendance_sheet"


class DatabaseUrlError(SdgnetError):
    """No database address, or one whose driver is not installed. Facts: ``detail``."""

    code = "database_url"


class DatabaseError(SdgnetError):
    """The database cannot be reached or refused the tables. Facts: ``url`` (without password), ``detail``."""

    code = "database"


class ServerUnreachableError(SdgnetError):
    """Nothing answers where PREFECT_API_URL points. Facts: ``url`` (without password), ``detail``."""

    code = "server_unreachable"


class DatabaseNameError(SdgnetError):
    """The database's names are shorter than the prefix makes the tables'. Facts: ``prefix``, ``most`` (bytes)."""

    code = "database_name"


class NoPublicReleaseError(SdgnetError):
    """No release's public package is there. Facts: ``path``."""

    code = "no_public_release"


class TooManyComparedError(SdgnetError):
    """More releases than there are letters to mark them. Facts: ``n``, ``most``."""

    code = "too_many_compared"


class PublicReleaseDamagedError(SdgnetError):
    """A public package or its facts cannot be read. Facts: ``path``, ``file``."""

    code = "public_release_damaged"


class ContractError(SdgnetError):
    """A release's public tables keep another contract than is read here. Facts: ``path``, ``version``, ``known``."""

    code = "contract"

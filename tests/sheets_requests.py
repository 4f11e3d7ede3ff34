"""The shapes of the batchUpdate requests that we send: an unknown name or a wrong kind is refused, as Google does.

From the reference of spreadsheets.request; a request that is not here is served by ``tests/sheets_book.py`` unchecked.
"""

from typing import Any

_INT, _TEXT, _FLAG, _REAL = (int,), (str,), (bool,), (int, float)
_GRID = dict.fromkeys(("sheetId", "startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"), _INT)
_COLOUR = {"rgbColor": dict.fromkeys(("red", "green", "blue", "alpha"), _REAL), "themeColor": _TEXT}
_FORMAT = {
    "numberFormat": {
        "type": {"TEXT", "NUMBER", "PERCENT", "CURRENCY", "DATE", "TIME", "DATE_TIME", "SCIENTIFIC"},
        "pattern": _TEXT,
    },
    "backgroundColorStyle": _COLOUR,
    "horizontalAlignment": {"LEFT", "CENTER", "RIGHT"},
    "verticalAlignment": {"TOP", "MIDDLE", "BOTTOM"},
    "wrapStrategy": {"OVERFLOW_CELL", "LEGACY_WRAP", "CLIP", "WRAP"},
    "textFormat": {
        "foregroundColorStyle": _COLOUR,
        "fontFamily": _TEXT,
        "fontSize": _INT,
        "bold": _FLAG,
        "italic": _FLAG,
        "strikethrough": _FLAG,
        "underline": _FLAG,
    },
}
_VALUE = {"numberValue": _REAL, "stringValue": _TEXT, "boolValue": _FLAG, "formulaValue": _TEXT}
_CELL = {"userEnteredValue": _VALUE, "userEnteredFormat": _FORMAT, "note": _TEXT}
_DIMENSION = {"sheetId": _INT, "dimension": {"ROWS", "COLUMNS"}, "startIndex": _INT, "endIndex": _INT}
_SHEET = {
    "sheetId": _INT,
    "title": _TEXT,
    "index": _INT,
    "sheetType": {"GRID"},
    "hidden": _FLAG,
    "rightToLeft": _FLAG,
    "tabColorStyle": _COLOUR,
    "gridProperties": {
        "rowCount": _INT,
        "columnCount": _INT,
        "frozenRowCount": _INT,
        "frozenColumnCount": _INT,
        "hideGridlines": _FLAG,
    },
}
_PROTECTED = {
    "protectedRangeId": _INT,
    "range": _GRID,
    "description": _TEXT,
    "warningOnly": _FLAG,
    "unprotectedRanges": [_GRID],
    "editors": {"users": [_TEXT], "groups": [_TEXT], "domainUsersCanEdit": _FLAG},
}
_LOCATION = {"spreadsheet": _FLAG, "sheetId": _INT, "dimensionRange": _DIMENSION}

SCHEMAS: dict[str, Any] = {
    "addSheet": {"properties": _SHEET},
    "duplicateSheet": {"sourceSheetId": _INT, "insertSheetIndex": _INT, "newSheetId": _INT, "newSheetName": _TEXT},
    "deleteSheet": {"sheetId": _INT},
    "updateSheetProperties": {"properties": _SHEET, "fields": _TEXT},
    "updateCells": {
        "rows": [{"values": [_CELL]}],
        "fields": _TEXT,
        "start": {"sheetId": _INT, "rowIndex": _INT, "columnIndex": _INT},
        "range": _GRID,
    },
    "repeatCell": {"range": _GRID, "cell": _CELL, "fields": _TEXT},
    "updateDimensionProperties": {
        "range": _DIMENSION,
        "properties": {"pixelSize": _INT, "hiddenByUser": _FLAG},
        "fields": _TEXT,
    },
    "addProtectedRange": {"protectedRange": _PROTECTED},
    "deleteProtectedRange": {"protectedRangeId": _INT},
    "setDataValidation": {
        "range": _GRID,
        "rule": {
            "condition": {
                "type": {"ONE_OF_LIST", "ONE_OF_RANGE", "CUSTOM_FORMULA", "BOOLEAN", "NUMBER_BETWEEN"},
                "values": [{"userEnteredValue": _TEXT, "relativeDate": _TEXT}],
            },
            "inputMessage": _TEXT,
            "strict": _FLAG,
            "showCustomUi": _FLAG,
        },
        "filteredRowsIncluded": _FLAG,
    },
    "createDeveloperMetadata": {
        "developerMetadata": {
            "metadataId": _INT,
            "metadataKey": _TEXT,
            "metadataValue": _TEXT,
            "location": _LOCATION,
            "visibility": {"DOCUMENT", "PROJECT"},
        }
    },
    "deleteDeveloperMetadata": {
        "dataFilter": {
            "developerMetadataLookup": {
                "metadataId": _INT,
                "metadataKey": _TEXT,
                "metadataValue": _TEXT,
                "locationType": _TEXT,
                "visibility": _TEXT,
            }
        }
    },
}
# What a mask may name in a request, besides "*": the paths of the object that it is about.
MASKED = {"updateCells": _CELL, "repeatCell": _CELL, "updateSheetProperties": _SHEET}


def wrong(value: Any, schema: Any, where: str) -> str:
    """Google's sentence about the first thing in ``value`` that ``schema`` does not know, '' where all is known."""
    if isinstance(schema, dict):
        if not isinstance(value, dict):
            return f"Invalid value at '{where}' (Message), {value!r}"
        for name, each in value.items():
            if name not in schema:
                return f"Invalid JSON payload received. Unknown name \"{name}\" at '{where}': Cannot find field."
            if found := wrong(each, schema[name], f"{where}.{name}"):
                return found
        return ""
    if isinstance(schema, list):
        if not isinstance(value, list):
            return f"Invalid value at '{where}' (List), {value!r}"
        return next((found for i, v in enumerate(value) if (found := wrong(v, schema[0], f"{where}[{i}]"))), "")
    if isinstance(schema, set):
        return "" if value in schema else f"Invalid value at '{where}' (TYPE_ENUM), \"{value}\""
    is_right = isinstance(value, schema) and (schema == _FLAG or not isinstance(value, bool))
    return "" if is_right else f"Invalid value at '{where}' (TYPE), {value!r}"


def wrong_mask(kind: str, fields: str) -> str:
    """Google's sentence about a mask that is missing or names what is not there."""
    if not fields:
        return "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"
    for path in fields.split(","):
        at: Any = MASKED[kind]
        for name in [] if path == "*" else path.replace("/", ".").split("."):
            if not isinstance(at, dict) or name not in at:
                return f"Invalid value at 'requests.{kind}.fields': \"{path}\""
            at = at[name]
    return ""

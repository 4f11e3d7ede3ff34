"""Workbooks written by hand, part by part, as no program writes them."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def cell(text: str, place: str = "") -> bytes:
    return f'<c{f" r={chr(34)}{place}{chr(34)}" if place else ""} t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def row(texts: Iterable[str], attributes: str = "") -> bytes:
    return f"<row {attributes}>".encode() + b"".join(map(cell, texts)) + b"</row>"


def workbook(
    path: Path, sheet: Iterable[bytes], shared: Iterable[bytes] = (), *, head: str = "", name: str = "S"
) -> Path:
    """A workbook of one tab: ``sheet`` is what stands in its sheetData, ``shared`` in its shared strings."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" '
        'ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?>{head}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
        f'Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
        for part, tag, pieces in (("worksheets/sheet1", "sheetData", sheet), ("sharedStrings", "", shared)):
            with archive.open(f"xl/{part}.xml", "w", force_zip64=True) as stream:
                outer = "worksheet" if tag else "sst"
                stream.write(f'<{outer} xmlns="{_MAIN}">{f"<{tag}>" if tag else ""}'.encode())
                for piece in pieces:
                    stream.write(piece)
                stream.write(f"{f'</{tag}>' if tag else ''}</{outer}>".encode())
    return path

"""Invented people whose every word is found again, and the places of a campaign where people stand."""

import base64
import csv
import gzip
import io
import itertools
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd
import pypdf

from tests.conftest import SAMPLE, by_poppler

# No word of the language, no name of the sample and no hash holds these.
_FIRST, _LAST = "뿡꺽꽥쀼뀽뜛", "쫩뷁쮋꿹쒧뺣뿕쭘깰쑝"
_ROWS = 60


class Person(NamedTuple):
    """Somebody of whom nothing may be found."""

    name: str
    phone: str
    email: str
    address: str

    @property
    def secrets(self) -> tuple[str, ...]:
        """What would tell of them, as it may be written."""
        digits = self.phone.replace("-", "")
        return self.name, self.phone, digits, f"+82{digits[1:]}", self.email, self.address.rpartition(" ")[2]


PEOPLE = [
    Person(
        f"{first}{last}순덕",
        f"010-0000-73{n:02d}",
        f"zqx{n:02d}planted@example.org",
        f"청원구 율량동 심어둔로{n:02d}길",
    )
    for n, (first, last) in enumerate(itertools.product(_FIRST, _LAST))
]
SECRETS = sorted({secret for person in PEOPLE for secret in person.secrets})


def plant(path: Path, rows: int | None = None) -> Path:
    """``path`` holds the sample with every one of PEOPLE in it: as contacts, in names of bodies, in free text.

    ``rows`` is how many of the sample's responses there are, None for all of them; the last 60 are the people's.
    """
    cells = pd.read_csv(SAMPLE, dtype=str, keep_default_na=False)
    cells = cells if rows is None else cells[cells["개인정보 수집 및 이용 동의"].eq("동의합니다")].tail(rows)
    for index, who in zip(cells.index[-_ROWS:], PEOPLE, strict=True):
        cells.loc[index, ["대표자 성명", "담당자 성명", "연락처", "이메일 주소", "주소(소재지)"]] = [
            who.name,
            who.name,
            who.phone,
            who.email,
            who.address,
        ]
        cells.loc[index, "참석자 명단 (성명/직위)"] = f"{who.name} 대표, {who.name} 회원"
        cells.loc[index, "건의사항"] = f"제 이름은 {who.name}이고 번호는 {who.phone.replace('-', '')} 입니다"
        cells.loc[index, "협력하고 싶은 기관이나 분야"] = f"{who.name} 선생님({who.email})"
        cells.loc[index, "주요 활동 및 사업 내용"] = f"{who.name}의 하천 수질 정화"
        cells.loc[index, "네트워크에서 함께하고 싶은 활동 (복수 선택)"] = f"공동 캠페인;{who.name}와 산책"
    named = cells.index[-3:]
    cells.loc[named, "기관·단체명 (개인은 성명)"] = [f"{person.name} 공방" for person in PEOPLE[-3:]]
    alone = cells.index[-_ROWS:-3:5]
    cells.loc[alone, "참여 구분"] = "개인"
    cells.loc[alone, "기관·단체명 (개인은 성명)"] = cells.loc[alone, "담당자 성명"]
    cells.to_csv(path, index=False)
    return path


def plant_guests(path: Path) -> Path:
    """``path`` is a list of guests with some of PEOPLE."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [[person.name, "", person.phone] for person in PEOPLE[:9]]
        csv.writer(file).writerows([["성명", "기관", "연락처"], *rows])
    return path


def texts(folder: Path):
    """The content of every file: as text, and for tables, databases and pickles also decoded."""
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        yield path, path.name
        if path.suffix == ".pdf":
            # Its own bytes are numbers of places in it, which look like phones.
            yield path, pdf_text(path)
            continue
        raw = path.read_bytes()
        yield path, raw.decode("utf-8", "ignore")
        for chunk in re.findall(rb"[A-Za-z0-9+/=\\n]{80,}", raw):
            cleaned = re.sub(rb"[^A-Za-z0-9+/]", b"", chunk.replace(b"\\n", b""))
            # What only looks like it may end anywhere.
            cleaned = cleaned[: len(cleaned) - (len(cleaned) % 4 == 1)]
            yield path, base64.b64decode(cleaned + b"=" * (-len(cleaned) % 4)).decode("utf-8", "ignore")
        if path.suffix == ".duckdb":
            with duckdb.connect(str(path), read_only=True) as connection:
                for (table,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                    yield path, connection.table(table).df().to_csv()
        if path.suffix == ".parquet":
            yield path, pd.read_parquet(path).to_csv()
        yield from ((path, text) for text in unpacked(gzip.decompress(raw) if path.suffix == ".gz" else raw))
        if path.suffix == ".db":
            with sqlite3.connect(path) as database:
                told = "\n".join(database.iterdump())
            # As JSON in a column writes letters.
            yield path, re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), told)


def pdf_text(path: Path) -> str:
    """The text without blanks and what the file says of itself; poppler reads it a hundred times as fast."""
    reader = pypdf.PdfReader(path)
    quick = by_poppler(path) if shutil.which("pdftotext") else ""
    text = quick or "".join("".join(page.extract_text().split()) for page in reader.pages)
    return text + str(reader.metadata)


def unpacked(raw: bytes):
    """The members of an archive (HWPX, PPTX, XLSX), those of archives within it, and their text without tags."""
    if not zipfile.is_zipfile(io.BytesIO(raw)):
        yield raw.decode("utf-8", "ignore")
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for name in archive.namelist():
            inner = archive.read(name)
            text = inner.decode("utf-8", "ignore")
            yield name
            yield text
            yield re.sub(r"<[^>]*>", "", text)
            yield from unpacked(inner)

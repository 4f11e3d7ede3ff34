"""The event's PDF files, read by another library than the one that made them."""

import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pypdf
import pytest
from page import is_pdf_compliant_bytes, validate_pdf

from flows.campaigns import read_campaign
from output.event import event_pdf
from output.formats.glyphs import legible
from output.formats.labels import labels
from tests.conftest import CAMPAIGN, ROOT, by_poppler
from tests.seats import seats_of
from transforms.event.event_sheets import Sheets, event_sheets
from transforms.event.placement import changes
from transforms.event.row_texts import editions

CAMPAIGN_READ = read_campaign(CAMPAIGN)
# Syllables that no other text of a document has, so that a name counts as that name.
_RARE = "뛝쀍뷁쮊쬚퓕쿌뤩웱뭵쒧꿻쨟퀓뾟쥻"


def rare(number: int) -> str:
    """A name of four syllables that stands for ``number`` and is no part of another."""
    return "쫿" + "".join(_RARE[number // 16**place % 16] for place in range(3))


def invented(n: int) -> dict[str, pd.DataFrame]:
    """Tables of a release with ``n`` attendees of n / 2 bodies, each person under a name of its own."""
    ids = [f"p-{at:04}" for at in range((n + 1) // 2)]
    people = pd.DataFrame({"participant_id": ids, "name": [f"모임{at}" for at in range(len(ids))]}).assign(
        representative="홍길동", is_person=False, attendance="yes", phone="+821012345678", email=None
    )
    people["full_name"] = people["name"]
    people["contact_name"], people["contact_title"] = "임꺽정", None
    people["kind"], people["district"], people["unnamed"] = "일반 단체", "상당구", None
    people["wish_1"] = [at % 7 + 1 for at in range(len(ids))]
    people["wish_2"] = [(at + 1) % 7 + 1 for at in range(len(ids))]
    attendees = pd.DataFrame({"attendee_id": [f"p-{at // 2:04}-a{at % 2 + 1}" for at in range(n)]})
    attendees["participant_id"] = attendees["attendee_id"].str.slice(0, 6)
    attendees["name"], attendees["title"] = (
        [rare(at) for at in range(n)],
        ["회장", "총무"] * (n // 2) + ["회장"] * (n % 2),
    )
    attendees["field"] = [at // 2 % 7 + 1 for at in range(n)]
    attendees = attendees.assign(source="form", is_named=True)
    activities = people[["participant_id"]].assign(position=1, text="하천 정화, 나무 심기와 주민 교육")
    activities["activity_id"] = activities["participant_id"] + "-1"
    goals = pd.DataFrame(
        [(p, (at + k) % 17 + 1, k + 1, 0.9, True, True) for at, p in enumerate(ids) for k in range(2)],
        columns=["participant_id", "goal", "rank", "score", "is_declared", "is_matched"],
    )
    told = activities[["activity_id"]].assign(
        goal=6, rank=1, score=0.9, basis="words", evidence="하천 정화+5", band="sure"
    )
    return {
        "participants": people,
        "attendees": attendees,
        "activities": activities,
        "participant_goals": goals,
        "participant_fields": people[["participant_id"]].assign(field=people["wish_1"], is_assigned=True),
        "activity_goals": told,
        "answers": pd.DataFrame({"participant_id": [], "question": [], "answer": []}, dtype="str").assign(
            position=1, is_free_text=False
        ),
        "corrections": pd.DataFrame({"kind": [], "key": [], "state": []}, dtype="str"),
    }


def sheets_of(tables: Mapping[str, pd.DataFrame], seats: pd.DataFrame, printed: pd.DataFrame | None = None) -> Sheets:
    return event_sheets(seats, changes(seats, printed), tables, CAMPAIGN_READ, labels("documents", CAMPAIGN_READ))


def written(folder: Path, sheets: Sheets) -> dict[str, pypdf.PdfReader]:
    event_pdf.write_event_pdfs(sheets, CAMPAIGN_READ, folder)
    return {path.stem: pypdf.PdfReader(path) for path in sorted(folder.glob("*.pdf"))}


def text_of(reader: pypdf.PdfReader) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return invented(60)


@pytest.fixture(scope="module")
def sheets(tables: dict[str, pd.DataFrame]) -> Sheets:
    seats = seats_of(tables)
    # One is gone since the sheets were printed, one came.
    printed = pd.concat([seats[seats["name"].ne(rare(7))], seats.iloc[[0]].assign(attendee_id="x-1", name=rare(4000))])
    words = labels("documents")
    edition, added = editions(2, 1, datetime(2024, 5, 10, 23, 59, tzinfo=UTC), "20240510-0a1b", words)
    return sheets_of(tables, seats, printed)._replace(edition=edition, supplement_edition=added)


@pytest.fixture(scope="module")
def folder(sheets: Sheets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pdf")
    event_pdf.write_event_pdfs(sheets, CAMPAIGN_READ, made)
    return made


@pytest.fixture(scope="module")
def documents(folder: Path) -> dict[str, pypdf.PdfReader]:
    return {path.stem: pypdf.PdfReader(path) for path in sorted(folder.glob("*.pdf"))}


@pytest.fixture(scope="module")
def texts(documents: dict[str, pypdf.PdfReader]) -> dict[str, str]:
    return {name: text_of(reader) for name, reader in documents.items()}


def test_every_document_is_there(documents: dict[str, pypdf.PdfReader]) -> None:
    numbered = {f"facilitator-{each.number}" for each in CAMPAIGN_READ.fields}
    named = {"attendee-list", "register", "directory", "rosters", "name-tags", "agreements", "table-signs"}
    assert set(documents) == numbered | named | {"supplement", "supplement-tags"}


@pytest.mark.parametrize("read", ["pypdf", "pdftotext"])
def test_each_attendee_stands_once_on_the_lists_that_hold_them_and_on_no_other(
    texts: dict[str, str], tables: dict[str, pd.DataFrame], folder: Path, read: str
) -> None:
    if read == "pdftotext" and not shutil.which(read):
        pytest.skip("needs pdftotext of poppler-utils")
    fields = tables["attendees"]["field"].tolist()
    everyone = list(range(len(fields)))
    expected = {
        "attendee-list": everyone,
        "register": everyone,
        "rosters": everyone,
        "name-tags": everyone,
        "directory": [],
        "agreements": [],
        "table-signs": [],
        "supplement": [7, 4000],
        "supplement-tags": [7],
    } | {f"facilitator-{n}": [at for at in everyone if fields[at] == n] for n in range(1, 8)}
    assert set(texts) == set(expected)
    for name in texts:
        text = texts[name] if read == "pypdf" else by_poppler(folder / f"{name}.pdf")
        counts = {at: text.count(rare(at)) for at in [*everyone, 4000]}
        assert counts == {at: int(at in expected[name]) for at in counts}, name


def test_only_the_staff_s_list_holds_a_phone(documents: dict[str, pypdf.PdfReader], texts: dict[str, str]) -> None:
    holds = [name for name, text in texts.items() if "010-1234-5678" in text]
    assert holds == ["attendee-list"]
    lines = [line for page in documents["attendee-list"].pages for line in page.extract_text().splitlines()]
    # None is broken over two lines.
    assert sum("010-1234-5678" in line for line in lines) == texts["attendee-list"].count("010-1234-5678")


def test_lists_bear_their_edition_and_a_supplement_the_one_that_it_completes(
    documents: dict[str, pypdf.PdfReader],
) -> None:
    own = "제2판·2024.5.10.23:59까지낸응답·배포본20240510-0a1b"
    for name, reader in documents.items():
        text = text_of(reader)
        if name == "supplement":
            assert "추가제2판(인쇄한제1판에더하는명단)·2024.5.10.23:59까지낸응답·배포본20240510-0a1b" in text
        elif name in ("attendee-list", "register", "directory", "rosters") or name.startswith("facilitator"):
            assert text.count(own) == len(reader.pages), name


def test_each_file_is_tagged_titled_korean_undated_and_brings_its_fonts(documents: dict[str, pypdf.PdfReader]) -> None:
    for name, reader in documents.items():
        root: Any = reader.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("ko"), name
        assert root["/ViewerPreferences"]["/DisplayDocTitle"] and CAMPAIGN_READ.event.name in reader.metadata.title
        xmp = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfuaid:part(>|=\")1", xmp), name
        assert reader.metadata.creation_date is None and "CreateDate" not in xmp, name
        kinds = set(_kinds(root["/StructTreeRoot"]))
        lists = name not in ("name-tags", "supplement-tags", "agreements", "table-signs")
        assert {"/Table", "/TR", "/TH", "/TD"} <= kinds if lists else "/Table" not in kinds, name
        assert "/H1" in kinds or "tags" in name
        for page in reader.pages:
            for font in page["/Resources"].get("/Font", {}).values():
                descendant = font.get_object()["/DescendantFonts"][0].get_object()
                assert "NanumGothic" in descendant["/BaseFont"]
                assert "/FontFile2" in descendant["/FontDescriptor"] or "/FontFile3" in descendant["/FontDescriptor"]


def _kinds(tree: Any) -> list[str]:
    return [str(each.get("/S", "")) for each in _nodes(tree)]


def _nodes(tree: Any) -> list[Any]:
    """Every element of a document's structure."""
    found, waiting = [], [tree]
    while waiting:
        each = waiting.pop()
        each = each if isinstance(each, int) else each.get_object()
        if isinstance(each, list):
            waiting.extend(each)
        elif isinstance(each, dict):
            found.append(each)
            waiting.extend([each["/K"]] if "/K" in each else [])
    return found


def test_an_independent_validator_finds_nothing_that_pdf_ua_forbids(folder: Path) -> None:
    for path in sorted(folder.glob("*.pdf")):
        told = validate_pdf(path, profile="ua1")
        assert told.is_compliant and told.rules.total > 100, (path.name, [each.message for each in told.failures])
    # It does find what is wrong: the same file without its tags.
    bare = pypdf.PdfWriter(clone_from=folder / "register.pdf")
    del bare.root_object["/StructTreeRoot"]
    content = io.BytesIO()
    bare.write(content)
    assert not is_pdf_compliant_bytes(content.getvalue(), profile="ua1")


def test_what_is_no_text_is_told_in_words_or_is_decoration(documents: dict[str, pypdf.PdfReader]) -> None:
    for name, reader in documents.items():
        for figure in (
            each for each in _nodes(reader.trailer["/Root"]["/StructTreeRoot"]) if each.get("/S") == "/Figure"
        ):
            assert str(figure.get("/Alt", "")).strip(), name


def test_every_page_of_a_list_has_its_headings_and_its_number(documents: dict[str, pypdf.PdfReader]) -> None:
    for name in ("attendee-list", "register"):
        pages = documents[name].pages
        assert len(pages) > 1
        for number, page in enumerate(pages, 1):
            text = re.sub(r"\s", "", page.extract_text())
            assert "기관·단체명" in text and f"{number}/{len(pages)}쪽" in text, (name, number)


def test_an_agreement_is_one_page_and_tags_are_ten_a_page(
    documents: dict[str, pypdf.PdfReader], tables: dict[str, pd.DataFrame], sheets: Sheets
) -> None:
    pages = documents["agreements"].pages
    assert len(pages) == len(tables["participants"])
    for each, body in zip(pages, sheets.agreements["body"], strict=True):
        text = re.sub(r"\s", "", each.extract_text())
        assert "2024년5월30일" in text and "(인)" in text and text.count("협약서") >= 1
        # Each participant's own page, and nobody else's name on it.
        assert set(re.findall(r"모임\d+", text)) == {body}
    signs = [re.sub(r"\s", "", each.extract_text()) for each in documents["table-signs"].pages]
    for text, field in zip(signs, CAMPAIGN_READ.fields, strict=True):
        assert re.sub(r"\s", "", field.name) in text
    n_tags = len(tables["attendees"]) + 3 + CAMPAIGN_READ.documents.blank_tags
    n_pages = -(-n_tags // 10)
    assert len(documents["name-tags"].pages) == n_pages
    # The last sheet is full: what is over is for walk-ins.
    n_named = len(tables["attendees"]) + 3
    blank = text_of(documents["name-tags"]).count(re.sub(r"\s", "", labels("documents", CAMPAIGN_READ)["walk_in_tag"]))
    assert blank - text_of(documents["supplement-tags"]).count("참가") >= 10 * n_pages - n_named


def _sizes(reader: pypdf.PdfReader) -> dict[str, float]:
    """The size at which each syllable of a rare name stands."""
    found: dict[str, float] = {}

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        if text.strip():
            found[text.strip()] = abs(size * tm[3] * cm[3])

    for page in reader.pages:
        page.extract_text(visitor_text=visit)
    return found


HOSTILE = [
    '#import "x": *',
    "$x^2$ *굵게*",
    "[대괄호] @label <tag>",
    "2024. 5. 30. 모임",
    "// 주석 /* */",
    '#read("/etc/passwd")',
]


@pytest.fixture(scope="module")
def extreme() -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """300 in one meeting, nobody in another, long names, hostile text, a participant without goals, one with all."""
    tables = invented(330)
    tables["attendees"].loc[:299, "field"] = 4
    tables["attendees"].loc[300:, "field"] = [1, 2, 5, 6, 7] * 6
    people = tables["participants"]
    people.loc[0, "name"] = (
        "지속가능한 지구와 마을을 위한 시민 생활실천 네트워크 연합회 흥덕구 지부 봉명동 분회 준비위원회 임시 사무국"
    )
    people.loc[1, "name"], people.loc[1, "representative"] = "나" * 60, "한글이름열두자가나다라마"
    for at, text in enumerate(HOSTILE, 10):
        people.loc[at, "name"] = text
    people["full_name"] = people["name"]
    attendees = tables["attendees"]
    attendees.loc[4, "name"] = "쫿글이름열두자가나다라마"
    attendees.loc[5, "title"] = "시민실천 네트워크 공동운영위원장 겸 사무처장"
    goals = tables["participant_goals"]
    goals = goals[~goals["participant_id"].isin(["p-0000", "p-0001"])]
    none_read = tables["activities"].loc[tables["activities"]["participant_id"].eq("p-0000"), "activity_id"]
    read = tables["activity_goals"]
    tables["activity_goals"] = read[~read["activity_id"].isin(none_read)].reset_index(drop=True)
    all_goals = pd.DataFrame({"participant_id": "p-0001", "goal": range(1, 18), "rank": range(1, 18)}).assign(
        score=0.9, is_declared=True, is_matched=True
    )
    tables["participant_goals"] = pd.concat([goals, all_goals], ignore_index=True)
    return tables, seats_of(tables)


@pytest.mark.long
def test_extremes_are_printed_whole(extreme: tuple[dict[str, pd.DataFrame], pd.DataFrame], tmp_path: Path) -> None:
    tables, seats = extreme
    made = written(tmp_path, sheets_of(tables, seats))
    for name in ("attendee-list", "register", "rosters", "name-tags"):
        text = text_of(made[name])
        for number in {*range(330)} - {4}:
            assert text.count(rare(number)) == 1, (name, number)
        assert text.count("쫿글이름열두자가나다라마") == 1
        for hostile in HOSTILE:
            assert re.sub(r"\s", "", hostile) in text, (name, hostile)
    assert len(made["agreements"].pages) == len(tables["participants"])
    assert "이모임에배정된사람이없습니다" in text_of(made["facilitator-3"])
    goal_less = [text for page in made["agreements"].pages if "함께 정할 목표" in (text := page.extract_text())]
    assert len(goal_less) == 1 and "봉명동" in goal_less[0]


def test_names_on_tags_are_26_points_or_more(
    extreme: tuple[dict[str, pd.DataFrame], pd.DataFrame],
) -> None:
    tables, seats = extreme
    tags = sheets_of(tables, seats).name_tags
    some = tags[tags["name"].isin([rare(0), rare(5)]) | tags["name"].str.len().gt(4)]
    sizes = _sizes(pypdf.PdfReader(io.BytesIO(event_pdf.name_tags(some, CAMPAIGN_READ))))
    large = [size for text, size in sizes.items() if "쫿" in text or "다라마" in text]
    assert large and min(large) >= 26


def test_what_the_font_lacks_is_the_printers_sign() -> None:
    assert legible("김🎉수 1️⃣ 👨‍👩‍👧 𠮷") == "김수 1 〓"
    names = "Nguyễn Thị Hương · Хван Людмила · สมชาย ใจดี · Oʻzbek"
    assert legible(names) == names
    tag = pd.DataFrame(
        [("x-1", 1, "네트워크", "عربي 모임", "", "김🎉수\u202e", 1)],
        columns=["attendee_id", "field", "group", "body", "title", "name", "badge"],
    )
    text = text_of(pypdf.PdfReader(io.BytesIO(event_pdf.name_tags(tag, CAMPAIGN_READ))))
    assert "김수" in text and "〓〓〓〓모임" in text


def test_a_name_is_not_broken_inside() -> None:
    tables = invented(8)
    names = ["제갈공명한울", "남궁하늘빛나라", "독고가람"]
    tables["attendees"].loc[[0, 2, 4], "name"] = names
    tables["attendees"].loc[[0, 2, 4], "title"] = ["사무국장", "부위원장", "총괄본부장"]
    made = sheets_of(tables, seats_of(tables))
    for content in (
        event_pdf.register(made.register, CAMPAIGN_READ),
        event_pdf.rosters(made.rosters, CAMPAIGN_READ),
        event_pdf.staff_list(made.staff_list, made.needs, CAMPAIGN_READ),
    ):
        told = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
        for word in (*names, "총괄본부장"):
            assert word in told, word


MAKE = """
import hashlib, sys
import pandas as pd
from tests.output.event.test_event_pdf import CAMPAIGN_READ, invented, seats_of, sheets_of
from output.event import event_pdf as made
sheets = sheets_of(tables := invented(24), seats_of(tables))
for content in (
    made.staff_list(sheets.staff_list, sheets.needs, CAMPAIGN_READ),
    made.rosters(sheets.rosters, CAMPAIGN_READ),
    made.agreements(sheets.agreements.head(3), CAMPAIGN_READ),
    made.name_tags(sheets.name_tags, CAMPAIGN_READ, 3),
):
    print(hashlib.sha256(content).hexdigest())
"""


@pytest.mark.long
def test_another_process_another_zone_and_no_fonts_of_the_machine_give_the_same_bytes(tmp_path: Path) -> None:
    def run(**environment: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", MAKE],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    one = run(PYTHONHASHSEED="1", TZ="Asia/Seoul")
    other = run(PYTHONHASHSEED="2", TZ="America/Lima", HOME=str(tmp_path), FONTCONFIG_FILE="/dev/null")
    assert one == other and len(one.split()) == 4


def test_files_are_the_owner_s_alone(tables: dict[str, pd.DataFrame], tmp_path: Path) -> None:
    event_pdf.write_event_pdfs(sheets_of(tables, seats_of(tables).head(4)), CAMPAIGN_READ, tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.slow
def test_a_thousand_attendees_take_less_than_a_minute(tmp_path: Path, record_property: Callable[..., None]) -> None:
    tables = invented(1000)
    start = time.perf_counter()
    written(tmp_path, sheets_of(tables, seats_of(tables)))
    seconds = time.perf_counter() - start
    record_property("seconds", seconds)
    assert seconds < 60


def test_an_e_mail_stands_within_its_column_and_remarks_take_what_names_leave(
    tables: dict[str, pd.DataFrame], sheets: Sheets
) -> None:
    mail, names = "a_rather_long_address.of_somebody@daum.example", event_pdf.PRINTED["staff_list"]
    listed = sheets.staff_list.head(3).assign(phone=mail, note="")
    page = pypdf.PdfReader(io.BytesIO(event_pdf.staff_list(listed, sheets.needs, CAMPAIGN_READ))).pages[0]
    assert mail in re.sub(r"\s", "", page.extract_text()) and mail not in page.extract_text()
    usual = event_pdf.beside("staff_list", listed, names, event_pdf._WIDTHS["staff_list"])
    wide = event_pdf.beside("staff_list", listed.assign(note="가" * 30), names, event_pdf._WIDTHS["staff_list"])
    assert wide[-1] > usual[-1] == event_pdf._WIDTHS["staff_list"][-1] and sum(wide) == pytest.approx(sum(usual))

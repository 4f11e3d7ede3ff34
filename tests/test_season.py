"""A season at the desk: printed, changed late, supplemented, ticked on both editions; everyone stays who they are."""

import hashlib
import re
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from flows.commands.cli import main
from tests.conftest import CAMPAIGN, SAMPLE

ATTENDANCE, LISTED, WISH = "협약식 및 교류회(5월 30일) 참석 여부", "참석자 명단 (성명/직위)", "희망 모임 분야 (1순위)"
CAME, NOT = "참석", "불참"
Person = tuple[str, str]


def _mark(person: Person) -> str:
    return CAME if hashlib.sha256("\x1f".join(person).encode()).digest()[0] % 5 else NOT


def _change_late(source: Path, tables: Path) -> None:
    """Twelve who answered once think again: withdrawn, somebody added in front, turned round, another wish."""
    responses = pd.read_parquet(tables / "responses.parquet").query("disposition == 'accepted'")
    once = pd.read_parquet(tables / "participants.parquet").query("attendance == 'yes' and n_responses == 1")
    named = pd.read_parquet(tables / "attendees.parquet").query("is_named").groupby("participant_id").size()
    several = once[once["participant_id"].map(named).fillna(0).ge(2)]["participant_id"]
    rows = responses[responses["participant_id"].isin(several)]["row_number"].head(12) - 1
    sheet = pd.read_csv(source, dtype="str", keep_default_na=False)
    for n, row in enumerate(rows):
        if n % 4 == 0:
            sheet.loc[row, ATTENDANCE] = NOT
        elif n % 4 == 1:
            sheet.loc[row, LISTED] = f"늦온이 간사, {sheet.loc[row, LISTED]}"
        elif n % 4 == 2:
            parts = re.split(r"[,\n]\s*", str(sheet.loc[row, LISTED]))
            sheet.loc[row, LISTED] = ", ".join(reversed(parts))
        else:
            sheet.loc[row, WISH] = sheet[WISH].iloc[0]
    sheet.to_csv(source, index=False)


def _filled(sheet_file: Path, to: Path, *, is_first: bool) -> dict[str, Person]:
    """A desk's sheet ticked against the names that are printed; each desk sees every second person.

    Who was ticked, by the id beside them.
    """
    book = openpyxl.load_workbook(sheet_file)
    sheet = book.active
    headings = [cell.value for cell in sheet[3]]
    state, name, body, id_ = (headings.index(word) + 1 for word in ("참석 확인", "성명", "기관·단체명", "번호"))
    told = {}
    for row in range(4, sheet.max_row + 1):
        person = str(sheet.cell(row, body).value), str(sheet.cell(row, name).value)
        if person[1] in ("None", "(성명 미정)") or (sum(map(ord, person[1])) % 2 == 0) != is_first:
            continue
        sheet.cell(row, state).value = _mark(person)
        told[str(sheet.cell(row, id_).value)] = person
    book.save(to)
    return told


def _listed(file: Path) -> list[tuple[str, str, str, str]]:
    """tab, number, body, name of every named line of a list."""
    told = []
    for sheet in openpyxl.load_workbook(file):
        headings = [cell.value for cell in sheet[4]]
        at = [headings.index(word) for word in ("번호", "기관·단체명", "성명")]
        lines = [[str(row[place]) for place in at] for row in sheet.iter_rows(min_row=5, values_only=True)]
        told += [(sheet.title, *line) for line in lines if line[2] not in ("None", "", "(성명 미정)")]
    return told


@pytest.mark.long
def test_every_person_is_found_where_they_belong_with_the_same_number_and_mark(sync, tmp_path, capsys, monkeypatch):
    from flows.event import event

    monkeypatch.setattr("flows.commands.cli.log_to_terminal", lambda: None)
    data, source = tmp_path / "data", tmp_path / "responses.csv"
    shutil.copyfile(SAMPLE, source)

    def run() -> Path:
        event.fn(CAMPAIGN, "", str(data), products=("tables", "attendance", "workbooks"))
        return (data / "event/current").resolve()

    sync(data, source)
    first = run()
    assert main(["event", "--printed", "--data", str(data)]) == 0
    _change_late(source, data / "current/restricted/tables")
    sync(data, source)
    second = run()
    told = _filled(first / "attendance.xlsx", tmp_path / "접수대1.xlsx", is_first=True)
    told |= _filled(second / "attendance.xlsx", tmp_path / "접수대2.xlsx", is_first=False)
    capsys.readouterr()
    files = [str(tmp_path / f"접수대{n}.xlsx") for n in (1, 2)]
    assert main(["attendance", *files, "--data", str(data)]) == 0
    assert "살펴볼 것" not in capsys.readouterr().out
    last = run()

    # Every mark is its person's, whichever edition it was made on.
    attendance = pd.read_parquet(last / "tables/attendance.parquet").set_index("attendee_id")
    ticked = {CAME: "came", NOT: "absent"}
    assert {id_: (name, ticked[_mark((body, name))]) for id_, (body, name) in told.items()} == {
        id_: (attendance["name"][id_], attendance["state"][id_]) for id_ in told
    }
    assert attendance.drop(list(told))["state"].eq("unknown").all()
    result = openpyxl.load_workbook(last / "documents/result.xlsx").worksheets[0]
    total = [cell.value for cell in result[result.max_row]]
    assert total[0] == "합계" and total[-1] == [_mark(person) for person in told.values()].count(CAME)

    # Whoever stands on lists of both editions has one number, and one seat everywhere.
    lists = {
        (release.name, name): _listed(release / "documents" / f"{name}.xlsx")
        for release in (first, second)
        for name in ("register", "attendee-list", "rosters")
    }
    numbers: dict[str, set[Person]] = {}
    for lines in lists.values():
        for _, number, body, name in lines:
            numbers.setdefault(number, set()).add((body, name))
    assert {number: who for number, who in numbers.items() if len(who) > 1} == {}
    seats = pd.read_parquet(second / "tables/seats.parquet")
    fields = dict(zip(seats["badge"].astype("str"), seats["field"].astype("str") + "분야", strict=True))
    assert all(tab == fields[number] for tab, number, _, _ in lists[(second.name, "rosters")])
    supplement = _listed(second / "documents/supplement.xlsx")
    assert {name for _, _, _, name in supplement} >= {"늦온이"}

"""A season at the desk: printed, changed late, supplemented, ticked on both editions; everyone stays who they are."""

import hashlib
import re
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from flows.campaigns import read_campaign
from flows.commands.cli import main
from output.formats.labels import labels
from tests.conftest import CAMPAIGN, SAMPLE
from transforms.decisions.decisions import ASKED, FORMS

NAME, ADDRESS, CONSENT = "기관·단체명 (개인은 성명)", "주소(소재지)", "개인정보 수집 및 이용 동의"
ATTENDANCE, LISTED, WISH = "협약식 및 교류회(5월 30일) 참석 여부", "참석자 명단 (성명/직위)", "희망 모임 분야 (1순위)"
CAME, NOT = "참석", "불참"
READ = read_campaign(CAMPAIGN)
Person = tuple[str, str]
TWINS = ("무심천 사랑모임", "가경 책읽는 어머니들")
# What is decided before the event, each about a row of its own; a merged body makes twenty.
DECIDED = (
    ("name", "새이름 모임"),
    ("phone", "010-0000-7788"),
    ("email", "office@example.org"),
    ("submitted_at", "4/26 14:00"),
    ("consent", "5/2"),
    ("test", "예"),
    ("merge", "다름"),
    ("goals", "6 15"),
    ("goals", "제안대로"),
    ("field", "3"),
    ("field", "5"),
    ("attendance", "참석"),
    ("attendance", "불참"),
    ("attendance", "미정"),
    ("headcount", "7"),
    ("attendees", "가온누리 회장, 나래솔 간사"),
    ("contact_phone", "043-123-4567"),
    ("contact_email", "desk@example.org"),
    ("district", "청원구"),
    ("naming", "비공개"),
)


def _mark(person: Person) -> str:
    return CAME if hashlib.sha256("\x1f".join(person).encode()).digest()[0] % 5 else NOT


def _change_late(source: Path, tables: Path) -> None:
    """Twelve who answered once think again: withdrawn, somebody added in front, turned round, another wish."""
    responses = pd.read_parquet(tables / "responses.parquet").query("disposition == 'accepted'")
    once = pd.read_parquet(tables / "participants.parquet").query("attendance == 'yes' and n_responses == 1")
    named = pd.read_parquet(tables / "attendees.parquet").query("is_named").groupby("participant_id").size()
    decided = pd.read_parquet(tables / "corrections.parquet")["key"]
    several = once[once["participant_id"].map(named).fillna(0).ge(2)]["participant_id"]
    several = several[~several.isin(decided)]
    rows = responses[responses["participant_id"].isin(several)]["row_number"].head(12) - 1
    sheet = pd.read_csv(source, dtype="str", keep_default_na=False)
    for n, row in enumerate(rows):
        if n % 4 == 0:
            sheet.loc[row, ATTENDANCE] = NOT
        elif n % 4 == 1:
            sheet.loc[row, LISTED] = f"나늦온 간사, {sheet.loc[row, LISTED]}"
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


def _season(to: Path) -> Path:
    """Some of the sample, two bodies more that share a telephone, and answers without consent or a moment."""
    sheet = pd.read_csv(SAMPLE, dtype="str", keep_default_na=False).head(130)
    is_agreed = sheet[CONSENT].eq("동의합니다") & sheet[ATTENDANCE].eq("참석")
    *_, moment, consent = sheet.index[is_agreed]
    sheet.loc[consent, CONSENT] = ""
    sheet.loc[moment, "타임스탬프"] = ""
    good = sheet[sheet["참여 구분"].eq("단체") & is_agreed].iloc[3]
    first, second = (good.to_dict() | {NAME: name, "연락처": "010-0000-4444"} for name in TWINS)
    first |= {
        "타임스탬프": "2024/05/02 1:00:00 오후 GMT+9",
        "이메일 주소": "one@example.org",
        ADDRESS: "상당구 월오동 1",
    }
    second |= {"타임스탬프": "2024/05/03 1:00:00 오후 GMT+9", "이메일 주소": "other@example.org"}
    second |= {ADDRESS: "흥덕구 가경동 2", "대표자 성명": "두나래", "담당자 성명": "두나래", LISTED: "두나래 대표"}
    first |= {
        ADDRESS: "상당구 월오동 1",
        "대표자 성명": "한가람",
        "담당자 성명": "한가람",
        LISTED: "한가람 대표, 이봄내 간사",
    }
    pd.concat([sheet, pd.DataFrame([first, second])], ignore_index=True).to_csv(to, index=False)
    return to


def _decide(data: Path, to: Path, wanted: tuple[tuple[str, str], ...] = DECIDED) -> list[tuple[str, str]]:
    """The review workbook with ``wanted`` in its yellow cells, saved in its folder; kind and key of each."""
    words, book = labels("review", READ), openpyxl.load_workbook(data / "current/restricted/review.xlsx")
    used: set[str] = set()
    told = []
    for kind, typed in wanted:
        form, column = ASKED[kind]
        sheet = book[words[next(name for name, each in FORMS.items() if each is form)]]
        headings = [cell.value for cell in sheet[1]]
        ids = [headings.index(words[name]) for name in form.ids]
        for row in sheet.iter_rows(min_row=2):
            key = " ".join(
                sorted(row[at].value for at in ids) if kind == "same_body" else [row[at].value for at in ids]
            )
            if used.isdisjoint(key.split(" ")) and _is_apt(kind, typed, dict(zip(headings, row, strict=True))):
                row[headings.index(words[column])].value = typed
                used |= set(key.split(" "))
                told.append((kind, key))
                break
    (data / "review").mkdir(exist_ok=True)
    book.save(data / "review" / to)
    return told


def _is_apt(kind: str, typed: str, row: dict[str, Any]) -> bool:
    """Whether the decision would say something new in that row."""

    def told(heading: str) -> str:
        return str(row[heading].value or "") if heading in row else ""

    if kind == "name":
        return "이름이 모두" in told("이유")
    if kind in ("phone", "email"):
        return "전화와 이메일" in told("이유")
    if kind == "submitted_at":
        return not told("제출 시각")
    if kind == "naming":
        return told("공개 자료에 이름") == "공개"
    if kind == "test":
        return told("처리") == "반영" and told("기관·단체명") not in TWINS
    if kind == "goals" and typed == "제안대로":
        return bool(told("제안")) and told("제안") != told("읽은 목표")
    if kind in ("headcount", "attendees", "field"):
        return (
            told("참석") == CAME
            and not told("분야(행사 전에는 잠정)").startswith(typed)
            and told("기관·단체명") not in TWINS
        )
    return typed not in (told("참석"), told("구"))


def _printed(file: Path) -> list[str]:
    """The lines of a PDF as poppler sets them, without blanks."""
    told = subprocess.run(["pdftotext", "-layout", "-enc", "UTF-8", str(file), "-"], capture_output=True, check=True)
    return [re.sub(r"\s", "", line) for line in told.stdout.decode().splitlines()]


@pytest.mark.long
def test_every_person_is_found_where_they_belong_with_the_same_number_and_mark(sync, tmp_path, capsys, monkeypatch):
    from flows.event import event

    monkeypatch.setattr("flows.commands.cli.log_to_terminal", lambda: None)
    data, source = tmp_path / "data", _season(tmp_path / "responses.csv")

    def run(*more: str) -> Path:
        event.fn(CAMPAIGN, "", str(data), products=("tables", "attendance", "workbooks", *more))
        return (data / "event/current").resolve()

    def table(name: str) -> pd.DataFrame:
        return pd.read_parquet(data / f"current/restricted/tables/{name}.parquet")

    sync(data, source, products=("tables", "review"))
    said = _decide(data, Path("결정.xlsx"))
    sync(data, source, products=("tables", "review"))
    states = table("corrections").set_index(["kind", "key"])["state"]
    assert {kind for kind, _ in said} == {kind for kind, _ in DECIDED}
    assert {pair: states[pair] for pair in said if states[pair] != "applied"} == {}
    withheld = next(key for kind, key in said if kind == "naming")
    assert table("participants").set_index("participant_id")["unnamed"][withheld] == "decided"
    public = data / "current/public"
    assert not [path for path in public.rglob("*.csv") if withheld in path.read_text("utf-8-sig")]
    first = run()
    assert main(["event", "--printed", "--data", str(data)]) == 0
    _change_late(source, data / "current/restricted/tables")
    assert len(_decide(data, Path("늦은 결정.xlsx"), (("same_body", "같음"),))) == 1
    sync(data, source, products=("tables", "review"))
    second = run("pdf")
    told = _filled(first / "attendance.xlsx", tmp_path / "접수대1.xlsx", is_first=True)
    told |= _filled(second / "attendance.xlsx", tmp_path / "접수대2.xlsx", is_first=False)
    capsys.readouterr()
    files = [str(tmp_path / f"접수대{n}.xlsx") for n in (1, 2)]
    assert main(["attendance", *files, "--data", str(data)]) == 0
    assert "살펴볼 것" not in capsys.readouterr().out
    last = run()

    # Every mark is its person's, whichever edition it was made on.
    attendance = pd.read_parquet(last / "tables/attendance.parquet").set_index("attendee_id")
    # People of the body that was merged have its other number now; they were ticked under the one that was printed.
    of_person = attendance.reset_index().drop_duplicates(["body", "name"]).set_index(["body", "name"])["attendee_id"]
    told = {id_ if id_ in attendance.index else of_person[person]: person for id_, person in told.items()}
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
    assert {name for _, _, _, name in supplement} >= {"나늦온"}
    # The body that was merged is gone with its people, who stand on the supplement; who was decided on is there.
    names = {name for _, _, _, name in lists[(second.name, "register")]}
    assert {"가온누리", "나래솔", "두나래"} <= names and not {"한가람", "이봄내"} & names
    assert {"한가람", "이봄내"} <= {name for _, _, _, name in supplement}
    # Paper says the same as the workbook: who stands in a line with a number there has it here.
    for name in ("register", "rosters"):
        printed = _printed(second / "documents" / f"{name}.pdf")
        missing = [
            (number, who)
            for _, number, _, who in lists[(second.name, name)]
            if not any(line.startswith(number) and re.sub(r"\s", "", who) in line for line in printed)
        ]
        assert missing == []

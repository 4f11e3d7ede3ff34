"""The office's overview of who takes part, as it opens in a spreadsheet."""

from types import SimpleNamespace

import openpyxl
import pandas as pd
import pytest

from flows.stages import products
from flows.stages.run import Options
from output.formats.labels import labels


@pytest.fixture(scope="module")
def book(release_a):
    return openpyxl.load_workbook(release_a / "restricted/tables.xlsx")


def rows(book, name):
    heading, *cells = list(book[labels("participants")["sheet"][name]].iter_rows(min_row=3, values_only=True))
    return pd.DataFrame(cells, columns=heading)


def table(release, name):
    return pd.read_parquet(release / f"restricted/tables/{name}.parquet")


def test_every_participant_has_one_row_as_people_write_it(book, release_a):
    words, shown = labels("participants")["participants"], rows(book, "participants")
    whole = table(release_a, "participants").set_index("participant_id")
    shown = shown.set_index(words["participant_id"])
    assert sorted(shown.index) == sorted(whole.index)
    assert shown[words["name"]].tolist() == whole.loc[shown.index, "name"].tolist()
    assert set(shown[words["attendance"]]) <= {"참석", "불참", "미정"}
    phones = shown[words["phone"]].dropna()
    assert len(phones)
    assert not phones.str.startswith("+82").any()
    fields = table(release_a, "participant_fields").query("is_assigned").set_index("participant_id")["field"]
    assert shown[words["field"]].str.partition(".")[0].astype(int).to_dict() == fields.to_dict()
    told = shown[words["declared"]].fillna("").str.split("\n").map(lambda lines: sum(map(bool, lines)))
    assert told.sum() == table(release_a, "participant_goals")["is_declared"].sum()


def test_rows_are_those_of_the_responses_sheet(book, release_a):
    words, shown = labels("participants"), rows(book, "participants")
    responses = table(release_a, "responses")
    speaks = table(release_a, "participants").set_index("participant_id")["response_id"]
    want = (speaks.map(responses.set_index("response_id")["row_number"]) + 1).to_dict()
    names = words["participants"]
    assert dict(zip(shown[names["participant_id"]], shown[names["row"]], strict=True)) == want
    held = rows(book, "held")
    assert len(held) == responses["participant_id"].isna().sum()
    assert held[words["held"]["reason"]].notna().all()


def test_activities_and_people_are_whole_and_it_prints_on_landscape_sheets(book, release_a):
    assert len(rows(book, "activities")) == len(table(release_a, "activities"))
    assert len(rows(book, "people")) == len(table(release_a, "attendees"))
    for sheet in book:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.auto_filter.ref
        assert sheet.freeze_panes


def test_what_is_wide_is_printed_on_pages_beside_each_other_each_with_the_names(book):
    wide, narrow = book[labels("participants")["sheet"]["participants"]], book[labels("participants")["sheet"]["held"]]
    assert wide.page_setup.fitToWidth == 3
    assert wide.print_title_cols == "$A:$B"
    assert narrow.page_setup.fitToWidth in (1, None)
    # Rows are as high as their text: spreadsheet programs do not all work it out.
    texts = labels("participants")["participants"]
    column = next(cell.column for cell in wide[3] if cell.value == texts["activities"])
    highest = max(range(4, wide.max_row + 1), key=lambda row: len(str(wide.cell(row, column).value or "")))
    assert wide.row_dimensions[highest].height > 40


@pytest.mark.parametrize(("n", "left_out"), [(20_000, []), (20_001, ["workbook", "attendees"])])
def test_no_list_is_written_that_nobody_would_read(monkeypatch, tmp_path, n, left_out):
    written = []
    lines = tuple((name, lambda *_, name=name: written.append(name)) for name, _ in products.PRODUCTS)
    monkeypatch.setattr(products, "PRODUCTS", lines)
    made = SimpleNamespace(tables={"participants": pd.DataFrame(index=range(n))})
    told = products.write_products(SimpleNamespace(options=Options()), made, tmp_path)
    assert told.get("left_out", []) == left_out
    assert not set(written) & set(left_out)
    assert {"tables", "review", "databases"} <= set(written)

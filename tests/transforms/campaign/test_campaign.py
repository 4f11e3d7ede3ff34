"""A campaign's settings: what is wrong is told all at once, by line, with what is allowed; never a silent default."""

import dataclasses
import pickle
import shutil

import pytest
from pydantic import ValidationError

from flows.campaigns import bundled, campaign_folder, read_campaign
from tests.conftest import CAMPAIGN
from tests.transforms.campaign.changed import FIELDS, PLACES, faults_with, read_with
from transforms.campaign.files import read_fields
from transforms.errors.campaign import SettingsError, SettingsSyntaxError
from transforms.reference import texts


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(campaign_folder(CAMPAIGN), tmp_path / "council")


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize("name", bundled())
def test_every_setting_of_the_bundled_campaigns_is_known(name):
    read_campaign(name)


def test_a_campaign_cannot_be_changed_and_travels_between_processes():
    campaign = read_campaign(CAMPAIGN)
    assert campaign.by_column["phone"].title == "연락처"
    assert pickle.loads(pickle.dumps(campaign)) == campaign
    for part in (campaign, campaign.event, campaign.questions[0], campaign.fields[0]):
        with pytest.raises(ValidationError, match="frozen"):
            part.name = "x"


def test_everything_wrong_is_told_at_once_by_file_and_line(folder):
    for old, new in (
        ("small_cell = 3 ", "small_cell = 1000 "),
        ('host = "', 'hots = "'),
        ('kind = "phone"', 'kind = "telephone"'),
        ("queues = 3", "queues = 3.5"),
    ):
        change(folder / "campaign.toml", old, new)
    with pytest.raises(SettingsError) as caught:
        read_campaign(str(folder))
    lines = (folder / "campaign.toml").read_text("utf-8").split("\n")
    told = {fault.key: lines[fault.line - 1].partition(" ")[0] for fault in caught.value.faults}
    assert told == {
        "campaign.host": "[campaign]",
        "campaign.hots": "hots",
        "campaign.small_cell": "small_cell",
        "questions[8].kind": "kind",
        "documents.queues": "queues",
    }
    assert "5곳" in str(caught.value)
    for said in (
        "적힌 값: 1000",
        "쓸 수 있는 값: 1-20 사이의 정수",
        "보기(그대로 쓰라는 뜻이 아닙니다): small_cell = 3",
    ):
        assert said in str(caught.value)


def test_what_is_wrong_in_the_other_files_is_told_together(folder):
    change(folder / "fields.csv", "#8A1538", "blue")
    change(folder / "districts.csv", "administrative", "adminstrative")
    change(folder / "templates/agreement.toml", "{host}는", "{hots}는")
    with pytest.raises(SettingsError) as caught:
        read_campaign(str(folder))
    assert [(fault.file, fault.line) for fault in caught.value.faults] == [
        ("fields.csv", 2),
        ("districts.csv", 3),
        ("templates/agreement.toml", 10),
    ]


@pytest.mark.parametrize(
    ("old", "new", "name", "nearest"),
    [
        ("small_cell =", "smal_cell =", "campaign.smal_cell", "small_cell"),
        ("largest_fall =", "larges_fall =", "changes.larges_fall", "largest_fall"),
        ("[changes]", "[change]", "change", "changes"),
        ('kind = "choice"', 'kind = "choice"\naliasses = { a = "b" }', "questions[3].aliasses", "aliases"),
        ("queues = 3", "quues = 3", "documents.quues", "queues"),
        ("spread = 2", "spred = 2", "event.placement.spred", "spread"),
    ],
)
def test_a_misspelt_setting_is_told_with_the_one_that_was_meant(old, new, name, nearest):
    [fault] = faults_with(old, new)
    assert (fault.file, fault.key, fault.code) == ("campaign.toml", name, "extra_forbidden")
    assert f"'{nearest}'" in fault.told


@pytest.mark.parametrize(
    ("kind", "setting", "reading"),
    [
        ("goals", 'options = ["1", "2"]', "choice · scale · ticks"),
        ("field", 'other = "기타"', "choice · ticks"),
        ("text", 'codes = { "가" = "yes" }', "coded"),
        ("ticks", 'codes = { "가" = "yes" }', "coded"),
        ("ticks", 'individual = ["개인"]', "choice"),
        ("coded", 'options = ["참석", "불참"]', "choice · scale · ticks"),
        ("coded", 'other = "기타"', "choice · ticks"),
        ("phone", 'aliases = { "없음" = "0" }', "choice · coded · scale · ticks"),
        ("moment", "options = []", "choice · scale · ticks"),
    ],
)
def test_a_setting_that_a_kind_of_question_does_not_read_is_refused(kind, setting, reading):
    [fault] = faults_with(f'kind = "{kind}"', f'kind = "{kind}"\n{setting}')
    assert (fault.code, fault.facts["kind"], fault.facts["reading"]) == ("unread", kind, reading)
    assert setting.split(" = ")[0] in fault.key


# Each with the key that is told, and a word of what is allowed or of the sentence.
REFUSED = [
    # Numbers.
    ("small_cell = 3 ", "small_cell = 1000 ", "campaign.small_cell", "1-20"),
    ("small_cell = 3 ", "small_cell = 0 ", "campaign.small_cell", "1-20"),
    ("small_cell = 3 ", "small_cell = -3 ", "campaign.small_cell", "1-20"),
    ("small_cell = 3 ", "small_cell = 3.5 ", "campaign.small_cell", "1-20"),
    ("small_cell = 3 ", "small_cell = true ", "campaign.small_cell", "1-20"),
    ("releases = 30", "releases = 0", "keep.releases", "1-10000"),
    ("days = 0", "days = -1", "keep.days", "0-36500"),
    ("blank_tags = 20", "blank_tags = 99999", "documents.blank_tags", "0-500"),
    ("largest_fall = 0.2", "largest_fall = 20", "changes.largest_fall", "0-1"),
    ("largest_fall = 0.2", "largest_fall = true", "changes.largest_fall", "0-1"),
    ("largest_fall = 0.2", "largest_fall = nan", "changes.largest_fall", "0-1"),
    ("rows_fall = 0.05", "rows_fall = -0.1", "quality.rows_fall", "0-1"),
    ("participants = 189", "participants = -1", "earlier.participants", "0-"),
    ("year = 2023", "year = 2025", "earlier.year", "≤ 2024"),
    ("year = 2023", "year = 23", "earlier.year", "1900-"),
    # Truth, names, one of several.
    ("on_success = false", 'on_success = "false"', "notify.on_success", "true · false"),
    ("on_success = false", "on_success = 0", "notify.on_success", "true · false"),
    ("required = true", 'required = "예"', "questions[1].required", "true · false"),
    ('deleted = "withdrawn"', 'deleted = "gone"', "changes.deleted", "withdrawn · keep"),
    ('urls_from = "SDGNET_NOTIFY"', 'urls_from = "SDGNET NOTIFY"', "notify.urls_from", "환경 변수"),
    ('area_code = "043"', 'area_code = "청주"', "campaign.area_code", "번호"),
    ('host = "청주시지속가능발전협의회"', 'host = " "', "campaign.host", "글"),
    (
        "[staff_columns]",
        '[form.other_names]\n"이름 없음" = "꽃길"\n\n[staff_columns]',
        "form.other_names.이름 없음",
        "name_from",
    ),
    ("[staff_columns]", '[form]\nname_from = "{school} 동아리"\n\n[staff_columns]', "form.name_from", "contact_title"),
    ("[staff_columns]", '[form]\nname_from = "동아리"\n\n[staff_columns]', "form.name_from", "{"),
    (
        'column = "email"',
        'column = "email"\nmeant = "middle"',
        "questions[2].meant",
        "right · left · 1 · 2 · 3 · 4 · 5 · 6 · 7 · 8 · 9",
    ),
    ("[changes]", '[form]\nstamp_order = "md"\n\n[changes]', "form.stamp_order", "ymd · mdy · dmy"),
    # When.
    ('timezone = "Asia/Seoul"', 'timezone = "Asia/Soul"', "campaign.timezone", "'Asia/Seoul'"),
    ('timezone = "Asia/Seoul"', 'timezone = "../Seoul"', "campaign.timezone", "시간대"),
    ('timezone = "Asia/Seoul"', "timezone = 9", "campaign.timezone", "시간대"),
    ("time = 06:00:00", 'time = "25:00"', "schedule.time", "00:00:00~23:59:59"),
    ("opens_at = 2024-04-22T00:00:00", "opens_at = 2024-04-22", "campaign.opens_at", "날짜와 시각"),
    ("opens_at = 2024-04-22T00:00:00", 'opens_at = "2024-04-22T00:00:00"', "campaign.opens_at", "따옴표 없이"),
    ("retention_until = 2034-12-31", "retention_until = 2034-12-31T00:00:00", "campaign.retention_until", "꼴의 날짜"),
    ("closes_at = 2024-05-11", "closes_at = 2024-04-01", "campaign.closes_at", "> 2024-04-22"),
    ("opens_at =", "counted_at = 2024-05-01T00:00:00\nopens_at =", "campaign.counted_at", "≥ 2024-05-11"),
    ("ends_at = 2024-05-30", "ends_at = 2023-05-30", "event.ends_at", "> 2024-05-30"),
    ("retention_until = 2034-12-31", "retention_until = 2024-05-20", "campaign.retention_until", "≥ 2024-05-30"),
    # Files.
    ('file = "districts.csv"', 'file = "../districts.csv"', "places.file", "폴더 안"),
    ('file = "districts.csv"', 'file = "/etc/passwd"', "places.file", "폴더 안"),
    ('file = "fields.csv"', 'file = "C:\\\\fields.csv"', "fields.file", "폴더 안"),
    ('file = "fields.csv"', 'file = "lists\\\\..\\\\..\\\\fields.csv"', "fields.file", "폴더 안"),
    ('file = "guests-honour.csv"', 'file = "~/guests.csv"', "event.guests[1].file", "폴더 안"),
    ("participants = 189", 'file = "../2023.csv"', "earlier.file", "폴더 안"),
    ('source = "responses.csv"', 'source = "/dev/stdin"', "campaign.source", "주소"),
    ('source = "responses.csv"', 'source = "a/../../b.csv"', "campaign.source", "주소"),
    # What a template could take for its own.
    ('name = "2024 ', 'name = "{__class__} ', "campaign.name", "중괄호 없이"),
    ('place = "서원구청', 'place = "{{ host }}', "event.place", "중괄호 없이"),
    ('place = "서원구청 대회의실"', 'place = ""', "event.place", "비우지 않은"),
    ('group = "네트워크"', 'group = "{네트워크}"', "event.group", "또는 비움"),
    ('outside = "청주시 외"', 'outside = "{청주시} 외"', "places.outside", "중괄호 없이"),
    ('["각자의', '["{0.__init__.__globals__}', "documents.talking_points[1]", "중괄호 없이"),
    # Districts.
    ('order = ["상당구"', 'order = ["서원구"', "places.order[2]", "두 번"),
    ('"청주시 외", "미상"]', '"청주시 외"]', "places.order", "미상"),
    ('unknown = "미상"', 'unknown = "청주시 외"', "places.unknown", "두 번"),
    ('home = ["청주시", "청주", "청원군", "Cheongju"]', "home = []", "places.home", "하나도"),
    # Questions.
    ('kind = "phone"', 'kind = "telephone"', "questions[8].kind", "phone"),
    ('kind = "ticks"', 'kind = "boxes"', "questions[18].kind", "text · ticks"),
    ('kind = "phone"', 'kind = "text"', "questions[8].kind", "phone"),
    ('kind = "phone"\n', "", "questions[8].kind", "없습니다"),
    ('column = "suggestions"', 'column = "total"', "questions[23].column", "영문 소문자"),
    ('column = "name"', 'column = "own_name"', "questions[4].column", "name"),
    ('column = "wish_2"', 'column = "wish_1"', "questions[13].column", "두 번"),
    ('title = "연락처"', 'title = "주소 (소재지)"', "questions[9].title", "두 번"),
    ('title = "연락처"', 'title = "연락처"\nformer = ["주소(소재지)"]', "questions[9].title", "두 번"),
    ('title = "연락처"', 'title = ""', "questions[8].title", "글"),
    ('"동의합니다" = "yes"', '"동의합니다" = "agree"', "questions[24].codes.동의합니다", "yes · no"),
    ('"동의합니다" = "yes"', '"동의합니다" = "no"', "questions[24].codes", "yes"),
    ('individual = ["개인"]', 'individual = ["시민"]', "questions[3].individual", "기관 · 단체"),
    ('individual = ["개인"] ', "# ", "questions[3].individual", "없습니다"),
    ('"기관", "단체",', '"기관", "기 관", "단체",', "questions[3].options", "두 번"),
    ('"NGO" = "단체"', '"NGO" = "비영리"', "questions[3].aliases.NGO", "기관 · 단체"),
    ('"NGO" = "단체"', '"기관" = "단체"', "questions[3].aliases.기관", "기관"),
    ('"NGO" = "단체"', '"시 민" = "단체"', "questions[3].aliases.시민", "단체"),
    (
        'options = ["매우 만족", "만족", "보통", "불만족", "매우 불만족"]',
        "options = []",
        "questions[20].options",
        "하나도",
    ),
    ('titles = ["비고", "확인"', 'titles = ["비고", "연락처"', "staff_columns.titles[2]", "질문의 제목"),
    # Of another shape altogether.
    ("[schedule]", "[[schedule]]", "schedule", "[칸]"),
    ("urls = []", 'urls = "json://host"', "notify.urls", "목록"),
    ("urls = []", "urls = [3]", "notify.urls[1]", "따옴표"),
]


@pytest.mark.parametrize(("old", "new", "key", "said"), REFUSED)
def test_what_cannot_be_meant_is_refused_when_it_is_read(old, new, key, said):
    told = {fault.key: fault for fault in faults_with(old, new)}
    assert key in told
    assert said in told[key].told
    assert told[key].line
    assert told[key].code in texts("messages")["setting"]["fault"]


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ("#8A1538", "blue", 2, "colour", "#RRGGBB"),
        ("#8A1538", "", 2, "colour", "#RRGGBB"),
        (",1 7 8", ",1 70 8", 2, "goals[2]", "1-17"),
        (",1 7 8", ',"1, 7·80"', 2, "goals[3]", "1-17"),
        (",1 7 8", ",0 7 8", 2, "goals[1]", "1-17"),
        (",1 7 8", ",일 7 8", 2, "goals[1]", "1-17"),
        ("farming food", "farmnig food", 3, "themes[1]", "'farming'"),
        ("\n2,", "\n1,", 3, "field", "두 번"),
        ("\n2,", "\n-2,", 3, "field", "1-99"),
        ("\n2,", "\n둘,", 3, "field", "1-99"),
        ("건강하고 지속가능한 농업 도시", "행복한 삶을 위해 지속가능한 일자리 창출", 3, "name", "두 번"),
        ("건강하고 지속가능한 농업 도시", "건강, 농업 도시", 3, "-", "따옴표"),
        ("건강하고 지속가능한 농업 도시", "{{7*7}}", 3, "name", "중괄호 없이"),
        ("field,name", "field,nmae", 1, "nmae", "'name'"),
        ("field,name", "field,name,좌석", 1, "좌석", "쓸 수 있는 값: field,name"),
        ("farming food", "먹거리", 3, "themes[1]", "비워 두어도"),
        ("field,name", "field,nmae", 1, "name", "없습니다"),
        (",#7A5C00", "", 3, "colour", "없습니다"),
    ],
)
def test_a_fault_in_the_table_of_fields_is_told_by_its_line(old, new, line, key, said):
    found = [fault for fault in faults_with(old, new, file=FIELDS) if fault.key == key]
    assert [(fault.file, fault.line) for fault in found] == [(FIELDS, line)]
    assert said in found[0].told


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ("낭성면,상당구", "가덕면,상당구", 5, "place", "두 번"),
        ("낭성면,상당구", "낭성면,", 3, "district", "글"),
        ("administrative", "adm", 3, "kind", "administrative"),
    ],
)
def test_a_fault_in_the_table_of_places_is_told_by_its_line(old, new, line, key, said):
    [fault] = faults_with(old, new, file=PLACES)
    assert (fault.file, fault.line, fault.key) == (PLACES, line, key)
    assert said in fault.told


def test_a_table_without_rows_and_one_that_is_no_table_are_told(folder):
    (folder / "fields.csv").write_text("field,name,goals,themes,colour\n", "utf-8")
    (folder / "districts.csv").unlink()
    with pytest.raises(SettingsError) as caught:
        read_campaign(str(folder))
    assert [(fault.file, fault.key, fault.code) for fault in caught.value.faults] == [
        ("fields.csv", "-", "too_short"),
        ("campaign.toml", "places.file", "no_table"),
    ]


def test_tables_are_read_as_a_spreadsheet_saves_them(folder):
    before = read_campaign(str(folder))
    for name in ("fields.csv", "districts.csv"):
        rows = (folder / name).read_text("utf-8").splitlines()
        saved = [f"{row},," for row in rows] + ["," * (rows[0].count(",") + 2)]
        (folder / name).write_bytes("\r\n".join(saved).encode("cp949"))
    made = read_campaign(str(folder))
    assert (made.fields, made.places) == (before.fields, before.places)
    text = "field,name,goals,themes,colour,seats\n1,물, 6 14 ,,#1F4E79,24명\n"
    assert [(each.goals, each.seats) for each in read_fields(text, "fields.csv")] == [({6, 14}, 24)]


def test_one_cause_is_told_once_and_names_what_it_is_beside(folder):
    rows = (folder / "fields.csv").read_text("utf-8").splitlines()
    (folder / "fields.csv").write_text("\n".join([rows[0], rows[1].replace(",", ",1,", 1), *rows[2:]]), "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_campaign(str(folder))
    assert [(fault.line, fault.code) for fault in caught.value.faults] == [(2, "long_row")]
    [fault] = faults_with("closes_at = 2024-05-11", "closes_at = 2024-04-01")
    assert "campaign.opens_at" in fault.told
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write("\n[event.placement.fields.99]\nmost = 3\n")
    (folder / "fields.csv").write_text("\n".join(rows), "utf-8")
    with pytest.raises(SettingsError) as caught:
        read_campaign(str(folder))
    assert [(fault.code, fault.line is not None) for fault in caught.value.faults] == [("no_field", True)]


def test_a_password_in_an_address_is_not_repeated():
    assert all("hunter2" not in fault.told for fault in faults_with("urls = []", 'urls = "slack://hunter2@x"'))
    [fault] = faults_with("urls = []", 'urls = [{ to = "slack://hunter2@x" }]')
    assert "hunter2" not in fault.told


def test_of_very_many_faults_the_first_are_told_and_the_rest_counted(folder):
    text = (folder / "districts.csv").read_text("utf-8")
    (folder / "districts.csv").write_text(text.replace("village", "hamlet"), "utf-8")
    # What is wrong alike is told once, with all its lines.
    with pytest.raises(SettingsError, match=r"232곳 있습니다\.\n• districts\.csv 143~156, 217~434번째 줄 kind") as told:
        read_campaign(str(folder))
    assert str(told.value).count("hamlet") == 1
    lines = (f"{line}{n}" if line.endswith("village") else line for n, line in enumerate(text.splitlines()))
    (folder / "districts.csv").write_text("\n".join(lines), "utf-8")
    with pytest.raises(SettingsError, match=r"232곳 있습니다(?s:.*)그 밖에 212곳"):
        read_campaign(str(folder))


def test_a_campaign_without_the_rules_has_the_defaults(folder):
    text = (folder / "campaign.toml").read_text("utf-8")
    start = text.index("[changes]")
    (folder / "campaign.toml").write_text(text[:start] + text[text.index("[", start + 1) :], "utf-8")
    rules = read_campaign(str(folder)).changes
    assert (rules.deleted, rules.largest_fall) == ("withdrawn", 0.2)


def test_all_districts_that_have_no_place_in_the_order_are_named():
    [fault] = faults_with('order = ["상당구", "서원구", ', "order = [")
    assert (fault.key, fault.allowed) == ("places.order", "상당구, 서원구")


def test_a_moment_is_in_the_campaigns_zone_unless_it_names_another():
    campaign = read_with("opens_at = 2024-04-22T00:00:00", "opens_at = 2024-04-21T15:00:00Z")
    assert campaign.opens_at.isoformat() == "2024-04-22T00:00:00+09:00"
    assert campaign.event.starts_at.isoformat() == "2024-05-30T14:00:00+09:00"


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("2024-05-11T00:00:00", "2024-5-11", 11, "두 자리로"),
        ("2024-05-11T00:00:00", "2024년 5월 11일", 11, "두 자리로"),
        ("2024-05-11T00:00:00", "2024-05-32", 11, "달력에 있는"),
        ('phone = "', "phone = 043-", 7, '전화번호 같은 글은 "따옴표" 안에'),
        ('name = "2024', "name = 2024", 5, '글은 "따옴표" 안에'),
        ('name = "2024', "name = “2024", 5, "둥근 따옴표"),
        ("time = 06:00:00", "time = 25:00:00", None, "시각은 06:00:00"),
        ("required = true", "required = 예", None, "예는 true"),
        ("small_cell = 3 ", "small_cell = 3\nsmall_cell = 4", 14, "이미 있습니다"),
        ("[changes]", "[event]\n[changes]", None, "이미 있습니다"),
        ('"기관", "단체",', '"기관" "단체",', None, "쉼표(,)가 빠졌거나"),
        ('order = ["상당구"', 'order = "상당구\n', None, "닫지 않았습니다"),
        ('source = "responses.csv"', 'source = "C:\\Users\\me\\a.csv"', None, "를 / 로"),
    ],
)
def test_settings_that_are_no_toml_are_told_by_their_line_and_what_is_likely_wrong(folder, old, new, line, why):
    change(folder / "campaign.toml", old, new)
    with pytest.raises(
        SettingsSyntaxError, match=r"campaign.toml \d+번째 줄 \d+번째 글자를 읽을 수 없습니다"
    ) as caught:
        read_campaign(str(folder))
    told = str(caught.value)
    assert why in told and (line is None or f"{line}번째 줄" in told)
    assert "적힌 줄: " in told


def test_a_line_that_may_hold_a_password_is_not_shown(folder):
    change(folder / "campaign.toml", "urls = []", 'urls = ["slack://hunter2@x]')
    with pytest.raises(SettingsSyntaxError) as caught:
        read_campaign(str(folder))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("file", "more", "told"),
    [
        ("campaign.toml", "\nq = " + "[" * 20_000 + "]" * 20_000, "campaign.toml"),
        ("campaign.toml", "\n#" + "x" * (5 << 20), "너무 커서"),
        ("fields.csv", "\n" + "x" * (5 << 20), "fields.csv 파일이 너무 커서"),
    ],
)
def test_absurd_files_are_refused_before_they_are_read(folder, file, more, told):
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(more)
    with pytest.raises(SettingsSyntaxError, match=told):
        read_campaign(str(folder))


def test_a_name_that_no_paper_holds_is_refused(folder):
    change(folder / "campaign.toml", 'name = "2024', 'name = "' + "가" * 60_000)
    with pytest.raises(SettingsError, match="너무 깁니다"):
        read_campaign(str(folder))


def test_settings_in_another_encoding_are_told_so(folder):
    text = (folder / "campaign.toml").read_text("utf-8")
    (folder / "campaign.toml").write_bytes(text.encode("cp949"))
    with pytest.raises(SettingsSyntaxError, match=r"UTF-8\(BOM 없음\)로 다시"):
        read_campaign(str(folder))


@pytest.mark.parametrize(
    ("order", "areas"),
    [
        (("북부권 하늘시", "북부권 달빛군", "남부권 바다시", "밖", "미상"), {"북부권", "남부권"}),
        (("하늘시", "북부권 달빛군", "남부권 바다시", "밖", "미상"), set()),
        (("하늘시 하나동", "하늘시 두리동", "밖", "미상"), set()),
    ],
)
def test_districts_in_two_levels_have_areas(order, areas):
    made = read_with()
    places = dataclasses.replace(made.places, outside="밖", unknown="미상")
    assert set(made.model_copy(update={"district_order": order, "places": places}).areas.values()) == areas


def test_an_area_may_stand_beside_its_districts_whose_names_are_theirs_alone(folder):
    path = folder / "districts.csv"
    lines = path.read_text("utf-8-sig").splitlines()
    upper = {"상당구": "동쪽", "청원구": "동쪽", "서원구": "서쪽"}
    told = [f"{line},{upper.get(line.split(',')[1], '')}" for line in lines[1:]]
    path.write_text("\n".join([f"{lines[0]},area", *told]), "utf-8")
    made = read_campaign(str(folder))
    assert (made.areas, made.district_order[0]) == (upper, "상당구")
    path.write_text("\n".join([f"{lines[0]},area", "가동,상당구,,동쪽", "나동,상당구,,서쪽"]), "utf-8")
    with pytest.raises(SettingsError, match=r"(?s)districts\.csv.*3.*area.*상당구.*다른 윗단계"):
        read_campaign(str(folder))

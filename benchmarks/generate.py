"""Realistic registrations with known truth, to any number: seeded, messy in its own ways, and no person real.

    python benchmarks/generate.py 4000 OUT.csv [--seed 1]

Bodies are made first, then what each of them answered, then how that was typed. About one answer in eight is a second
answer of a body, with another officer, another spelling of the name, or both.
"""

import argparse
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

CAMPAIGN = Path(__file__).parents[1] / "flows/campaigns/cheongju-2024"
FAMILY = [
    *"김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공",
    "남궁",
    "황보",
    "제갈",
    "선우",
]
FIRST, LAST = (
    list("가나도라민서수시아연영예우윤은재정주지하현혜호"),
    list("겸경규나담라람린미민빈서선솔수슬아연영온우원윤율은이인재준진찬하한현호희"),
)
PLACES = "무심천 미호강 우암산 상당산성 대청호 두꺼비 흥덕 청원 율량 가경 복대 용암 산남 분평 오창 오송 내수 문의 미원 강내 수곡 모충 사직 금천 탑동 성안 봉명 옥산 낭성 가덕".split()
THEMES = "환경 기후 마을 생태 나눔 돌봄 청년 여성 어르신 장애 문화 예술 역사 평화 안전 에너지 자원순환 텃밭 먹거리 책 놀이 상담 인권 교육 건강 걷기 자전거 숲 하천 동물".split()
WORDS = "햇살 바람 두레 이음 다솜 누리 새싹 온기 나래 한빛 참빛 푸른 맑은 너른 고운 이웃 벗 둥지 씨앗 샘터 울림 모람 가온 늘봄 다온 라온 마루 보듬 아람 해솔".split()
ENDS = "모임 시민모임 연대 네트워크 봉사단 지킴이 공동체 연구회 포럼 센터 학교 도서관 협의회 위원회 동아리 사랑회 나눔회 공방 상회 농장".split()
FORMS = [
    ("", "", 60),
    ("(사) ", "사단법인", 6),
    ("사단법인 ", "사단법인", 4),
    ("㈜", "주식회사", 6),
    ("(주)", "주식회사", 6),
    ("주식회사 ", "주식회사", 4),
    ("재단법인 ", "재단법인", 2),
    ("사회적협동조합 ", "사회적협동조합", 5),
    ("협동조합 ", "협동조합", 4),
    ("농업회사법인 (주)", "농업회사법인 주식회사", 3),
]
TITLES = "대표 대표이사 회장 사무국장 총무 간사 이사장 팀장 실장 매니저 활동가 운영위원 교사 부회장 센터장".split()
DOES = "무심천 수질 모니터링|초등학생 환경교육|독거노인 반찬 나눔|제로웨이스트 상점 운영|마을 텃밭 가꾸기|발달장애인 직업훈련|청소년 인권 교육|태양광 발전소 운영|전통시장 장바구니 캠페인|작은도서관 책 읽기|하천 생물 조사|성폭력 피해자 상담|재난 안전 교육|수달 서식지 보호|시민 합창단 공연|다문화가정 한국어 교실|소상공인 협업|플로깅과 분리배출|자살 예방 상담|주민자치회 운영".split(
    "|"
)
DISTRICTS = {
    "상당구": "용암동 금천동 문의면 미원면 성안동".split(),
    "서원구": "분평동 산남동 수곡동 모충동 남이면".split(),
    "흥덕구": "가경동 복대동 오송읍 봉명동 옥산면".split(),
    "청원구": "율량동 오창읍 내수읍 우암동 북이면".split(),
}


class Generated(NamedTuple):
    """The export (question titles across the top) and, row for row, which body answered."""

    cells: pd.DataFrame
    body: np.ndarray


def generate(n: int, seed: int = 1) -> Generated:
    """``n`` responses inside the window, in the form's own CSV dialect."""
    rng = np.random.default_rng(seed)
    n_bodies = max(1, int(n * 0.88))
    body = np.concatenate([np.arange(n_bodies), rng.integers(0, n_bodies, n - n_bodies)])
    rng.shuffle(body)
    is_person = rng.random(n_bodies) < 0.18
    people = _people(rng, n_bodies)
    core = _bodies(rng, n_bodies)
    form = rng.choice(len(FORMS), n_bodies, p=np.array([f[2] for f in FORMS]) / 100)
    district = rng.choice(list(DISTRICTS), n_bodies)
    settings = tomllib.loads((CAMPAIGN / "campaign.toml").read_text("utf-8"))
    title = {q["column"]: q["title"] for q in settings["questions"]}
    options = {q["column"]: q.get("options") or list(q.get("codes", {})) for q in settings["questions"]}
    fields = pd.read_csv(CAMPAIGN / "fields.csv")["name"].to_numpy(dtype=object)
    goals = pd.read_csv(Path(__file__).parents[1] / "transforms/reference/goals.csv")
    goal_names = (goals["goal"].astype(str) + "." + goals["name"]).to_numpy(dtype=object)

    again = pd.Series(body).duplicated().to_numpy()
    other = again & ~is_person[body] & (rng.random(n) < 0.6)
    officer = np.where(other, _people(rng, n), people[body])
    # Another officer of the body brings another phone and e-mail; the places keep these numbers apart from all others.
    contact = np.where(other, n_bodies + np.arange(n), body)
    phone = rng.permutation(max(10_000_000, 2 * n))[: n_bodies + n]
    typed_name = _typed_names(rng, core[body], form[body], again)
    typed_name = np.where(is_person[body], people[body], typed_name)
    cells = pd.DataFrame(index=range(n))
    cells[title["submitted_at"]] = _moments(rng, n)
    cells[title["email"]] = np.where(rng.random(n) < 0.93, _emails(rng, contact), "")
    cells[title["kind"]] = np.where(is_person[body], "개인", _pick(rng, options["kind"][:-1], n))
    cells[title["name"]] = typed_name
    cells[title["representative"]] = np.where(is_person[body], "", people[body])
    cells[title["contact_name"]] = officer
    cells[title["contact_title"]] = _pick(rng, [*TITLES, "", "-"], n)
    cells[title["phone"]] = _phones(rng, phone[contact])
    where = np.array([rng.choice(DISTRICTS[d]) for d in district], dtype=object)
    cells[title["address"]] = _addresses(rng, district[body], where[body])
    cells[title["activities"]] = _activities(rng, body)
    cells[title["goals"]] = _ticked(rng, goal_names, n, 1, 4)
    cells[title["wish_1"]] = rng.choice(fields, n)
    cells[title["wish_2"]] = np.where(rng.random(n) < 0.6, rng.choice(fields, n), "")
    cells[title["attendance"]] = rng.choice(options["attendance"], n, p=[0.7, 0.15, 0.15])
    count = rng.integers(1, 6, n)
    cells[title["headcount"]] = _counts(rng, count)
    cells[title["attendees"]] = _attendees(rng, count)
    cells[title["is_returning"]] = rng.choice(options["is_returning"], n)
    cells[title["together"]] = _ticked(rng, np.array(options["together"], dtype=object), n, 1, 3)
    cells[title["cooperation"]] = _pick(rng, ["", "", "보건소", "작은도서관", "문화재단, 대학", "=1+1"], n)
    for column in ("satisfaction_information", "satisfaction_exchange", "satisfaction_publicity"):
        cells[title[column]] = _pick(rng, [*options[column], ""], n)
    cells[title["suggestions"]] = _pick(rng, ["", "", "", "감사합니다", "주차가 어렵습니다"], n)
    cells[title["consent"]] = np.where(rng.random(n) < 0.98, "동의합니다", "동의하지 않습니다")
    return Generated(cells, body)


def _pick(rng: np.random.Generator, values: list[str], n: int) -> np.ndarray:
    return np.array(values, dtype=object)[rng.integers(0, len(values), n)]


def _bodies(rng: np.random.Generator, n: int) -> np.ndarray:
    """Names without their legal form, no two alike."""
    core: np.ndarray = _pick(rng, PLACES, n) + " " + _pick(rng, WORDS, n) + _pick(rng, THEMES, n) + _pick(rng, ENDS, n)
    # A running number in letters keeps the names of different bodies different.
    core = core + np.array([" " + _letters(i) for i in range(n)], dtype=object)
    # Neighbours that share all of the name but a number: different bodies.
    twin = np.flatnonzero(rng.random(n // 2) < 0.1) * 2
    core[twin + 1] = core[twin] + " 2단지"
    core[twin] = core[twin] + " 1단지"
    return core


def _people(rng: np.random.Generator, n: int) -> np.ndarray:
    names: np.ndarray = _pick(rng, FAMILY, n) + _pick(rng, FIRST, n) + _pick(rng, LAST, n)
    return names


def _letters(number: int) -> str:
    made = ""
    while True:
        number, digit = divmod(number, 30)
        made = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노"[digit] + made
        if not number:
            return made


def _typed_names(rng: np.random.Generator, core: np.ndarray, form: np.ndarray, again: np.ndarray) -> np.ndarray:
    prefix = np.array([f[0] for f in FORMS], dtype=object)[form]
    mess = rng.integers(0, 12, len(core))
    squeezed = np.array([c.replace(" ", "") for c in core], dtype=object)
    name = np.where(again & (mess < 5), squeezed, core)
    name = np.where(mess == 6, name + " ", name)
    name = np.where(mess == 7, "\u200b" + name, name)
    name = np.where(mess == 8, name + ".", name)
    return np.where(again & (mess % 2 == 0), name, prefix + name)


def _moments(rng: np.random.Generator, n: int) -> np.ndarray:
    stamps = pd.Timestamp("2024-04-22") + pd.to_timedelta(np.sort(rng.integers(0, 19 * 86400, n)), unit="s")
    half = np.where(stamps.hour < 12, "오전", "오후")
    hour = (stamps.hour - 1) % 12 + 1
    return np.array(
        [
            f"{d} {h}:{rest} {x} GMT+9"
            for d, h, rest, x in zip(stamps.strftime("%Y/%m/%d"), hour, stamps.strftime("%M:%S"), half, strict=True)
        ],
        dtype=object,
    )


def _emails(rng: np.random.Generator, body: np.ndarray) -> np.ndarray:
    domain = _pick(rng, ["example.com"] * 8 + ["EXAMPLE.ORG", " example.com", "naver,com", "gmail.con"], len(body))
    return np.array([f"example.u{b}@{d}" for b, d in zip(body, domain, strict=True)], dtype=object)


def _phones(rng: np.random.Generator, number: np.ndarray) -> np.ndarray:
    style = rng.integers(0, 9, len(number))
    made = []
    for value, how in zip(number.tolist(), style.tolist(), strict=True):
        middle, last = divmod(value + 20_000_000, 10_000)
        made.append(
            (
                f"010-{middle:04}-{last:04}",
                f"010{middle:04}{last:04}",
                f"10{middle:04}{last:04}",
                f"010.{middle:04}.{last:04}",
                f"+82 10-{middle:04}-{last:04}",
                f"010 {middle:04} {last:04}",
                f"010-{middle:04}-{last:04} (문자 주세요)",
                f"０１０－{middle:04}－{last:04}",
                f"010–{middle:04}–{last:04}",
            )[how]
        )
    return np.array(made, dtype=object)


def _addresses(rng: np.random.Generator, district: np.ndarray, place: np.ndarray) -> np.ndarray:
    style = rng.integers(0, 5, len(district))
    return np.select(
        [style == 0, style == 1, style == 2, style == 3],
        ["청주시 " + district + " " + place, place, "충북 청주시 " + district + " " + place + " 12-3", district],
        "청주시",
    )


def _activities(rng: np.random.Generator, body: np.ndarray) -> np.ndarray:
    one, two = _pick(rng, DOES, len(body)), _pick(rng, DOES, len(body))
    number = body.astype(str).astype(object)
    single: np.ndarray = one + " (" + number + "회)"
    return np.where(rng.random(len(body)) < 0.5, single, "1. " + one + "\n2. " + two + " " + number)


def _ticked(rng: np.random.Generator, names: np.ndarray, n: int, low: int, high: int) -> np.ndarray:
    sets = [
        ";".join(names[sorted(rng.choice(len(names), size, replace=False))])
        for size in rng.integers(low, high + 1, 997)
    ]
    return np.array(sets, dtype=object)[rng.integers(0, len(sets), n)]


def _counts(rng: np.random.Generator, count: np.ndarray) -> np.ndarray:
    words = np.array(["", "한 명", "두 명", "세 명", "네 명", "다섯 명"], dtype=object)
    number = count.astype(str).astype(object)
    style = rng.integers(0, 5, len(count))
    return np.select(
        [style == 0, style == 1, style == 2, style == 3],
        [number, number + "명", words[count], "본인 포함 " + number],
        "미정",
    )


def _attendees(rng: np.random.Generator, count: np.ndarray) -> np.ndarray:
    made = []
    styles = rng.integers(0, 4, len(count))
    for size, style in zip(count.tolist(), styles.tolist(), strict=True):
        names, titles = _people(rng, size), _pick(rng, TITLES, size)
        made.append(
            (
                ", ".join(f"{a} {b}" for a, b in zip(names, titles, strict=True)),
                " ".join(f"{a}({b})" for a, b in zip(names, titles, strict=True)),
                "\n".join(f"{i}. {a} - {b}" for i, (a, b) in enumerate(zip(names, titles, strict=True), 1)),
                f"{titles[0]} {names[0]} 외 {size - 1}명" if size > 1 else names[0],
            )[style]
        )
    return np.array(made, dtype=object)


def main() -> None:
    """Write a generated export."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("n", type=int)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    generate(options.n, options.seed).cells.to_csv(options.out, index=False)


if __name__ == "__main__":
    main()

"""Twelve plain responses to spoil, and what a run makes of a table up to its dispositions."""

from dataclasses import dataclass

import pandas as pd

from expectations.responses import check_responses
from flows.campaigns import read_campaign
from tests.conftest import CAMPAIGN
from transforms.campaign.campaign import Campaign
from transforms.reading.answered import answered
from transforms.reading.headings import Headings, match_headings
from transforms.reading.normalise import Answers, normalise
from transforms.reading.quarantine import set_aside

COUNCIL = read_campaign(CAMPAIGN)
TITLE = {question.column: question.title for question in COUNCIL.questions}
NAMES = (
    "가람환경연대 나눔복지회 다올마을공동체 라온협동조합 마중학부모모임 바른에너지연구회 사랑의쉼터 아름숲교육원 "
    "자전거도시모임 차오름청년회 카온공방 하늘농부"
)
MOMENTS = pd.date_range("2024-04-23 13:00:33", periods=12, freq="25h")


def plain() -> pd.DataFrame:
    """Twelve responses under the form's titles; all are accepted."""
    people = [
        f"{family}{given}" for family, given in zip("김박정오임서권배신양홍황", "가나다라마바사아자차카타", strict=True)
    ]
    made = pd.DataFrame("", index=range(12), columns=list(TITLE.values()), dtype="str")
    for column, values in {
        "submitted_at": MOMENTS.strftime("%Y-%m-%d %H:%M:%S").tolist(),
        "email": [f"member{n:02}@example.org" for n in range(1, 13)],
        "kind": "단체",
        "name": NAMES.split(),
        "representative": people,
        "contact_name": people,
        "contact_title": "사무국장",
        "phone": [f"010-2000-11{n:02}" for n in range(1, 13)],
        "address": "청주시 서원구 분평동",
        "activities": "하천 정화와 수질 조사",
        "goals": "6.깨끗한 물과 위생",
        "wish_1": COUNCIL.fields[0].name,
        "attendance": "참석",
        "headcount": "1",
        "attendees": [f"{person} 대표" for person in people],
        "is_returning": "예",
        "consent": "동의합니다",
    }.items():
        made[TITLE[column]] = values
    return made.astype("str")


@dataclass(frozen=True)
class Read:
    """What a table's rows came to: dispositions and findings by row (from 1)."""

    headings: Headings
    cells: pd.DataFrame
    answers: Answers
    findings: pd.DataFrame
    judged: pd.DataFrame

    def codes(self, row: int) -> set[tuple[str, str]]:
        """Code and column of the findings about a row."""
        response = self.judged.set_index("row_number").loc[row, "response_id"]
        about = self.findings[self.findings["response_id"].eq(response)]
        return set(zip(about["code"], about["column"], strict=True))

    def reasons(self) -> dict[int, str]:
        """The reason code of every row that is set aside."""
        aside = self.judged[self.judged["disposition"].ne("")]
        return dict(zip(aside["row_number"].tolist(), aside["reason_code"].tolist(), strict=True))

    def column(self, name: str) -> list[object]:
        """One column of the normalised responses."""
        values: list[object] = self.judged[name].astype("object").where(self.judged[name].notna(), None).tolist()
        return values


def read(table: pd.DataFrame, titles: list[str] | None = None, campaign: Campaign = COUNCIL) -> Read:
    """``table`` (a row a response) as a run reads it; ``titles`` are its headings where its columns are not."""
    cells = table.set_axis(range(table.shape[1]), axis=1).astype("str")
    headings = match_headings(tuple(titles or table.columns), cells, campaign, "test")
    arranged = headings.arrange(cells, campaign)
    answers = normalise(answered(arranged), campaign)
    findings = check_responses(answers, campaign)
    return Read(headings, arranged, answers, findings, set_aside(answers.responses, findings))

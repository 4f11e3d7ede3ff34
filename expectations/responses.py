"""What must be true of each response, before any is set aside."""

import pandas as pd

from expectations.check import Rule, check
from transforms.campaign.campaign import Campaign
from transforms.parse.phones import E164
from transforms.reading.normalise import Answers
from transforms.reference import rows

_IS_TRUE = {"value_set": [True]}


def check_responses(answers: Answers, campaign: Campaign) -> pd.DataFrame:
    """Findings about every response in the order of rows, those about single cells last."""
    found = check(answers.responses, response_rules(campaign), "response_id", "responses")
    severity = {row["code"]: row["severity"] for row in rows("rules")}
    noted = pd.DataFrame(
        {
            "response_id": answers.noted["response"].map(answers.responses["response_id"]),
            "code": answers.noted["code"],
            "column": answers.noted["question"],
            "severity": answers.noted["code"].map(severity),
        }
    )
    return pd.concat([found, noted.astype("str")], ignore_index=True)


def response_rules(campaign: Campaign) -> list[Rule]:
    """The suite for normalised responses; codes and sentences stand in transforms/reference/rules.csv."""
    kinds = campaign.by_column["kind"].options if "kind" in campaign.by_column else None
    rules = [
        Rule("test_entry", "is_test", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("cancelled", "is_cancelled", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("consent_refused", "consent", "ExpectColumnValuesToBeInSet", {"value_set": ["yes", ""]}),
        Rule("consent_blank", "is_consent_given", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("consent_unreadable", "is_consent_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("outside_window", "is_in_window", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("moment_missing", "is_moment_given", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("moment_unreadable", "is_moment_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("name_broken", "is_name_whole", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("name_missing", "name", "ExpectColumnValuesToNotBeNull"),
        Rule("called_off", "is_called_off", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("held", "is_held", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("contact_missing", "has_contact", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("phone_unreadable", "is_phone_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("phone_completed", "is_phone_completed", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("phone_format", "phone", "ExpectColumnValuesToMatchRegex", {"regex": E164}),
        Rule("email_unreadable", "is_email_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("email_corrected", "is_email_corrected", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("goals_free_text", "is_goals_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("goals_all_ticked", "n_goals", "ExpectColumnValuesToBeBetween", {"min_value": 0, "max_value": 10}),
        Rule("wish_unreadable", "is_wish_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("attendance_unreadable", "is_attendance_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("received_by_staff", "is_received", "ExpectColumnValuesToBeInSet", {"value_set": [False]}),
        Rule("headcount_unreadable", "is_headcount_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("headcount_missing", "is_headcount_told", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("headcount_disagrees", "is_headcount_agreed", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("headcount_large", "n_coming", "ExpectColumnValuesToBeBetween", {"min_value": 0, "max_value": 50}),
        Rule("attendees_unreadable", "is_attendees_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("attendees_doubtful", "is_attendees_clear", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("attendees_namesakes", "is_attendees_distinct", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("district_unknown", "is_district_known", "ExpectColumnValuesToBeInSet", _IS_TRUE),
        Rule("returning_unreadable", "is_returning_read", "ExpectColumnValuesToBeInSet", _IS_TRUE),
    ]
    if "activities" in campaign.by_column:
        rules.append(Rule("activities_missing", "n_activities", "ExpectColumnValuesToBeBetween", {"min_value": 1}))
    if kinds is not None:
        rules.append(Rule("kind_unknown", "kind", "ExpectColumnValuesToBeInSet", {"value_set": list(kinds.names)}))
    return rules
